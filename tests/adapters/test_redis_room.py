"""How much fits: into one change set, into the feed, into the journal."""

import asyncio

import pytest

from simulator.adapters.redis import RedisStore, batches, journal
from simulator.services.ports import Conflict, Floor
from simulator.services.tables import LATEST_OTP_FACE, LIKENESS
from tests.every_store import FAR_OFF, A, B, change, connected, leased, records, step
from tests.exchanges import exchange
from tests.redis_server import IS_HERE, emptied

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs redis-server")

MANY = 4_001


async def test_a_change_set_may_be_as_large_as_it_likes() -> None:
    """Lua's own stack holds less than any of its parts."""
    faces = [LATEST_OTP_FACE.key(f"{n:06}") for n in range(MANY)]
    counters = [LIKENESS.key(f"{n:06}") for n in range(MANY)]
    lines = [f"{n:06}" for n in range(MANY)]
    async with connected(emptied()) as store:
        written = change(
            expected=dict.fromkeys(faces),
            puts=dict.fromkeys(faces, "1"),
            adds=dict.fromkeys(counters, Floor(2, 0)),
            entries=[("i", line) for line in lines],
            steps=[step(5, line) for line in lines],
            lines={"i": []},
        )
        await store.commit("w", written)
        told = (await store.feed("w", after=0, limit=9)).written
        assert [len(one.puts) for one in told] == [MANY]
        assert await records(store, *faces) == ["1"] * MANY
        assert await records(store, *counters) == [2] * MANY
        lease = await leased(store, limit=1)
        assert lease.steps == [step(5, line) for line in lines]
        snapshot = await store.dump("w")
        assert snapshot.steps == lease.steps

        wrong = change(expected=dict.fromkeys(faces, "1") | {faces[-1]: "2"}, puts={A: "1"})
        with pytest.raises(Conflict):
            await store.commit("w", wrong)
        taken = change(
            expected=dict.fromkeys(faces, "1"),
            deletes=faces,
            withdrawn=[("i", line) for line in lines],
            lines={"i": lines},
            done=lease,
        )
        await store.commit("w", taken)
        await store.load("copy", snapshot)

        assert await store.count("w", "i") == 0
        assert len((await store.dump("w")).records) == MANY
        assert await store.dump("copy") == snapshot
        for name in ("records", "lines", "steps"):  # what is written beside a world is for a while
            lasting = ("TTL", f"carriersim:{{copy}}:{name}")
            assert await store._nodes.first.link.ask(lasting) == -1  # noqa: SLF001 - nobody asks


async def test_what_is_leased_by_the_thousand_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its order, when the lease is over."""
    steps = [step(5, f"{n:06}") for n in range(1_101)]
    store = await RedisStore.open(emptied(), lease_ms=1)
    await store.commit("w", change(steps=steps))
    await leased(store)
    assert await store.steps_waiting("w") == 0  # each step is given a millisecond more
    async with asyncio.timeout(60):
        while await store.steps_waiting("w") < len(steps):
            await store._nodes.first.link.ask(("WAIT", 1, 100))  # noqa: SLF001 - for whom nobody is
    monkeypatch.setattr(store, "_lease_ms", 60_000)
    assert (await leased(store)).steps == steps
    await store.close()


async def test_the_feed_lets_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted by records, so that large change sets take the room of many; it says so."""
    monkeypatch.setattr(batches, "KEPT_RECORD_COUNT_MAX", 8)
    async with connected(emptied()) as store:
        revisions = []
        for number in range(5):
            await store.commit("w", change(puts={A: str(number), B: "x"}))
            revisions.append(await store.revision("w"))

        told = await store.feed("w", after=0, limit=99)

        assert [one.puts[A] for one in told.written] == ["3", "4"]
        assert not told.is_whole
        assert not (await store.feed("w", after=revisions[1], limit=99)).is_whole
        assert (await store.feed("w", after=revisions[2], limit=99)).is_whole
        large = {LATEST_OTP_FACE.key(str(n)): "x" for n in range(20)}
        await store.commit("w", change(puts=large))
        told = await store.feed("w", after=revisions[-1], limit=99)
        assert ([len(one.puts) for one in told.written], told.is_whole) == ([20], True)


async def test_the_journal_keeps_so_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest go, and it says so; the feed, too, to whoever would have been told of them."""
    monkeypatch.setattr(journal, "KEPT_NOTE_COUNT_MAX", 3)
    async with connected(emptied()) as store:
        await store.commit("w", change(puts={A: "1"}))
        seen = await store.revision("w")
        for name in "abc":
            store.note("w", exchange(operation=name))
            assert (await store.notes("w", before=None, limit=1)).is_whole
        store.note("w", exchange(operation="d"))

        notes = await store.notes("w", before=None, limit=9)

        assert "".join(line.exchange.operation for line in notes.lines) == "dcb"
        assert not notes.is_whole
        assert not (await store.feed("w", after=seen, limit=99)).is_whole
        assert (await store.feed("w", after=notes.lines[-1].revision, limit=99)).is_whole


async def test_a_line_of_the_journal_comes_back_byte_for_byte() -> None:
    """Bodies that are no text, headers that are none, and what was not there at all."""
    odd = [
        exchange(body=None, answer=b""),
        exchange(body=b"", answer=b"\xff\x00\r\n"),
        exchange(agent="caf\udce9", key="k\udcff", warnings=("a", "b"), fault=("rule", "refuse")),
        exchange(agent=None, media_type=None, key=None, target="/\N{SNOWMAN}"),
    ]
    async with connected(emptied()) as store:
        await store.commit("w", change(puts={A: "1"}))
        for one in odd:
            store.note("w", one)

        lines = (await store.notes("w", before=None, limit=9)).lines

        assert [line.exchange for line in reversed(lines)] == odd
        told = (await store.feed("w", after=0, limit=9)).written
        assert [one.noted for one in told] == [None, *odd]


async def test_steps_due_after_the_end_of_all_dates_are_in_order() -> None:
    """An instant has as many digits as it needs."""
    async with connected(emptied()) as store:
        await store.commit("w", change(steps=[step(10**15), step(0), step(FAR_OFF * 20)]))
        assert [one.due_at for one in (await leased(store, until=10**15)).steps] == [
            0,
            FAR_OFF * 20,
            10**15,
        ]
