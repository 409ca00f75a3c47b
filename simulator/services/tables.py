"""Everything that a world keeps: one line for each kind of record, counter and index."""

from typing import Final

from simulator.domain.message import Message
from simulator.domain.otp import Otp
from simulator.domain.world import WorldSettings
from simulator.services.once import Remembered
from simulator.services.ports import Key, Table

__all__ = [
    "BALANCE",
    "LATEST_OTP_FACE",
    "LIKENESS",
    "MESSAGE",
    "MESSAGES",
    "OTP",
    "REMEMBERED",
    "SETTINGS",
    "messages_to",
]

SETTINGS: Final[Key[WorldSettings]] = Table("world", WorldSettings).key("settings")

MESSAGE: Final = Table("message", Message)  # by message id
LIKENESS: Final = Table("likeness", int)  # how many messages of a likeness there have been
OTP: Final = Table("otp", Otp)  # by face and destination
LATEST_OTP_FACE: Final = Table("latest_otp_face", str)  # by destination
REMEMBERED: Final = Table("remembered", Remembered)  # by capability and idempotency key

# Micro-USD. The floor of this counter is what keeps concurrent requests from overdrawing.
BALANCE: Final[Key[int]] = Table("account", int).key("balance")

MESSAGES: Final = "messages"  # an index of all messages


def messages_to(destination: str) -> str:
    """Name the index of all messages to a number."""
    return f"messages/to/{destination}"
