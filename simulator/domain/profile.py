"""What a carrier is like: how long each leg of a message's way takes, and how it may end."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from simulator.domain.latency import Fixed, Latency
from simulator.domain.message import State, What
from simulator.domain.prefixes import PrefixTable
from simulator.domain.terms import Terms
from simulator.domain.value import value

__all__ = ["ENDINGS", "Leg", "Outcome", "Profile", "ProfileError", "Receipts", "Source"]

# The ways for a message to end, once it has been dispatched.
ENDINGS: Final = frozenset({What.DELIVERED, What.UNDELIVERED, What.FAILED})
_SHARE_TOLERANCE: Final = 1e-9


class ProfileError(ValueError):
    """A carrier profile that makes no sense."""


@value
class Outcome:
    """One way in which a message may end.

    Attributes:
        ending: DELIVERED, UNDELIVERED (handset not reached) or FAILED (refused by the network).
        ratio: the share of messages that end so.
        error: why, in a word, as carriers' receipts put it; empty where it went well.
    """

    ending: What
    ratio: float
    error: str = ""


@value
class Receipts:
    """How honest the carrier's delivery receipts are.

    Attributes:
        latency: from the handset to us.
        lost_ratio: the share that never arrives.
        repeated_ratio: of those that arrive, the share that arrives twice.
        repeated_after: from the first to the second.
        network_ratio: the share that the network writes itself as soon as it has the message; they
            say that it was delivered, whatever the handset has seen of it.
        second: what the second one says: the same, the opposite, or only that the network had
            taken the message, which then the first one has overtaken.
    """

    latency: Latency
    lost_ratio: float = 0.0
    repeated_ratio: float = 0.0
    repeated_after: Latency = Fixed(1_000)
    network_ratio: float = 0.0
    second: What = What.RECEIPT_REPEATED


@value
class Source:
    """Where a part of a profile comes from.

    Attributes:
        url: of a page that says it; empty where it is an estimate of ours.
        says: what it says, in our words.
        seen_on: when it said so, in ISO 8601.
    """

    url: str
    says: str
    seen_on: str

    @property
    def is_estimate(self) -> bool:
        """Whether nobody but us says so."""
        return not self.url


@value
class Leg:
    """A part of a message's way that is the same for every message.

    Attributes:
        ms: how long it takes.
        what: happens then.
        detail: what the timeline says of it.
    """

    ms: int
    what: What
    detail: str = ""


@value
class Profile:
    """How a carrier behaves.

    Attributes:
        queueing: from acceptance to dispatch; a message can be cancelled this long.
        dispatch: from dispatch until the network has taken the message.
        delivery: from the network to the handset.
        outcomes: all the ways to end; their ratios sum to one.
        validity_ms: from acceptance, or from the instant it was scheduled for; what has not been
            reported by then is given up.
        terms: on which it carries messages; None takes whatever comes.
        countries: who carries messages in its place, by destination; None is nobody.
        summary: the whole of it in a sentence, for people.
        sources: where that comes from.
        sure: the legs that hang neither on chance nor on the message, by the state in which it sets
            out on them, None where it goes no further; worked out once, for each message goes all
            of them.
    """

    name: str
    queueing: Latency
    dispatch: Latency
    delivery: Latency
    outcomes: tuple[Outcome, ...]
    receipts: Receipts
    validity_ms: int
    terms: Terms | None = None
    countries: "PrefixTable[Profile] | None" = None
    summary: str = ""
    sources: tuple[Source, ...] = ()
    sure: Mapping[State, Leg | None] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what could not be drawn from.

        Raises:
            ProfileError: says which part of the profile is wrong.
        """
        if abs(sum(outcome.ratio for outcome in self.outcomes) - 1) > _SHARE_TOLERANCE:
            raise ProfileError(f"the ratios of all outcomes of {self.name!r} do not sum to 1")
        if any(outcome.ending not in ENDINGS for outcome in self.outcomes):
            raise ProfileError(f"an outcome of {self.name!r} is not a way for a message to end")
        if self.validity_ms <= 0:
            raise ProfileError(f"{self.name!r} gives messages no time to be delivered")
        object.__setattr__(self, "sure", dict(_sure_legs(self)))

    def of_country(self, number: str) -> "Profile":
        """Tell who carries messages to a number: this carrier, or the one in its place there."""
        return self if self.countries is None else self.countries.longest_match(number)


def _sure_legs(profile: Profile) -> Iterator[tuple[State, Leg | None]]:
    """Find the legs about which nobody need be asked (`carrier` says who else is)."""
    queueing, dispatch, delivery = profile.queueing, profile.dispatch, profile.delivery
    receipts = profile.receipts
    if receipts.repeated_ratio == 0:
        yield State.DELIVERED, None
        yield State.UNDELIVERED, None
    if isinstance(queueing, Fixed):
        yield State.QUEUED, Leg(queueing.ms, What.DISPATCHED)
    if len(profile.outcomes) > 1 or receipts.second is What.SENT_LATE:
        return
    ending, error = profile.outcomes[0].ending, profile.outcomes[0].error
    if isinstance(dispatch, Fixed):
        is_refused = ending is What.FAILED
        yield State.SENDING, Leg(dispatch.ms, *((ending, error) if is_refused else (What.SENT,)))
    is_reported = receipts.lost_ratio == 0 == receipts.network_ratio
    if is_reported and isinstance(delivery, Fixed) and isinstance(receipts.latency, Fixed):
        yield State.SENT, Leg(delivery.ms + receipts.latency.ms, ending, error)
