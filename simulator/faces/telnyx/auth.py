"""How a request says on whose behalf it is made: `Authorization: Bearer KEY_<world>`."""

from collections.abc import Mapping
from typing import Final

from simulator.face.bearer import BearerKeys, Unfit

__all__ = ["KEYS", "environment"]

KEYS: Final = BearerKeys(
    "KEY_",
    Unfit(
        missing="Could not find any usable credentials in the request.",
        scheme="Could not understand the provided credentials.",
        foreign="The API key looks malformed. Check that you copied it correctly.",
        nameless="The API key looks malformed: it names no world.",
        revoked="The API key has been revoked.",
    ),
)


def environment(world: str, url: str) -> Mapping[str, str]:
    """Name the variables that the official SDK reads."""
    return {"TELNYX_API_KEY": KEYS.spell(world), "TELNYX_BASE_URL": f"{url}/v2"}
