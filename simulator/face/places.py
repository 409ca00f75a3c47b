"""Where one part of the server sends people to another."""

from aiohttp import web

__all__ = ["CHECKOUT_PREFIX", "checkout_url", "url_of"]

CHECKOUT_PREFIX = "/_sim/checkout"


def url_of(request: web.Request) -> str:
    """Tell this server's URL, as this caller knows it."""
    return f"{request.scheme}://{request.host}"


def checkout_url(request: web.Request, world: str, topup_id: str) -> str:
    """Tell where a person pays for a top-up."""
    return f"{url_of(request)}{CHECKOUT_PREFIX}/{world}/{topup_id}"
