"""Founding: what a project holds before anybody has given it anything, so that it can send.

Ids come from the world's seed. The numbers are those with which a vendor's documentation sends, so
that what is copied from there works.
"""

from functools import lru_cache
from typing import Final

from simulator.domain.address import E164, AlphanumericSenderId, ShortCode
from simulator.domain.dice import Dice
from simulator.domain.holdings import Holdings
from simulator.domain.messaging_profiles import (
    ANYWHERE,
    MessagingProfile,
    NumberPool,
    draw_secret,
)
from simulator.domain.own_senders import OwnNumber, OwnShortCode, SenderName, number_kind

__all__ = [
    "FOUNDING_NAME",
    "FOUNDING_NUMBERS",
    "FOUNDING_SHORT_CODE",
    "draw_id",
    "found",
    "number_id",
]

FOUNDING_NUMBERS: Final = (
    E164("+13125551234"),
    E164("+13125550002"),
    E164("+18005550101"),
    E164("+18445550001"),
)
FOUNDING_SHORT_CODE: Final = ShortCode("12345")
FOUNDING_NAME: Final = AlphanumericSenderId("MyCompany")

_COUNTRY: Final = "US"
_POOL: Final = NumberPool(long_code_weight=1, toll_free_weight=10, skips_unhealthy=False)


@lru_cache(maxsize=1024)
def found(seed: int, realm: str, at: int) -> Holdings:
    """Make what a world holds at first: a profile, and numbers, a short code and a name on it.

    Args:
        seed: of the world's dice.
        realm: of the same.
        at: when the world began, by its own time.
    """
    dice = Dice(seed, realm)
    profile_id = draw_id(dice, "profile")
    profile = MessagingProfile(
        id=profile_id,
        name="Default profile",
        destinations=(ANYWHERE,),
        secret=draw_secret(dice, "default profile"),
        created_at=at,
        updated_at=at,
        pool=_POOL,
    )
    numbers = tuple(
        OwnNumber(number_id(dice, one), one, number_kind(one), _COUNTRY, profile_id, at, at)
        for one in FOUNDING_NUMBERS
    )
    code = OwnShortCode(
        draw_id(dice, "short code"), FOUNDING_SHORT_CODE, _COUNTRY, profile_id, at, at
    )
    name = SenderName(draw_id(dice, "name"), FOUNDING_NAME, profile_id, FOUNDING_NUMBERS[0], at)
    return Holdings(draw_id(dice, "organisation"), (profile,), numbers, (code,), (name,))


def number_id(dice: Dice, number: E164) -> str:
    """Draw the id of a number: 19 decimal digits."""
    return str(10**18 + dice.below(9 * 10**18, "number id", number))


def draw_id(dice: Dice, *what: str) -> str:
    """Draw 32 hexadecimal characters that make a UUID of version 8, which leaves the rest to us."""
    drawn = dice.digest("id", "1", *what) + dice.digest("id", "2", *what)
    # RFC 9562, 5.8: the version is in bits 48 to 51, the variant, 0b10, in bits 64 and 65.
    return f"{drawn[:12]}8{drawn[13:16]}a{drawn[17:]}"
