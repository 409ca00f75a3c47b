"""What the carrier does with a message, step by step, is its profile's and the dice's."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.carrier import next_step
from simulator.domain.dice import Dice
from simulator.domain.latency import Fixed, LogNormal, Uniform
from simulator.domain.message import FINAL_STATES, TRANSITIONS, Message, State, What
from simulator.domain.profile import Outcome, Profile, Receipts
from simulator.domain.steps import MessageStep, Step
from simulator.resources import read_profiles
from tests.messages import BORN_AT, born

DICE = Dice(7)
DAY_MS = 86_400_000
DELIVERED = (Outcome(What.DELIVERED, 1),)
PROFILES = read_profiles()


def profile(
    *,
    outcomes: tuple[Outcome, ...] = DELIVERED,
    receipts: Receipts | None = None,
    validity_ms: int = DAY_MS,
) -> Profile:
    """Make a carrier whose legs take 1, 20, 300 and 4,000 ms: each sum tells its parts."""
    return Profile(
        name="hand-made",
        queueing=Fixed(1),
        dispatch=Fixed(20),
        delivery=Fixed(300),
        outcomes=outcomes,
        receipts=receipts or Receipts(Fixed(4_000)),
        validity_ms=validity_ms,
    )


def life(message: Message, carrier: Profile, dice: Dice = DICE) -> Iterator[Message]:
    """Follow the steps of a message to their end, which must come soon."""
    yield message
    for _ in range(6):
        step = next_step(message, carrier, dice, message.timeline[-1].at)
        if step is None:
            return
        message = message.after(step.what, step.due_at, step.detail)
        yield message
    raise AssertionError(f"a message goes on and on: {message.timeline}")


def end(message: Message, carrier: Profile, dice: Dice = DICE) -> Message:
    """Tell what becomes of a message."""
    *_, last = life(message, carrier, dice)
    return last


def told(message: Message) -> list[tuple[int, What, str]]:
    """Tell a message's life without its state, as milliseconds since it was made."""
    return [(event.at - message.created_at, event.what, event.detail) for event in message.timeline]


def many(carrier: Profile, count: int = 5_000) -> list[Message]:
    """Tell what becomes of messages that all say something else."""
    return [end(born(likeness=f"{n:016x}"), carrier) for n in range(count)]


latencies = st.builds(Fixed, st.integers(0, 5_000)) | st.builds(LogNormal, st.just(500), st.just(2))
ratios = st.floats(0, 1) | st.sampled_from([0.0, 1.0])
endings = st.sampled_from([What.DELIVERED, What.UNDELIVERED, What.FAILED])


@st.composite
def outcomes(draw: st.DrawFn) -> tuple[Outcome, ...]:
    """Any ways to end, each with any share."""
    weights = draw(st.lists(st.integers(1, 100), min_size=1, max_size=4))
    return tuple(Outcome(draw(endings), weight / sum(weights)) for weight in weights)


profiles = st.sampled_from([*PROFILES.values()]) | st.builds(
    Profile,
    name=st.just("any"),
    queueing=latencies,
    dispatch=latencies,
    delivery=latencies,
    outcomes=outcomes(),
    receipts=st.builds(Receipts, latencies, ratios, ratios, latencies),
    validity_ms=st.integers(1, 20_000),
)
likenesses = st.integers(0, 2**64 - 1).map("{:016x}".format)


@given(carrier=profiles, likeness=likenesses, seed=st.integers(0, 99))
def test_every_message_comes_to_one_end_and_time_only_goes_forward(
    carrier: Profile, likeness: str, seed: int
) -> None:
    """Following the steps leads through the table, by instants that never go back, to an end."""
    last = end(born(likeness=likeness), carrier, Dice(seed))

    assert last.state in {State.DELIVERED, State.UNDELIVERED, State.FAILED}
    assert len({event.state for event in last.timeline} & FINAL_STATES) == 1
    assert all(one.at <= next_.at for one, next_ in pairwise(last.timeline))
    assert sum(event.what is What.RECEIPT_REPEATED for event in last.timeline) <= 1


@given(
    carrier=profiles,
    likeness=likenesses,
    message_id=st.text("0123456789abcdef", min_size=32, max_size=32),
    shift_ms=st.integers(0, 10**12),
)
def test_the_same_content_has_the_same_fate_whoever_sends_it_whenever(
    carrier: Profile, likeness: str, message_id: str, shift_ms: int
) -> None:
    """Ids and instants follow the order of arrival, which no test can keep: they decide nothing."""
    one = end(born(likeness=likeness), carrier)
    other = end(born(likeness=likeness, message_id=message_id, at=BORN_AT + shift_ms), carrier)

    assert told(one) == told(other)


@pytest.mark.parametrize(
    "other", [born(likeness="other"), born(nth=2)], ids=["content", "repetition"]
)
def test_what_is_said_and_how_often_it_was_said_decide_the_fate(other: Message) -> None:
    """A message that says something else, or the same again, is asked about anew."""
    carrier = PROFILES["grumpy"]

    assert told(end(born(), carrier)) != told(end(other, carrier))


def test_another_world_has_another_fate_for_the_same_message() -> None:
    """The dice are the world's."""
    carrier = PROFILES["grumpy"]

    assert told(end(born(), carrier, Dice(7))) != told(end(born(), carrier, Dice(8)))


def test_a_perfect_carrier_delivers_a_second_after_acceptance() -> None:
    """The profile that tests run on by default: the same for every message, and soon."""
    assert [told(message) for message in many(PROFILES["perfect"], 50)] == 50 * [
        [
            (0, What.QUEUED, ""),
            (250, What.DISPATCHED, ""),
            (500, What.SENT, ""),
            (1_000, What.DELIVERED, ""),
        ]
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.QUEUED, MessageStep(1_001, "id", What.DISPATCHED)),
        (State.SENDING, MessageStep(1_020, "id", What.SENT)),
        (State.SENT, MessageStep(5_300, "id", What.DELIVERED)),
        (State.SCHEDULED, None),
        (State.DELIVERED, None),
        (State.UNDELIVERED, None),
        (State.FAILED, None),
        (State.CANCELLED, None),
        (State.SUPPRESSED, None),
    ],
)
def test_each_state_has_its_next_step(state: State, expected: Step | None) -> None:
    """Each leg is counted from now; a scheduled message waits for its hour alone."""
    # No way leads from queued to scheduled, so the state is set by hand.
    message = structs.replace(born(at=1_000, message_id="id"), state=state)

    assert next_step(message, profile(), DICE, 1_000) == expected


def test_a_message_that_the_network_refuses_is_never_sent() -> None:
    """A failure is known as soon as the network is asked, and nothing is reported after it."""
    refusing = profile(outcomes=(Outcome(What.FAILED, 1, "no_route"),))

    assert told(end(born(), refusing)) == [
        (0, What.QUEUED, ""),
        (1, What.DISPATCHED, ""),
        (21, What.FAILED, "no_route"),
    ]


def test_a_handset_that_is_not_reached_is_reported_with_the_reason() -> None:
    """The receipt takes as long as one that brings good news."""
    absent = profile(outcomes=(Outcome(What.UNDELIVERED, 1, "absent_subscriber"),))

    assert told(end(born(), absent))[-1] == (4_321, What.UNDELIVERED, "absent_subscriber")


def test_a_message_whose_receipt_is_lost_is_given_up_when_its_time_is_over() -> None:
    """Nobody hears of it, so that it counts as undelivered, however it ended at the handset."""
    deaf = profile(receipts=Receipts(Fixed(4_000), lost_ratio=1, repeated_ratio=1))

    assert told(end(born(), deaf))[-1] == (DAY_MS, What.UNDELIVERED, "no receipt")


@pytest.mark.parametrize(
    ("validity_ms", "expected"),
    [
        (4_321, (4_321, What.DELIVERED, "")),
        (4_320, (4_320, What.UNDELIVERED, "validity expired")),
        (1_000, (1_000, What.UNDELIVERED, "validity expired")),
    ],
    ids=["in time", "a moment late", "late"],
)
def test_what_has_not_been_reported_within_the_validity_is_given_up(
    validity_ms: int, expected: tuple[int, What, str]
) -> None:
    """Counted from acceptance; a receipt that comes with the last moment still counts."""
    assert told(end(born(), profile(validity_ms=validity_ms)))[-1] == expected


@pytest.mark.parametrize("lost_ratio", [0, 1])
def test_nothing_is_due_before_now_even_when_the_validity_ended_long_ago(lost_ratio: float) -> None:
    """A queue may be slower than the validity; time does not go back to give the message up."""
    late = profile(receipts=Receipts(Fixed(4_000), lost_ratio=lost_ratio), validity_ms=5)

    assert [at for at, *_ in told(end(born(), late))] == [0, 1, 21, 21]


@pytest.mark.parametrize("ending", [What.DELIVERED, What.UNDELIVERED])
def test_a_receipt_may_come_twice_but_not_three_times(ending: What) -> None:
    """The second one comes after its own delay, and is the last thing to happen."""
    stammering = profile(
        outcomes=(Outcome(ending, 1),),
        receipts=Receipts(Fixed(4_000), repeated_ratio=1, repeated_after=Fixed(50_000)),
    )

    assert told(end(born(), stammering))[-2:] == [
        (4_321, ending, ""),
        (54_321, What.RECEIPT_REPEATED, ""),
    ]


def test_a_receipt_that_never_came_does_not_come_again() -> None:
    """What was given up was reported by nobody, so that there is nothing to repeat."""
    late = profile(receipts=Receipts(Fixed(4_000), repeated_ratio=1), validity_ms=4_000)

    assert told(end(born(), late))[-1] == (4_000, What.UNDELIVERED, "validity expired")


def test_what_is_scheduled_waits_for_the_timeline_and_then_goes_like_any_other() -> None:
    """The carrier has no step for it; once queued, it has."""
    scheduled = born(What.SCHEDULED)
    assert next_step(scheduled, profile(), DICE, BORN_AT) is None

    queued = scheduled.after(What.QUEUED, BORN_AT + 10_000)
    assert told(end(queued, profile()))[-1] == (14_321, What.DELIVERED, "")


def test_messages_end_in_the_shares_that_the_profile_tells() -> None:
    """Over 5,000 messages, two points in a hundred are nearly three standard deviations."""
    mixed = (
        Outcome(What.DELIVERED, 0.5),
        Outcome(What.UNDELIVERED, 0.2, "absent_subscriber"),
        Outcome(What.UNDELIVERED, 0.05, "unknown_subscriber"),
        Outcome(What.FAILED, 0.25, "no_route"),
    )

    ends = Counter(
        (last.timeline[-1].what, last.timeline[-1].detail) for last in many(profile(outcomes=mixed))
    )

    shares = {(outcome.ending, outcome.error): outcome.ratio for outcome in mixed}
    assert {what: count / 5_000 for what, count in ends.items()} == pytest.approx(shares, abs=0.02)


def test_receipts_are_lost_and_repeated_in_the_shares_that_the_profile_tells() -> None:
    """The share that is repeated is one of those that arrive."""
    sloppy = profile(receipts=Receipts(Fixed(4_000), lost_ratio=0.3, repeated_ratio=0.2))

    ends = Counter(last.timeline[-1].what for last in many(sloppy))

    assert ends[What.UNDELIVERED] / 5_000 == pytest.approx(0.3, abs=0.02)
    assert ends[What.RECEIPT_REPEATED] / 5_000 == pytest.approx(0.7 * 0.2, abs=0.02)


def test_a_grumpy_carrier_shows_everything_that_can_go_wrong() -> None:
    """Each of its outcomes and each fault of its receipts is met within 5,000 messages."""
    grumpy = PROFILES["grumpy"]
    seen = Counter(event.detail for last in many(grumpy) for event in last.timeline)
    repeated = sum(last.timeline[-1].what is What.RECEIPT_REPEATED for last in many(grumpy))

    errors = {outcome.error for outcome in grumpy.outcomes}
    assert errors | {"no receipt"} <= seen.keys()
    assert repeated > 0


def test_each_leg_is_drawn_by_itself() -> None:
    """A message that queues for long is not for that reason long in dispatch."""
    wide = Uniform(0, 1_000_000)
    carrier = Profile("wide", wide, wide, wide, DELIVERED, Receipts(wide), 100 * DAY_MS)

    (_, *lasts) = (told(message) for message in many(carrier, 20))
    legs = [[later - sooner for (sooner, *_), (later, *_) in pairwise(last)] for last in lasts]

    assert all(len(set(leg)) == 3 for leg in legs)


@pytest.mark.parametrize("ending", [What.DELIVERED, What.UNDELIVERED, What.FAILED])
def test_every_ending_of_a_profile_can_happen(ending: What) -> None:
    """The carrier never asks for a transition that the table lacks."""
    last = end(born(), profile(outcomes=(Outcome(ending, 1),)))

    assert last.state is TRANSITIONS[last.timeline[-2].state, ending]


@given(
    carrier=profiles,
    likeness=likenesses,
    held_ms=st.integers(0, 25_000),
    passed=st.integers(0, 3),
)
def test_what_is_sure_is_what_would_be_decided(
    carrier: Profile, likeness: str, held_ms: int, passed: int
) -> None:
    """The short way and the long way lead to one place, however long the message has waited."""
    doubting = replace(carrier)
    object.__setattr__(doubting, "sure", {})
    for message in islice(life(born(likeness=likeness), carrier), passed + 1):
        now = message.timeline[-1].at + held_ms

        assert next_step(message, carrier, DICE, now) == next_step(message, doubting, DICE, now)
