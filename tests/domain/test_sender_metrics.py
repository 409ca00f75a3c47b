"""What became of what senders have sent."""

import pytest

from simulator.domain.address import E164
from simulator.domain.encoding import Encoding
from simulator.domain.message import Event, Message, State, What
from simulator.domain.pricing import MicroUsd
from simulator.domain.sender_metrics import NOTHING, Counts, Slots, total


def message(state: State, detail: str = "") -> Message:
    """Make a message that came into a state."""
    return Message(
        "m1",
        "telnyx",
        "telnyx",
        E164("+13125550101"),
        E164("+12025550101"),
        "hello",
        Encoding.GSM_7,
        1,
        MicroUsd(1),
        "likeness",
        1,
        None,
        state,
        (Event(1, What.QUEUED, state, detail),),
    )


@pytest.mark.parametrize(
    ("state", "detail", "expected"),
    [
        (State.SENT, "", Counts(sent=1)),
        (State.DELIVERED, "", Counts(sent=1, delivered=1)),
        (State.UNDELIVERED, "absent_subscriber", Counts(sent=1, failed=1)),
        (State.FAILED, "blocked_as_spam", Counts(sent=1, failed=1, blocked=1)),
        (State.FAILED, "blocked as spam", Counts(sent=1, failed=1, blocked=1)),
        (State.SCHEDULED, "", NOTHING),
        (State.CANCELLED, "", NOTHING),
        (State.SUPPRESSED, "", NOTHING),
    ],
)
def test_a_message_counts_by_its_state(state: State, detail: str, expected: Counts) -> None:
    """What never went out was not sent."""
    assert NOTHING.plus(message(state, detail)) == expected


def test_ratios_are_of_what_was_sent() -> None:
    """Of nothing sent there is nothing to hold against anybody."""
    counts = Counts(sent=8, delivered=4, failed=2, blocked=1, received=16)
    ratios = (counts.error_ratio, counts.success_ratio, counts.spam_ratio, counts.answer_ratio)
    assert ratios == (0.25, 0.5, 0.125, 2.0)

    idle = Counts(received=3)
    ratios = (idle.error_ratio, idle.success_ratio, idle.spam_ratio, idle.answer_ratio)
    assert ratios == (0.0, 1.0, 0.0, 0.0)


def test_counts_add_up() -> None:
    """Member by member; none at all are nothing."""
    assert total([]) == NOTHING
    assert total([Counts(1, 2, 3, 4, 5), Counts(10, 20, 30, 40, 50)]) == Counts(11, 22, 33, 44, 55)
    assert NOTHING.plus_received().plus_received() == Counts(received=2)


def test_slots_cut_a_span() -> None:
    """The last one may be cut short; the end is outside."""
    slots = Slots(100, 125, 10)
    assert list(slots.starts) == [100, 110, 120]
    assert [slots.start_of(at) for at in (99, 100, 109, 110, 124, 125)] == [
        None,
        100,
        100,
        110,
        120,
        None,
    ]
