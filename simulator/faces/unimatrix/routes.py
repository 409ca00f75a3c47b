"""The whole vendor on one screen: its actions, by their names in the query."""

from typing import Final

from aiohttp import hdrs, web

from simulator.face import Handler, Route
from simulator.face.reading import Wire
from simulator.faces.unimatrix import wire
from simulator.faces.unimatrix.auth import ACTION
from simulator.faces.unimatrix.operations import messages, passcodes

__all__ = ["ROUTES", "picks"]

_NOWHERE: Final = "unknown"


def _action(name: str, handler: Handler, takes: type[Wire]) -> Route:
    return Route("POST", "/", name, handler, takes)


ROUTES: Final = (
    _action("sms.message.send", messages.send, wire.SendMessage),
    _action("otp.send", passcodes.send, wire.SendOtp),
    _action("otp.verify", passcodes.verify, wire.VerifyOtp),
)


def picks(request: web.Request) -> str | None:
    """Read which action is meant: whatever names one is for us, and what is posted to no path.

    Half of the official SDKs drop the path of the endpoint that they are given, and others put a
    slash behind it that was there already: `/`, `//`, `/any/path` and `/any/path/` are all one.
    """
    action = request.query.get(ACTION)
    if action is None and request.method == hdrs.METH_POST and not request.path.strip("/"):
        return _NOWHERE
    return action
