"""Everything the carrier may say no with.

Each face has words for each of them, or does not type-check.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from simulator.domain.fault_effects import Fault
from simulator.domain.pricing import MicroUsd
from simulator.domain.retention import Forgotten
from simulator.domain.review import ReviewState
from simulator.domain.value import choice

__all__ = [
    "Conflicting",
    "Dangling",
    "Declined",
    "FieldProblem",
    "Forbidden",
    "Ground",
    "InsufficientCredit",
    "Invalid",
    "KeyReused",
    "NoSuchWorld",
    "NotFound",
    "RateLimited",
    "Refusal",
    "RefusedByDomain",
    "SignatureRequired",
    "StoreFailed",
    "Taken",
    "TemplateNotApproved",
    "TooBusy",
    "UnknownVendor",
    "VendorFailed",
    "VendorUnavailable",
]


class Refusal(Exception):
    """The answer is no, and the caller is told why. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one member of a request.

    Attributes:
        field: its path, in the caller's spelling: `to`, `messages.3.body`.
        message: a sentence for a person.
    """

    field: str
    message: str


@choice
class Ground(StrEnum):
    """On what ground a vendor that knows its senders takes no message."""

    OPTED_OUT = "opted_out"
    NO_CONTENT = "no_content"
    MIXED_CONTENT = "mixed_content"
    UNSPELLABLE = "unspellable"
    TOO_MANY_PARTS = "too_many_parts"
    MORE_PARTS_THAN_ADVISED = "more_parts_than_advised"
    TOO_MUCH_MEDIA = "too_much_media"
    SENDER_UNKNOWN = "sender_unknown"
    SENDER_NAME_INVALID = "sender_name_invalid"
    SENDER_WITHOUT_MEDIA = "sender_without_media"
    POOL_EMPTY = "pool_empty"
    PROFILE_DISABLED = "profile_disabled"
    DESTINATION_INVALID = "destination_invalid"
    DESTINATION_UNSUPPORTED = "destination_unsupported"
    REGION_NOT_ALLOWED = "region_not_allowed"
    SPENDING_LIMIT = "spending_limit"
    TOO_LATE_TO_CANCEL = "too_late_to_cancel"


# `eq=False` and no `frozen`: an exception must stay hashable and let its traceback be set.
@dataclass(eq=False)
class Invalid(Refusal):
    """The request is understood and makes no sense."""

    problems: tuple[FieldProblem, ...]

    @classmethod
    def field(cls, field: str, message: str) -> "Invalid":
        """Refuse because of one member."""
        return cls((FieldProblem(field, message),))

    def within(self, path: str) -> "Invalid":
        """Say the same of what this is a part of."""
        problems = self.problems
        return Invalid(tuple(FieldProblem(f"{path}.{one.field}", one.message) for one in problems))


@dataclass(eq=False)
class NotFound(Refusal):
    """There is no such thing in this world; another world's things do not exist here.

    Attributes:
        forgotten: what the world has forgotten, if it may have been among that.
    """

    kind: str
    name: str
    forgotten: Forgotten | None = None


@dataclass(eq=False)
class NoSuchWorld(Refusal):
    """The credential is of a world that is not there, and this server makes none on first use."""

    world: str


@dataclass(eq=False)
class Conflicting(Refusal):
    """The thing is there already, or is in use."""

    reason: str


@dataclass(eq=False)
class Taken(Refusal):
    """What is to be made is there already, under this name."""

    field: str
    name: str


@dataclass(eq=False)
class Dangling(Refusal):
    """A member of the request names something that is not there."""

    field: str
    name: str


@dataclass(eq=False)
class Forbidden(Refusal):
    """Whoever asks has not shown that he may; the hint tells how to."""

    reason: str
    hint: str


@dataclass(eq=False)
class Declined(Refusal):
    """The vendor takes no such message from such a sender.

    Attributes:
        told: what the vendor's sentence is about, by name: `sender`, `destination`, `parts`.
    """

    ground: Ground
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(eq=False)
class InsufficientCredit(Refusal):
    """The balance does not cover the price."""

    price: MicroUsd
    balance: MicroUsd


@dataclass(eq=False)
class KeyReused(Refusal):
    """The idempotency key belongs to another request."""

    key: str


@dataclass(eq=False)
class SignatureRequired(Refusal):
    """Messages to this country are carried for those only who have an approved signature."""

    destination: str


@dataclass(eq=False)
class TemplateNotApproved(Refusal):
    """The template waits for its review, or has failed it."""

    template_id: str
    state: ReviewState


@dataclass(eq=False)
class UnknownVendor(Refusal):
    """Something was pinned to a vendor that is none."""

    vendor: str
    known: tuple[str, ...]


@dataclass(eq=False)
class VendorUnavailable(Refusal):
    """The vendor that a message is pinned to, or every one, is down.

    Attributes:
        fault: the rule that has it so, if one has.
    """

    vendor: str
    fault: Fault | None = None


@dataclass(eq=False)
class VendorFailed(Refusal):
    """The vendor was asked to carry a message, and failed."""

    vendor: str


@dataclass(eq=False)
class RateLimited(Refusal):
    """There were too many of them lately.

    Attributes:
        retry_after_s: until there may be another one, by the caller's clock; by the world's, if
            that stands still.
        is_standing: whether the world's clock stands still.
    """

    retry_after_s: int
    is_standing: bool


@dataclass(eq=False)
class TooBusy(Refusal):
    """Too many requests change the same thing at the same time."""


@dataclass(eq=False)
class StoreFailed(Refusal):
    """What is written is not kept, so nothing is.

    Attributes:
        retry_after_s: when it may be again, by the wall's clock; None where the server has to be
            started again for that.
    """

    retry_after_s: int | None = None


RefusedByDomain: TypeAlias = (
    Invalid
    | NotFound
    | NoSuchWorld
    | Conflicting
    | Taken
    | Dangling
    | Forbidden
    | Declined
    | InsufficientCredit
    | KeyReused
    | SignatureRequired
    | TemplateNotApproved
    | UnknownVendor
    | VendorUnavailable
    | VendorFailed
    | RateLimited
    | TooBusy
    | StoreFailed
)
