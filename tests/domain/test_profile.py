"""A profile says what a carrier is like, and which of that is the same for every message."""

import pytest

from simulator.domain.latency import Fixed, Latency, Uniform
from simulator.domain.message import State, What
from simulator.domain.profile import Leg, Outcome, Profile, ProfileError, Receipts, Source

DAY_MS = 86_400_000
SOME = Uniform(1, 9)


def profile(
    *ways: Outcome,
    legs: tuple[Latency, Latency, Latency] = (Fixed(1), Fixed(20), Fixed(300)),
    receipts: Receipts | None = None,
) -> Profile:
    """Make a carrier of whom all is sure that is not said to be otherwise."""
    ends = ways or (Outcome(What.DELIVERED, 1),)
    return Profile("hand-made", *legs, ends, receipts or Receipts(Fixed(4_000)), DAY_MS)


@pytest.mark.parametrize(
    ("wrong", "ratios_", "validity_ms", "message"),
    [
        (What.DELIVERED, (0.5, 0.4), 1, "the ratios of all outcomes of 'wrong' do not sum to 1"),
        (What.DELIVERED, (0.5, 0.6), 1, "the ratios of all outcomes of 'wrong' do not sum to 1"),
        (What.DELIVERED, (), 1, "the ratios of all outcomes of 'wrong' do not sum to 1"),
        (What.CANCELLED, (1,), 1, "an outcome of 'wrong' is not a way for a message to end"),
        (What.SENT, (1,), 1, "an outcome of 'wrong' is not a way for a message to end"),
        (What.DELIVERED, (1,), 0, "'wrong' gives messages no time to be delivered"),
        (What.DELIVERED, (1,), -1, "'wrong' gives messages no time to be delivered"),
    ],
)
def test_a_profile_that_makes_no_sense_is_refused(
    wrong: What, ratios_: tuple[float, ...], validity_ms: int, message: str
) -> None:
    """A carrier nobody could be is noticed before it is met."""
    ways = tuple(Outcome(wrong, ratio) for ratio in ratios_)

    with pytest.raises(ProfileError) as refused:
        Profile("wrong", Fixed(1), Fixed(1), Fixed(1), ways, Receipts(Fixed(1)), validity_ms)

    assert str(refused.value) == message


def test_ratios_may_be_as_inexact_as_floats_are() -> None:
    """Ten tenths are not quite one."""
    tenths = tuple(Outcome(What.DELIVERED, 0.1) for _ in range(10))

    assert sum(outcome.ratio for outcome in tenths) != 1
    assert profile(*tenths).outcomes == tenths


@pytest.mark.parametrize(("url", "is_estimate"), [("", True), ("https://example.com/", False)])
def test_what_no_page_says_is_an_estimate(url: str, is_estimate: bool) -> None:  # noqa: FBT001
    """Of ours, and we say so."""
    assert Source(url, "Texts take a second.", "2026-11-01").is_estimate is is_estimate


QUEUED = (State.QUEUED, Leg(1, What.DISPATCHED))
SENDING = (State.SENDING, Leg(20, What.SENT))
SENT = (State.SENT, Leg(4_300, What.DELIVERED))


@pytest.mark.parametrize(
    ("carrier", "sure"),
    [
        (profile(), [QUEUED, SENDING, SENT]),
        (profile(legs=(SOME, Fixed(20), Fixed(300))), [SENDING, SENT]),
        (profile(legs=(Fixed(1), SOME, Fixed(300))), [QUEUED, SENT]),
        (profile(legs=(Fixed(1), Fixed(20), SOME)), [QUEUED, SENDING]),
        (profile(receipts=Receipts(SOME)), [QUEUED, SENDING]),
        (profile(receipts=Receipts(Fixed(1), lost_ratio=0.1)), [QUEUED, SENDING]),
        (profile(receipts=Receipts(Fixed(1), network_ratio=0.1)), [QUEUED, SENDING]),
        (profile(receipts=Receipts(Fixed(1), second=What.SENT_LATE)), [QUEUED]),
        (profile(Outcome(What.DELIVERED, 0.5), Outcome(What.FAILED, 0.5)), [QUEUED]),
        (
            profile(Outcome(What.UNDELIVERED, 1, "absent")),
            [QUEUED, SENDING, (State.SENT, Leg(4_300, What.UNDELIVERED, "absent"))],
        ),
    ],
)
def test_a_leg_is_sure_where_nobody_need_be_asked(
    carrier: Profile, sure: list[tuple[State, Leg]]
) -> None:
    """Neither the dice nor the message."""
    assert {state: leg for state, leg in carrier.sure.items() if leg is not None} == dict(sure)


@pytest.mark.parametrize(
    ("ratio", "ends"), [(0, {State.DELIVERED, State.UNDELIVERED}), (0.1, set())]
)
def test_it_is_sure_to_go_no_further_where_nothing_is_reported_twice(
    ratio: float, ends: set[State]
) -> None:
    """Else the dice are asked once more at the end."""
    carrier = profile(receipts=Receipts(Fixed(1), repeated_ratio=ratio))
    assert {state for state, leg in carrier.sure.items() if leg is None} == ends


def test_what_the_network_refuses_goes_no_further() -> None:
    """And it says why."""
    assert profile(Outcome(What.FAILED, 1, "barred")).sure[State.SENDING] == Leg(
        20, What.FAILED, "barred"
    )
