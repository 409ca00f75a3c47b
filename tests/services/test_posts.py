"""Messages under profiles are read back and taken back, and what is beside them goes with them."""

from dataclasses import replace
from functools import partial

import pytest
from msgspec import structs

from simulator.domain.keywords import Keyword
from simulator.domain.message import State
from simulator.domain.posting import Posting
from simulator.domain.refusals import Declined, Ground, NotFound
from simulator.domain.retention import Retention
from simulator.domain.tariffs import Medium
from simulator.services import erasure
from simulator.services.explanations import explain
from simulator.services.inbound import receive_now
from simulator.services.lists import find_message
from simulator.services.ports import Change
from simulator.services.posting import Posted, post_to_group
from simulator.services.posts import Received, find, find_group, take_back
from simulator.services.retention import sweep
from simulator.services.tables import BALANCE, PARTICULARS, RECEPTION, group_of
from simulator.services.world import World
from tests.parts import Bench, build_bench
from tests.posts import SENDER, say_limit, send_post
from tests.traffic import ALICE, BOB, once
from tests.traffic import post as send_by_gateway

MINUTE_MS = 60_000
DAY_MS = 24 * 60 * MINUTE_MS


async def test_a_message_of_either_direction_is_found(bench: Bench) -> None:
    """With what is kept of it beside."""
    world = await bench.world()
    posted = await send_post(world, ALICE)
    came = (await receive_now(world, ALICE, SENDER, "STOP")).result

    assert await find(world, posted.message.id) == posted
    received = await find(world, came.id)
    assert isinstance(received, Received)
    assert received.inbound == came
    assert received.reception.keyword is Keyword.STOP


async def test_what_is_of_no_profile_is_not_found(bench: Bench) -> None:
    """Nor what is no message at all."""
    world = await bench.world()
    message = await send_by_gateway(world)
    came = (await receive_now(world, ALICE, BOB, "Hi")).result
    for message_id in (message.id, came.id, "0" * 32):
        with pytest.raises(NotFound):
            await find(world, message_id)
    with pytest.raises(NotFound):
        await find_group(world, message.id)


async def test_after_ten_days_a_message_is_not_found(bench: Bench) -> None:
    """Of neither direction; the world may keep it longer."""
    world = await bench.world()
    posted = await send_post(world, ALICE)
    came = (await receive_now(world, ALICE, SENDER, "Hi")).result

    await bench.advance("demo", 10 * DAY_MS)
    assert isinstance(await find(await bench.world(), posted.message.id), Posted)
    assert isinstance(await find(await bench.world(), came.id), Received)
    await bench.advance("demo", 1)
    for message_id in (posted.message.id, came.id):
        with pytest.raises(NotFound):
            await find(await bench.world(), message_id)


async def test_a_scheduled_message_is_taken_back(bench: Bench) -> None:
    """And its price given back; it never sets out."""
    world = await bench.world()
    posted = await send_post(world, ALICE, send_at=world.now + 10 * MINUTE_MS)

    taken = await take_back(world, posted.message.id)

    assert taken.message.state is State.CANCELLED
    assert await world.get(BALANCE) == 2_000_000
    await bench.advance("demo", DAY_MS)
    found = await find_message(await bench.world(), posted.message.id)
    assert found == taken.message


async def test_it_is_too_late_a_minute_before(bench: Bench) -> None:
    """And for what was never scheduled, or has been taken back."""
    world = await bench.world()
    soon = await send_post(world, ALICE, send_at=world.now + 10 * MINUTE_MS)
    now = await send_post(world, ALICE, "now")
    await bench.advance("demo", 9 * MINUTE_MS)
    for message_id in (soon.message.id, now.message.id):
        with pytest.raises(Declined) as caught:
            await take_back(await bench.world(), message_id)
        assert caught.value.ground is Ground.TOO_LATE_TO_CANCEL
    with pytest.raises(NotFound):
        await take_back(world, "0" * 32)


async def test_a_millisecond_earlier_it_is_not(bench: Bench) -> None:
    """More than a minute is more than a minute; twice is once too often."""
    world = await bench.world()
    posted = await send_post(world, ALICE, send_at=world.now + MINUTE_MS + 1)
    await take_back(world, posted.message.id)
    with pytest.raises(Declined):
        await take_back(world, posted.message.id)


async def test_what_becomes_of_a_scheduled_message_is_foretold(bench: Bench) -> None:
    """From when it sets out; and it comes as foretold."""
    bench = build_bench(profile="us-2026")
    world = await bench.world()
    posted = await send_post(world, ALICE, send_at=world.now + DAY_MS)
    taken = await send_post(world, BOB, send_at=world.now + DAY_MS)
    await take_back(world, taken.message.id)

    before = (await explain(world, posted.message.id)).foretold
    never = (await explain(world, taken.message.id)).foretold
    await bench.advance("demo", 10 * DAY_MS)
    after = await explain(await bench.world(), posted.message.id)

    assert before == after.message == after.foretold
    assert before.timeline[1].at == world.now + DAY_MS
    assert never.state is State.CANCELLED


async def test_of_what_says_not_when_nothing_is_foretold(bench: Bench) -> None:
    """An imported world may have such."""
    world = await bench.world()
    posted = await send_post(world, ALICE, send_at=world.now + DAY_MS)
    await _forget_particulars(world, posted.message.id)
    assert (await explain(world, posted.message.id)).foretold.state is State.SCHEDULED


async def _forget_particulars(world: World, message_id: str) -> None:
    change = Change()
    change.deletes = [PARTICULARS.key(message_id)]
    await world.commit(change)


async def group(world: World) -> tuple[Posted, ...]:
    """Send to two people at once."""
    content = '{"text": "call +1 202 555 0101"}'
    posting = Posting(
        "telnyx", ALICE, "Hi", sender=SENDER, medium=Medium.MMS, subject=ALICE, content=content
    )
    return (await post_to_group(world, posting, [ALICE, BOB], say_limit)).result


async def test_an_erased_number_is_nowhere(bench: Bench) -> None:
    """Neither beside messages to it nor beside those to others."""
    world = await bench.world()
    first, second = await group(world)
    alone = await send_post(world, BOB)

    await erasure.erase(world, ALICE, erasure.gdpr_token(world, ALICE))

    kept = await world.get_all([PARTICULARS.key(one.message.id) for one in (first, second)])
    pseudonym = (await find_message(world, first.message.id)).destination
    for one in kept:
        assert one is not None
        assert ALICE not in repr(one)
        assert one.subject == pseudonym
        assert one.content == f'{{"text": "call {pseudonym}"}}'
    assert [one.others for one in kept if one] == [(BOB,), (pseudonym,)]
    assert await world.get(PARTICULARS.key(alone.message.id)) == alone.particulars


async def test_what_is_forgotten_leaves_nothing_beside(bench: Bench) -> None:
    """Neither particulars, nor lines of groups, nor what a profile made of a message."""
    world = await bench.world()
    first, _ = await group(world)
    alone = await send_post(world, BOB)
    came = (await receive_now(world, ALICE, SENDER, "Hi")).result
    await bench.advance("demo", DAY_MS)

    late = await bench.world()
    await sweep(structs.replace(late, settings=replace(late.settings, retention=Retention(0))))

    for gone in (first, alone):
        assert await world.get(PARTICULARS.key(gone.message.id)) is None
    assert await world.get(RECEPTION.key(came.id)) is None
    assert await bench.store.count("demo", group_of(first.message.id)) == 0


async def test_a_key_brings_back_the_group(bench: Bench) -> None:
    """As it was."""
    world = await bench.world()
    posting = Posting("telnyx", ALICE, "Hi", sender=SENDER, medium=Medium.MMS)
    sending = partial(post_to_group, world, posting, [ALICE, BOB], say_limit, once())
    first, again = await sending(), await sending()
    assert again.is_replayed
    assert again.result == first.result
