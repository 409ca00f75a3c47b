"""A message's life is the table, and nothing else can happen to it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.message import (
    FINAL_STATES,
    FREE_STATES,
    TRANSITIONS,
    Event,
    ImpossibleTransitionError,
    Message,
    State,
    What,
    may,
)
from tests.messages import BORN_AT, PRICE, born

# The shortest way from nothing to each state.
WAYS = {
    State.SCHEDULED: [What.SCHEDULED],
    State.QUEUED: [What.QUEUED],
    State.SENDING: [What.QUEUED, What.DISPATCHED],
    State.SENT: [What.QUEUED, What.DISPATCHED, What.SENT],
    State.DELIVERED: [What.QUEUED, What.DISPATCHED, What.SENT, What.DELIVERED],
    State.UNDELIVERED: [What.QUEUED, What.DISPATCHED, What.SENT, What.UNDELIVERED],
    State.FAILED: [What.QUEUED, What.DISPATCHED, What.FAILED],
    State.CANCELLED: [What.QUEUED, What.CANCELLED],
    State.SUPPRESSED: [What.SUPPRESSED],
}

# How far along a message is; a life never goes back.
RANKS = dict.fromkeys(FINAL_STATES, 4) | {
    State.SCHEDULED: 0,
    State.QUEUED: 1,
    State.SENDING: 2,
    State.SENT: 3,
}

births = st.sampled_from([what for state, what in TRANSITIONS if state is None])


def in_state(state: State) -> Message:
    """Lead a message to a state."""
    first, *others = WAYS[state]
    message = born(first)
    for what in others:
        message = message.after(what, BORN_AT)
    return message


@pytest.mark.parametrize("state", State)
def test_every_state_can_be_reached(state: State) -> None:
    """There is a way from nothing to each state, so that none is there in vain."""
    assert in_state(state).state is state


@pytest.mark.parametrize("what", What)
@pytest.mark.parametrize("state", State)
def test_what_the_table_has_no_row_for_cannot_happen(state: State, what: What) -> None:
    """In every state everything that can happen does what the table says or is a fault of ours."""
    message = in_state(state)

    if (state, what) in TRANSITIONS:
        assert may(state, what)
        assert message.after(what, BORN_AT).state is TRANSITIONS[state, what]
    else:
        assert not may(state, what)
        with pytest.raises(ImpossibleTransitionError, match=f"^{what} cannot .* a {state} message"):
            message.after(what, BORN_AT)


def test_the_table_says_what_the_carrier_promises() -> None:
    """The life of a message, written once more by hand: a change of it is a change of a promise."""
    lives = {
        f"{state.value if state else 'nothing'} {what.value} {after.value}"
        for (state, what), after in TRANSITIONS.items()
    }

    assert lives == {
        "nothing scheduled scheduled",
        "nothing queued queued",
        "nothing suppressed suppressed",
        "scheduled queued queued",
        "scheduled cancelled cancelled",
        "queued dispatched sending",
        "queued cancelled cancelled",
        "sending sent sent",
        "sending failed failed",
        "sent delivered delivered",
        "sent undelivered undelivered",
        "delivered receipt_repeated delivered",
        "undelivered receipt_repeated undelivered",
        "queued held queued",
        "sent waiting sent",
        "delivered read delivered",
        "delivered receipt_contradicted delivered",
        "undelivered receipt_contradicted undelivered",
        "sending delivered delivered",
        "sending undelivered undelivered",
        "delivered sent_late delivered",
        "undelivered sent_late undelivered",
    }


@pytest.mark.parametrize("what", What)
def test_only_a_message_that_is_not_yet_there_can_be_made(what: What) -> None:
    """A message is scheduled, queued or suppressed when it is made."""
    assert may(None, what) == (what in {What.SCHEDULED, What.QUEUED, What.SUPPRESSED})


@pytest.mark.parametrize("state", State)
def test_a_final_state_is_one_that_nothing_leaves(state: State) -> None:
    """Every other state has a way on, so that no message is left waiting for ever."""
    left_for = {after for (before, _), after in TRANSITIONS.items() if before is state}

    assert (state in FINAL_STATES) == (left_for <= {state})
    assert in_state(state).is_final == (state in FINAL_STATES)


@given(birth=births, data=st.data())
def test_no_life_goes_backwards(birth: What, data: st.DataObject) -> None:
    """Whatever happens to a message, it comes no nearer to its beginning, and ends but once."""
    message = born(birth)
    for _ in range(12):
        possible = [what for what in What if may(message.state, what)]
        if not possible:
            break
        after = message.after(data.draw(st.sampled_from(possible)), BORN_AT)

        assert RANKS[after.state] >= RANKS[message.state]
        assert not message.is_final or after.state is message.state
        message = after


@given(birth=births, data=st.data())
def test_every_life_has_an_end(birth: What, data: st.DataObject) -> None:
    """What brings a message into another state can happen a few times only, and then it is over."""
    message = born(birth)
    for _ in State:
        if message.is_final:
            break
        rows = [(what, TRANSITIONS.get((message.state, what))) for what in What]
        onward = [what for what, state in rows if state not in {None, message.state}]
        message = message.after(data.draw(st.sampled_from(onward)), BORN_AT)

    assert message.is_final


def test_what_happens_changes_the_state_and_adds_one_line_to_the_timeline() -> None:
    """Everything else stays, and the message as it was is as it was."""
    message = in_state(State.SENT)
    before = repr(message)

    after = message.after(What.UNDELIVERED, BORN_AT + 900, "absent_subscriber")

    event = Event(BORN_AT + 900, What.UNDELIVERED, State.UNDELIVERED, "absent_subscriber")
    assert after.timeline == (*message.timeline, event)
    assert after.created_at == message.created_at == BORN_AT
    assert repr(message) == before
    changed = {"state", "timeline"}
    assert {
        name for name in Message.__struct_fields__ if getattr(after, name) != getattr(message, name)
    } == changed


def test_a_message_was_created_when_the_first_thing_happened_to_it() -> None:
    """What happens later does not make it younger."""
    message = born(What.SCHEDULED, at=5).after(What.QUEUED, 9)

    assert message.created_at == 5


@pytest.mark.parametrize("state", State)
def test_only_what_never_went_out_is_free(state: State) -> None:
    """A cancelled message was paid back and a suppressed one never paid; a failed one was paid."""
    is_free = state in {State.CANCELLED, State.SUPPRESSED}

    assert in_state(state).charged == (0 if is_free else PRICE)
    assert (state in FREE_STATES) == is_free


@pytest.mark.parametrize("name", [*State, *What])
def test_a_name_finds_its_row_as_text_too(name: State | What) -> None:
    """What is hashed by its text must be equal to it, or tables would not find what they hold."""
    assert {str(name): 1}[name] == 1


def test_the_time_of_a_scheduled_message_runs_from_when_it_is_set_free() -> None:
    """That of all others, and of one that still waits, from when it was accepted."""
    waiting = born(What.SCHEDULED)
    assert waiting.queued_at == BORN_AT
    assert waiting.after(What.QUEUED, BORN_AT + 5).queued_at == BORN_AT + 5
    assert born().after(What.DISPATCHED, BORN_AT + 5).queued_at == BORN_AT
