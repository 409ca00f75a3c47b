"""How a request says on whose behalf it is made: `Authorization: Bearer ifr_pk_proj_<world>`."""

from collections.abc import Mapping
from typing import Final

from simulator.face.bearer import BearerKeys, Unfit

__all__ = ["KEYS", "environment"]

KEYS: Final = BearerKeys(
    "ifr_pk_proj_",
    Unfit(
        missing="There is no key.",
        scheme="The scheme is not Bearer.",
        foreign="The key is none of ours.",
        nameless="The key names no world.",
        revoked="This key has been revoked.",
    ),
)


def environment(world: str, url: str) -> Mapping[str, str]:
    """Name the variables of the documentation's examples."""
    return {"INFRAI_API_KEY": KEYS.spell(world), "INFRAI_BASE_URL": f"{url}/v1"}
