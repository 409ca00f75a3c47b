"""Codes, in the control API's words."""

from simulator.console.control import shapes
from simulator.domain.otp import Otp
from simulator.face.instants import iso
from simulator.services.spotted_codes import Spotted

__all__ = ["otp"]


def otp(one: Otp | Spotted) -> shapes.Passcode:
    """Spell a code and what is left of it; of one in somebody's own text, that is his affair."""
    if isinstance(one, Spotted):
        return {
            "code": one.code,
            "to": one.message.destination,
            "face": one.message.face,
            "expires_at": None,
            "attempts_left": None,
            "used": False,
            "superseded": list(one.superseded),
        }
    return {
        "code": one.code,
        "to": one.destination,
        "face": one.face,
        "expires_at": iso(one.expires_at),
        "attempts_left": one.attempts_left,
        "used": one.is_used,
        "superseded": list(one.superseded),
    }
