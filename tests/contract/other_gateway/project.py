"""A project: all that belongs to one key."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Final, Literal

from tests.contract.other_gateway.clock import Clock
from tests.contract.other_gateway.refusing import Refusal

__all__ = [
    "Inbound",
    "Kept",
    "Message",
    "Pace",
    "Passcode",
    "Project",
    "Review",
    "Sender",
    "Suppression",
    "Topup",
]

_TOP_UP: Final = "POST /v1/account/topup, then open the returned checkout_url."


@dataclass(frozen=True)
class Pace:
    """How many seconds things take."""

    dispatch: float = 0.4
    delivery: float = 0.8
    review: float = 0.3
    passcode: float = 120


@dataclass
class Message:
    """A message, and when what becomes of it."""

    serial: int
    sms_id: str
    to: str
    sender: str | None
    text: str
    vendor: str
    segments: int
    cost: Decimal
    at: datetime
    stages: list[tuple[datetime, str]]

    def state(self, now: datetime) -> str:
        return [word for at, word in self.stages if at <= now][-1]


@dataclass
class Passcode:
    """A code that was sent, for a login or for a sender."""

    code: str
    ends: datetime
    mistakes: int = 0
    is_used: bool = False


@dataclass
class Sender:
    """A number to send from."""

    serial: int
    sender_id: str
    number: str
    region: str
    methods: list[str]
    at: datetime
    is_proven: bool = False


@dataclass
class Review:
    """A signature or a template, which somebody looks at."""

    serial: int
    kind: Literal["signature", "template"]
    id: str
    about: dict[str, object]
    at: datetime
    decided: datetime


@dataclass
class Suppression:
    """That a number is left alone."""

    serial: int
    phone: str
    scope: str
    sender_scope: str | None
    reason: str | None
    at: datetime


@dataclass(frozen=True)
class Inbound:
    """A text that somebody wrote to a sender."""

    serial: int
    author: str
    to: str
    text: str
    at: datetime


@dataclass
class Topup:
    """Money that was promised."""

    topup_id: str
    amount: Decimal
    is_paid: bool = False


@dataclass(frozen=True)
class Kept:
    """What was answered under a key, and to which request."""

    request: str
    answer: object
    ends: datetime


@dataclass
class Project:
    """All that belongs to one key."""

    balance: Decimal
    clock: Clock
    pace: Pace
    messages: dict[str, Message] = field(default_factory=dict)
    passcodes: dict[str, list[Passcode]] = field(default_factory=dict)
    senders: dict[str, Sender] = field(default_factory=dict)
    sender_codes: dict[str, str] = field(default_factory=dict)
    reviews: dict[str, Review] = field(default_factory=dict)
    suppressions: list[Suppression] = field(default_factory=list)
    inbound: list[Inbound] = field(default_factory=list)
    topups: dict[str, Topup] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    codes: dict[str, str] = field(default_factory=dict)
    _serials: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def after(self, seconds: float) -> datetime:
        return self.now + timedelta(seconds=seconds)

    def serial(self) -> int:
        return next(self._serials)

    def charge(self, cost: Decimal) -> None:
        """Take money, or refuse for want of it."""
        if cost > self.balance:
            raise Refusal(402, "INSUFFICIENT_CREDIT", _TOP_UP)
        self.balance -= cost
