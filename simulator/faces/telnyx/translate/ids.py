"""How the vendor writes ids: as UUIDs."""

import re
from typing import Final

from simulator.domain.refusals import NotFound

__all__ = ["is_uuid", "read_uuid", "spell_uuid", "spell_uuid_or_none"]

_UUID: Final = re.compile(
    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)


def spell_uuid(bare: str) -> str:
    """Write an id of 32 hexadecimal characters."""
    return f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"


def spell_uuid_or_none(bare: str | None) -> str | None:
    """Write an id, if there is one."""
    return None if bare is None else spell_uuid(bare)


def is_uuid(text: str) -> bool:
    """Tell whether a text is spelled as ids are."""
    return _UUID.fullmatch(text) is not None


def read_uuid(kind: str, text: str) -> str:
    """Read an id.

    Raises:
        NotFound: nothing has an id that is spelled so.
    """
    if not is_uuid(text):
        raise NotFound(kind, text)
    return text.replace("-", "").lower()
