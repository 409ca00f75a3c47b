"""How messages go on where their carrier has terms."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.address import AlphanumericSenderId, Originator
from simulator.domain.carrier import NETWORK_RECEIPT, next_step
from simulator.domain.dice import Dice
from simulator.domain.hours import DAY_MS, Hours
from simulator.domain.latency import Fixed
from simulator.domain.message import FINAL_STATES, Message, State, What
from simulator.domain.passage import admitted, onward
from simulator.domain.profile import Outcome, Profile, Receipts
from simulator.domain.terms import QuietHours, SenderRule, SenderRules, Terms
from simulator.resources import read_profiles
from tests.messages import born

DICE = Dice(7)
PLAIN = Profile(
    "plain",
    Fixed(1),
    Fixed(20),
    Fixed(300),
    (Outcome(What.DELIVERED, 1.0),),
    Receipts(Fixed(4_000)),
    DAY_MS,
)
SHOP = AlphanumericSenderId("Shop")
NIGHT = 20_000 * DAY_MS  # midnight
QUIET = QuietHours(Hours(0, 8_000), ("sale",), is_refused=False)
HOLDING = replace(PLAIN, terms=Terms(quiet=QUIET))
REFUSING = replace(PLAIN, terms=Terms(quiet=replace(QUIET, is_refused=True)))


def under(rule: SenderRule) -> Profile:
    """Make a carrier with a rule for names."""
    return replace(PLAIN, terms=Terms(SenderRules(names=rule, shown_as="54321")))


def written(text: str = "sale", sender: Originator | None = None, at: int = NIGHT) -> Message:
    """Write a message in the night."""
    return structs.replace(born(at=at), text=text, originator=sender)


def told(message: Message, profile: Profile, *, is_registered: bool = False) -> list[object]:
    """Follow a message to its end, and tell it as milliseconds since it was made."""
    for _ in range(9):
        now = message.timeline[-1].at
        step = onward(message, profile, DICE, now, is_registered=is_registered)
        if step is None:
            return [
                (one.at - message.created_at, one.what.value, one.detail)
                for one in message.timeline[1:]
            ]
        step = admitted(message, step, profile.terms)
        message = message.after(step.what, step.due_at, step.detail)
    raise AssertionError(f"it goes on and on: {message.timeline}")


CARRIED = [(1, "dispatched", ""), (21, "sent", ""), (4_321, "delivered", "")]


@pytest.mark.parametrize("profile", [PLAIN, replace(PLAIN, terms=Terms()), HOLDING, REFUSING])
def test_what_meets_no_term_goes_as_ever(profile: Profile) -> None:
    """A text that is no advertising, or a carrier with nothing to say."""
    assert told(written("Your code"), profile) == CARRIED


def test_advertising_is_held_until_the_morning() -> None:
    """Its timeline says why, and then it goes as ever."""
    assert told(written(), HOLDING) == [
        (1, "held", 'quiet hours for advertising ("sale")'),
        (8_000, "dispatched", ""),
        (8_020, "sent", ""),
        (12_320, "delivered", ""),
    ]
    assert told(written(at=NIGHT + 8_000), HOLDING) == CARRIED


def test_advertising_may_be_refused_instead() -> None:
    """When the network is asked, which may be in the morning already."""
    why = 'quiet hours for advertising ("sale")'
    assert told(written(), REFUSING) == [(1, "dispatched", ""), (21, "failed", why)]
    assert told(written(at=NIGHT + 7_990), REFUSING) == CARRIED


@pytest.mark.parametrize(
    ("rule", "is_registered", "end"),
    [
        (SenderRule.ALLOWED, False, CARRIED[1:]),
        (SenderRule.REPLACED, False, [(21, "sent", "sender shown as 54321"), CARRIED[2]]),
        (SenderRule.REJECTED, True, [(21, "failed", "sender Shop is not allowed")]),
        (SenderRule.REGISTERED, False, [(21, "failed", "sender Shop unregistered")]),
        (SenderRule.REGISTERED, True, CARRIED[1:]),
    ],
)
def test_a_sender_may_not_suit(rule: SenderRule, *, is_registered: bool, end: list[object]) -> None:
    """Then the network refuses the message, or shows another."""
    message = written("Hello", SHOP)

    assert told(message, under(rule), is_registered=is_registered)[1:] == end


def test_what_the_network_refuses_anyway_has_its_own_reason() -> None:
    """Nobody looks at the sender of spam."""
    spam = replace(under(SenderRule.REJECTED), outcomes=(Outcome(What.FAILED, 1.0, "spam"),))

    assert told(written("Hello", SHOP), spam)[-1] == (21, "failed", "spam")


def test_a_receipt_may_be_the_networks_own() -> None:
    """It comes at once, and says delivered of what never was."""
    boasting = replace(
        PLAIN,
        outcomes=(Outcome(What.UNDELIVERED, 1.0, "absent"),),
        receipts=replace(PLAIN.receipts, network_ratio=1.0),
    )

    assert told(written(), boasting)[-1] == (4_021, "delivered", NETWORK_RECEIPT)
    lossy = replace(boasting, receipts=replace(boasting.receipts, lost_ratio=1.0))
    assert told(written(), lossy)[-1] == (DAY_MS, "undelivered", "no receipt")


@given(
    profile=st.sampled_from([*read_profiles().values()]),
    likeness=st.integers(0, 2**64 - 1).map("{:016x}".format),
    sender=st.sampled_from([None, SHOP]),
    hour=st.integers(0, 23),
    is_registered=st.booleans(),
)
def test_terms_lead_every_message_to_one_end(
    profile: Profile, likeness: str, sender: Originator | None, hour: int, *, is_registered: bool
) -> None:
    """Whatever the terms, of whichever country, at whatever hour."""
    message = structs.replace(
        written(sender=sender, at=NIGHT + hour * 3_600_000), likeness=likeness
    )
    for _ in range(9):
        step = onward(message, profile, DICE, message.timeline[-1].at, is_registered=is_registered)
        if step is None:
            break
        step = admitted(message, step, profile.terms)
        assert step.due_at >= message.timeline[-1].at
        message = message.after(step.what, step.due_at, step.detail)

    assert message.state in FINAL_STATES
    assert len({event.state for event in message.timeline} & FINAL_STATES) == 1


@given(likeness=st.integers(0, 2**64 - 1).map("{:016x}".format))
def test_without_terms_nothing_but_the_carrier_decides(likeness: str) -> None:
    """Step by step the same."""
    grumpy = read_profiles()["grumpy"]
    message = born(likeness=likeness)
    while step := next_step(message, grumpy, DICE, message.timeline[-1].at):
        assert onward(message, grumpy, DICE, message.timeline[-1].at, is_registered=False) == step
        assert admitted(message, step, grumpy.terms) == step
        message = message.after(step.what, step.due_at, step.detail)
    assert message.state is not State.QUEUED
