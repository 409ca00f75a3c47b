"""Accepting a message: what may stand in its way, in which order, and what it is then."""

import asyncio

import pytest

from simulator.domain.address import E164, AlphanumericSenderId
from simulator.domain.message import State
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    InsufficientCredit,
    NotFound,
    Refusal,
    SignatureRequired,
    TemplateNotApproved,
    UnknownVendor,
    VendorUnavailable,
)
from simulator.domain.suppression import SuppressionWish
from simulator.services import signatures, suppressions, templates
from simulator.services.accounts import balance_of, set_balance
from simulator.services.lists import list_messages
from simulator.services.messaging import send, send_batch
from simulator.services.pages import PageRequest
from simulator.services.signatures import SignatureWish
from simulator.services.submission import Submission
from simulator.services.templates import Filling, TemplateWish
from simulator.services.world import World
from tests.parts import CREDIT, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import ALICE, BOB, FACE, PRICE, fail_vendors, hello, post

CHINA = E164("+8613800138000")
SHOP, BANK = AlphanumericSenderId("Shop"), AlphanumericSenderId("Bank")


async def approved_template(bench: Bench, body: str = "Code {code}") -> str:
    """Make a template and wait for its review."""
    made = await templates.create(await bench.world(), TemplateWish("t", body))
    await bench.advance("demo", 5_000)
    return made.result.id


def filled(template_id: str, *, to: E164 = ALICE, **variables: str) -> Submission:
    """Ask for a template to be sent."""
    return Submission(FACE, to, Filling(template_id, tuple(variables.items())))


# --- Templates ------------------------------------------------------------------------------------


async def test_a_template_is_sent_with_its_holes_filled(bench: Bench) -> None:
    """The message holds the text that came of it, and is segmented and charged by that."""
    template_id = await approved_template(bench)
    world = await bench.world()

    message = (await send(world, filled(template_id, code="x" * 160))).result

    assert message.text == "Code " + "x" * 160
    assert (message.segment_count, message.price) == (2, 2 * PRICE)


async def test_a_filled_template_is_like_the_same_text(bench: Bench) -> None:
    """Chance is asked about what is said, however it was put together."""
    template_id = await approved_template(bench)
    world = await bench.world()

    plain = await post(world, "Code 1")
    by_template = (await send(world, filled(template_id, code="1"))).result

    assert by_template.likeness == plain.likeness
    assert (plain.nth, by_template.nth) == (1, 2)


async def test_a_batch_may_hold_templates(bench: Bench) -> None:
    """What cannot be filled is told at its place, and the rest is sent."""
    template_id = await approved_template(bench)
    world = await bench.world()

    done = await send_batch(
        world, [filled(template_id, code="1"), filled("none"), hello(), filled(template_id)]
    )

    sent, unknown, plain, unfilled = done.result
    assert getattr(sent, "text", None) == "Code 1"
    assert isinstance(unknown, NotFound)
    assert getattr(plain, "text", None) == "hello"
    assert isinstance(unfilled, Refusal)


async def test_a_template_in_review_is_not_sent(bench: Bench) -> None:
    """And nothing is charged for it."""
    world = await bench.world()
    template = (await templates.create(world, TemplateWish("t", "Hi"))).result

    with pytest.raises(TemplateNotApproved):
        await send(world, filled(template.id))

    assert await balance_of(world) == CREDIT


# --- China ----------------------------------------------------------------------------------------


async def test_china_needs_an_approved_signature(bench: Bench) -> None:
    """One that is being reviewed is none yet, and one that was given up is none any more."""
    with pytest.raises(SignatureRequired):
        await post(await bench.world(), to=CHINA)
    signature = (await signatures.create(await bench.world(), SignatureWish("Acme"))).result
    with pytest.raises(SignatureRequired):
        await post(await bench.world(), to=CHINA)

    await bench.advance("demo", 5_000)
    message = await post(await bench.world(), to=CHINA)

    assert (message.state, message.vendor) == (State.QUEUED, "unimatrix")
    await signatures.delete(await bench.world(), signature.id)
    with pytest.raises(SignatureRequired):
        await post(await bench.world(), to=CHINA)


# --- Suppression ----------------------------------------------------------------------------------


async def suppress(world: World, phone: E164, sender: str | None = None) -> None:
    """Let a number get no more messages."""
    await suppressions.suppress(world, SuppressionWish(phone, sender_scope=sender))


async def test_a_suppressed_number_gets_nothing_and_costs_nothing(bench: Bench) -> None:
    """The message is there, in a state that it never leaves, and no money is needed for it."""
    world = await bench.world()
    await suppress(world, ALICE)
    await set_balance(world, MicroUsd(0))

    message = await post(world)

    assert (message.state, message.charged, message.vendor) == (State.SUPPRESSED, 0, "telnyx")
    assert await bench.advance("demo", 10**9) == ()
    assert list((await list_messages(await bench.world(), PageRequest())).items) == [message]
    assert await balance_of(await bench.world()) == 0


async def test_a_sender_alone_can_be_stopped(bench: Bench) -> None:
    """Others, and those who leave their name to the carrier, go on."""
    world = await bench.world()
    await suppress(world, ALICE, "Shop")

    async def state(originator: AlphanumericSenderId | None) -> State:
        wanted = Submission(FACE, ALICE, "hello", originator)
        return (await send(world, wanted)).result.state

    assert await state(SHOP) is State.SUPPRESSED
    assert await state(BANK) is State.QUEUED
    assert await state(None) is State.QUEUED


async def test_one_suppressed_number_of_a_batch_stops_only_itself(bench: Bench) -> None:
    """And only the others are charged for."""
    world = await bench.world()
    await suppress(world, ALICE)

    done = await send_batch(world, [hello(to=ALICE), hello(to=BOB)])

    states = [getattr(one, "state", None) for one in done.result]
    assert (states, done.charged) == ([State.SUPPRESSED, State.QUEUED], PRICE)


async def test_whoever_says_stop_while_he_is_written_to_is_heard() -> None:
    """A send that has seen no suppression, and is written after one, is decided on again."""
    world = await build_bench(store=YieldingStore()).world()

    _, message = await asyncio.gather(suppress(world, ALICE), post(world))

    assert message.state is State.SUPPRESSED


# --- In which order -------------------------------------------------------------------------------


async def test_what_is_wrong_is_told_in_order(bench: Bench) -> None:
    """The vendor's name, the content, the signature, suppression, money, the vendor's health."""
    await fail_vendors(await bench.world(), "telnyx", "unimatrix")
    world = await bench.world()
    await set_balance(world, MicroUsd(0))

    with pytest.raises(UnknownVendor):
        await send(world, Submission(FACE, CHINA, Filling("none", ()), vendor="nobody"))
    with pytest.raises(NotFound):
        await send(world, filled("none", to=CHINA))
    with pytest.raises(SignatureRequired):
        await post(world, to=CHINA)
    with pytest.raises(InsufficientCredit):
        await post(world)
    await set_balance(world, CREDIT)
    with pytest.raises(VendorUnavailable):
        await post(world)
    await suppress(world, ALICE)
    await set_balance(world, MicroUsd(0))
    suppressed = await post(world)

    assert (suppressed.state, suppressed.vendor) == (State.SUPPRESSED, "telnyx")
