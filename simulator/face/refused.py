"""What a request may be refused for before it reaches the carrier; the union of all refusals."""

from dataclasses import dataclass
from typing import TypeAlias

from simulator.domain.refusals import Refusal, RefusedByDomain

__all__ = [
    "BodyTooLarge",
    "Broken",
    "Injected",
    "MethodNotAllowed",
    "NoSuchRoute",
    "NotJson",
    "Refused",
    "Unauthorized",
    "VendorRule",
    "WrongMediaType",
]


@dataclass(eq=False)
class NoSuchRoute(Refusal):
    """Nothing is at this path."""

    path: str


@dataclass(eq=False)
class MethodNotAllowed(Refusal):
    """Something is at this path, for other methods."""

    method: str
    allowed: tuple[str, ...]


@dataclass(eq=False)
class Unauthorized(Refusal):
    """The request does not say, in a way we accept, on whose behalf it is made.

    Attributes:
        code: of the face's own error, where it tells the ways apart.
    """

    reason: str
    code: str = ""


@dataclass(eq=False)
class BodyTooLarge(Refusal):
    """The body has more bytes than this."""

    limit: int


@dataclass(eq=False)
class WrongMediaType(Refusal):
    """The body says it is something else than JSON."""

    media_type: str


@dataclass(eq=False)
class NotJson(Refusal):
    """The body is no JSON object."""

    reason: str


@dataclass(eq=False)
class Injected(Refusal):
    """A rule of this world's wants the face's own error of this code."""

    code: str


@dataclass(eq=False)
class VendorRule(Refusal):
    """A rule is broken that the carrier knows nothing of: the face's vendor has it, and a code.

    Attributes:
        code: in the vendor's catalogue.
        field: what breaks it, as the caller spells it; empty if it is not one member.
        detail: a sentence for a person; empty for what the catalogue says.
    """

    code: str
    field: str = ""
    detail: str = ""


@dataclass(eq=False)
class Broken(Refusal):
    """We failed. This is a fault of ours, and it has been logged."""


Refused: TypeAlias = (
    RefusedByDomain
    | NoSuchRoute
    | MethodNotAllowed
    | Unauthorized
    | BodyTooLarge
    | WrongMediaType
    | NotJson
    | Injected
    | VendorRule
    | Broken
)
