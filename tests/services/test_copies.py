"""Copies of worlds: whatever the original would do next, they do."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

import orjson
import pytest

from simulator.domain.clock import CLOCK_MAX, ClockMode, ClockWish
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Conflicting, Invalid, KeyReused, NotFound
from simulator.domain.suppression import SuppressionWish
from simulator.services import handsets, otps, signatures, topups
from simulator.services.accounts import balance_of
from simulator.services.copies import Origin, export, fork, restore
from simulator.services.drafts import perform
from simulator.services.lists import find_message
from simulator.services.messaging import cancel, send, send_batch
from simulator.services.notices import raise_notices
from simulator.services.ports import Snapshot
from simulator.services.suppressions import suppress
from simulator.services.tables import SETTINGS
from simulator.services.telling import NoticeWish
from simulator.services.worlds import WorldWish
from tests.kept import are_same, table_of
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import ALICE, BOB, FACE, fate, hello, once, post

COPY: Final = "copy"

Copier = Callable[[Bench, str], Awaitable[Bench]]


async def document_of(bench: Bench, name: str = "demo") -> dict[str, Any]:
    """Export a world, and parse what was written."""
    document: dict[str, Any] = orjson.loads(await export(bench.worlds, name))
    return document


def origin_of(document: dict[str, Any]) -> Origin:
    """Tell where a document comes from."""
    return Origin(document["world"], document["taken_at"])


async def by_fork(bench: Bench, name: str) -> Bench:
    """Copy a world beside itself."""
    await fork(bench.worlds, name, COPY)
    return bench


async def by_document(bench: Bench, name: str) -> Bench:
    """Copy a world into another simulation, whose server has another seed and a later time."""
    other = build_bench(seed=99)
    other.wall.at = NOW + 10**8
    document = await document_of(bench, name)
    await restore(other.worlds, document, origin_of(document), COPY)
    return other


copied = pytest.mark.parametrize("copy", [by_fork, by_document])


async def fill(bench: Bench, name: str = "demo") -> None:
    """Put a world into the middle of its story, with something of each kind in it."""
    world = await bench.world(name)
    for n in range(12):
        await post(world, f"n{n % 5}")
    await send(world, hello("keyed"), once())
    await send_batch(world, [hello("a"), Conflicting("no")], once("b"))
    await otps.send_otp(world, FACE, BOB, once("o", capability="otp"))
    await otps.verify(world, FACE, BOB, "wrong!")
    await suppress(world, SuppressionWish(ALICE, sender_scope="+12025550177"))
    await handsets.put(world, Handset(BOB, AutoReply("Yes", 5_000)))
    await signatures.create(world, signatures.SignatureWish("Acme"))
    await topups.begin(world, MicroUsd(5_000_000))
    await cancel(world, (await post(world, "taken back")).id)
    await bench.advance(name, 700)


async def continued(bench: Bench, name: str) -> list[object]:
    """Go on with a world, and tell all that can be told of it apart from the ids of new things."""
    world = await bench.world(name)
    new = [(await post(world, f"n{n % 7}", to=BOB)).id for n in range(20)]
    fired = await bench.advance(name, 72 * 3_600_000)
    world = await bench.world(name)
    snapshot = await bench.store.dump(name)
    messages = table_of(snapshot, "message").values()
    told: list[object] = [(one.text, fate(one), one.created_at) for one in messages]
    told += [one for one in messages if one.id not in new]
    told += [len(fired), await balance_of(world), world.now, world.dice.digest("next")]
    told += [table_of(snapshot, table) for table in ("otp", "likeness", "handsets", "signature")]
    return [*told, [fate(await find_message(world, one)) for one in new]]


@copied
async def test_a_copy_goes_on_as_the_original_would(bench: Bench, copy: Copier) -> None:
    """What waits happens when and how it would have, and new messages meet the same fate."""
    await bench.worlds.create(WorldWish("demo", profile="grumpy"))
    await fill(bench)

    other = await copy(bench, "demo")

    original = await continued(bench, "demo")
    assert await continued(other, COPY) == original
    assert len(original) > 40


@copied
async def test_a_copy_has_everything_that_is_there(bench: Bench, copy: Copier) -> None:
    """Record by record, line by line, step by step; only its name and birthday are its own."""
    await fill(bench)
    before = await bench.store.dump("demo")

    other = await copy(bench, "demo")

    after = await other.store.dump(COPY)
    told, copied_settings = before.records[SETTINGS], after.records[SETTINGS]
    assert copied_settings == replace(
        told,
        name=COPY,
        clock=copied_settings.clock,
        created_at=copied_settings.created_at,
        incarnation=copied_settings.incarnation,
    )
    assert copied_settings.incarnation != told.incarnation
    assert copied_settings.realm == "demo"
    assert copied_settings.created_at == other.wall.at
    assert are_same(without_settings(after), without_settings(before))
    assert len(after.steps) > 15


def without_settings(snapshot: Snapshot) -> Snapshot:
    """Tell what is in a snapshot beside the settings."""
    records = {key: kept for key, kept in snapshot.records.items() if key != SETTINGS}
    indexes = {name: list(ids) for name, ids in snapshot.indexes.items()}
    return Snapshot(records, indexes, list(snapshot.steps))


@copied
async def test_a_code_is_good_in_a_copy_too(bench: Bench, copy: Copier) -> None:
    """With the attempts that are left, until it expires, and used in one of the two only."""
    await fill(bench)
    code = await otps.latest(await bench.world(), BOB)
    assert code is not None

    other = await copy(bench, "demo")

    world = await other.world(COPY)
    there = await otps.latest(world, BOB)
    assert there == code
    assert there.attempts_left == 4
    assert (await otps.verify(world, FACE, BOB, code.code)).result is True
    assert (await otps.verify(world, FACE, BOB, code.code)).result is False
    assert (await otps.verify(await bench.world(), FACE, BOB, code.code)).result is True


@copied
async def test_a_request_is_replayed_in_a_copy(bench: Bench, copy: Copier) -> None:
    """Idempotency keys come along, with the results of their requests and for as long."""
    await fill(bench)
    first = (await send(await bench.world(), hello("keyed"), once())).result

    other = await copy(bench, "demo")

    world = await other.world(COPY)
    again = await send(world, hello("keyed"), once())
    assert (again.result, again.is_replayed, again.charged) == (first, True, 0)
    original = await send_batch(await bench.world(), [], once("b"))
    batch = await send_batch(world, [], once("b"))
    assert are_same(batch, original)
    assert isinstance(batch.result[1], Conflicting)
    with pytest.raises(KeyReused):
        await send(world, hello("keyed"), once(fingerprint="other"))
    await other.advance(COPY, 24 * 3_600_000)
    assert not (await send(await other.world(COPY), hello("keyed"), once())).is_replayed


async def test_a_fork_and_its_original_are_apart(bench: Bench) -> None:
    """What happens in one of them does not happen in the other."""
    message = await post(await bench.world())
    await fork(bench.worlds, "demo", COPY)

    await bench.advance("demo", 10_000)
    await post(await bench.world(), "more")

    copied = await bench.world(COPY)
    assert (await find_message(copied, message.id)).state == "queued"
    assert copied.now == NOW
    assert await balance_of(copied) > await balance_of(await bench.world())


@pytest.mark.parametrize("mode", [ClockMode.REAL, ClockMode.SCALED, ClockMode.MANUAL])
async def test_a_clock_goes_on_from_where_it_stood(bench: Bench, mode: ClockMode) -> None:
    """A fork's runs along with the original's; one from a document has lost the time between."""
    speed = 60.0 if mode is ClockMode.SCALED else None
    await bench.worlds.create(WorldWish("demo", clock=ClockWish(mode, speed, NOW - 10**9)))
    bench.wall.at += 1_000
    document = await document_of(bench)
    stood_at = (await bench.world()).now
    bench.wall.at += 5_000

    forked = await fork(bench.worlds, "demo", COPY)
    restored = await restore(bench.worlds, document, origin_of(document), "restored")

    assert forked.now == (await bench.world()).now
    assert restored.now == stood_at
    bench.wall.at += 1_000
    for name, then in ((COPY, forked.now), ("restored", restored.now)):
        assert (await bench.world(name)).now - then == restored.settings.clock.speed * 1_000
    assert restored.settings.clock.mode is mode


async def test_who_keeps_the_agenda_looks_at_a_copy(bench: Bench) -> None:
    """At once: something may have become due."""
    await post(await bench.world())

    await fork(bench.worlds, "demo", COPY)

    assert bench.agenda.expected[-1] == (COPY, NOW)


@pytest.mark.parametrize("name", ["demo", "taken"])
async def test_a_copy_takes_nobodys_place(bench: Bench, name: str) -> None:
    """Neither its original's nor another world's."""
    await post(await bench.world())
    await bench.world("taken")
    document = await document_of(bench)

    with pytest.raises(Conflicting, match=f"world {name} exists"):
        await fork(bench.worlds, "demo", name)
    with pytest.raises(Conflicting, match=f"world {name} exists"):
        await restore(bench.worlds, document, origin_of(document), name)

    assert table_of(await bench.store.dump("taken"), "message") == {}


async def test_without_a_name_a_document_has_its_own(bench: Bench) -> None:
    """So a world that was lost comes back as it was called."""
    message = await post(await bench.world())
    document = await document_of(bench)
    await bench.worlds.delete("demo")

    restored = await restore(bench.worlds, document, origin_of(document))

    assert restored.name == "demo"
    assert await find_message(restored, message.id) == message


async def test_nothing_can_be_copied_that_is_not_there(bench: Bench) -> None:
    """And asking for it makes nothing."""
    with pytest.raises(NotFound):
        await fork(bench.worlds, "nowhere", COPY)
    with pytest.raises(NotFound):
        await export(bench.worlds, "nowhere")

    assert await bench.worlds.names() == []


async def test_a_copy_is_of_one_moment() -> None:
    """On a store that answers later, too: no message without its charge, no charge without it."""
    bench = build_bench(store=YieldingStore())
    world = await bench.world()
    credit = await balance_of(world)

    sends = [send(world, hello(f"n{n}")) for n in range(40)]
    forks = [fork(bench.worlds, "demo", f"copy{n}") for n in range(10)]
    mixed = [one for pair in zip(sends[::4], forks, strict=True) for one in pair]
    rest = [one for number, one in enumerate(sends) if number % 4]
    await asyncio.gather(*mixed, *rest)

    for n in range(10):
        copied = await bench.world(f"copy{n}")
        snapshot = await bench.store.dump(copied.name)
        messages = table_of(snapshot, "message")
        assert await balance_of(copied) == credit - sum(one.price for one in messages.values())
        assert len(snapshot.indexes.get("messages", ())) == len(messages)
        assert len(snapshot.steps) == len(messages)


async def spoil(bench: Bench, *path: str, told: object = None) -> dict[str, Any]:
    """Export a world, and put something else in one place of the document, or nothing at all."""
    await post(await bench.world())
    document = await document_of(bench)
    holder: Any = document
    for part in path[:-1]:
        holder = holder[next(iter(holder)) if part == "*" else part]
    if told is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = told
    return document


@pytest.mark.parametrize(
    ("path", "told", "field"),
    [
        (("format",), 2, "format"),
        (("records",), 5, "records"),
        (("records", "nothing"), {}, "records.nothing"),
        (("records", "likeness"), [], "records.likeness"),
        (("records", "world"), None, "records.world.settings"),
        (("records", "world", "settings", "seed"), -1, "records.world.settings.seed"),
        (("records", "world", "settings", "seed"), "7", "records.world.settings.seed"),
        (("records", "world", "settings", "profile"), "no", "records.world.settings.profile"),
        (("records", "world", "settings", "clock", "speed"), 2, "records.world.settings.clock"),
        (
            ("records", "world", "settings", "clock"),
            {"mode": "scaled", "speed": 0, "wall_at": 0, "world_at": 0},
            "records.world.settings.clock",
        ),
        (("records", "account", "balance"), 1.5, "records.account.balance"),
        (("records", "account"), None, "records.account.balance"),
        (("indexes",), [], "indexes"),
        (("indexes", "messages"), [5], "indexes.messages.0"),
        (("steps",), {}, "steps"),
        (("steps",), [{"is": "Nothing"}], "steps.0.is"),
    ],
)
async def test_a_wrong_document_is_refused_by_the_path_of_what_is_wrong(
    bench: Bench, path: tuple[str, ...], told: object, field: str
) -> None:
    """And nothing is made of the rest of it."""
    document = await spoil(bench, *path, told=told)

    with pytest.raises(Invalid) as wrong:
        await restore(bench.worlds, document, origin_of(document), COPY)

    assert [problem.field for problem in wrong.value.problems] == [field]
    assert await bench.worlds.names() == ["demo"]


@pytest.mark.parametrize("member", ["records", "indexes", "steps", "format"])
async def test_a_document_has_all_its_members(bench: Bench, member: str) -> None:
    """What is missing may be half of a world."""
    document = await spoil(bench, member)

    with pytest.raises(Invalid) as wrong:
        await restore(bench.worlds, document, Origin("demo", NOW), COPY)

    assert [problem.field for problem in wrong.value.problems] == [member]


@pytest.mark.parametrize(
    ("member", "told"), [("urls", []), ("series_start", 1), ("series_start", -1)]
)
async def test_a_notice_can_be_told(bench: Bench, member: str, told: object) -> None:
    """It goes somewhere, and has not begun to be tried before it was there."""
    wish = NoticeWish("rung", NOW, ["http://shop.test/"], "{}")
    await perform(await bench.world(), lambda draft: raise_notices(draft, "bell", [wish]))
    document = await spoil(bench, "records", "notice", "*", member, told=told)

    with pytest.raises(Invalid) as wrong:
        await restore(bench.worlds, document, origin_of(document), COPY)

    (notice_id,) = table_of(await bench.store.dump("demo"), "notice")
    assert wrong.value.problems[0].field == f"records.notice.{notice_id}.{member}"


async def test_notices_come_along(bench: Bench) -> None:
    """All of them, as they are."""
    wishes = [NoticeWish("rung", NOW, [f"http://shop.test/{n}"], "{}") for n in range(2)]
    await perform(await bench.world(), lambda draft: raise_notices(draft, "bell", wishes))
    document = await document_of(bench)

    await restore(bench.worlds, document, origin_of(document), COPY)

    there, copied = [table_of(await bench.store.dump(one), "notice") for one in ("demo", "copy")]
    assert copied == there
    assert len(there) == 2


async def test_a_message_has_a_beginning(bench: Bench) -> None:
    """Everybody asks when a message was accepted, so there is none that was not."""
    document = await spoil(bench, "records", "message", "*", "timeline", told=[])

    with pytest.raises(Invalid) as wrong:
        await restore(bench.worlds, document, origin_of(document), COPY)

    message_id = next(iter(document["records"]["message"]))
    assert wrong.value.problems[0].field == f"records.message.{message_id}.timeline"


async def test_a_clock_shows_dates(bench: Bench) -> None:
    """A document whose clock showed none is refused; one that has run to the end stands there."""
    clock = ClockWish(ClockMode.SCALED, 1_000_000)
    await bench.worlds.create(WorldWish("demo", clock=clock))
    document = await document_of(bench)

    with pytest.raises(Invalid) as wrong:
        await restore(bench.worlds, document, Origin("demo", 0), COPY)
    assert [problem.field for problem in wrong.value.problems] == ["taken_at"]

    world = await restore(bench.worlds, document, Origin("demo", NOW * 2), COPY)
    assert world.now == CLOCK_MAX


async def test_the_lines_of_an_index_are_put_in_order(bench: Bench) -> None:
    """Whoever has written the document, lists are in order and name nothing twice."""
    messages = [await post(await bench.world(), f"n{n}") for n in range(3)]
    document = await document_of(bench)
    lines = document["indexes"]["messages"]
    document["indexes"]["messages"] = [*reversed(lines), lines[1]]

    await restore(bench.worlds, document, origin_of(document), COPY)

    snapshot = await bench.store.dump(COPY)
    assert list(snapshot.indexes["messages"]) == [message.id for message in messages]


async def test_everybody_else_goes_on_while_a_world_is_written() -> None:
    """After some hundred records, written or read, everybody else has a turn."""
    bench = build_bench(credit=None)
    world = await bench.world()
    for n in range(600):
        await send(world, hello(f"n{n}"))
    breath_count = bench.alarm.breath_count

    document = await document_of(bench)
    written_count = bench.alarm.breath_count - breath_count
    await restore(bench.worlds, document, origin_of(document), COPY)

    assert written_count >= 3
    assert bench.alarm.breath_count - breath_count - written_count >= 3
