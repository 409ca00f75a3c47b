"""What profiles make of messages to their numbers: some they obey, some they answer."""

from dataclasses import replace
from functools import partial

import pytest

from simulator.domain.address import E164
from simulator.domain.autoresponses import EVERYWHERE, Autoresponse
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.keywords import Keyword
from simulator.domain.message import State
from simulator.domain.refusals import Ground
from simulator.domain.suppression import scope_of
from simulator.services import handsets
from simulator.services.holdings import keep
from simulator.services.inbound import receive_now
from simulator.services.inspection import MessageFilter, find_messages
from simulator.services.posts import Received, find
from simulator.services.suppressions import check
from simulator.services.tables import BALANCE, PARTICULARS
from simulator.services.world import World
from tests.parts import Bench
from tests.posts import SENDER, change_profile, ground_of, profile_of, send_post
from tests.traffic import ALICE, BOB, fail_vendors
from tests.traffic import post as send_by_gateway

HANNA = E164("+4915112345678")
MINUTE_MS = 60_000
STOPPED = (
    "You have successfully been unsubscribed, you will not receive any more messages from this"
    " number. Reply START to re-subscribe."
)
STARTED = (
    "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data"
    " Rates May Apply."
)


async def say(world: World, text: str, *, by: E164 = ALICE, to: E164 = SENDER) -> Received:
    """Let somebody write to a number of the profile's."""
    came = (await receive_now(world, by, to, text)).result
    found = await find(world, came.id)
    assert isinstance(found, Received)
    return found


async def answers(world: World, to: E164 = ALICE) -> list[str]:
    """Tell what a handset was sent, oldest first."""
    found = await find_messages(world, MessageFilter(destination=to, face="telnyx"), 100)
    return [one.text for one in reversed(found.messages)]


async def tell_profile(world: World, keyword: Keyword, *words: str, **more: str | None) -> None:
    """Give the profile words of its own."""
    profile = await profile_of(world)
    country, text = more.get("country") or EVERYWHERE, more.get("text")
    autoresponse_id = world.parts.ids.hex7()
    made = Autoresponse(autoresponse_id, profile.id, keyword, words, country, text, 0, 0)
    await keep(world, lambda _: made)


@pytest.mark.parametrize("text", ["STOP", "stop all", " Unsubscribe. ", "END"])
async def test_stop_is_obeyed_and_confirmed(bench: Bench, text: str) -> None:
    """By that number, at no cost; nothing more is sent under the profile."""
    world = await bench.world()

    received = await say(world, text)

    assert received.reception.keyword is Keyword.STOP
    assert await answers(world) == [STOPPED]
    assert await world.get(BALANCE) == 2_000_000
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.OPTED_OUT
    profile = await profile_of(world)
    stopped = await check(world, ALICE, scope_of(profile.id))
    assert stopped is not None
    assert (stopped.said, stopped.said_to) == (text, SENDER)


async def test_start_is_obeyed_and_confirmed(bench: Bench) -> None:
    """Messages go again."""
    world = await bench.world()
    await say(world, "STOP")
    await bench.advance("demo", MINUTE_MS)
    world = await bench.world()

    assert (await say(world, "unstop")).reception.keyword is Keyword.START

    assert await answers(world) == [STOPPED, STARTED]
    assert (await send_post(world, ALICE)).message.state is State.QUEUED


async def test_another_profile_goes_on(bench: Bench) -> None:
    """Who stops one has not stopped the other; the gateway, which has no profiles, stops."""
    world = await bench.world()
    profile = await profile_of(world)
    other = replace(profile, id="f" * 32)
    await keep(world, lambda _: other)

    await say(world, "STOP")

    assert (await send_post(world, ALICE, profile_id=other.id)).message.state is State.QUEUED
    assert (await send_by_gateway(world, to=ALICE)).state is State.SUPPRESSED


@pytest.mark.parametrize("text", ["Thanks!", "please stop by", "ARRET", "info"])
async def test_what_is_no_keyword_of_the_vendors_is_none(bench: Bench, text: str) -> None:
    """Though the gateway might take it for one."""
    world = await bench.world()
    assert (await say(world, text)).reception.keyword is None
    assert await answers(world) == []


async def test_help_is_answered_where_there_is_something_to_say(bench: Bench) -> None:
    """By default there is not."""
    world = await bench.world()
    assert (await say(world, "HELP")).reception.keyword is Keyword.HELP
    assert await answers(world) == []
    await tell_profile(world, Keyword.HELP, "HELP", "hours", text="Call us.")
    await say(world, "Hours")
    assert await answers(world) == ["Call us."]


async def test_a_profiles_own_words_go_first(bench: Bench) -> None:
    """Those for a country before those for all."""
    world = await bench.world()
    await tell_profile(world, Keyword.STOP, "STOP", "basta", text="Bye.")
    await tell_profile(world, Keyword.STOP, "STOP", country="DE", text="Tschüss.")

    await say(world, "Basta")
    await say(world, "STOP", by=HANNA)

    assert await answers(world) == ["Bye."]
    assert await answers(world, HANNA) == ["Tschüss."]
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.OPTED_OUT


async def test_a_word_may_be_obeyed_in_silence(bench: Bench) -> None:
    """Where the profile says nothing to it."""
    world = await bench.world()
    await tell_profile(world, Keyword.STOP, "STOP", text=None)
    assert (await say(world, "STOP")).reception.keyword is Keyword.STOP
    assert await answers(world) == []


async def test_what_has_been_obeyed_is_not_confirmed_again(bench: Bench) -> None:
    """Nothing has changed by it."""
    world = await bench.world()
    await say(world, "START")
    await say(world, "STOP")
    await bench.advance("demo", MINUTE_MS)
    await say(await bench.world(), "STOP")
    assert await answers(await bench.world()) == [STOPPED]


async def test_two_machines_do_not_answer_each_other_for_ever(bench: Bench) -> None:
    """A handset is answered once a minute."""
    world = await bench.world()
    await tell_profile(world, Keyword.HELP, "HELP", text="Call us.")
    await handsets.put(world, Handset(ALICE, AutoReply("HELP", 0)))

    await say(world, "HELP")
    await bench.advance("demo", MINUTE_MS - 1)

    assert await answers(await bench.world()) == ["Call us."]
    await bench.advance("demo", MINUTE_MS)
    await say(await bench.world(), "HELP")
    assert await answers(await bench.world()) == ["Call us.", "Call us."]


async def test_a_magic_number_says_stop_once_it_has_a_message(bench: Bench) -> None:
    """To whom it came from."""
    world, magic = await bench.world(), E164("+15005550101")
    await send_post(world, magic)
    await bench.advance("demo", 10 * MINUTE_MS)
    world = await bench.world()
    assert await ground_of(partial(send_post, world, magic)) is Ground.OPTED_OUT
    assert await answers(world, magic) == ["Hi", STOPPED]


async def test_an_answer_that_cannot_be_sent_is_not(bench: Bench) -> None:
    """What was asked for is done all the same."""
    world = await bench.world()
    await fail_vendors(world, "telnyx")
    world = await bench.world()
    await say(world, "STOP")
    await tell_profile(world, Keyword.HELP, "endless", text="a" * 100_000)
    await say(world, "endless", by=BOB)
    assert await answers(world) == await answers(world, BOB) == []
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.OPTED_OUT


async def test_an_answer_tells_no_webhooks(bench: Bench) -> None:
    """It is nobody's message."""
    world = await bench.world()
    await change_profile(world, webhook_url="http://shop.test/hooks")
    await say(world, "STOP")
    [answer] = (await find_messages(world, MessageFilter(destination=ALICE), 1)).messages
    particulars = await world.get(PARTICULARS.key(answer.id))
    assert particulars is not None
    assert not particulars.hooks.uses_profile
