"""Names that were never made before."""

import secrets

from uuid_utils import uuid7

__all__ = ["Uuid7Source", "fresh_seed", "fresh_token"]


class Uuid7Source:
    """Makes UUIDs of version 7 (RFC 9562, 5.7), which sort by the time they were made.

    Within a millisecond a counter keeps them rising, so that lists ordered by id are in the order
    of arrival.
    """

    def uuid7(self) -> str:
        """Make a UUID, in its usual spelling."""
        return str(uuid7())

    def hex7(self) -> str:
        """Make a UUID, in 32 hexadecimal characters."""
        return uuid7().hex


def fresh_seed() -> int:
    """Draw a seed for a server that was given none: short enough to be typed."""
    return secrets.randbelow(10**9)


def fresh_token() -> str:
    """Draw a token that cannot be guessed, of 256 bits in letters that need no quoting."""
    return secrets.token_hex(32)
