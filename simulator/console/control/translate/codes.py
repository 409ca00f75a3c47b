"""Codes, in the control API's words."""

from simulator.console.control import shapes
from simulator.domain.otp import Otp
from simulator.face.instants import iso

__all__ = ["otp"]


def otp(one: Otp) -> shapes.Passcode:
    """Spell a code and what is left of it."""
    return {
        "code": one.code,
        "to": one.destination,
        "face": one.face,
        "expires_at": iso(one.expires_at),
        "attempts_left": one.attempts_left,
        "used": one.is_used,
        "superseded": list(one.superseded),
    }
