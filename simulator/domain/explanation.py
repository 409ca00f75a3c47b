"""Explanation: why a message fares as it does."""

from collections.abc import Iterator
from enum import StrEnum
from typing import TypeAlias

from simulator.domain.encoding import Encoding
from simulator.domain.fault_effects import Fault
from simulator.domain.foretelling import Draw
from simulator.domain.handset import Handset
from simulator.domain.message import Message, What
from simulator.domain.pricing import MicroUsd
from simulator.domain.profile import Profile, Source
from simulator.domain.value import choice, value

__all__ = [
    "CancelReason",
    "Explanation",
    "FaultReason",
    "HandsetReason",
    "MagicReason",
    "PriceReason",
    "ProfileReason",
    "Reason",
    "RouteReason",
    "SuppressionReason",
    "Term",
    "TermReason",
    "terms_met",
]


@choice
class Term(StrEnum):
    """One of the terms on which a carrier takes messages."""

    SENDERS = "senders"
    QUIET_HOURS = "quiet_hours"
    PACE = "pace"


@value
class RouteReason:
    """Who carries the message.

    Attributes:
        preferred: all who might, in order of preference.
        passed_over: says who was down then; empty if nobody was.
    """

    vendor: str
    preferred: tuple[str, ...]
    passed_over: str


@value
class PriceReason:
    """What the message costs."""

    encoding: Encoding
    segment_count: int
    segment_price: MicroUsd
    price: MicroUsd
    charged: MicroUsd


@value
class ProfileReason:
    """Whose conduct decides.

    Attributes:
        chosen: the name that the world was given: it may stand for those of many countries.
    """

    name: str
    chosen: str
    summary: str
    sources: tuple[Source, ...]


@value
class MagicReason:
    """The number has a fate of its own."""

    story: str


@value
class FaultReason:
    """A rule has let something go wrong on purpose, or the number has."""

    fault: Fault


@value
class HandsetReason:
    """The handset is no ordinary one, and is in the way; as it is at present."""

    handset: Handset


@value
class SuppressionReason:
    """Nothing is sent to the number.

    Attributes:
        why: empty where that has been lifted since.
        is_fate: whether the number is a magic one, so that nobody can lift it.
    """

    why: str
    is_fate: bool = False


@value
class TermReason:
    """The carrier's terms have come into it: which of them, and what the timeline says of it."""

    term: Term
    detail: str


@value
class CancelReason:
    """Whoever sent it has taken it back."""


# What joins this union needs words in the control API, and something that would change it.
Reason: TypeAlias = (
    RouteReason
    | PriceReason
    | ProfileReason
    | MagicReason
    | FaultReason
    | HandsetReason
    | SuppressionReason
    | TermReason
    | CancelReason
)


@value
class Explanation:
    """Why a message fares as it does.

    Attributes:
        message: as it is.
        foretold: as it is in the end, if its handset stays as it is and nobody interferes.
        draws: in the order in which they were made.
    """

    message: Message
    foretold: Message
    draws: tuple[Draw, ...]
    reasons: tuple[Reason, ...]


def terms_met(message: Message, profile: Profile) -> Iterator[TermReason]:
    """Tell what of a message's timeline its carrier's terms have brought about."""
    if profile.terms is None:
        return
    drawn = {outcome.error for outcome in profile.outcomes}
    for event in message.timeline:
        match event.what:
            case What.HELD:
                yield TermReason(Term.QUIET_HOURS, event.detail)
            case What.DISPATCHED if event.detail:
                yield TermReason(Term.PACE, event.detail)
            case What.SENT if event.detail:
                yield TermReason(Term.SENDERS, event.detail)
            case What.FAILED if event.detail not in drawn:
                quiet = profile.terms.quiet
                is_quiet = quiet is not None and quiet.objection(message.text, event.at) != ""
                yield TermReason(Term.QUIET_HOURS if is_quiet else Term.SENDERS, event.detail)
            case _:
                pass
