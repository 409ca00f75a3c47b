"""How a request says on whose behalf it is made, and shows that it may.

`accessKeyId` in the query names the world. A world may demand that calls be signed with its secret,
which is `secret_<world>`: it keeps nobody out who can read, and lets clients be set up in advance.
"""

import re
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from simulator.domain.refusals import Forbidden
from simulator.face import Call
from simulator.face.refused import Unauthorized
from simulator.faces.unimatrix.signing import instant_ms, is_signature
from simulator.services.worlds import NAME

__all__ = ["ACTION", "admit", "environment", "keys", "secret_of", "world_of"]

# Parameters of the query.
ACTION: Final = "action"
_KEY_ID: Final = "accessKeyId"

# What clients send who were given none; the first is what the SDK for Python makes of it.
_NOTHING: Final = frozenset({"None", "", "null", "undefined"})
_REVOKED: Final = "revoked"
_ALGORITHM: Final = "hmac-sha256"
_TOLERANCE_MS: Final = 10 * 60 * 1_000
_NONCE_LENGTHS: Final = range(8, 64 + 1)

# How the vendor's own ids look: 22 letters and digits, without those that are taken for others.
_LIVE: Final = re.compile(
    r"(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])"
    r"[23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz]{22}"
)


def secret_of(world: str) -> str:
    """Spell the secret of a world."""
    return f"secret_{world}"


def keys(world: str) -> Mapping[str, str]:
    """Spell the access key of a world."""
    return {"id": world, "secret": secret_of(world)}


def environment(world: str, url: str) -> Mapping[str, str]:
    """Name the variables that all official SDKs read."""
    return {
        "UNIMTX_ENDPOINT": url,
        "UNIMTX_ACCESS_KEY_ID": world,
        "UNIMTX_ACCESS_KEY_SECRET": secret_of(world),
    }


def world_of(request: web.Request) -> str:
    """Read the world out of the access key id.

    Raises:
        Unauthorized: there is none, or it is none of ours.
    """
    world = request.query.get(_KEY_ID)
    if world is None or world in _NOTHING:
        raise Unauthorized("There is no accessKeyId in the query.", "104110")
    if not NAME.fullmatch(world):
        raise Unauthorized("The accessKeyId names no world: it is letters and digits.", "104111")
    if _LIVE.fullmatch(world):
        raise Unauthorized(
            "This looks like a live access key of the vendor's. It was not stored; keep it away"
            " from simulators. Send accessKeyId=<world>, with letters and digits for <world>.",
            "104111",
        )
    if world.startswith(_REVOKED):
        raise Unauthorized("This key has been revoked.", "105001")
    return world


def admit(call: Call) -> None:
    """Let a call into its world, if it comes from where it may and is signed where it has to be.

    Raises:
        Forbidden: calls from its address are not wanted.
        Unauthorized: it is not signed as it should be.
    """
    safeguards = call.world.settings.safeguards
    callers, caller = safeguards.callers, call.request.remote
    if callers is not None and not callers.admits(caller):
        raise Forbidden(
            f"Calls from {caller} are not wanted", "PUT /_sim/unimatrix says whose are."
        )
    # In the simple mode a signature is no more than other parameters that nobody asked for.
    if safeguards.is_signing_demanded:
        _demand_signature(call)


def _demand_signature(call: Call) -> None:
    query = call.request.query
    signature = query.get("signature")
    if not signature:
        raise Unauthorized("The call is not signed, and this world demands it.", "104200")
    if query.get("algorithm") != _ALGORITHM:
        raise Unauthorized(f"The algorithm is not {_ALGORITHM}.", "104201")
    if len(query.get("nonce", "")) not in _NONCE_LENGTHS:
        raise Unauthorized("The nonce has not 8 to 64 characters.", "104201")
    _demand_fresh(query.get("timestamp", ""), call.simulation.parts.wall.now_ms())
    sent = call.request.rel_url.raw_query_string
    if not is_signature(signature, sent, secret_of(call.world_name)):
        raise Unauthorized("The signature is not that of this query and this secret.", "104201")


def _demand_fresh(timestamp: str, wall_ms: int) -> None:
    signed_at = instant_ms(timestamp)
    if signed_at is None or abs(wall_ms - signed_at) > _TOLERANCE_MS:
        raise Unauthorized(
            "The timestamp is not within ten minutes of this server's clock.", "104202"
        )
