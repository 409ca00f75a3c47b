"""Following what happens in a world: all of it, in order, and on from where one left off."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest
from msgspec import structs

from simulator.adapters import recent
from simulator.domain.clock import Clock, ClockMode, ClockWish
from simulator.domain.handset import CARRIER_NUMBER
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State
from simulator.domain.signatures import Signature
from simulator.domain.templates import Template
from simulator.domain.webhooks import Notice
from simulator.services import events, signatures, templates
from simulator.services.drafts import perform
from simulator.services.erasure import erase, gdpr_token
from simulator.services.events import (
    EventFilter,
    Gap,
    Happened,
    Idle,
    Kind,
    Place,
    Subject,
    Told,
    follow,
)
from simulator.services.inbound import receive_now
from simulator.services.messaging import send_batch
from simulator.services.notices import raise_notices
from simulator.services.ports import Noted
from simulator.services.signatures import SignatureWish
from simulator.services.telling import NoticeWish
from simulator.services.templates import TemplateWish
from tests.exchanges import exchange
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore, turns
from tests.traffic import ALICE, BOB, fail_vendors, hello, post

ALL = EventFilter()
PATIENCE_S = 60


@pytest.fixture(params=["memory", "yielding"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """A bench with a store that answers at once, and one that does not."""
    return build_bench(store=YieldingStore() if request.param == "yielding" else None)


@asynccontextmanager
async def following(
    bench: Bench, wanted: EventFilter = ALL, start: Place | None = None
) -> AsyncIterator[AsyncGenerator[Told, None]]:
    """Follow the world, and have been told that it has begun."""
    told = follow(bench.worlds, await bench.world(), wanted, start)
    async with aclosing(told):
        assert isinstance(await anext(told), Idle)
        yield told


async def take(told: AsyncGenerator[Told, None], count: int) -> list[Told]:
    """Wait until so much has been told."""
    return [await asyncio.wait_for(anext(told), PATIENCE_S) for _ in range(count)]


async def happened(
    bench: Bench, count: int, start: Place, wanted: EventFilter = ALL
) -> list[Happened]:
    """Tell what happened behind a place, nothing of which is missing."""
    async with following(bench, wanted, start) as told:
        taken = await take(told, count)
    found = [one for one in taken if isinstance(one, Happened)]
    assert found == taken
    return found


async def beginning(bench: Bench) -> Place:
    """Tell the place behind all that has happened so far."""
    world = await bench.world()
    return Place(world.settings.created_at, await bench.store.revision(world.name), 0)


def words(subject: Subject) -> str:
    """Say in a word or two what an event is about."""
    match subject:
        case Message():
            return f"{subject.text} {subject.state}"
        case Inbound():
            return f"from {subject.handset}"
        case Signature() | Template():
            return f"review {subject.state}"
        case Noted():
            return f"call {subject.exchange.operation}"
        case Clock():
            return f"clock +{subject.world_at - NOW}"
        case Notice():
            return f"webhook {subject.event} {subject.state}"


async def story(bench: Bench) -> list[str]:
    """Let something of everything happen, and tell what."""
    world = await bench.world()
    await send_batch(world, [hello("one", to=ALICE), hello("two", to=BOB)])
    bench.store.note("demo", exchange(operation="sms.batch.send"))
    wish = NoticeWish("rung", world.now, ["http://shop.test/"], "{}")
    await perform(world, lambda draft: raise_notices(draft, "bell", [wish]))
    await receive_now(world, BOB, CARRIER_NUMBER, "thanks")
    await signatures.create(world, SignatureWish("Acme"))
    await templates.create(world, TemplateWish("otp", "Your code is {code}"))
    await bench.advance("demo", 5_000)
    return [
        *("one queued", "two queued", "call sms.batch.send", "webhook rung pending", f"from {BOB}"),
        *("review pending", "review pending", "webhook rung failed"),  # nobody here is called bell
        *("clock +250", "one sending", "two sending", "clock +500", "one sent", "two sent"),
        *("clock +1000", "one delivered", "two delivered"),
        *("clock +5000", "review approved", "review approved"),
    ]


async def test_everything_is_told_in_its_order(bench: Bench) -> None:
    """Messages in each state, what handsets send, reviews, calls, and how time passes."""
    async with following(bench) as told:
        expected = await story(bench)
        taken = await take(told, len(expected))

    subjects = [one.subject for one in taken if isinstance(one, Happened)]
    assert list(map(words, subjects)) == expected
    places = [one.place for one in taken]
    assert len(set(places)) == len(places)
    assert places[0].left_count == 1
    assert places[1] == places[0]._replace(left_count=0)


async def test_it_is_told_as_it_happens(bench: Bench) -> None:
    """Who follows waits, and is told at once."""
    async with following(bench) as told:
        waiter = asyncio.ensure_future(anext(told))
        await turns(40)
        assert not waiter.done()
        message = await post(await bench.world())
        one = await asyncio.wait_for(waiter, PATIENCE_S)

    assert isinstance(one, Happened)
    assert (one.kind, one.subject) == (Kind.MESSAGE, message)


@pytest.mark.parametrize("chunk", [1, 2, 500])
async def test_one_can_go_on_from_any_event(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """Without loss and without repeats, in the middle of a change set too."""
    monkeypatch.setattr(events, "_CHUNK", chunk)
    start = await beginning(bench)
    count = len(await story(bench))
    whole = await happened(bench, count, start)

    for position, one in enumerate(whole[:-1], 1):
        rest = await happened(bench, count - position, one.place)
        assert rest == whole[position:]


async def test_one_can_go_on_with_another_filter(bench: Bench) -> None:
    """A place is one in the whole story, whatever of it was told."""
    start = await beginning(bench)
    await story(bench)
    first, *_ = await happened(bench, 1, start, EventFilter(BOB))

    (second,) = await happened(bench, 1, first.place)

    assert words(first.subject) == "two queued"
    assert words(second.subject) == "call sms.batch.send"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (EventFilter(ALICE), ["one queued", "one sending", "one sent", "one delivered"]),
        (EventFilter(CARRIER_NUMBER), [f"from {BOB}"]),
        (EventFilter(kinds=frozenset({Kind.INBOUND})), [f"from {BOB}"]),
        (
            EventFilter(kinds=frozenset({Kind.REQUEST, Kind.REVIEW})),
            ["call sms.batch.send", *["review pending"] * 2, *["review approved"] * 2],
        ),
        (
            EventFilter(kinds=frozenset({Kind.CLOCK})),
            ["clock +250", "clock +500", "clock +1000", "clock +5000"],
        ),
        (EventFilter(BOB, frozenset({Kind.MESSAGE, Kind.CLOCK})), ["two queued", "two sending"]),
    ],
)
async def test_only_what_is_wanted_is_told(
    bench: Bench, wanted: EventFilter, expected: list[str]
) -> None:
    """By number and by kind; what concerns no number is not wanted by who asks for one."""
    async with following(bench, wanted) as told:
        await story(bench)
        taken = await take(told, len(expected))

    assert [words(one.subject) for one in taken if isinstance(one, Happened)] == expected


async def test_who_asks_for_a_number_is_woken_by_it_alone() -> None:
    """What happens to others costs him nothing."""
    bench = build_bench()
    async with following(bench, EventFilter(ALICE)) as told:
        waiter = asyncio.ensure_future(anext(told))
        for text in ("one", "two"):
            await post(await bench.world(), text, to=BOB)
            await turns()
        assert not waiter.done()
        await post(await bench.world(), "three", to=ALICE)
        one = await asyncio.wait_for(waiter, PATIENCE_S)

    assert isinstance(one, Happened)
    assert words(one.subject) == "three queued"


async def test_a_clock_that_is_not_set_is_not_told(bench: Bench) -> None:
    """What else is set of a world is no news of its clock."""
    async with following(bench, EventFilter(kinds=frozenset({Kind.CLOCK}))) as told:
        await bench.advance("demo", 1_000)
        await fail_vendors(await bench.world(), "telnyx")
        wish = ClockWish(ClockMode.SCALED, 2)
        await bench.timeline.change_clock("demo", wish)
        taken = await take(told, 2)

    clocks = [one.subject for one in taken if isinstance(one, Happened)]
    assert [one.mode for one in clocks if isinstance(one, Clock)] == ["manual", "scaled"]


# --- Gaps -----------------------------------------------------------------------------------------


async def test_what_is_not_kept_any_more_is_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said first; then comes all that is kept, and from there one can go on."""
    monkeypatch.setattr(recent, "KEPT_RECORD_COUNT_MAX", 8)
    bench = build_bench()
    start = await beginning(bench)
    for text in ("one", "two", "three", "four"):
        await post(await bench.world(), text)

    async with following(bench, ALL, start) as told:
        gap, *rest = await take(told, 3)

    assert isinstance(gap, Gap)
    assert [words(one.subject) for one in rest if isinstance(one, Happened)] == [
        "three queued",
        "four queued",
    ]
    assert await happened(bench, 2, gap.place) == rest


@pytest.mark.parametrize("foreign", [{"revision": 10**9}, {"created_at": NOW - 1}])
async def test_a_gap_may_have_nothing_behind_it(bench: Bench, foreign: dict[str, int]) -> None:
    """Who comes with the place of another server's story begins now, though it looks like ours."""
    start = await beginning(bench)
    async with following(bench, EventFilter(ALICE), start._replace(**foreign)) as told:
        (gap,) = await take(told, 1)
        message = await post(await bench.world())
        (one,) = await take(told, 1)

    assert isinstance(gap, Gap)
    assert isinstance(one, Happened)
    assert one.subject == message


@pytest.mark.parametrize("left_count", [0, 1])
async def test_a_world_of_the_same_name_is_another_one(bench: Bench, left_count: int) -> None:
    """Who comes with a place in the old one is told that there is a gap, and the new story."""
    start = await beginning(bench)
    await bench.worlds.delete("demo")
    bench.wall.at += 1
    message = await post(await bench.world(), "new")

    async with following(bench, EventFilter(ALICE), Place(*start[:2], left_count)) as told:
        gap, one = await take(told, 2)

    assert isinstance(gap, Gap)
    assert isinstance(one, Happened)
    assert one.subject == message
    assert gap.place.created_at == one.place.created_at == NOW + 1


async def test_a_world_that_starts_again_is_a_gap(bench: Bench) -> None:
    """Who follows it is told, and goes on with the new story."""
    async with following(bench, EventFilter(ALICE)) as told:
        await post(await bench.world(), "old")
        await take(told, 1)
        await bench.worlds.reset("demo")
        await turns(40)
        gap = (await take(told, 1))[0]
        message = await post(await bench.world(), "new")
        (one,) = await take(told, 1)

    assert isinstance(gap, Gap)
    assert isinstance(one, Happened)
    assert one.subject == message


# --- The end, and signs of life -------------------------------------------------------------------


async def test_it_ends_with_the_world(bench: Bench) -> None:
    """Nothing more is told, and the world does not come back by it."""
    async with following(bench) as told:
        await bench.worlds.delete("demo")
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(told), PATIENCE_S)

    assert list(await bench.worlds.names()) == []
    assert bench.worlds.parts.watching.follower_count == 0


async def test_it_ends_with_the_server(bench: Bench) -> None:
    """What has happened by then is told."""
    async with following(bench) as told:
        message = await post(await bench.world())
        bench.worlds.parts.watching.close()
        (one,) = await take(told, 1)
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(told), PATIENCE_S)

    assert isinstance(one, Happened)
    assert one.subject == message


async def test_there_is_a_sign_of_life(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing has happened for a while, it is said, and up to where."""
    monkeypatch.setattr(events, "KEEP_ALIVE_S", 0.01)
    async with following(bench) as told:
        (idle,) = await take(told, 1)
        assert idle == Idle(await beginning(bench))


async def test_there_is_a_sign_of_life_though_much_else_happens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not wanted is as good as nothing; from the sign one need not look at it again."""
    bench = build_bench(credit=None)
    monkeypatch.setattr(events, "KEEP_ALIVE_S", 0.05)
    wanted = EventFilter(kinds=frozenset({Kind.REQUEST}))
    async with following(bench, wanted) as told:
        waiter = asyncio.ensure_future(anext(told))
        while not waiter.done():
            await post(await bench.world())
            await turns(1)
        one = await waiter

    assert isinstance(one, Idle)
    assert one.place.revision > (await bench.store.revision("demo")) - 20


async def test_what_was_erased_is_told_without_its_number(bench: Bench) -> None:
    """A message that is written again is told again, as it is then."""
    world = await bench.world()
    message = await post(world)
    await bench.advance("demo", 5_000)
    start = await beginning(bench)
    await erase(world, ALICE, gdpr_token(world, ALICE))

    (one,) = await happened(bench, 1, start)

    assert isinstance(one.subject, Message)
    assert (one.subject.id, one.subject.state) == (message.id, State.DELIVERED)
    assert ALICE not in structs.astuple(one.subject)
