"""What the control API is sent about a world's Unimatrix account, and what it answers."""

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.domain.safeguards import parse_network
from simulator.face.members import Number
from simulator.face.reading import Wire

__all__ = [
    "CallerRule",
    "RateLimit",
    "ShownCallers",
    "ShownLimits",
    "ShownUnimatrixAccount",
    "UnimatrixAccount",
]

# The vendor's own bounds.
_ADDRESS_COUNT_MAX: Final = 50
_EXEMPT_COUNT_MAX: Final = 50

_TEXT_COUNT_MAX: Final = 1_000_000


def _network(sent: str) -> str:
    parse_network(sent)
    return sent


Network = Annotated[str, AfterValidator(_network)]
Networks = Annotated[tuple[Network, ...], Field(max_length=_ADDRESS_COUNT_MAX)]
Count = Annotated[int, Field(ge=0, le=_TEXT_COUNT_MAX, strict=True)]


class CallerRule(Wire):
    """Addresses and ranges in CIDR notation: those that alone may call, or those that may not."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"oneOf": [{"required": ["allow"]}, {"required": ["deny"]}]},
    )

    allow: Networks | None = None
    deny: Networks | None = None

    @model_validator(mode="after")
    def _is_said_once(self) -> "CallerRule":
        if (self.allow is None) == (self.deny is None):
            raise ValueError("needs either allow or deny")
        return self


class RateLimit(Wire, extra="forbid"):
    """How many texts a number may be sent in a minute, an hour and a day of the world's clock."""

    minute: Count | None = None
    hour: Count | None = None
    day: Count | None = None
    whitelist: Annotated[tuple[Number, ...], Field(max_length=_EXEMPT_COUNT_MAX)] = ()


class UnimatrixAccount(Wire, extra="forbid"):
    """`PUT /_sim/unimatrix`: what is left out is switched off."""

    auth: Literal["simple", "hmac"] = "simple"
    ip_restriction: CallerRule | None = None
    rate_limit: RateLimit | None = None


class ShownCallers(TypedDict, total=False):
    """Addresses and ranges: those that alone may call, or those that may not."""

    allow: list[str]
    deny: list[str]


class ShownLimits(TypedDict):
    """How many texts a number may be sent; null is any number of them."""

    minute: int | None
    hour: int | None
    day: int | None
    whitelist: list[str]


class ShownUnimatrixAccount(TypedDict):
    """What is switched on for those who call with this world's Unimatrix key."""

    auth: Literal["simple", "hmac"]
    ip_restriction: ShownCallers | None
    rate_limit: ShownLimits | None
