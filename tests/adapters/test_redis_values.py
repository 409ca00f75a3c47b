"""Whatever a world keeps comes back from Redis as the very same value, and is expected as such."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from simulator.adapters.redis.known import Known
from simulator.adapters.redis.spelling import (
    read_record,
    read_step,
    spell_due,
    spell_record,
    spell_step,
)
from simulator.domain.message import Message
from simulator.domain.steps import Step
from simulator.services.once import Remembered
from simulator.services.records import Table
from simulator.services.tables import MESSAGE, REMEMBERED
from tests.every_store import change, connected
from tests.kept import are_same, kept
from tests.messages import born
from tests.redis_server import IS_HERE, emptied


@pytest.mark.parametrize("name", sorted(Table.all))
@given(st.data())
@settings(max_examples=8, deadline=None)
def test_a_record_comes_back_and_is_written_the_same_again(name: str, data: st.DataObject) -> None:
    """What was read is held to what it was read from, though it be written anew for that."""
    record = data.draw(kept(Table.all[name].type))
    key = Table.all[name].key("x:y")

    spelled = spell_record(key, record)

    read = read_record(key, spelled)
    assert are_same(read, record)
    assert spell_record(key, read) == spelled


@given(kept(Message))
@settings(max_examples=25, deadline=None)
def test_what_is_remembered_of_a_message_comes_back(message: Message) -> None:
    """Most of what is remembered is a message."""
    remembered = Remembered("fingerprint", message, 1_790_000_000_000)
    key = REMEMBERED.key("sms.send key")
    assert are_same(read_record(key, spell_record(key, remembered)), remembered)


@given(kept(Step))
@settings(max_examples=50, deadline=None)
def test_a_step_comes_back(step: Step) -> None:
    """With its instant, which is written once, before all else."""
    told = b"%b%016d%06d%b" % (spell_due(step.due_at), 1, 1, spell_step(step))
    assert are_same(read_step(told), step)


@pytest.mark.skipif(not IS_HERE, reason="needs redis-server")
@given(st.data())
@settings(max_examples=8, deadline=None)
def test_a_world_comes_back(data: st.DataObject) -> None:
    """From Redis, from a copy in Redis, and from the feed."""
    names = data.draw(st.lists(st.sampled_from(sorted(Table.all)), max_size=6))
    puts = {Table.all[name].key("x"): data.draw(kept(Table.all[name].type)) for name in names}
    puts = {key: record for key, record in puts.items() if key[0] != "world"}
    steps = data.draw(st.lists(kept(Step), max_size=3))

    async def story() -> None:
        async with connected(url) as store, connected(url) as other:
            await store.commit("w", change(puts=puts, steps=steps))
            await store.commit("w", change(expected=puts, entries=[("i", "a")]))
            read = dict(zip(puts, await other.read("w", list(puts)), strict=True))
            assert are_same(read, puts)
            await other.commit("w", change(expected=read))
            snapshot = await other.dump("w")
            await other.load("copy", snapshot)
            assert are_same(await store.dump("copy"), snapshot)
            assert are_same(dict(snapshot.records), puts)
            assert are_same((await other.feed("w", after=0, limit=1)).written[0].puts, puts)

    url = emptied()
    asyncio.run(story())


def test_what_is_known_is_forgotten_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process does not grow by all that it has ever read; what it reads is as true as before."""
    monkeypatch.setattr("simulator.adapters.redis.known._COUNT_MAX", 10)
    known = Known()
    messages = [born(message_id=f"{number:032x}") for number in range(35)]
    for message in messages:
        known.spell("w", MESSAGE.key(message.id), message)
    for message in messages:
        key = MESSAGE.key(message.id)
        assert known.read("w", key, spell_record(key, message)) == message
    assert len(known._young) + len(known._old) <= 20  # noqa: SLF001 - it is nobody else's business


def test_what_is_known_is_believed_only_if_it_is_still_so() -> None:
    """Another text is another value."""
    known, message = Known(), born()
    key = MESSAGE.key(message.id)
    _, spelled = known.spell("w", key, message)
    assert known.read("w", key, spelled) is message
    other = structs.replace(message, text="another")
    assert known.read("w", key, spell_record(key, other)) == other
