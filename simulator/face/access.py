"""Who may use our own faces: programs on this machine, or whoever has the token."""

import re
from hmac import compare_digest
from ipaddress import ip_address
from typing import Final

from aiohttp import hdrs, web
from pydantic import SecretStr

from simulator.domain.refusals import Forbidden
from simulator.domain.value import value
from simulator.face.places import url_of
from simulator.face.refused import Unauthorized

__all__ = ["ACCESS", "Access", "demand_token", "is_loopback", "refuse_strangers"]

# RFC 9110, 7.2: Host = uri-host [ ":" port ]
_HOST: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::[0-9]*)?", re.ASCII)

_LINKED: Final = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@value
class Access:
    """Who may come in.

    Attributes:
        is_local: whether we listen to this machine only.
        token: what the control API demands; None leaves it open.
    """

    is_local: bool
    token: SecretStr | None


# Of this process, for the faces that are ours.
ACCESS: Final = web.AppKey("access", Access)


def is_loopback(host: str) -> bool:
    """Tell whether a name or an address can only mean this machine, as RFC 6761, 6.3 has it."""
    name = host.lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def refuse_strangers(request: web.Request, *, may_be_linked: bool = False) -> None:
    """Refuse what other sites make a browser on this machine send, where it need show no more.

    Bound to loopback, we listen under no name but those of loopback. Bound wider we may have any
    name, and it is the token that keeps strangers out, or an id that they cannot guess.

    Args:
        request: one without `Host` (HTTP/1.0) goes by the address that it came to.
        may_be_linked: whether other sites may lead people here.

    Raises:
        Forbidden: another site is behind it.
    """
    if not request.app[ACCESS].is_local:
        return
    # DNS rebinding: whoever owns a name may let it point here, and to a browser all is his site.
    if not _is_ours(request.host):
        raise Forbidden(
            "The Host header names another machine",
            "Use http://127.0.0.1 or http://localhost; for other names, serve with --host.",
        )
    if not (_is_same_site(request) or (may_be_linked and _is_linked(request))):
        raise Forbidden(
            "This comes from another site's page, by way of a browser",
            "Open it in the browser itself, or call it from a program.",
        )


def demand_token(request: web.Request) -> None:
    """Refuse who does not have the token, where there is one.

    Raises:
        Unauthorized: it is missing or wrong.
    """
    token = request.app[ACCESS].token
    if token is None:
        return
    # RFC 9110, 11.4: credentials = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
    scheme, _, credential = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    sent = credential.strip(" ").encode(errors="surrogateescape")
    # How long this takes must not tell how much of the token was right.
    is_right = compare_digest(sent, token.get_secret_value().encode())
    if scheme.lower() != "bearer" or not is_right:
        raise Unauthorized(
            "This server's control API wants its own token, and no face's key opens it. Send "
            "Authorization: Bearer <admin token>, and X-Sim-World: <world> for the world."
        )


def _is_ours(host: str) -> bool:
    found = _HOST.fullmatch(host)
    return found is not None and is_loopback(found[1] or found[2])


def _is_same_site(request: web.Request) -> bool:
    """Tell whether no page is behind a request, or one of our own.

    Browsers that know `Sec-Fetch-Site` let nobody else write it, and it is right where `Origin` is
    `null` for privacy. The others send `Origin` with all that changes something.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        # same-site is not enough: another port of this machine is another site's server.
        return site in {"same-origin", "none"}
    return request.headers.get(hdrs.ORIGIN) in {None, url_of(request)}


def _is_linked(request: web.Request) -> bool:
    """Tell whether a person follows a link: the browser shows what comes, to him alone."""
    sent = request.headers
    return request.method == hdrs.METH_GET and _LINKED.items() <= sent.items()
