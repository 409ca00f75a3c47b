"""Erasure: what stays of a message once a person's number has been taken out of it.

A pseudonym stands in the number's place, so that what belongs together still does. Everything that
was counted or paid stays as it was.
"""

import re
from dataclasses import replace
from typing import Final

from msgspec import structs

from simulator.domain.address import E164, calling_code
from simulator.domain.dice import Dice
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.value import value

__all__ = ["Erasure", "is_erased"]

_ERASED: Final = "erased:"


def is_erased(address: str) -> bool:
    """Tell a pseudonym from a number: nothing can be sent to it, and its country is not known."""
    return address.startswith(_ERASED)


@value
class Erasure:
    """A number that is to be forgotten; `Erasure.of` makes one.

    Attributes:
        pseudonym: what stands in its place, the same in every message of a world.
        written: finds the number in a text, however people write it.
    """

    phone: E164
    pseudonym: E164
    written: re.Pattern[str]

    @classmethod
    def of(cls, phone: E164, dice: Dice) -> "Erasure":
        """Prepare to forget a number in the world of these dice, which salt the pseudonym."""
        pseudonym = E164(_ERASED + dice.digest("erased", phone))
        return cls(phone, pseudonym, _written(phone))

    def message(self, message: Message) -> Message:
        """Forget the number in a message to it."""
        text = self.text(message.text)
        return structs.replace(message, destination=self.pseudonym, text=text)

    def inbound(self, inbound: Inbound) -> Inbound:
        """Forget the number in a message from it."""
        return replace(inbound, handset=self.pseudonym, text=self.text(inbound.text))

    def text(self, text: str) -> str:
        """Forget the number wherever a text names it."""
        return self.written.sub(self.pseudonym, text)


def _written(phone: E164) -> re.Pattern[str]:
    """Find a number with or without its country, and with blanks, dashes and the like in it."""
    code = calling_code(phone)
    national = r"\W{0,2}".join(phone[len("+") + len(code) :])
    country = rf"(?:\+|00)?{code}\W{{0,2}}"
    # At home many countries dial a zero first, and some people write it behind the country, too.
    return re.compile(rf"(?<![0-9])(?:{country})?(?:0\W{{0,2}})?{national}(?![0-9])")
