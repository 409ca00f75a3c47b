"""Who may call the control API, and which world is meant.

The world is that of `X-Sim-World`, else of a vendor's key, else `demo`. Where a token is demanded,
`Authorization` holds that, and no key.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from aiohttp import hdrs, web

from simulator.face import world_of_any
from simulator.face.access import ACCESS, demand_token, refuse_strangers
from simulator.face.refused import Unauthorized
from simulator.services.worlds import NAME

__all__ = ["HEADER", "environment", "guard", "keys", "world_of"]

HEADER: Final = "X-Sim-World"
_DEFAULT: Final = "demo"
_PROBES: Final = {"control.livez", "control.readyz"}


def guard(request: web.Request) -> None:
    """Let in who may steer; whoever watches over the process asks without a token how it is.

    Raises:
        Forbidden: another site is behind it.
        Unauthorized: the token is missing or wrong.
    """
    refuse_strangers(request)
    if request.match_info.route.name not in _PROBES:
        demand_token(request)


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
    world = request.headers.get(HEADER)
    if world is not None:
        if not NAME.fullmatch(world):
            raise Unauthorized(f"{HEADER} must be 1 to 64 letters and digits.")
        return world
    if request.app[ACCESS].token is not None or hdrs.AUTHORIZATION not in request.headers:
        return _DEFAULT
    with suppress(Unauthorized):
        return world_of_any(request)
    raise Unauthorized(f"No face knows this key. Send {HEADER}: <world> instead.")
