"""What is asked of a world at once is one command, and comes to what it would one by one."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from simulator.adapters.redis import RedisStore, batches, journal
from simulator.domain.clock import manual_clock
from simulator.domain.world import WorldSettings
from simulator.services.ports import Change, Conflict, Floor, LeaseLost, WorldGone
from simulator.services.tables import LATEST_OTP_FACE, LIKENESS, SETTINGS
from tests.every_store import COUNTER, A, B, change, connected, leased, records, step
from tests.exchanges import exchange
from tests.redis_line import cuttable
from tests.redis_server import IS_HERE, emptied

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")

VAST = 2**62


@pytest.fixture
async def store() -> AsyncIterator[RedisStore]:
    """Connect to an empty Redis, and make a world there."""
    async with connected(emptied()) as one:
        await one.commit("w", change(puts={COUNTER: 10}))
        yield one


async def outcomes(store: RedisStore, *changes: Change) -> Sequence[object]:
    """Commit in one turn of the loop, and tell what came of each: nothing, or what was raised."""
    committed = await asyncio.gather(
        *(store.commit("w", one) for one in changes), return_exceptions=True
    )
    return [None if one is None else type(one) for one in committed]


async def calls(store: RedisStore, command: str) -> int:
    """Tell how often Redis was asked something since it was told to count anew."""
    told = (await store._nodes.first.link.ask(("INFO", "commandstats"))).decode()  # noqa: SLF001
    lines = dict(line.split(":") for line in told.splitlines() if ":" in line)
    return int(lines[f"cmdstat_{command}"].split(",")[0].removeprefix("calls="))


async def test_those_of_one_turn_are_one_call(store: RedisStore) -> None:
    """And so are reads; what is too much for one call is several."""
    keys = [LATEST_OTP_FACE.key(str(number)) for number in range(20)]
    await store._nodes.first.link.ask(("CONFIG", "RESETSTAT"))  # noqa: SLF001 - to count
    assert await outcomes(store, *(change(puts={key: "x"}) for key in keys)) == [None] * 20
    assert await calls(store, "evalsha") == 2

    await store._nodes.first.link.ask(("CONFIG", "RESETSTAT"))  # noqa: SLF001 - as above
    read = await asyncio.gather(*(records(store, key, COUNTER) for key in keys))

    assert read == [["x", 10]] * 20
    assert await calls(store, "hmget") == 1


async def test_each_is_judged_by_what_those_before_it_have_written(store: RedisStore) -> None:
    """What is refused has written nothing, and the others are not refused for it."""
    assert await outcomes(
        store,
        change(expected={A: None}, puts={A: "1"}),
        change(expected={A: None}, puts={A: "2", B: "never"}),
        change(expected={A: "1"}, deletes=[A], entries=[("i", "1")]),
        change(expected={A: "1"}, puts={B: "never"}),
        change(expected={A: None}, puts={A: "3"}, lines={"i": ["1"]}),
        change(expected={A: "3"}, lines={"i": []}, puts={B: "never"}),
        change(expected={A: "3"}, withdrawn=[("i", "1")], steps=[step(1)]),
        change(lines={"i": []}, entries=[("i", "2")], steps=[step(1, "n")]),
    ) == [None, Conflict, None, Conflict, None, Conflict, None, None]

    assert await records(store, A, B) == ["3", None]
    assert await store.page("w", "i", after=None, limit=9, newest_first=False) == ["2"]
    assert (await leased(store)).steps == [step(1), step(1, "n")]
    told = (await store.feed("w", after=0, limit=9)).written
    assert [one.puts.get(A) for one in told] == [None, "1", None, "3", None, None]
    assert [list(one.deletes) for one in told] == [[], [], [A], [], [], []]


async def test_what_is_added_counts_at_once(store: RedisStore) -> None:
    """For the floors of those that follow, for what they expect, and for what they put."""
    less, more = change(adds={COUNTER: Floor(-6, 0)}), change(adds={COUNTER: Floor(4, None)})
    assert await outcomes(
        store,
        less,
        less,
        more,
        less,
        change(expected={COUNTER: 2}, puts={A: "seen"}),
        change(puts={COUNTER: 20}, adds={COUNTER: Floor(1, None)}),
        change(expected={COUNTER: 20}),
        less,
        change(deletes=[COUNTER]),
        more,
        change(expected={COUNTER: 4}),
        more,
        change(puts={COUNTER: 1}),
    ) == [None, Conflict, None, None, None, None, Conflict, None, None, None, None, None, None]
    assert await records(store, COUNTER, A) == [1, "seen"]


async def test_what_was_added_to_is_put_all_the_same(store: RedisStore) -> None:
    """Though something in between has had all that came before it written."""
    assert (
        await outcomes(
            store,
            change(adds={COUNTER: Floor(1, None)}),
            change(deletes=[A]),
            change(puts={COUNTER: 7}),
            change(expected={COUNTER: 7}, puts={B: "seen"}),
        )
        == [None] * 4
    )
    assert await records(store, COUNTER, B) == [7, "seen"]


async def test_what_is_vast_is_added_to_the_last_digit(store: RedisStore) -> None:
    """Lua counts by fractions, and Redis does not."""
    vast = LIKENESS.key("vast")
    adds = (VAST, 1, -VAST, VAST, 2, 3)
    changes = [change(adds={vast: Floor(delta, None)}) for delta in adds]

    assert await outcomes(store, *changes) == [None] * len(adds)

    assert await records(store, vast) == [sum(adds)]


async def test_a_counter_that_overflows_spoils_nothing_else(store: RedisStore) -> None:
    """It is a fault of ours, and told as one."""
    vast = change(adds={COUNTER: Floor(VAST, None)})
    told = await outcomes(store, vast, vast, change(puts={A: "1"}))
    assert told[0] is told[2] is None
    assert told[1] is not None
    assert await records(store, COUNTER, A) == [VAST + 10, "1"]


async def test_a_lease_is_finished_once_and_a_world_gone_is_gone_for_each(
    store: RedisStore,
) -> None:
    """Whoever comes first."""
    await store.commit("w", change(steps=[step(1)]))
    lease = await leased(store)
    assert await outcomes(
        store,
        change(done=lease, puts={A: "1"}),
        change(done=lease, puts={A: "2"}),
        change(incarnation="other", puts={A: "3"}),
    ) == [None, LeaseLost, WorldGone]
    assert await records(store, A) == ["1"]


async def test_a_world_is_another_one_for_those_that_follow(store: RedisStore) -> None:
    """From the change set on by which it is set so."""
    settings = WorldSettings("w", 7, "", manual_clock(wall_at=0, world_at=0), "perfect", None, 0)
    assert await outcomes(
        store,
        change(puts={SETTINGS: replace(settings, incarnation="one")}),
        change(puts={A: "1"}),
        change(puts={A: "2"}, incarnation="one"),
        change(deletes=[SETTINGS], incarnation="one"),
        change(puts={B: "1"}, incarnation="one"),
        change(puts={B: "2"}),
    ) == [None, WorldGone, None, None, WorldGone, None]
    assert await records(store, A, B) == ["2", "2"]
    await store.commit("w", change(puts={B: "3"}))


async def test_how_the_world_is_set_is_supposed_together(store: RedisStore) -> None:
    """Each is judged by how it is set by then; who supposes something else goes on his own."""
    settings = WorldSettings("w", 7, "", manual_clock(wall_at=0, world_at=0), "perfect", None, 0)
    other = settings.with_profile("grumpy")
    await store.commit("w", change(puts={SETTINGS: settings}))
    await store._nodes.first.link.ask(("CONFIG", "RESETSTAT"))  # noqa: SLF001 - to count

    def by(supposed: WorldSettings | None, **parts: object) -> Change:
        return change(expected={SETTINGS: supposed}, **parts)

    assert await outcomes(
        store,
        change(puts={B: "0"}),
        by(settings, puts={A: "1"}),
        change(expected={A: "1", SETTINGS: settings}, puts={A: "2"}),
        by(settings, puts={SETTINGS: other}),
        by(settings, puts={A: "never"}),
        change(puts={B: "1"}),
        change(puts={SETTINGS: settings}),
        by(settings, puts={A: "3"}),
        by(settings, deletes=[SETTINGS]),
        by(settings, puts={A: "never"}),
        by(None, puts={B: "2"}),
    ) == [None, None, None, None, Conflict, None, None, None, None, Conflict, None]
    assert await calls(store, "evalsha") == 1
    assert await records(store, A, B) == ["3", "2"]

    await store.commit("w", change(puts={SETTINGS: other}))
    assert await outcomes(
        store,
        by(settings, puts={A: "never"}),
        by(other, puts={A: "4"}),
        change(expected={A: "4", SETTINGS: other}, puts={A: "5"}),
        by(settings, puts={A: "never"}),
    ) == [Conflict, None, None, Conflict]
    assert await records(store, A) == ["5"]


async def test_a_world_may_begin_in_the_midst_of_others() -> None:
    """Those that find it there by then need not put it on the list."""
    async with connected(emptied()) as store:
        puts = change(puts={A: "1"}, entries=[("i", "1")])
        assert await outcomes(store, puts, puts, puts) == [None] * 3
        assert await store.worlds() == ["w"]
        assert len((await store.feed("w", after=0, limit=9)).written) == 3


async def test_the_feed_and_the_journal_may_be_read_from_the_midst(store: RedisStore) -> None:
    """What was written at once is told in one piece, and is many all the same."""
    for number in range(3):
        store.note("w", exchange(operation=f"a{number}"))
    await outcomes(store, *(change(puts={A: str(number)}) for number in range(3)))
    told = (await store.feed("w", after=0, limit=9)).written
    revisions = [one.revision for one in told]
    assert revisions == sorted(set(revisions))

    for seen in range(1, 7):
        rest = await store.feed("w", after=revisions[seen], limit=2)
        assert [one.revision for one in rest.written] == revisions[seen + 1 : seen + 3]
        assert rest.until == revisions[min(seen + 2, 6)]
        assert rest.is_whole
    lines = (await store.notes("w", before=None, limit=9)).lines
    assert [line.exchange.operation for line in lines] == ["a2", "a1", "a0"]
    for place, line in enumerate(lines):
        older = (await store.notes("w", before=line.revision, limit=1)).lines
        assert older == lines[place + 1 : place + 2]


async def test_of_lines_that_were_written_at_once_all_go_or_none(
    monkeypatch: pytest.MonkeyPatch, store: RedisStore
) -> None:
    """So that as many are kept as should be, and no more than were written with them."""
    monkeypatch.setattr(journal, "KEPT_NOTE_COUNT_MAX", 3)
    for name in "abc":
        for number in range(2):
            store.note("w", exchange(operation=f"{name}{number}"))
        await store.revision("w")

    notes = await store.notes("w", before=None, limit=9)

    assert [one.exchange.operation for one in notes.lines] == ["c1", "c0", "b1", "b0"]
    assert not notes.is_whole
    oldest = notes.lines[-1].revision
    assert (await store.feed("w", after=oldest - 1, limit=99)).is_whole
    assert not (await store.feed("w", after=oldest - 2, limit=99)).is_whole


async def test_the_feed_forgets_by_the_weight_of_what_was_written_at_once(
    monkeypatch: pytest.MonkeyPatch, store: RedisStore
) -> None:
    """The oldest first, and the latest never."""
    monkeypatch.setattr(batches, "KEPT_RECORD_COUNT_MAX", 8)
    for turn in range(4):
        await outcomes(store, *(change(puts={A: f"{turn}{one}"}) for one in range(2)))

    told = await store.feed("w", after=0, limit=99)

    assert [one.puts[A] for one in told.written] == ["20", "21", "30", "31"]
    assert not told.is_whole


async def test_what_came_of_each_is_told_again_if_the_answer_was_lost() -> None:
    """And nothing is done twice, nor judged anew."""
    async with cuttable() as line, connected(line.url) as store, connected(line.beyond) as other:
        await store.commit("w", change(puts={B: "there"}))
        line.is_deaf = True
        committing = asyncio.create_task(
            outcomes(
                store,
                change(adds={COUNTER: Floor(1, None)}, steps=[step(1)]),
                change(expected={B: None}, puts={A: "never"}),
                change(adds={COUNTER: Floor(1, None)}),
            )
        )
        async with asyncio.timeout(60):
            while await records(other, COUNTER) != [2]:
                pass
        await other.commit("w", change(deletes=[B]))

        line.cut()

        assert await committing == [None, Conflict, None]
        assert await records(store, A, COUNTER) == [None, 2]
        assert await store.steps_waiting("w") == 1
