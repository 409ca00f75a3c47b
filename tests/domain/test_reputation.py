"""A reputation is made up of what a sender sent, and of what its recipients said to that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.address import E164, Originator, ShortCode
from simulator.domain.message import FREE_STATES, Message, State
from simulator.domain.reputation import (
    Reputation,
    ThrottleRisk,
    Tier,
    complains,
    counts,
    judge,
    window_at,
)
from simulator.domain.senders import Region
from simulator.domain.suppression import Suppression
from simulator.domain.usage import Tally
from tests.messages import BORN_AT
from tests.sums import one

NUMBER, OTHER_NUMBER = E164("+14155550123"), E164("+14155550124")
NOW = BORN_AT
DAYS_30_MS = 30 * 86_400_000
WINDOW = window_at(NOW)

WORST_FIRST = [Tier.POOR, Tier.FAIR, Tier.GOOD]
CALMEST_FIRST = list(ThrottleRisk)


def judged(
    sent: int = 0,
    *,
    failed: int = 0,
    complaints: int = 0,
    used_today: int = 0,
    region: Region = Region.WESTERN,
) -> Reputation:
    """Judge a sender who has sent so many messages."""
    tally = Tally(sent=sent, failed=failed)
    return judge(tally, complaint_count=complaints, used_today=used_today, region=region)


def message(
    state: State = State.SENT, *, originator: Originator | None = NUMBER, at: int = NOW
) -> Message:
    """Make a message from the number."""
    return structs.replace(one(state, at=at), originator=originator)


def said(
    reason: str | None = "complaint", *, sender_scope: str | None = None, at: int = NOW
) -> tuple[Suppression, ...]:
    """Suppress a recipient."""
    phone = E164("+14155550199")
    return (Suppression("id", phone, "account", sender_scope, reason, None, at),)


# --- What counts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_a_message_counts_unless_it_was_cancelled_or_suppressed(state: State) -> None:
    """On whatever part of its way it is: those two never set out."""
    assert counts(message(state), NUMBER, WINDOW) is (state not in FREE_STATES)


@pytest.mark.parametrize("originator", [None, OTHER_NUMBER, ShortCode("12345")])
def test_a_message_of_somebody_else_does_not_count(originator: Originator | None) -> None:
    """What the carrier chose a sender for is nobody's."""
    assert not counts(message(originator=originator), NUMBER, WINDOW)


@pytest.mark.parametrize(
    ("age_ms", "is_counted"),
    [(0, True), (DAYS_30_MS - 1, True), (DAYS_30_MS, False), (-1, False)],
)
def test_the_last_thirty_days_count(age_ms: int, *, is_counted: bool) -> None:
    """This very millisecond does; what is to come, since the clock was set back, does not."""
    assert counts(message(at=NOW - age_ms), NUMBER, WINDOW) is is_counted
    assert complains(said(at=NOW - age_ms), NUMBER, WINDOW) is is_counted


@pytest.mark.parametrize(
    ("reason", "is_complaint"),
    [("complaint", True), ("opt_out", True), ("bounced", False), (None, False)],
)
def test_a_recipient_complains_for_these_reasons(reason: str | None, *, is_complaint: bool) -> None:
    """Other suppressions are what the project decided by itself."""
    assert complains(said(reason), NUMBER, WINDOW) is is_complaint


def test_a_complaint_is_about_one_sender_or_all() -> None:
    """What was said to another sender is not held against this one."""
    of_others = said(sender_scope=OTHER_NUMBER) + said("bounced")

    assert complains(said(sender_scope=NUMBER), NUMBER, WINDOW)
    assert not complains(of_others, NUMBER, WINDOW)
    assert complains(of_others + said(), NUMBER, WINDOW)
    assert not complains((), NUMBER, WINDOW)


# --- Tier -----------------------------------------------------------------------------------------


def test_who_has_sent_nothing_is_new() -> None:
    """Without messages there is no ratio to speak of, and nothing to be slowed down."""
    assert judged() == Reputation(Tier.NEW, 0.0, 1_000, 0, ThrottleRisk.LOW)


@pytest.mark.parametrize(
    ("sent", "failed", "complaints", "tier"),
    [
        (99, 0, 0, Tier.NEW),
        (99, 99, 99, Tier.NEW),
        (100, 0, 0, Tier.GOOD),
        (100, 9, 0, Tier.GOOD),
        (100, 10, 0, Tier.FAIR),
        (100, 29, 0, Tier.FAIR),
        (100, 30, 0, Tier.POOR),
        (101, 0, 1, Tier.GOOD),
        (100, 0, 1, Tier.FAIR),
        (100, 0, 2, Tier.FAIR),
        (100, 0, 3, Tier.POOR),
        (100, 10, 3, Tier.POOR),
        (100, 30, 1, Tier.POOR),
        (10_000, 999, 99, Tier.GOOD),
        (10_000, 999, 100, Tier.FAIR),
        (10_000, 3_000, 0, Tier.POOR),
    ],
)
def test_the_worse_ratio_makes_the_tier(
    sent: int, failed: int, complaints: int, tier: Tier
) -> None:
    """From 1 % complaints or 10 % failures fair, from three times that poor; new below 100 sent."""
    assert judged(sent, failed=failed, complaints=complaints).tier is tier


@given(st.data())
def test_more_complaints_never_make_a_better_tier(data: st.DataObject) -> None:
    """Nor do more failures, and the complaint ratio is a share of what was sent."""
    sent = data.draw(st.integers(100, 10_000))
    failed, more_failed = sorted(data.draw(st.tuples(*[st.integers(0, sent)] * 2)))
    few, many = sorted(data.draw(st.tuples(*[st.integers(0, sent)] * 2)))

    better = judged(sent, failed=failed, complaints=few)
    worse = judged(sent, failed=more_failed, complaints=many)

    assert WORST_FIRST.index(better.tier) >= WORST_FIRST.index(worse.tier)
    assert better.cap >= worse.cap
    assert worse.complaint_ratio == many / sent
    assert 0 <= better.complaint_ratio <= worse.complaint_ratio <= 1


# --- Cap and risk ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "complaints", "western", "china"),
    [(0, 0, 1_000, 500), (100, 0, 10_000, 5_000), (100, 1, 3_000, 1_500), (100, 3, 500, 250)],
)
def test_the_cap_is_by_tier_and_region(
    sent: int, complaints: int, western: int, china: int
) -> None:
    """In China it is half of what it is elsewhere."""
    caps = [judged(sent, complaints=complaints, region=region).cap for region in Region]
    assert caps == [western, china]


@pytest.mark.parametrize(
    ("sent", "complaints", "used_today", "risk"),
    [
        (50, 0, 499, ThrottleRisk.LOW),
        (50, 0, 500, ThrottleRisk.MEDIUM),
        (50, 0, 800, ThrottleRisk.HIGH),
        (100, 0, 7_999, ThrottleRisk.LOW),
        (100, 0, 8_000, ThrottleRisk.MEDIUM),
        (100, 0, 9_999, ThrottleRisk.MEDIUM),
        (100, 0, 10_000, ThrottleRisk.HIGH),
        (100, 1, 1_499, ThrottleRisk.LOW),
        (100, 1, 1_500, ThrottleRisk.MEDIUM),
        (100, 1, 2_400, ThrottleRisk.HIGH),
        (100, 3, 0, ThrottleRisk.MEDIUM),
        (100, 3, 249, ThrottleRisk.MEDIUM),
        (100, 3, 250, ThrottleRisk.HIGH),
        (100, 3, 10_000, ThrottleRisk.HIGH),
    ],
)
def test_the_risk_rises_with_what_is_used_of_the_cap(
    sent: int, complaints: int, used_today: int, risk: ThrottleRisk
) -> None:
    """Sooner in a worse tier, and a poor sender is never safe."""
    found = judged(sent, complaints=complaints, used_today=used_today)
    assert (found.throttle_risk, found.used_today) == (risk, used_today)


@given(
    sent=st.integers(0, 200),
    uses=st.tuples(st.integers(0, 20_000), st.integers(0, 20_000)).map(sorted),
    region=st.sampled_from(Region),
)
def test_sending_more_never_lowers_the_risk(sent: int, uses: list[int], region: Region) -> None:
    """In the same tier, that is."""
    calm, risky = [
        judged(sent, used_today=used_today, region=region).throttle_risk for used_today in uses
    ]
    assert CALMEST_FIRST.index(calm) <= CALMEST_FIRST.index(risky)
