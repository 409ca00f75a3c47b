"""Messages are accepted from senders that the vendor knows, or not."""

from functools import partial

import pytest

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.encoding import Encoding
from simulator.domain.fault_effects import Deliver, LostResponse
from simulator.domain.founding import FOUNDING_NUMBERS
from simulator.domain.message import State, What
from simulator.domain.messaging_profiles import NumberPool
from simulator.domain.posting import Door, Posting
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    Declined,
    Ground,
    InsufficientCredit,
    VendorFailed,
    VendorUnavailable,
)
from simulator.domain.suppression import SuppressionWish
from simulator.domain.tariffs import Fee, Medium
from simulator.services.inbound import receive_now
from simulator.services.lists import find_message
from simulator.services.posting import NOT_INVITED, Posted, post, post_to_group
from simulator.services.posts import find_group
from simulator.services.suppressions import suppress
from simulator.services.tables import BALANCE, PARTICULARS, STICKY
from tests.parts import NOW, Bench, build_bench
from tests.posts import SENDER, change_profile, ground_of, profile_of, say_limit, send_post
from tests.traffic import ALICE, BOB, fail_vendors, once
from tests.traffic import post as send_by_gateway

CENT = Fee(MicroUsd(2_050), MicroUsd(3_050))
LINK = "https://example.com/a.png"
HANNA = E164("+4915112345678")
DAY_MS = 24 * 60 * 60 * 1000


async def test_a_message_is_accepted_and_kept(bench: Bench) -> None:
    """With its sender, its price, and what is kept of it beside."""
    world = await bench.world()

    posted = await send_post(world, ALICE, subject=None)

    message, particulars = posted.message, posted.particulars
    assert (message.face, message.vendor, message.state) == ("telnyx", "telnyx", State.QUEUED)
    assert (message.originator, message.destination, message.text) == (SENDER, ALICE, "Hi")
    assert (message.price, message.segment_count) == (CENT.total, 1)
    assert (particulars.medium, particulars.fee) == (Medium.SMS, CENT)
    assert particulars.profile_id == (await profile_of(world)).id
    assert await find_message(world, message.id) == message
    assert await world.get(PARTICULARS.key(message.id)) == particulars
    assert await world.get(BALANCE) == 2_000_000 - CENT.total


async def test_a_message_lives_as_all_messages_do(bench: Bench) -> None:
    """The same carrier bears it."""
    posted = await send_post(await bench.world(), ALICE)

    await bench.advance("demo", DAY_MS)

    assert (await find_message(await bench.world(), posted.message.id)).state is State.DELIVERED


async def test_the_same_message_is_a_second_one_of_its_kind(bench: Bench) -> None:
    """Whose fate is drawn anew; with a key it is the first one once more."""
    world = await bench.world()
    posting = Posting("telnyx", ALICE, "Hi", sender=SENDER)

    first, second = [(await post(world, posting, say_limit)).result for _ in range(2)]
    assert (first.message.nth, second.message.nth) == (1, 2)

    kept = await post(world, posting, say_limit, once())
    again = await post(world, posting, say_limit, once())
    assert again.is_replayed
    assert again.result == kept.result


async def test_a_message_waits_for_its_time(bench: Bench) -> None:
    """And has all the time that others have from then on."""
    bench = build_bench(profile="us-2026")
    world = await bench.world()
    send_at = world.now + 5 * DAY_MS

    posted = await send_post(world, ALICE, send_at=send_at)
    assert posted.message.state is State.SCHEDULED
    await bench.advance("demo", 5 * DAY_MS - 1)
    waiting = await find_message(await bench.world(), posted.message.id)
    await bench.advance("demo", DAY_MS)
    ended = await find_message(await bench.world(), posted.message.id)

    assert waiting.state is State.SCHEDULED
    assert ended.timeline[1].what is What.QUEUED
    assert ended.timeline[1].at == send_at
    assert ended.state is State.DELIVERED


@pytest.mark.parametrize(
    ("digits", "ground"), [("0031", Ground.DESTINATION_INVALID), ("0071", Ground.OPTED_OUT)]
)
async def test_a_magic_number_may_be_refused(bench: Bench, digits: str, ground: Ground) -> None:
    """As its story says, in the words of this vendor."""
    world = await bench.world()
    assert await ground_of(partial(send_post, world, E164(f"+1500555{digits}"))) is ground


async def test_a_magic_number_may_fail_the_vendor_once(bench: Bench) -> None:
    """Then it takes the same message; and it may have its answer lost."""
    world = await bench.world()
    with pytest.raises(VendorFailed):
        await send_post(world, E164("+15005550091"))
    assert (await send_post(world, E164("+15005550091"))).message.state is State.QUEUED
    lost = await send_post(world, E164("+15005550121"))
    assert lost.message.fault is not None
    assert lost.message.fault.effect == LostResponse()


async def test_nobody_else_carries_it(bench: Bench) -> None:
    """Where this vendor is down, it is down."""
    world = await bench.world()
    await fail_vendors(world, "telnyx")
    with pytest.raises(VendorUnavailable):
        await send_post(await bench.world(), ALICE)


async def test_who_has_no_money_sends_nothing(bench: Bench) -> None:
    """Not even what is left is taken."""
    bench = build_bench(credit=MicroUsd(5_099))
    world = await bench.world()
    with pytest.raises(InsufficientCredit):
        await send_post(world, ALICE)
    assert await world.get(BALANCE) == 5_099


async def test_a_suppressed_number_gets_nothing(bench: Bench) -> None:
    """Whoever has suppressed it, and through whichever face."""
    world = await bench.world()
    await suppress(world, SuppressionWish(ALICE))

    with pytest.raises(Declined) as caught:
        await send_post(world, ALICE)

    assert caught.value.ground is Ground.OPTED_OUT
    assert caught.value.told == {"sender": SENDER, "destination": ALICE}


async def test_a_disabled_profile_sends_nothing(bench: Bench) -> None:
    """Nor does one that may not send there."""
    world = await bench.world()
    await change_profile(world, is_enabled=False)
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.PROFILE_DISABLED
    await change_profile(world, is_enabled=True, destinations=("DE",))
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.REGION_NOT_ALLOWED
    assert (await send_post(world, HANNA)).message.destination == HANNA


async def test_the_profile_has_texts_respelled(bench: Bench) -> None:
    """What was written is kept; what is billed is what is sent."""
    world = await bench.world()
    text = "It\u2019s " + "a" * 100
    plain = await send_post(world, ALICE, text)
    await change_profile(world, has_smart_encoding=True)
    smart = await send_post(world, ALICE, text)

    assert (plain.message.encoding, plain.message.segment_count) == (Encoding.UCS_2, 2)
    assert (smart.message.encoding, smart.message.segment_count) == (Encoding.GSM_7, 1)
    assert smart.message.text == text
    assert (plain.particulars.is_respelled, smart.particulars.is_respelled) == (False, True)


async def test_an_mms_abroad_becomes_an_sms_with_links(bench: Bench) -> None:
    """Where the profile has it so; else it is not taken."""
    world = await bench.world()
    sending = partial(send_post, world, HANNA, "Look", media_urls=(LINK,))
    assert await ground_of(sending) is Ground.DESTINATION_UNSUPPORTED
    await change_profile(world, falls_back_to_sms=True)

    abroad = await sending()
    home = await send_post(world, ALICE, "Look", media_urls=(LINK,))
    silent = await send_post(world, HANNA, "", media_urls=(LINK,))

    assert (abroad.particulars.medium, abroad.message.text) == (Medium.SMS, f"Look\n{LINK}")
    assert (home.particulars.medium, home.message.text) == (Medium.MMS, "Look")
    assert silent.message.text == LINK


async def test_networks_take_nothing_unregistered(bench: Bench) -> None:
    """It is accepted and paid for, and fails."""
    world = await bench.world()
    await change_profile(world, is_registered=False)

    posted = await send_post(world, ALICE)
    await bench.advance("demo", DAY_MS)
    ended = await find_message(await bench.world(), posted.message.id)

    assert ended.state is State.FAILED
    assert ended.timeline[-1].detail == "not registered for 10DLC"


async def test_a_number_sticks_to_a_recipient(bench: Bench) -> None:
    """Each gets all messages from one number; the pool would choose by the text."""
    world = await bench.world()
    profile = await change_profile(
        world, pool=NumberPool(1, 1, skips_unhealthy=False, is_sticky=True)
    )
    sending = partial(send_post, world, sender=None, profile_id=profile.id)

    to_alice = {(await sending(ALICE, f"{n}")).message.originator for n in range(8)}
    to_bob = {(await sending(BOB, f"{n}")).message.originator for n in range(8)}

    assert len(to_alice) == len(to_bob) == 1
    kept = await world.get(STICKY.key(f"{profile.id} {ALICE}"))
    assert kept is not None
    assert {kept.number} == to_alice


async def test_a_pool_that_does_not_stick_remembers_nobody(bench: Bench) -> None:
    """Each text may come from another number."""
    world = await bench.world()
    profile = await change_profile(world, pool=NumberPool(1, 1, skips_unhealthy=False))
    senders = {
        (
            await send_post(world, ALICE, f"{n}", sender=None, profile_id=profile.id)
        ).message.originator
        for n in range(30)
    }
    assert senders == set(FOUNDING_NUMBERS)
    assert await world.get(STICKY.key(f"{profile.id} {ALICE}")) is None


async def test_a_conversation_needs_an_invitation(bench: Bench) -> None:
    """Of a day's standing at the most, to the very number that wants to write."""
    world = await bench.world()
    chat = partial(send_post, medium=Medium.WHATSAPP, content="{}", needs_invitation=True)

    def is_invited(posted: Posted) -> bool:
        return posted.message.fault is None

    uninvited = await chat(world, ALICE)
    assert uninvited.message.fault is not None
    assert uninvited.message.fault.effect == Deliver("undelivered", NOT_INVITED, None)
    await receive_now(world, ALICE, SENDER, "Hello?")
    assert is_invited(await chat(world, ALICE))
    assert not is_invited(await chat(world, BOB))
    assert not is_invited(await chat(world, ALICE, sender=FOUNDING_NUMBERS[1]))
    await bench.advance("demo", DAY_MS)
    assert not is_invited(await chat(await bench.world(), ALICE))


async def test_a_business_may_have_a_name_of_its_own(bench: Bench) -> None:
    """On a network that has such."""
    world = await bench.world()
    profile = await profile_of(world)
    agent = AlphanumericSenderId("Agent007")
    more = {"door": Door.AGENT, "sender": agent, "profile_id": profile.id}
    posted = await send_post(world, ALICE, medium=Medium.RCS, content="{}", **more)
    assert posted.message.originator == agent
    assert posted.particulars.content == "{}"


async def test_a_group_gets_a_copy_each(bench: Bench) -> None:
    """At a price each, and everybody sees the others."""
    world = await bench.world()
    posting = Posting("telnyx", ALICE, "Hi", sender=SENDER, medium=Medium.MMS)

    copies = (await post_to_group(world, posting, [ALICE, BOB], say_limit)).result

    first, second = copies
    assert [one.message.destination for one in copies] == [ALICE, BOB]
    assert [one.particulars.others for one in copies] == [(BOB,), (ALICE,)]
    assert first.particulars.group_id == second.particulars.group_id == first.message.id
    assert await find_group(world, first.message.id) == [first, second]
    assert await world.get(BALANCE) == 2_000_000 - 2 * 20_000


async def test_a_group_is_taken_as_a_whole(bench: Bench) -> None:
    """One who has opted out keeps it from all."""
    world = await bench.world()
    await suppress(world, SuppressionWish(BOB))
    posting = Posting("telnyx", ALICE, "Hi", sender=SENDER, medium=Medium.MMS)

    sending = partial(post_to_group, world, posting, [ALICE, BOB], say_limit)

    assert await ground_of(sending) is Ground.OPTED_OUT
    assert await world.get(BALANCE) == 2_000_000


async def test_the_gateways_messages_are_as_ever(bench: Bench) -> None:
    """Nothing is kept beside them."""
    world = await bench.world()
    message = await send_by_gateway(world)
    assert await world.get(PARTICULARS.key(message.id)) is None
    assert message.created_at == NOW
