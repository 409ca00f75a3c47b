"""What calls of the gateway say, as far as rules by which they fail want to know."""

from collections.abc import Mapping
from typing import Any, Final

__all__ = ["told"]

# By operation: the members that name originator and destination, and that hold a text.
_MEMBERS: Final = {
    "sms.send": ("from", "to", "body"),
    "sms.otp": ("", "to", ""),
    "sms.verify": ("", "to", ""),
    "sms.lookup": ("", "phone", ""),
    "sms.sender.register": ("", "phone_number", ""),
    "sms.signature.create": ("", "", "name"),
    "sms.template.create": ("", "", "body"),
    "sms.suppress": ("", "phone", ""),
    "sms.suppression.check": ("", "phone", ""),
    "sms.suppression.delete": ("", "phone", ""),
    "sms.suppression.gdpr_remove": ("", "phone", ""),
}
_NONE: Final = ("", "", "")


def told(op: str, document: Mapping[str, Any]) -> tuple[str, str, str]:
    """Read originator, destination and text; of a batch, each message is asked about by itself."""
    originator, destination, text = _MEMBERS.get(op, _NONE)
    return _text(document, originator), _text(document, destination), _text(document, text)


def _text(document: Mapping[str, Any], member: str) -> str:
    """Read a member that nobody has checked yet."""
    found = document.get(member)
    return found if isinstance(found, str) else ""
