"""What carriers think of a sender, by what it has sent in the last 30 days of the world's time.

    sent             messages from the number, but for those that were cancelled or suppressed
    failed ratio     how many of them were undelivered or failed / sent
    complaint ratio  how many of their recipients have complained or opted out / sent
    tier             `new` below 100 sent, else what the worse of the two ratios makes it
    cap              messages a day, by region and tier
    used today       sent since midnight, UTC
    throttle risk    what used today / cap makes it, sooner in a worse tier

Both ratios are 0 where nothing was sent. No source says how this is made up: the rules are ours, so
that a test can bring each answer about with few messages. A cap is told, and stops nobody.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from simulator.domain.address import E164
from simulator.domain.message import FREE_STATES, Message
from simulator.domain.senders import Region
from simulator.domain.suppression import OPT_OUT, Suppressions
from simulator.domain.usage import Granularity, Tally, Window
from simulator.domain.value import choice, value

__all__ = ["Reputation", "ThrottleRisk", "Tier", "complains", "counts", "judge", "window_at"]

_WINDOW_MS: Final = 30 * 86_400_000

# What recipients do who want nothing more; other reasons are the project's own or the carrier's.
_COMPLAINTS: Final = frozenset({"complaint", OPT_OUT})


@choice
class Tier(StrEnum):
    """How well a sender is thought of."""

    NEW = "new"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@choice
class ThrottleRisk(StrEnum):
    """How likely carriers are to slow a sender down."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@value
class Reputation:
    """What is said of a sender: a ratio from 0 to 1, and a cap in messages a day."""

    tier: Tier
    complaint_ratio: float
    cap: int
    used_today: int
    throttle_risk: ThrottleRisk


# As many as one batch holds: a single complaint is then 1 %, and says something.
_NEW_BELOW: Final = 100

# The least ratios that make a tier: of complaints, and of failures. Numbers go out of service and
# phones are off, so failures weigh a tenth of complaints, which somebody took the trouble to make.
_POOR_FROM: Final = (0.03, 0.3)
_FAIR_FROM: Final = (0.01, 0.1)

# A tier is worth about three times the one below it, and a new sender begins below fair. In China
# it is half of that, so that the region makes a difference that can be seen.
_CAPS: Final[Mapping[Region, Mapping[Tier, int]]] = MappingProxyType(
    {
        Region.WESTERN: {Tier.NEW: 1_000, Tier.GOOD: 10_000, Tier.FAIR: 3_000, Tier.POOR: 500},
        Region.CHINA: {Tier.NEW: 500, Tier.GOOD: 5_000, Tier.FAIR: 1_500, Tier.POOR: 250},
    }
)

# How much of the cap is used when the risk becomes medium, and high. A good sender is warned
# shortly before the cap, others at half of it, and a poor one is never safe.
_RISKS_FROM: Final[Mapping[Tier, tuple[float, float]]] = MappingProxyType(
    {Tier.NEW: (0.5, 0.8), Tier.GOOD: (0.8, 1), Tier.FAIR: (0.5, 0.8), Tier.POOR: (0, 0.5)}
)


def window_at(now: int) -> Window:
    """Tell which time counts at an instant: the 30 days up to it, itself included."""
    return Window(now + 1 - _WINDOW_MS, now + 1, Granularity.DAY)


def counts(message: Message, number: E164, window: Window) -> bool:
    """Tell whether a message is one that this number has sent in the window."""
    return (
        message.originator == number
        and message.state not in FREE_STATES
        and window.holds(message.created_at)
    )


def complains(suppressions: Suppressions, number: E164, window: Window) -> bool:
    """Tell whether a recipient of this number's messages said in the window that it wants no more.

    What is said to no sender in particular is said to each that has written.
    """
    return any(
        there.reason in _COMPLAINTS
        and there.sender_scope in {None, number}
        and window.holds(there.created_at)
        for there in suppressions
    )


def judge(tally: Tally, *, complaint_count: int, used_today: int, region: Region) -> Reputation:
    """Make up what is said of a sender, from what it has sent in the window and what came of it."""
    complaint_ratio = complaint_count / tally.sent if tally.sent else 0.0
    tier = _tier(tally, complaint_ratio)
    cap = _CAPS[region][tier]
    return Reputation(tier, complaint_ratio, cap, used_today, _risk(tier, used_today / cap))


def _tier(tally: Tally, complaint_ratio: float) -> Tier:
    if tally.sent < _NEW_BELOW:
        return Tier.NEW
    ratios = (complaint_ratio, tally.failed / tally.sent)
    if _reaches(ratios, _POOR_FROM):
        return Tier.POOR
    return Tier.FAIR if _reaches(ratios, _FAIR_FROM) else Tier.GOOD


def _reaches(ratios: tuple[float, float], least: tuple[float, float]) -> bool:
    return ratios[0] >= least[0] or ratios[1] >= least[1]


def _risk(tier: Tier, used_ratio: float) -> ThrottleRisk:
    medium_from, high_from = _RISKS_FROM[tier]
    if used_ratio >= high_from:
        return ThrottleRisk.HIGH
    return ThrottleRisk.MEDIUM if used_ratio >= medium_from else ThrottleRisk.LOW
