"""Spotted codes: passcodes that senders have made themselves, read out of their texts."""

from typing import Final

from simulator.domain.address import E164
from simulator.domain.message import Message
from simulator.domain.otp import Otp
from simulator.domain.spotting import spot
from simulator.domain.value import value
from simulator.services import otps
from simulator.services.tables import MESSAGE, messages_to
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["Spotted", "latest"]

# So many messages to a number are looked through, newest first.
_LOOKED_COUNT_MAX: Final = 20


@value
class Spotted:
    """A passcode that stands in a message.

    Attributes:
        superseded: those in earlier messages, oldest first.
    """

    code: str
    message: Message
    superseded: tuple[str, ...]


async def latest(world: World, number: E164) -> Otp | Spotted | None:
    """Find the passcode that was last sent to a number.

    Made here, by a face that makes such, or by a sender of the vendor's who has no such thing.
    """
    otp, spotted = await otps.latest(world, number), await _spotted(world, number)
    if otp is None or spotted is None:
        return otp or spotted
    return otp if otp.created_at >= spotted.message.created_at else spotted


async def _spotted(world: World, number: E164) -> Spotted | None:
    vendor = world.stock.rules.vendor
    found: dict[str, Message] = {}
    looked_count = 0
    async for message in newest_first(world, messages_to(number), MESSAGE):
        code = spot(message.text) if message.face == vendor else None
        if code is not None:
            found.setdefault(code, message)
        looked_count += 1
        if looked_count == _LOOKED_COUNT_MAX:
            break
    if not found:
        return None
    code, *earlier = found
    return Spotted(code, found[code], tuple(reversed(earlier)))
