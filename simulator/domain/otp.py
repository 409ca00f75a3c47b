"""One-time passcodes: made of chance, dead by time, by use, by guesses or by a successor."""

from enum import StrEnum
from typing import Final

from simulator.domain.address import E164
from simulator.domain.dice import Dice
from simulator.domain.value import choice, value

__all__ = ["OTP_RULES", "Otp", "OtpRules", "Verdict", "issue"]

SUPERSEDED_COUNT_MAX: Final = 10


@choice
class Verdict(StrEnum):
    """What came of an attempt to verify a code."""

    VALID = "valid"
    WRONG = "wrong"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"
    USED = "used"


@value
class OtpRules:
    """How long codes are, how long they live, and how many guesses they stand.

    Attributes:
        code: what each of them is, where chance is not asked.
        is_own: whether that is the wish of who has it sent.
        purpose: what they are for; empty where nobody says.
    """

    digit_count: int = 6
    lifetime_ms: int = 300_000
    attempt_count: int = 5
    code: str | None = None
    is_own: bool = False
    purpose: str = ""


OTP_RULES: Final = OtpRules()


@value
class Otp:
    """The latest code sent to a number through one face for one purpose.

    Attributes:
        id: names the request for the code.
        expires_at: the first instant at which it is no longer good.
        is_own: whether it was chosen by who had it sent, rather than drawn.
        purpose: what it is for; codes for another one are others.
        superseded: the codes it replaced, oldest first, the last ten of them.
    """

    id: str
    face: str
    destination: E164
    code: str
    nth: int
    created_at: int
    expires_at: int
    attempts_left: int
    is_used: bool = False
    superseded: tuple[str, ...] = ()
    is_own: bool = False
    purpose: str = ""

    def verdict(self, code: str, now: int, lifetime_ms: int | None = None) -> Verdict:
        """Judge an attempt; a dead code is dead before it is compared.

        Args:
            code: what was tried.
            now: by the world's clock.
            lifetime_ms: of codes that were drawn, where whoever verifies has a say in that.
        """
        if self.is_used:
            return Verdict.USED
        if now >= self._expiry(lifetime_ms):
            return Verdict.EXPIRED
        if self.attempts_left == 0:
            return Verdict.EXHAUSTED
        return Verdict.VALID if code == self.code else Verdict.WRONG

    def after(self, verdict: Verdict) -> "Otp":
        """Tell what an attempt with this verdict leaves behind."""
        match verdict:
            case Verdict.VALID:
                return self._with(self.attempts_left, is_used=True)
            case Verdict.WRONG:
                return self._with(self.attempts_left - 1, is_used=False)
            case Verdict.EXPIRED | Verdict.EXHAUSTED | Verdict.USED:
                return self

    def _expiry(self, lifetime_ms: int | None) -> int:
        if lifetime_ms is None or self.is_own:
            return self.expires_at
        return self.created_at + lifetime_ms

    def _with(self, attempts_left: int, *, is_used: bool) -> "Otp":
        return Otp(
            self.id,
            self.face,
            self.destination,
            self.code,
            self.nth,
            self.created_at,
            self.expires_at,
            attempts_left,
            is_used,
            self.superseded,
            self.is_own,
            self.purpose,
        )


def issue(
    otp_id: str,
    *,
    face: str,
    destination: E164,
    previous: Otp | None,
    rules: OtpRules,
    dice: Dice,
    now: int,
) -> Otp:
    """Make the code that takes the place of the previous one."""
    nth = previous.nth + 1 if previous else 1
    question = (face, destination, str(nth), *([rules.purpose] if rules.purpose else []))
    code = rules.code or _draw(rules, dice, question)
    # Else the old code would live on in the new one, which only a code that was chosen may.
    if previous and code == previous.code and not rules.code:
        code = f"{(int(code) + 1) % 10**rules.digit_count:0{rules.digit_count}}"
    superseded = (*previous.superseded, previous.code) if previous else ()
    return Otp(
        id=otp_id,
        face=face,
        destination=destination,
        code=code,
        nth=nth,
        created_at=now,
        expires_at=now + rules.lifetime_ms,
        attempts_left=rules.attempt_count,
        superseded=superseded[-SUPERSEDED_COUNT_MAX:],
        is_own=rules.is_own,
        purpose=rules.purpose,
    )


def _draw(rules: OtpRules, dice: Dice, question: tuple[str, ...]) -> str:
    drawn = dice.below(10**rules.digit_count, "otp", *question)
    return f"{drawn:0{rules.digit_count}}"
