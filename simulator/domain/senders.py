"""Senders: numbers of the project's own, each verified by a code that was sent to it."""

from enum import StrEnum
from typing import Final

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.value import choice, value

__all__ = [
    "METHODS",
    "WRONG_COUNT_MAX",
    "Region",
    "Sender",
    "SenderState",
    "SenderWish",
    "register",
]

WRONG_COUNT_MAX: Final = 5

# How a number may be verified, where nobody said: the one way that there is.
METHODS: Final = ("sms",)

_DIGIT_COUNT: Final = 6


@choice
class Region(StrEnum):
    """Whose operators a sender's messages go through."""

    WESTERN = "western"
    CHINA = "china"


@choice
class SenderState(StrEnum):
    """How far a sender has come."""

    PENDING = "pending"
    VERIFIED = "verified"
    REJECTED = "rejected"


@value
class SenderWish:
    """What number is to be registered; without methods it may be verified by SMS."""

    number: E164
    region: Region
    methods: tuple[str, ...] | None = None


@value
class Sender:
    """A number that was registered to send from.

    Attributes:
        face: the API through which it was registered, and its codes are sent.
        methods: how it may be verified, in the words of whoever registered it.
        code: the last one sent to it; those before are dead.
        code_nth: 1 for the first code that this number was ever sent, whichever sender it was then.
        wrong_count: guesses that missed, at whichever of its codes.
    """

    id: str
    face: str
    number: E164
    region: Region
    methods: tuple[str, ...]
    state: SenderState
    code: str
    code_nth: int
    wrong_count: int
    created_at: int

    @property
    def attempts_left(self) -> int:
        """How many more guesses it stands."""
        return WRONG_COUNT_MAX - self.wrong_count

    def after_code(self, code: str) -> "Sender":
        """Tell what a code makes of it: the right one verifies it, the fifth wrong one rejects it.

        What has been decided stays decided, whatever is typed.
        """
        if self.state is not SenderState.PENDING:
            return self
        if code == self.code:
            return self._with(SenderState.VERIFIED, self.code, self.code_nth, self.wrong_count)
        wrong_count = self.wrong_count + 1
        is_last = wrong_count == WRONG_COUNT_MAX
        state = SenderState.REJECTED if is_last else SenderState.PENDING
        return self._with(state, self.code, self.code_nth, wrong_count)

    def with_new_code(self, code_nth: int, dice: Dice) -> "Sender":
        """Replace its code. The guesses at the old one still count: a new code is no new chance."""
        code = _draw(dice, self.number, code_nth)
        if code == self.code:  # else the old code would live on in the new one
            code = f"{(int(code) + 1) % 10**_DIGIT_COUNT:0{_DIGIT_COUNT}}"
        return self._with(self.state, code, code_nth, self.wrong_count)

    def _with(self, state: SenderState, code: str, code_nth: int, wrong_count: int) -> "Sender":
        return Sender(
            self.id,
            self.face,
            self.number,
            self.region,
            self.methods,
            state,
            code,
            code_nth,
            wrong_count,
            self.created_at,
        )


def register(
    sender_id: str, wish: SenderWish, *, face: str, code_nth: int, dice: Dice, now: int
) -> Sender:
    """Make a sender that waits for its code."""
    return Sender(
        id=sender_id,
        face=face,
        number=wish.number,
        region=wish.region,
        methods=METHODS if wish.methods is None else wish.methods,
        state=SenderState.PENDING,
        code=_draw(dice, wish.number, code_nth),
        code_nth=code_nth,
        wrong_count=0,
        created_at=now,
    )


def _draw(dice: Dice, number: E164, code_nth: int) -> str:
    drawn = dice.below(10**_DIGIT_COUNT, "sender code", number, str(code_nth))
    return f"{drawn:0{_DIGIT_COUNT}}"
