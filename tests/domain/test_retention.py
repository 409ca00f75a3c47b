"""What is still known of what was forgotten."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.message import Message, State
from simulator.domain.retention import GENEROUS, Forgotten, Retention
from simulator.domain.usage import NOTHING, Granularity, Window
from tests.messages import BORN_AT
from tests.sums import SPAN_MS, add_up, lots, one

HOUR_MS = 3_600_000
HOUR = BORN_AT - BORN_AT % HOUR_MS
ALL = Window(0, BORN_AT * 2, Granularity.DAY)


def test_by_default_much_is_kept() -> None:
    """A million messages, and thirty days."""
    assert Retention() == GENEROUS == Retention(1_000_000, 30 * 86_400_000)


@given(st.lists(lots, max_size=4))
def test_sums_stay_what_they_were(pieces: list[list[Message]]) -> None:
    """In however many pieces messages are forgotten."""
    forgotten = Forgotten(5)
    for piece in pieces:
        forgotten = forgotten.with_messages(piece)
    messages = [message for piece in pieces for message in piece]

    for vendor in ("telnyx", "unimatrix", None):
        hours, cut_count = forgotten.hours_of(vendor, ALL)
        asked = [message for message in messages if vendor in {None, message.vendor}]
        assert sum((hour.tally for hour in hours), NOTHING) == add_up(asked)
        assert sum(hour.message_count for hour in hours) == len(asked)
        assert cut_count == 0
    assert (forgotten.message_count, forgotten.inbound_count) == (len(messages), 0)
    assert forgotten.since == 5


@given(lots, st.integers(-SPAN_MS, 2 * SPAN_MS), st.integers(0, SPAN_MS))
def test_nothing_is_lost_between_what_is_counted_and_what_is_not(
    messages: list[Message], start: int, length: int
) -> None:
    """All of a window is in its sums or in the number of those that are not."""
    window = Window(BORN_AT + start, BORN_AT + start + length, Granularity.HOUR)
    within = [message for message in messages if window.holds(message.created_at)]

    hours, cut_count = Forgotten(0).with_messages(messages).hours_of(None, window)

    assert sum(hour.message_count for hour in hours) <= len(within)
    assert sum(hour.message_count for hour in hours) + cut_count >= len(within)
    assert all(window.since <= hour.start <= window.until - HOUR_MS for hour in hours)


def test_the_hours_of_a_window_are_those_it_holds_from_end_to_end() -> None:
    """What is in the hours that it cuts may have been outside."""
    messages = [one(State.SENT, at=HOUR + n * HOUR_MS + 5) for n in range(4)]
    forgotten = Forgotten(0).with_messages(messages)

    def found(since: int, until: int) -> tuple[list[int], int]:
        hours, cut_count = forgotten.hours_of(None, Window(since, until, Granularity.HOUR))
        return [(hour.start - HOUR) // HOUR_MS for hour in hours], cut_count

    assert found(HOUR, HOUR + 4 * HOUR_MS) == ([0, 1, 2, 3], 0)
    assert found(HOUR + HOUR_MS, HOUR + 3 * HOUR_MS) == ([1, 2], 0)
    assert found(HOUR + 1, HOUR + 4 * HOUR_MS - 1) == ([1, 2], 2)
    assert found(HOUR + 1, HOUR + 2) == ([], 1)
    assert found(HOUR + 1, HOUR + 1) == ([], 0)
    assert found(HOUR - HOUR_MS, HOUR) == ([], 0)


def test_messages_from_handsets_are_counted_too() -> None:
    """Apart from the others, and since the first of all."""
    forgotten = Forgotten(7).with_inbound(2).with_messages([one(State.SENT)]).with_inbound(3)
    assert (forgotten.since, forgotten.message_count, forgotten.inbound_count) == (7, 1, 5)
