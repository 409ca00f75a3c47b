"""Read, decide, commit: conflicts, and requests that are carried out once."""

import asyncio
from dataclasses import replace

import pytest
from msgspec import structs

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    Conflicting,
    InsufficientCredit,
    KeyReused,
    NotFound,
    Refusal,
    TooBusy,
)
from simulator.services.accounts import balance_of, set_balance
from simulator.services.drafts import ATTEMPT_COUNT_MAX, Draft, perform
from simulator.services.lists import list_messages
from simulator.services.messaging import send, send_batch
from simulator.services.once import WINDOW_MS
from simulator.services.otps import send_otp
from simulator.services.pages import PageRequest
from simulator.services.ports import Floor
from simulator.services.tables import BALANCE, LATEST_OTP_FACE, LIKENESS, MESSAGE, REMEMBERED
from simulator.services.world import Outdated, World
from tests.parts import CREDIT, Bench, build_bench
from tests.stores import SupposingStore, TakenStore, YieldingStore
from tests.traffic import ALICE, FACE, PRICE, hello, once

RECORD = LATEST_OTP_FACE.key("x")


async def message_count(world: World) -> int:
    """Count the messages of a world."""
    return len((await list_messages(world, PageRequest(limit=100))).items)


# --- Conflicts ------------------------------------------------------------------------------------


async def test_a_draft_shows_its_own_changes(bench: Bench) -> None:
    """What was put is read back, what was only fetched is read as it was."""
    draft = Draft(await bench.world())
    await draft.fetch(RECORD)
    assert draft.get(RECORD) is None

    draft.put(RECORD, "mine")
    await draft.fetch(RECORD)

    assert draft.get(RECORD) == "mine"


async def test_what_a_draft_deletes_is_gone_for_it(bench: Bench) -> None:
    """It shows nothing there, and nothing is there once the draft is written."""
    world = await bench.world()
    older = Draft(world)
    older.put(RECORD, "old")
    await world.commit(older)
    draft = Draft(world)
    await draft.fetch(RECORD)
    draft.put(RECORD, "mine")

    draft.delete(RECORD)

    assert draft.get(RECORD) is None
    await world.commit(draft)
    assert await world.get(RECORD) is None


async def test_what_a_draft_deletes_it_can_write_again(bench: Bench) -> None:
    """The last word counts."""
    world = await bench.world()
    draft = Draft(world)
    await draft.fetch(RECORD)

    draft.delete(RECORD)
    draft.put(RECORD, "mine")

    assert draft.get(RECORD) == "mine"
    await world.commit(draft)
    assert await world.get(RECORD) == "mine"


async def test_a_draft_is_read_once(bench: Bench) -> None:
    """What was fetched stays as it was seen, even if it is fetched again after it has changed."""
    world = await bench.world()
    draft = Draft(world)
    await draft.fetch(RECORD)
    other = Draft(world)
    other.put(RECORD, "theirs")
    await world.commit(other)

    await draft.fetch(RECORD, LATEST_OTP_FACE.key("y"))

    assert draft.get(RECORD) is None


async def test_a_use_case_that_met_another_reads_again() -> None:
    """However often somebody else was faster, at last it is done, once, and paid once."""
    store = TakenStore()
    world = await build_bench(store=store).world()
    store.taken_count = ATTEMPT_COUNT_MAX - 1

    sent = await send(world, hello())

    assert sent.charged == PRICE
    assert await message_count(world) == 1
    assert await balance_of(world) == CREDIT - PRICE


async def test_a_use_case_gives_up_at_last() -> None:
    """A world that changes under every attempt is too busy; nothing is written."""
    store = TakenStore()
    world = await build_bench(store=store).world()
    store.commit_count, store.taken_count = 0, ATTEMPT_COUNT_MAX

    with pytest.raises(TooBusy):
        await send(world, hello())

    assert store.commit_count == ATTEMPT_COUNT_MAX
    assert await message_count(world) == 0


async def test_each_attempt_decides_on_what_it_has_read() -> None:
    """Twenty that append to one record all do, since whoever met another reads again."""
    store = YieldingStore()
    world = await build_bench(store=store).world()

    async def append(draft: Draft) -> None:
        await draft.fetch(RECORD)
        draft.put(RECORD, (draft.get(RECORD) or "") + "x")

    await asyncio.gather(*(perform(world, append) for _ in range(20)))

    assert await world.get(RECORD) == "x" * 20
    assert store.conflict_count > 0


async def test_senders_do_not_meet_on_the_balance() -> None:
    """Different messages change one balance and have no conflict over it."""
    store = YieldingStore()
    world = await build_bench(store=store).world()

    await asyncio.gather(*(send(world, hello(str(n))) for n in range(20)))

    assert store.conflict_count == 0
    assert await balance_of(world) == CREDIT - 20 * PRICE


# --- Supposing ------------------------------------------------------------------------------------


@pytest.fixture
async def guesser() -> tuple[SupposingStore, World]:
    """A world that has sent a message; its store supposes that it has money, and nothing else."""
    store = SupposingStore()
    world = await build_bench(store=store).world()
    store.supposed[BALANCE] = CREDIT
    await send(world, hello("first"))
    store.read_count = 0
    return store, world


async def test_what_was_supposed_rightly_is_not_looked_up(
    guesser: tuple[SupposingStore, World],
) -> None:
    """The commit finds that it was right."""
    store, world = guesser

    sent = await send(world, hello(), once())

    assert store.read_count == 0
    assert (sent.charged, sent.result.nth) == (PRICE, 1)
    assert await balance_of(world) == CREDIT - 2 * PRICE


async def test_what_was_supposed_wrongly_is_looked_up(
    guesser: tuple[SupposingStore, World],
) -> None:
    """The second of its likeness is the second, and is paid once."""
    store, world = guesser

    sent = await send(world, hello("first"))

    assert store.read_count == 1
    assert (sent.charged, sent.result.nth) == (PRICE, 2)
    assert await message_count(world) == 2
    assert await balance_of(world) == CREDIT - 2 * PRICE


async def test_who_is_refused_is_told_what_he_has(guesser: tuple[SupposingStore, World]) -> None:
    """Not what he was supposed to have, be that more or less; whoever has enough is served."""
    store, world = guesser
    await set_balance(world, MicroUsd(PRICE + 1))

    store.supposed[BALANCE] = 0
    await send(world, hello())
    refused = []
    for supposed in (CREDIT, 0):
        store.supposed[BALANCE] = supposed
        with pytest.raises(InsufficientCredit) as caught:
            await send(world, hello("more"))
        refused.append(caught.value)

    assert [(one.price, one.balance) for one in refused] == [(PRICE, 1)] * 2


async def test_nobody_in_a_batch_is_refused_by_what_was_supposed(
    guesser: tuple[SupposingStore, World],
) -> None:
    """A batch is committed with its refusals, so these must be true before."""
    store, world = guesser
    store.supposed[BALANCE] = 0

    answers = (await send_batch(world, [hello("a"), hello("b")])).result

    assert not [answer for answer in answers if isinstance(answer, Refusal)]


async def test_a_refusal_by_what_was_supposed_is_none(
    guesser: tuple[SupposingStore, World],
) -> None:
    """It is decided again by what is there."""
    store, world = guesser
    store.supposed[RECORD] = "forbidden"

    async def ask(draft: Draft) -> str | None:
        await draft.fetch(RECORD, supposing=True)
        if draft.get(RECORD):
            raise Conflicting("forbidden")
        return draft.get(RECORD)

    assert (await perform(world, ask)).result is None


async def test_only_what_may_be_supposed_is(guesser: tuple[SupposingStore, World]) -> None:
    """All else is looked up."""
    store, world = guesser
    store.supposed[RECORD] = "supposed"

    seen: list[str | None] = []

    async def look(draft: Draft) -> None:
        await draft.fetch(RECORD)
        seen.append(draft.get(RECORD))

    await perform(world, look)

    assert seen == [None]


async def test_an_answer_is_never_supposed(guesser: tuple[SupposingStore, World]) -> None:
    """A retry is answered by what is remembered of it, whatever is supposed of that."""
    store, world = guesser
    first = await send(world, hello(), once())
    key = REMEMBERED.key("send k")

    again = await send(world, hello(), once())
    store.supposed[key] = (await store.read("demo", (key,)))[0]
    third = await send(world, hello(), once())
    with pytest.raises(KeyReused):
        await send(world, hello(), once(fingerprint="other"))

    assert (again.result, third.result) == (first.result, first.result)
    assert (again.is_replayed, third.is_replayed) == (True, True)
    assert await message_count(world) == 2

    forgotten = await build_bench(store=store).world("other")
    anew = await send(forgotten, hello(), once())
    assert not anew.is_replayed


async def test_what_happens_to_a_message_may_be_supposed() -> None:
    """A step finds the message that is there, whichever it was supposed to find."""
    store = SupposingStore()
    bench = build_bench(store=store)
    world = await bench.world()
    store.supposed[BALANCE] = CREDIT
    message = (await send(world, hello())).result
    key = MESSAGE.key(message.id)

    store.supposed[key] = structs.replace(message, text="another")
    await bench.advance("demo", 60_000)

    moved = await world.find(MESSAGE, message.id)
    assert moved.is_final
    assert moved.text == message.text


async def test_of_a_world_that_is_gone_nothing_is_supposed(
    guesser: tuple[SupposingStore, World],
) -> None:
    """It is found out by the commit, at the latest."""
    store, world = guesser
    await store.drop("demo")

    with pytest.raises(NotFound):
        await send(world, hello())

    assert await store.read("demo", (LIKENESS.key("x"),)) == [None]


async def test_a_change_in_a_supposed_world_is_made_once_or_never(
    guesser: tuple[SupposingStore, World],
) -> None:
    """If the world is set so, it is done; if not, or if it is refused, the world is outdated."""
    store, world = guesser
    supposed = structs.replace(world, is_supposed=True)

    assert (await send(supposed, hello())).charged == PRICE
    assert store.read_count == 0

    another = replace(world.settings, profile="slow")
    for outdated in (structs.replace(supposed, settings=another), supposed):
        with pytest.raises(Outdated):
            await send(outdated, hello("never"))
        store.supposed[BALANCE] = 0
    assert store.read_count == 0
    assert await message_count(world) == 2


# --- Once -----------------------------------------------------------------------------------------


async def test_a_retry_is_answered_as_the_first_request_and_costs_nothing(bench: Bench) -> None:
    """The answer is that of the first time, though the message has moved on since."""
    first = await send(await bench.world(), hello(), once())
    await bench.advance("demo", 5_000)

    second = await send(await bench.world(), hello(), once())

    assert second.result == first.result
    assert (first.charged, first.is_replayed) == (PRICE, False)
    assert (second.charged, second.is_replayed) == (0, True)
    assert await message_count(await bench.world()) == 1


async def test_a_key_belongs_to_one_request(bench: Bench) -> None:
    """Another request with the same key is refused, and nothing of it happens."""
    world = await bench.world()
    await send(world, hello(), once("k", fingerprint="one"))

    with pytest.raises(KeyReused) as caught:
        await send(world, hello("other"), once("k", fingerprint="two"))

    assert caught.value.key == "k"
    assert await message_count(world) == 1


async def test_a_key_is_good_for_a_day(bench: Bench) -> None:
    """In the last millisecond of 24 hours it is a retry; then it is a new request."""
    await send(await bench.world(), hello(), once())

    await bench.advance("demo", WINDOW_MS - 1)
    late = await send(await bench.world(), hello(), once())
    await bench.advance("demo", 1)
    new = await send(await bench.world(), hello("new"), once(fingerprint="new"))
    again = await send(await bench.world(), hello("new"), once(fingerprint="new"))

    assert (late.is_replayed, new.is_replayed, again.is_replayed) == (True, False, True)
    assert await balance_of(await bench.world()) == CREDIT - 2 * PRICE


async def test_a_refusal_is_not_remembered(bench: Bench) -> None:
    """Who had no credit tops up and tries again with the same key."""
    world = await bench.world("broke")
    with pytest.raises(InsufficientCredit):
        await send(world, hello(), once())
    await set_balance(world, MicroUsd(PRICE))

    sent = await send(world, hello(), once())

    assert not sent.is_replayed
    assert await balance_of(world) == 0


async def test_a_refusal_that_is_returned_leaves_what_was_written(bench: Bench) -> None:
    """It is raised, but counts; and it is not remembered, so that a retry is another attempt."""
    world = await bench.world()

    async def count_and_refuse(draft: Draft) -> str | Refusal:
        await draft.fetch(RECORD)
        draft.put(RECORD, (draft.get(RECORD) or "") + "x")
        return Conflicting("no")

    for _ in range(2):
        with pytest.raises(Conflicting):
            await perform(world, count_and_refuse, once("key"))

    assert await world.get(RECORD) == "xx"


async def test_a_key_means_something_else_elsewhere(bench: Bench) -> None:
    """Each capability and each world has keys of its own."""
    world, other = await bench.world(), await bench.world("other")
    await send(world, hello(), once())

    batch = await send_batch(world, [hello()], once(capability="batch", fingerprint="g"))
    code = await send_otp(world, FACE, ALICE, once(capability="otp", fingerprint="h"))
    elsewhere = await send(other, hello(), once(fingerprint="i"))

    replays = [batch.is_replayed, code.is_replayed, elsewhere.is_replayed]
    assert replays == [False, False, False]


async def test_many_at_once_with_one_key_are_one() -> None:
    """Fifty requests with one key make one message and one charge, and get one answer."""
    store = YieldingStore()
    world = await build_bench(store=store).world()

    answers = await asyncio.gather(*(send(world, hello(), once()) for _ in range(50)))

    assert store.conflict_count > 0
    assert await message_count(world) == 1
    assert await balance_of(world) == CREDIT - PRICE
    assert [answer.is_replayed for answer in answers].count(False) == 1
    assert len({answer.result.id for answer in answers}) == 1
    assert sum(answer.charged for answer in answers) == PRICE


async def test_many_at_once_never_overdraw() -> None:
    """With credit for ten, ten of fifty are accepted, forty refused, and nothing is left."""
    world = await build_bench(store=YieldingStore()).world()
    await set_balance(world, MicroUsd(10 * PRICE))

    answers = await asyncio.gather(
        *(send(world, hello(str(n))) for n in range(50)), return_exceptions=True
    )

    assert sum(isinstance(answer, InsufficientCredit) for answer in answers) == 40
    assert await message_count(world) == 10
    assert await balance_of(world) == 0


async def test_what_is_charged_in_one_draft_adds_up(bench: Bench) -> None:
    """A draft takes everything it charges in one addition, which cannot fall below zero."""
    draft = Draft(await bench.world())
    await draft.fetch_with_balance(RECORD)
    await draft.fetch_with_balance(LATEST_OTP_FACE.key("y"))

    draft.charge(MicroUsd(3))
    draft.charge(MicroUsd(4))

    assert draft.charged == 7
    assert list(draft.adds.values()) == [Floor(-7, 0)]
