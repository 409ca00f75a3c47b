"""Handsets answer, and some of what they say is obeyed."""

import pytest

from simulator.domain.address import E164
from simulator.domain.encoding import Encoding
from simulator.domain.inbound import Inbound
from simulator.domain.keywords import Keyword
from simulator.domain.refusals import Invalid
from simulator.domain.steps import ReplyStep
from simulator.domain.suppression import SuppressionWish
from simulator.services.drafts import Draft
from simulator.services.inbound import list_inbound, receive_now, reply
from simulator.services.pages import PageRequest
from simulator.services.suppressions import check, suppress
from simulator.services.world import World
from tests.parts import NOW, Bench
from tests.traffic import ALICE, BOB, once

SENDER = E164("+12025550199")


async def say(world: World, text: str, *, handset: E164 = ALICE) -> Inbound:
    """Let somebody write to the sender."""
    return (await receive_now(world, handset, SENDER, text)).result


async def test_a_message_from_a_handset_is_kept(bench: Bench) -> None:
    """What comes back is what is listed, in this world and no other."""
    world = await bench.world()

    received = await say(world, "a" * 161)

    assert received == Inbound(
        received.id, ALICE, SENDER, "a" * 161, Encoding.GSM_7, 2, NOW, keyword=None
    )
    assert (await list_inbound(world, PageRequest())).items == [received]
    assert (await list_inbound(await bench.world("other"), PageRequest())).items == []


async def test_inbound_messages_come_in_pages_newest_first(bench: Bench) -> None:
    """Those of all handsets, and a strange cursor leads nowhere."""
    world = await bench.world()
    one, two, three = [
        await say(world, str(n), handset=handset) for n, handset in enumerate((ALICE, BOB, ALICE))
    ]

    first = await list_inbound(world, PageRequest(limit=2))
    second = await list_inbound(world, PageRequest(first.next_cursor, 2))

    assert ([*first.items], [*second.items]) == ([three, two], [one])
    assert second.next_cursor is None
    with pytest.raises(Invalid):
        await list_inbound(world, PageRequest("nonsense"))


async def test_a_retry_is_one_message(bench: Bench) -> None:
    """With a key it is received once."""
    world = await bench.world()

    first, second = [await receive_now(world, ALICE, SENDER, "hi", once()) for _ in range(2)]

    assert (second.result, second.is_replayed) == (first.result, True)
    assert (await list_inbound(world, PageRequest())).items == [first.result]


# --- Keywords -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["STOP", "退订", "ARRÊT."])
async def test_stop_suppresses_whoever_says_it(bench: Bench, text: str) -> None:
    """For the account, with the reason, and nobody else."""
    world = await bench.world()

    received = await say(world, text)

    suppression = await check(world, ALICE, "account")
    assert received.keyword is Keyword.STOP
    assert suppression
    assert (suppression.reason, suppression.sender_scope) == ("opt_out", None)
    assert suppression.created_at == received.received_at
    assert await check(world, BOB) is None


async def test_start_lifts_what_stop_did(bench: Bench) -> None:
    """Only for whoever says it."""
    world = await bench.world()
    for handset in (ALICE, BOB):
        await say(world, "STOP", handset=handset)

    assert (await say(world, "Start")).keyword is Keyword.START

    assert await check(world, ALICE) is None
    assert await check(world, BOB)


async def test_start_lifts_nothing_that_another_did(bench: Bench) -> None:
    """A complaint that was there before the STOP is there after the START."""
    world = await bench.world()
    made = (await suppress(world, SuppressionWish(ALICE, reason="complaint"))).result

    await say(world, "STOP")
    await say(world, "START")

    assert await check(world, ALICE) == made


@pytest.mark.parametrize(
    ("text", "keyword"), [("HELP", Keyword.HELP), ("Please stop by at nine.", None)]
)
async def test_nothing_else_is_obeyed(bench: Bench, text: str, keyword: Keyword | None) -> None:
    """Who asks for help, or says anything at all, is neither suppressed nor freed by it."""
    world = await bench.world()
    await say(world, "STOP", handset=BOB)

    for handset in (ALICE, BOB):
        assert (await say(world, text, handset=handset)).keyword is keyword

    assert await check(world, ALICE) is None
    assert await check(world, BOB)


# --- On the timeline ------------------------------------------------------------------------------


async def test_answers_are_received_in_order_each_at_its_instant(bench: Bench) -> None:
    """One draft takes them all; what was said last holds."""
    world = await bench.world()
    draft = Draft(world)

    received = await reply(
        draft,
        [
            ReplyStep(NOW + 1, ALICE, SENDER, "STOP"),
            ReplyStep(NOW + 2, BOB, SENDER, "STOP"),
            ReplyStep(NOW + 3, ALICE, SENDER, "START"),
        ],
    )
    await world.commit(draft)

    assert [(one.handset, one.text, one.received_at - NOW) for one in received] == [
        (ALICE, "STOP", 1),
        (BOB, "STOP", 2),
        (ALICE, "START", 3),
    ]
    assert (await list_inbound(world, PageRequest())).items == received[::-1]
    assert await check(world, ALICE) is None
    suppression = await check(world, BOB)
    assert suppression
    assert suppression.created_at == NOW + 2
