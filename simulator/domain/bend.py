"""How what the carrier does with a message is bent, by a rule or by the number that it goes to."""

from dataclasses import replace
from enum import StrEnum
from typing import Final

from simulator.domain.fault_effects import (
    CarrierEffect,
    Deliver,
    LostResponse,
    Queue,
    Receipt,
    ReceiptFault,
    VendorDown,
)
from simulator.domain.latency import Fixed, Latency
from simulator.domain.message import What
from simulator.domain.profile import Outcome, Profile, Receipts
from simulator.domain.value import choice, value

__all__ = ["STRAIGHT", "Bend", "Receiving", "bend_of"]


@choice
class Receiving(StrEnum):
    """How the receipt of a message comes."""

    ONCE = "once"
    NEVER = "never"
    TWICE = "twice"
    LATE = "late"
    CONTRADICTED = "contradicted"  # by a second one, which says something else
    OVERTAKING = "overtaking"  # before the news that the network has taken the message


@value
class Bend:
    """What becomes of messages; what is None is left to the carrier.

    Attributes:
        outcome: how each message ends.
        delivery_ms: from the network to the handset.
        receipt_ms: how late the receipt comes, or how long after it the second piece of news.
    """

    outcome: Outcome | None = None
    delivery_ms: int | None = None
    receiving: Receiving | None = None
    receipt_ms: int | None = None

    def bent(self, profile: Profile) -> Profile:
        """Tell how a carrier treats such messages."""
        return replace(
            profile,
            outcomes=profile.outcomes if self.outcome is None else (self.outcome,),
            delivery=_fixed(self.delivery_ms, profile.delivery),
            receipts=self._receipts(profile.receipts),
            # Where the end is told, nothing on the way may bring about another.
            terms=profile.terms if self.outcome is None else None,
        )

    def _receipts(self, usual: Receipts) -> Receipts:
        match self.receiving:
            case None:
                return usual
            case Receiving.ONCE:
                return replace(usual, lost_ratio=0.0, repeated_ratio=0.0, network_ratio=0.0)
            case Receiving.NEVER:
                return replace(usual, lost_ratio=1.0)
            case Receiving.LATE:
                return replace(usual, latency=_fixed(self.receipt_ms, usual.latency))
            case Receiving.TWICE:
                return self._followed_by(What.RECEIPT_REPEATED, usual)
            case Receiving.CONTRADICTED:
                return self._followed_by(What.RECEIPT_CONTRADICTED, usual)
            case Receiving.OVERTAKING:
                return self._followed_by(What.SENT_LATE, usual)

    def _followed_by(self, second: What, usual: Receipts) -> Receipts:
        return Receipts(
            usual.latency,
            lost_ratio=0.0,
            repeated_ratio=1.0,
            repeated_after=_fixed(self.receipt_ms, usual.repeated_after),
            second=second,
        )


# What is not bent at all.
STRAIGHT: Final = Bend()

_RECEIVING: Final[dict[ReceiptFault, Receiving]] = {
    "lose": Receiving.NEVER,
    "duplicate": Receiving.TWICE,
    "reorder": Receiving.OVERTAKING,
    "delay": Receiving.LATE,
    "contradict": Receiving.CONTRADICTED,
}


def bend_of(effect: CarrierEffect | LostResponse) -> Bend:
    """Tell how an effect bends what the carrier does."""
    match effect:
        case Deliver(outcome, error, after_ms):
            return Bend(Outcome(What(outcome), 1.0, error), after_ms, Receiving.ONCE)
        case Receipt(what, after_ms):
            return Bend(receiving=_RECEIVING[what], receipt_ms=after_ms)
        case VendorDown() | Queue() | LostResponse():
            return STRAIGHT


def _fixed(ms: int | None, usual: Latency) -> Latency:
    return usual if ms is None else Fixed(ms)
