"""Where one part of the server sends people to another."""

import re
from typing import Final

from aiohttp import web

__all__ = ["CHECKOUT_PREFIX", "checkout_url", "url_of"]

CHECKOUT_PREFIX = "/_sim/checkout"

# RFC 3986, 3.2: a host, a port, and what may stand in either.
_AUTHORITY: Final = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:%\[\]-]+")


def url_of(request: web.Request) -> str:
    """Tell this server's URL, as this caller knows it; if what he says is no host, as we do."""
    told = request.host
    return f"{request.scheme}://{told if _AUTHORITY.fullmatch(told) else _own_authority(request)}"


def _own_authority(request: web.Request) -> str:
    if request.transport is None:  # he has hung up, and will not read it
        return "localhost"
    address, port = request.transport.get_extra_info("sockname")[:2]
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def checkout_url(request: web.Request, world: str, topup_id: str) -> str:
    """Tell where a person pays for a top-up."""
    return f"{url_of(request)}{CHECKOUT_PREFIX}/{world}/{topup_id}"
