"""How effects bend what the carrier does with a message, to the very end of it."""

import pytest

from simulator.domain.bend import STRAIGHT, Bend, Receiving, bend_of
from simulator.domain.carrier import next_step
from simulator.domain.dice import Dice
from simulator.domain.fault_effects import (
    CarrierEffect,
    Deliver,
    LostResponse,
    Queue,
    RateLimit,
    Receipt,
    VendorDown,
)
from simulator.domain.latency import Fixed
from simulator.domain.message import Message, What
from simulator.domain.profile import Outcome, Profile, Receipts
from tests.messages import BORN_AT, born

DICE = Dice(7)
PROFILE = Profile(
    "test",
    Fixed(1),
    Fixed(10),
    Fixed(100),
    (Outcome(What.DELIVERED, 1.0),),
    Receipts(Fixed(1_000), repeated_after=Fixed(50)),
    100_000,
)
LIVED = [(0, "queued", ""), (1, "dispatched", ""), (11, "sent", "")]


def lived(bend: Bend, profile: Profile = PROFILE) -> list[tuple[int, str, str]]:
    """Let a message live to its end; tell when what happened, and why."""
    message: Message = born()
    bent, now = bend.bent(profile), BORN_AT
    while (step := next_step(message, bent, DICE, now)) is not None:
        now = step.due_at
        message = message.after(step.what, now, step.detail)
    return [(event.at - BORN_AT, event.what.value, event.detail) for event in message.timeline]


@pytest.mark.parametrize(
    ("effect", "rest"),
    [
        (Deliver("delivered", "", None), [(1_111, "delivered", "")]),
        (Deliver("undelivered", "off", 7_000), [(8_011, "undelivered", "off")]),
        (Receipt("lose", None), [(100_000, "undelivered", "no receipt")]),
        (Receipt("delay", 30_000), [(30_111, "delivered", "")]),
        (Receipt("delay", 200_000), [(100_000, "undelivered", "validity expired")]),
        (Receipt("delay", None), [(1_111, "delivered", "")]),
        (
            Receipt("duplicate", None),
            [(1_111, "delivered", ""), (1_161, "receipt_repeated", "")],
        ),
        (
            Receipt("duplicate", 9_000),
            [(1_111, "delivered", ""), (10_111, "receipt_repeated", "")],
        ),
        (
            Receipt("contradict", None),
            [(1_111, "delivered", ""), (1_161, "receipt_contradicted", "undelivered")],
        ),
        (VendorDown(()), [(1_111, "delivered", "")]),
        (Queue(RateLimit(1, 1, "key")), [(1_111, "delivered", "")]),
    ],
)
def test_an_effect_bends_the_rest_of_a_life(
    effect: CarrierEffect, rest: list[tuple[int, str, str]]
) -> None:
    """What it says nothing of goes on as it would."""
    assert lived(bend_of(effect)) == [*LIVED, *rest]


def test_a_message_may_fail_on_the_way() -> None:
    """The network refuses it, and there is no receipt."""
    assert lived(bend_of(Deliver("failed", "spam", None))) == [*LIVED[:2], (11, "failed", "spam")]


@pytest.mark.parametrize(("after_ms", "late"), [(None, 50), (5_000, 5_000)])
def test_a_receipt_overtakes_the_news_that_it_was_sent(after_ms: int | None, late: int) -> None:
    """At the same instant as ever; the news comes behind it, and changes nothing."""
    assert lived(bend_of(Receipt("reorder", after_ms))) == [
        *LIVED[:2],
        (1_111, "delivered", ""),
        (1_111 + late, "sent_late", ""),
    ]


def test_what_is_undelivered_is_contradicted_too() -> None:
    """By a receipt that says the opposite."""
    undelivered = Outcome(What.UNDELIVERED, 1.0, "off")
    (*_, last) = lived(Bend(undelivered, receiving=Receiving.CONTRADICTED))
    assert last == (1_161, "receipt_contradicted", "delivered")


def test_what_is_not_bent_stays_as_it_was() -> None:
    """Part by part."""
    assert STRAIGHT.bent(PROFILE) == PROFILE
    assert bend_of(LostResponse()) == STRAIGHT
