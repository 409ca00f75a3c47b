"""Which world a call to the control API means: `X-Sim-World`, else a vendor's key, else `demo`."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from aiohttp import web

from simulator.face import VENDORS
from simulator.face.refused import Unauthorized
from simulator.services.worlds import NAME

__all__ = ["environment", "keys", "world_of"]

_HEADER: Final = "X-Sim-World"
_DEFAULT: Final = "demo"


def keys(world: str) -> str:
    """Spell what stands in the header."""
    return world


def environment(world: str, url: str) -> Mapping[str, str]:
    """Name the variables that our own command line reads."""
    return {"SIM_URL": url, "SIM_WORLD": world}


def world_of(request: web.Request) -> str:
    """Read which world is meant.

    Raises:
        Unauthorized: the header is malformed, or no vendor's face knows the key.
    """
    world = request.headers.get(_HEADER)
    if world is not None:
        if not NAME.fullmatch(world):
            raise Unauthorized(f"{_HEADER} must be 1 to 64 letters and digits.")
        return world
    if "Authorization" not in request.headers:
        return _DEFAULT
    for vendor in request.app[VENDORS]:
        with suppress(Unauthorized):
            return vendor.world_of(request)
    raise Unauthorized(f"No face knows this key. Send {_HEADER}: <world> instead.")
