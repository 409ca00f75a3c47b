"""What phones do with messages."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.address import E164, AlphanumericSenderId, Originator, ShortCode
from simulator.domain.carrier import NETWORK_RECEIPT
from simulator.domain.handset import (
    CARRIER_NUMBER,
    ORDINARY,
    AutoReply,
    Handset,
    Handsets,
    read_by,
    reply_to,
)
from simulator.domain.message import Message, What
from simulator.domain.steps import MessageStep, ReplyStep
from tests.messages import BORN_AT, born

PHONE: Final = born().destination
OTHER: Final = E164("+12025550102")
SENDER: Final = E164("+12025550199")
STOP: Final = AutoReply("STOP", 5_000)
STOPPING: Final = ORDINARY.with_(Handset(PHONE, STOP))

handsets = st.builds(
    Handset,
    st.sampled_from([PHONE, OTHER, SENDER]),
    st.none() | st.builds(AutoReply, st.sampled_from("ab"), st.integers(0, 1)),
)


def test_a_phone_is_an_ordinary_one_unless_it_is_told_otherwise() -> None:
    """It answers nothing."""
    assert ORDINARY.get(PHONE) == Handset(PHONE, auto_reply=None)
    assert STOPPING.get(OTHER) == Handset(OTHER)


@given(st.lists(handsets))
def test_the_last_word_on_a_handset_holds(told: list[Handset]) -> None:
    """Each number has one handset, and no room is kept for ordinary ones."""
    there = ORDINARY
    for one in told:
        there = there.with_(one)

    last = {one.number: one for one in told}
    assert {number: there.get(number) for number in last} == last
    assert there == Handsets({one.number: one for one in last.values() if one.auto_reply})


@given(st.lists(handsets))
def test_a_handset_can_be_made_ordinary_again(told: list[Handset]) -> None:
    """Only the one that is named."""
    there = ORDINARY
    for one in told:
        there = there.with_(one)

    without = there.without(PHONE)

    assert without.get(PHONE) == Handset(PHONE)
    assert all(without.get(number) == there.get(number) for number in (OTHER, SENDER))


def test_what_is_told_later_does_not_change_what_was_read() -> None:
    """A value stays as it is."""
    STOPPING.with_(Handset(OTHER, STOP))
    STOPPING.without(PHONE)

    assert Handsets({PHONE: Handset(PHONE, STOP)}) == STOPPING


# --- Answers --------------------------------------------------------------------------------------

CARRIED: Final = (What.QUEUED, What.DISPATCHED, What.SENT)


def lived(*life: What, originator: Originator | None = None) -> Message:
    """Let these things happen to a message to the phone, all at one instant."""
    first, *others = life
    message = structs.replace(born(first), originator=originator)
    for what in others:
        message = message.after(what, BORN_AT)
    return message


@pytest.mark.parametrize(
    ("originator", "answered"),
    [(SENDER, SENDER), (ShortCode("12345"), "12345"), (None, CARRIER_NUMBER)],
)
def test_a_handset_answers_the_sender(originator: Originator | None, answered: str) -> None:
    """A number, a short code, and the carrier's own number where the choice was the carrier's."""
    message = lived(*CARRIED, What.DELIVERED, originator=originator)

    assert reply_to(message, STOPPING, BORN_AT + 700) == ReplyStep(
        BORN_AT + 5_700, PHONE, ShortCode(answered), "STOP"
    )


def test_a_name_cannot_be_answered() -> None:
    """There is no number behind it, on the phone as on the air."""
    message = lived(*CARRIED, What.DELIVERED, originator=AlphanumericSenderId("Shop"))

    assert reply_to(message, STOPPING, BORN_AT) is None


@pytest.mark.parametrize(
    "others",
    [ORDINARY, ORDINARY.with_(Handset(OTHER, STOP)), Handsets({PHONE: Handset(PHONE)})],
    ids=["ordinary", "another", "special but silent"],
)
def test_most_handsets_are_silent(others: Handsets) -> None:
    """What another answers is not this one's business."""
    assert reply_to(lived(*CARRIED, What.DELIVERED), others, BORN_AT) is None


@pytest.mark.parametrize(
    ("life", "answered"),
    [
        ((*CARRIED, What.DELIVERED, What.RECEIPT_REPEATED), [What.DELIVERED]),
        ((*CARRIED, What.UNDELIVERED, What.RECEIPT_REPEATED), []),
        ((What.QUEUED, What.DISPATCHED, What.FAILED), []),
        ((What.SCHEDULED, What.CANCELLED), []),
        ((What.SUPPRESSED,), []),
    ],
)
def test_each_message_that_arrives_is_answered_once(
    life: tuple[What, ...], answered: list[What]
) -> None:
    """Nothing else is answered, and a second receipt is not a second message."""
    steps = [
        (what, reply_to(lived(*life[: n + 1]), STOPPING, BORN_AT)) for n, what in enumerate(life)
    ]

    assert [what for what, step in steps if step] == answered


def test_what_only_the_network_believes_to_have_come_is_not_answered() -> None:
    """Nor is it read."""
    message = lived(*CARRIED).after(What.DELIVERED, BORN_AT, NETWORK_RECEIPT)

    assert reply_to(message, STOPPING, BORN_AT) is None
    assert read_by(message, Handset(PHONE, reads_after_ms=1), BORN_AT) is None


# --- Reading --------------------------------------------------------------------------------------


def test_a_message_is_read_some_time_after_it_has_come() -> None:
    """By whoever reads at all, and once: a second receipt is no second message."""
    come = lived(*CARRIED, What.DELIVERED)
    reader = Handset(PHONE, reads_after_ms=60_000)

    assert read_by(come, reader, BORN_AT + 5) == MessageStep(BORN_AT + 60_005, come.id, What.READ)
    assert read_by(come, Handset(PHONE), BORN_AT) is None
    assert read_by(come.after(What.RECEIPT_REPEATED, BORN_AT), reader, BORN_AT) is None
    assert read_by(lived(*CARRIED), reader, BORN_AT) is None


# --- Memory ---------------------------------------------------------------------------------------


def test_what_is_stored_takes_room() -> None:
    """Where there is a bound to it; else nothing is counted."""
    assert Handset(PHONE, memory_part_count=3).with_less_room(2).memory_part_count == 1
    assert Handset(PHONE).with_less_room(2) == Handset(PHONE)
