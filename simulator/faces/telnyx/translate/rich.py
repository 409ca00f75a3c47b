"""Messages that are more than text: what must be in them, and what people read of them."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from simulator.domain.refusals import Invalid

__all__ = ["needs_invitation", "rcs_text", "whatsapp_text"]

Json = Mapping[str, Any]

_WHATSAPP: Final = "whatsapp_message"
_MEDIA: Final = ("image", "video", "document", "audio", "sticker")
_TYPES: Final = (*_MEDIA, "interactive", "location", "template", "reaction", "contacts", "text")

_BODY_BYTES_MAX: Final = 4_096
_CAPTION_BYTES_MAX: Final = 1_024
_CONTACT_COUNT_MAX: Final = 257
_DEGREES: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?")


def whatsapp_text(content: Json) -> str:
    """Tell what people read of a WhatsApp message; all but words is named in brackets.

    Raises:
        Invalid: it is not what its type says.
    """
    kind = content.get("type")
    if kind is None:
        return ""
    if kind not in _TYPES:
        raise _invalid("type", f"must be one of {', '.join(_TYPES)}")
    part = content.get(kind)
    if kind == "contacts":
        return _contacts(part)
    if not isinstance(part, dict):
        raise _invalid(kind, "must be an object, for it is the message's type")
    if kind in _MEDIA:
        return _media(kind, part)
    return _READERS[kind](part)


def needs_invitation(content: Json) -> bool:
    """Tell whether only who has written lately may be sent a WhatsApp message.

    Templates have been looked at by the network; all else is conversation.
    """
    return content.get("type") not in {None, "template"}


def rcs_text(content: Json) -> str:
    """Tell what people read of an RCS message.

    Raises:
        Invalid: there is nothing in it.
    """
    message, event = content.get("content_message"), content.get("event")
    if isinstance(event, dict):
        return f"[{event.get('event_type')}]"
    if not isinstance(message, dict):
        raise Invalid.field("agent_message", "must hold a content_message or an event")
    text = message.get("text")
    if isinstance(text, str) and text:
        return text
    for kind in ("rich_card", "content_info"):
        if isinstance(message.get(kind), dict):
            return f"[{kind}]"
    raise Invalid.field(
        "agent_message.content_message", "must hold a text, a rich_card or a content_info"
    )


def _text(part: Json) -> str:
    body = part.get("body")
    if not isinstance(body, str) or not 1 <= len(body.encode()) <= _BODY_BYTES_MAX:
        raise _invalid("text.body", f"must have 1 to {_BODY_BYTES_MAX} bytes")
    return body


def _media(kind: str, part: Json) -> str:
    if (part.get("link") is None) == (part.get("id") is None):
        raise _invalid(kind, "must hold a link or an id, and not both")
    caption = part.get("caption")
    if caption is None:
        return f"[{kind}]"
    if not isinstance(caption, str) or len(caption.encode()) > _CAPTION_BYTES_MAX:
        raise _invalid(f"{kind}.caption", f"must be a text of at most {_CAPTION_BYTES_MAX} bytes")
    return f"[{kind}] {caption}"


def _template(part: Json) -> str:
    language = part.get("language")
    has_language = isinstance(language, dict) and bool(language.get("code"))
    if part.get("template_id"):
        return f"[template {part['template_id']}]"
    if not part.get("name") or not has_language:
        raise _invalid("template", "must hold a template_id, or a name and a language.code")
    return f"[template {part['name']}]"


def _location(part: Json) -> str:
    for name, most in (("latitude", 90), ("longitude", 180)):
        told = part.get(name)
        if not isinstance(told, str) or not _DEGREES.fullmatch(told) or abs(float(told)) > most:
            raise _invalid(f"location.{name}", f"must be a text of degrees from -{most} to {most}")
    return f"[location {part['latitude']}, {part['longitude']}]"


def _reaction(part: Json) -> str:
    emoji = part.get("emoji")
    return f"[reaction {emoji}]" if isinstance(emoji, str) else "[reaction]"


def _interactive(part: Json) -> str:
    body = part.get("body")
    text = body.get("text") if isinstance(body, dict) else None
    if isinstance(text, str) and len(text.encode()) > _CAPTION_BYTES_MAX:
        raise _invalid("interactive.body.text", f"must have at most {_CAPTION_BYTES_MAX} bytes")
    return f"[interactive] {text}" if isinstance(text, str) else "[interactive]"


_READERS: Final[Mapping[str, Callable[[Json], str]]] = {
    "text": _text,
    "template": _template,
    "location": _location,
    "reaction": _reaction,
    "interactive": _interactive,
}


def _contacts(part: object) -> str:
    if not isinstance(part, list) or not 1 <= len(part) <= _CONTACT_COUNT_MAX:
        raise _invalid("contacts", f"must be a list of 1 to {_CONTACT_COUNT_MAX} contacts")
    return f"[{len(part)} contacts]"


def _invalid(field: str, message: str) -> Invalid:
    return Invalid.field(f"{_WHATSAPP}.{field}", message)
