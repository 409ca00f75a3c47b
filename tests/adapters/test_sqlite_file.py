"""The file itself: whose it is, what is wrong with it, and what becomes of everybody then."""

import asyncio
import logging
import sqlite3
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest

from simulator.adapters.opening import CannotOpenError
from simulator.adapters.sqlite import SqliteStore
from simulator.adapters.sqlite.migrations import FORMAT
from simulator.domain.message import What
from simulator.domain.refusals import StoreFailed
from simulator.services.ports import Conflict, Floor
from simulator.services.tables import MESSAGE
from tests.every_store import COUNTER, A, B, change, leased, oldest, opened, records, step
from tests.messages import BORN_AT, born
from tests.stores import turns

V0 = """
CREATE TABLE batch (number INTEGER PRIMARY KEY, entries BLOB);
INSERT INTO batch VALUES (1, CAST('[{"world":"w","records":[["latest_otp_face","a","1"]],
 "lines":[["i","a"]],"steps":[[7,"m","dispatched","why"]]}]' AS BLOB));
PRAGMA application_id = 0x43415252;
"""


def tamper(path: Path, *statements: str) -> None:
    """Do something to a closed file."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        db.executescript(statement)
    db.close()


async def write(path: Path, *words: str) -> None:
    """Write words over one another, a batch for each."""
    async with opened(path) as store:
        for word in words:
            await store.commit("w", change(puts={A: word}))


async def refusal(path: Path) -> str:
    """Tell why a file cannot be opened."""
    with pytest.raises(CannotOpenError) as refused:
        await SqliteStore.open(path)
    said = str(refused.value)
    assert str(path) in said
    assert "\n" not in said
    return said


async def test_one_process_has_the_file(tmp_path: Path) -> None:
    """Until it lets go of it."""
    path = tmp_path / "journal"
    async with opened(path):
        assert "in use by another process" in await refusal(path)
    async with opened(path):
        pass


async def test_what_is_no_file_of_ours_stays_as_it_is(tmp_path: Path) -> None:
    """Neither a text nor another program's database is written to, and no folder is made."""
    text, other = tmp_path / "text", tmp_path / "other"
    text.write_text("Dear diary, " * 99)
    tamper(other, "CREATE TABLE diary (page)")
    before = other.read_bytes()

    assert "is no database" in await refusal(text)
    assert "another program" in await refusal(other)
    await refusal(tmp_path / "nowhere" / "journal")

    assert other.read_bytes() == before
    assert text.read_text().startswith("Dear diary")


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    """Both formats are named."""
    path = tmp_path / "journal"
    await write(path, "1")
    tamper(path, f"PRAGMA user_version = {FORMAT + 1}")

    said = await refusal(path)

    assert f"its format is {FORMAT + 1}" in said
    assert f"reads up to {FORMAT}" in said


async def test_an_older_file_is_brought_to_this_format(tmp_path: Path) -> None:
    """All that is in it comes along, and it goes on as one of this format."""
    path = tmp_path / "journal"
    tamper(path, V0)

    async with opened(path) as store:
        assert await records(store, A) == ["1"]
        await store.commit("w", change(puts={B: "2"}, entries=[("i", "b")]))
    async with opened(path) as store:
        assert await records(store, A, B) == ["1", "2"]
        assert await oldest(store) == "ab"
        assert list((await leased(store)).steps) == [step(7)]


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE batch SET entries = CAST('[' AS BLOB) WHERE number = 3",
        "UPDATE batch SET entries = NULL WHERE number = 3",
        "UPDATE batch SET checksum = 0 WHERE number = 3",
        "DELETE FROM batch WHERE number = 3",
    ],
)
async def test_a_broken_end_is_cut(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, harm: str
) -> None:
    """Back to the last batch that is whole, which one line of the log says."""
    path = tmp_path / "journal"
    await write(path, "1", "2", "3", "4")
    tamper(path, harm, "UPDATE batch SET checksum = 0 WHERE number = 4")

    with caplog.at_level(logging.WARNING):
        async with opened(path) as store:
            assert await records(store, A) == ["2"]
            await store.commit("w", change(puts={A: "5"}))
    assert len(caplog.records) == 1
    assert "behind batch 2" in caplog.text

    async with opened(path) as store:
        assert await records(store, A) == ["5"]
    assert len(caplog.records) == 1


async def test_a_file_that_is_broken_in_the_middle_is_refused(tmp_path: Path) -> None:
    """What is behind was acknowledged, too, and nobody but its owner may give that up."""
    path = tmp_path / "journal"
    await write(path, "1", "2", "3")
    tamper(path, "UPDATE batch SET checksum = 0 WHERE number = 2")

    assert "batch 2 cannot be read" in await refusal(path)


async def test_what_nobody_understands_is_refused(tmp_path: Path) -> None:
    """With the number of the batch: its checksum holds, so it was written so."""
    path = tmp_path / "journal"
    tamper(path, V0.replace("records", "rumours"))

    assert "batch 1 makes no sense" in await refusal(path)


async def test_a_full_disk_refuses_everything_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What was acknowledged is there in the next process; what was refused is not."""
    path = tmp_path / "journal"
    acknowledged = 0
    async with opened(path) as store:
        store._file._db.execute("PRAGMA max_page_count = 60")  # noqa: SLF001 - a small disk
        with suppress(StoreFailed):
            for number in range(500):
                text = f"{number}" * 200
                adds = {COUNTER: Floor(1, None)}
                await store.commit("w", change(puts={A: text}, adds=adds))
                acknowledged += 1
        assert acknowledged < 500
        for refused in (
            store.read("w", [A]),
            store.commit("w", change(puts={B: "2"})),
            store.page("w", "i", after=None, limit=1, newest_first=True),
            store.count("w", "i"),
            store.lease("w", until=9, limit=9),
            store.feed("w", after=0, limit=9),
            store.notes("w", before=None, limit=9),
            store.dump("w"),
            store.drop("w"),
            store.worlds(),
        ):
            with pytest.raises(StoreFailed):
                await refused
    told = [one for one in caplog.records if one.levelno == logging.CRITICAL]
    assert len(told) == 1
    assert str(path) in told[0].getMessage()
    assert "full" in told[0].getMessage()

    async with opened(path) as store:
        assert acknowledged > 10
        assert await records(store, COUNTER, B) == [acknowledged, None]


async def test_who_reads_what_is_not_safe_yet_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And who reads anything else does not."""
    let_go = Event()
    async with opened(tmp_path / "journal") as store:
        await store.commit("w", change(puts={B: "there"}))
        append = store._file.append  # noqa: SLF001 - a disk that takes its time
        slow = lambda entries: let_go.wait(60) and append(entries)  # noqa: E731 - in one line
        monkeypatch.setattr(store._file, "append", slow)  # noqa: SLF001
        asked = [
            asyncio.create_task(ask)
            for ask in (
                store.commit("w", change(puts={A: "1"})),
                records(store, A),
                store.page("w", "i", after=None, limit=1, newest_first=True),
                store.feed("w", after=0, limit=9),
                store.worlds(),
                store.commit("w", change(puts={COUNTER: 1})),
                store.read("w", [COUNTER]),
            )
        ]
        await turns()
        assert await asyncio.wait_for(records(store, B), 60) == ["there"]
        assert not any(one.done() for one in asked)
        let_go.set()
        assert (await asyncio.gather(*asked))[1] == ["1"]


async def test_what_does_not_hold_is_not_in_the_file(tmp_path: Path) -> None:
    """A conflict leaves nothing behind, in no life."""
    path = tmp_path / "journal"
    async with opened(path) as store:
        await store.commit("w", change(puts={A: "1"}))
        with pytest.raises(Conflict):
            await store.commit("w", change(expected={A: None}, puts={A: "2"}))
    async with opened(path) as store:
        assert await records(store, A) == ["1"]


async def test_revisions_rise_from_one_life_to_the_next(tmp_path: Path) -> None:
    """Or who comes back to a stream of events would go on in the middle of another."""
    path = tmp_path / "journal"
    seen = 0
    for number in range(3):
        async with opened(path) as store:
            await store.commit("w", change(puts={A: str(number)}))
            assert await store.revision("w") > seen
            seen = await store.revision("w")


async def test_a_journal_that_grows_is_compacted_by_itself(tmp_path: Path) -> None:
    """It stays a few times as long as what it tells of, however often that changes."""
    path = tmp_path / "journal"
    async with opened(path) as store:
        store.compaction.size_min = 20_000
        for number in range(600):
            await store.commit("w", change(puts={A: f"{number:0200}"}, entries=[("i", "a")]))
        assert store.size < 100_000
    db = sqlite3.connect(path)
    assert db.execute("SELECT count(*) FROM batch").fetchone()[0] < 400
    db.close()
    async with opened(path) as store:
        assert await records(store, A) == [f"{599:0200}"]
        assert await oldest(store) == "a"


async def test_of_two_leases_of_an_instant_the_one_that_is_done_is_gone(tmp_path: Path) -> None:
    """The later one may be done first; in the next process the earlier one is still to do."""
    path = tmp_path / "journal"
    async with opened(path) as store:
        await store.commit("w", change(steps=[step(5, "a")]))
        await leased(store)
        await store.commit("w", change(steps=[step(5, "b")]))
        later = await leased(store)
        await store.commit("w", change(steps=[step(5, "c")], done=later))
    async with opened(path) as store:
        assert list((await leased(store)).steps) == [step(5, "a"), step(5, "c")]


async def test_what_is_deleted_and_written_at_once_is_there(tmp_path: Path) -> None:
    """In full, for there is nothing left that more could have happened to."""
    path = tmp_path / "journal"
    message = born()
    key = MESSAGE.key(message.id)
    moved = message.after(What.DISPATCHED, BORN_AT + 1)
    async with opened(path) as store:
        await store.commit("w", change(puts={key: message}))
        await store.commit("w", change(deletes=[key], puts={key: moved}))
    async with opened(path) as store:
        assert await records(store, key) == [moved]
