"""How the checkout answers: in HTML, also when it says no."""

from base64 import b64encode
from hashlib import sha256
from typing import Final

from simulator.console.checkout import pages
from simulator.face import Answer, Call
from simulator.face.error_object import error_object
from simulator.face.refused import Refused

__all__ = ["page", "refuse", "see_other"]

_HEADERS: Final = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-store"),
    # Tells nothing to anybody else; `no-referrer` would also make the Origin of our own form null.
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
)

# Our one style sheet and our icon; no script, no frame around us, nothing from anywhere else.
_STYLE_DIGEST: Final = b64encode(sha256(pages.STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; img-src data:; base-uri 'none';"
    " frame-ancestors 'none'; form-action 'self'"
)
# Chromium holds each redirect behind a form to `form-action`, too, and whereto the site behind the
# return URL sends people on is its own business.
_AWAY: Final = " http: https:"


def page(html: str, *, leads_away: bool = False) -> Answer:
    """Answer with a page, whose form may end up at another site."""
    policy = _POLICY + _AWAY if leads_away else _POLICY
    return Answer(200, html.encode(), (*_HEADERS, ("Content-Security-Policy", policy)))


def see_other(url: str) -> Answer:
    """Send the browser on, to come back by GET."""
    return Answer(303, b"", (*_HEADERS, ("Location", url)))


def refuse(call: Call, refused: Refused) -> Answer:  # noqa: ARG001 - every face says no by call
    """Say no."""
    error = error_object(refused)
    headers = (*_HEADERS, ("Content-Security-Policy", _POLICY), *error.headers)
    return Answer(error.status, pages.refusal(error).encode(), headers)
