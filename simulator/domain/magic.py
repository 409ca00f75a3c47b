"""Magic recipients: numbers whose messages always meet the same fate, in every world.

The last four digits of a number choose: three for the fate, and one to spare, so that ten tests
that run at once can have a number each. A fate bends the profile of the world's carrier, and leaves
alone what it says nothing of.
"""

from collections.abc import Mapping
from typing import Any, Final, Self

from simulator.domain.address import E164
from simulator.domain.bend import Bend, Receiving
from simulator.domain.handset import AutoReply
from simulator.domain.message import What
from simulator.domain.profile import Outcome, Profile
from simulator.domain.value import value

__all__ = ["Fate", "InvalidMagic", "MagicTable"]

_FATE_DIGIT_COUNT: Final = 3
_SPARE_DIGIT_COUNT: Final = 1


class InvalidMagic(ValueError):
    """Not a table of magic recipients; the message names the row that is wrong."""


@value
class Fate:
    """What happens to messages to some numbers; what is None or empty is left to the carrier.

    Attributes:
        story: the whole of it in a few words, for people.
        outcome: how each message ends.
        delivery_ms: from the network to the handset.
        refused: why nothing to it is accepted.
        is_opted_out: whether all is suppressed.
        reply: what the handset answers.
        otp: the one code that is ever sent to it.
        error_count: so many times the vendor fails on a message before it takes one like it.
        is_answer_lost: whether who sends to it never hears that it was accepted.
    """

    story: str
    outcome: Outcome | None = None
    delivery_ms: int | None = None
    receiving: Receiving | None = None
    refused: str = ""
    is_opted_out: bool = False
    reply: AutoReply | None = None
    otp: str | None = None
    error_count: int = 0
    is_answer_lost: bool = False

    def bent(self, profile: Profile) -> Profile:
        """Tell how a carrier treats messages of this fate."""
        return Bend(self.outcome, self.delivery_ms, self.receiving).bent(profile)


@value
class MagicTable:
    """The magic numbers: those that begin so, and their fates by the digits behind that."""

    prefix: str
    fates: Mapping[str, Fate]

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Self:
        """Read a table as JSON gives it: `prefix`, and `fates` by three digits.

        Raises:
            InvalidMagic: it is no such table.
        """
        match table:
            case {"prefix": str(prefix), "fates": dict(rows)} if prefix.startswith("+"):
                return cls(prefix, {digits: _fate(digits, row) for digits, row in rows.items()})
            case _:
                raise InvalidMagic('a table of magic recipients holds "prefix" and "fates"')

    def fate_of(self, number: E164) -> Fate | None:
        """Find the fate of a number; None if it is an ordinary one."""
        if not number.startswith(self.prefix):
            return None
        digits = number[len(self.prefix) :]
        if len(digits) != _FATE_DIGIT_COUNT + _SPARE_DIGIT_COUNT:
            return None
        return self.fates.get(digits[:_FATE_DIGIT_COUNT])


def _fate(digits: str, row: Any) -> Fate:  # noqa: ANN401 - JSON is anything, and this says what
    if not (len(digits) == _FATE_DIGIT_COUNT and digits.isdecimal() and digits.isascii()):
        raise InvalidMagic(f"fate {digits!r} is not chosen by three digits")
    try:
        return _read(**row)
    except (TypeError, ValueError) as error:
        raise InvalidMagic(f"fate {digits}: {error}") from error


def _read(  # noqa: PLR0913 - the members of a row, by their names
    *,
    story: str,
    ending: str | None = None,
    error: str = "",
    delivery_ms: int | None = None,
    receipts: str = Receiving.ONCE.value,
    refused: str = "",
    opted_out: bool = False,
    reply: Mapping[str, Any] | None = None,
    otp: str | None = None,
    errors: int = 0,
    answer_lost: bool = False,
) -> Fate:
    return Fate(
        story,
        None if ending is None else Outcome(What(ending), 1.0, error),
        delivery_ms,
        None if ending is None else Receiving(receipts),
        refused,
        opted_out,
        None if reply is None else AutoReply(**reply),
        otp,
        errors,
        answer_lost,
    )
