"""The ledger of webhooks: paged, narrowed, changed, and how far it goes back."""

from collections.abc import Sequence

import pytest

from simulator.domain.refusals import Conflicting, Invalid, NotFound
from simulator.domain.webhooks import Notice, NoticeState
from simulator.services import ledger, notice_retention
from simulator.services.drafts import Draft, perform
from simulator.services.ledger import NoticeFilter, list_notices
from simulator.services.notices import raise_notices
from simulator.services.retention import sweep
from simulator.services.tables import NOTICES, NOTICES_FORGOTTEN, NOTICES_HELD
from simulator.services.telling import NoticeWish
from simulator.services.worlds import WorldWish
from tests.bells.bell import NAME, WEBHOOKS
from tests.parts import Bench, Told, build_bench
from tests.receivers import ScriptedSender

ANY = NoticeFilter()


@pytest.fixture
def bells() -> Bench:
    """A simulation with a face that has webhooks, and a customer who takes everything."""
    return build_bench(told=Told({NAME: WEBHOOKS}, ScriptedSender()))


async def tell(bench: Bench, *events: str, about: str = "", world: str = "demo") -> None:
    """Have news about a message, or about nothing."""
    there = await bench.world(world)
    wishes = [NoticeWish(one, there.now, ["http://shop.test/"], "{}", about) for one in events]

    async def use_case(draft: Draft) -> None:
        await raise_notices(draft, NAME, wishes)

    await perform(there, use_case)


async def page(
    bench: Bench, wanted: NoticeFilter = ANY, cursor: str | None = None, limit: int = 99
) -> tuple[list[str], str | None]:
    """Tell the events of a page, and its cursor."""
    found = await list_notices(await bench.world(), wanted, cursor, limit)
    return [one.event for one in found.items], found.next_cursor


async def count(bench: Bench, index: str, world: str = "demo") -> int:
    """Count the lines of an index."""
    return await bench.store.count(world, index)


async def test_pages_lead_from_one_to_the_next(bells: Bench) -> None:
    """Newest first; the last one says that there are no more."""
    await tell(bells, *"abcde")
    first, cursor = await page(bells, limit=2)
    await tell(bells, "f")
    second, cursor = await page(bells, cursor=cursor, limit=2)
    third, cursor = await page(bells, cursor=cursor, limit=2)

    assert (first, second, third, cursor) == (["e", "d"], ["c", "b"], ["a"], None)
    assert await page(bells, limit=6) == (list("fedcba"), None)
    with pytest.raises(Invalid, match="cursor"):
        await page(bells, cursor="nonsense")


async def test_a_page_may_end_before_all_was_looked_at(
    bells: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says where to go on, whatever it has found."""
    monkeypatch.setattr(ledger, "_CHUNK", 2)
    monkeypatch.setattr(ledger, "_SCANNED_COUNT_MAX", 4)
    await tell(bells, *"axxxx")
    wanted = NoticeFilter(event="a")
    found, cursor = await page(bells, wanted)

    assert found == []
    assert await page(bells, wanted, cursor) == (["a"], None)


async def test_those_of_one_message(bells: Bench) -> None:
    """They are found by it, and told with its record."""
    await tell(bells, "a", "b", about="m")
    await tell(bells, "c")

    assert await page(bells, NoticeFilter("m")) == (["b", "a"], None)
    told: Sequence[Notice] = await ledger.of_message(await bells.world(), "m")
    assert [one.event for one in told] == ["a", "b"]
    assert await ledger.of_message(await bells.world(), "other") == []


async def test_what_cannot_be_done(bells: Bench) -> None:
    """Nobody is released who is not held, and what is not there is not found; nothing is done."""
    await ledger.hold(await bells.world())
    await tell(bells, "a", "b")
    b, a = (await list_notices(await bells.world(), ANY, None, 9)).items
    with pytest.raises(NotFound):
        await ledger.release(await bells.world(), [a.id, "nobody"])
    assert await count(bells, NOTICES_HELD) == 2
    assert await ledger.release(await bells.world(), [b.id, b.id]) == [b.begun_anew()]
    with pytest.raises(Conflicting, match="is pending, not held"):
        await ledger.release(await bells.world(), [b.id])
    with pytest.raises(NotFound):
        await ledger.replay(await bells.world(), "nobody")
    assert await count(bells, NOTICES_HELD) == 1


async def test_the_oldest_are_forgotten_when_they_are_over(bells: Bench) -> None:
    """By count and by age; what is not over stays, and does not count for less."""
    await bells.worlds.create(WorldWish("small", keep_count=2, keep_age_ms=60_000))
    await ledger.hold(await bells.world("small"))
    await tell(bells, "held", world="small", about="m")
    await ledger.release(await bells.world("small"), None)
    await ledger.hold(await bells.world("small"))
    await tell(bells, "kept", world="small")
    world = await bells.world("small")
    (kept, held) = (await list_notices(world, ANY, None, 9)).items
    assert (kept.state, held.state) == (NoticeState.HELD, NoticeState.PENDING)
    await ledger.release(await bells.world("small"), [])
    await bells.advance("small", 0)
    for event in "abc":
        await tell(bells, event, world="small")
    await sweep(await bells.world("small"))

    events = [one.event for one in (await list_notices(world, ANY, None, 9)).items]
    assert events == ["c", "b", "a", "kept"]
    assert await world.get(NOTICES_FORGOTTEN) == 1
    assert await ledger.of_message(world, "m") == []
    await ledger.release(await bells.world("small"), None)
    await bells.advance("small", 0)
    assert await count(bells, NOTICES, "small") == 2
    await bells.advance("small", 60_001)
    assert await count(bells, NOTICES, "small") == 0
    assert await world.get(NOTICES_FORGOTTEN) == 5


async def test_what_is_not_over_is_no_reason_to_keep_what_is(bells: Bench) -> None:
    """The oldest of those that are over go in its place."""
    await bells.worlds.create(WorldWish("small", keep_count=2))
    await ledger.hold(await bells.world("small"))
    await tell(bells, "held", *"abc", world="small")
    told = await list_notices(await bells.world("small"), ANY, None, 9)
    for one in told.items[:-1]:
        await ledger.replay(await bells.world("small"), one.id)
    await bells.advance("small", 0)

    found = (await list_notices(await bells.world("small"), ANY, None, 9)).items
    assert [one.event for one in found] == ["c", "held"]


async def test_many_are_forgotten_in_pieces(bells: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many a world may keep of all else, of these there are only so many."""
    monkeypatch.setattr(notice_retention, "NOTICE_COUNT_MAX", 3)
    monkeypatch.setattr(notice_retention, "_PIECE_COUNT", 2)
    await tell(bells, *"abcdefgh")
    await bells.advance("demo", 0)

    assert await page(bells) == (["h", "g", "f"], None)
