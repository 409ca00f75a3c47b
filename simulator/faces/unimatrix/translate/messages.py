"""Messages, in the vendor's words."""

import re
from collections.abc import Sequence
from typing import Final

from simulator.domain.address import calling_code
from simulator.domain.message import Message
from simulator.domain.pricing import MicroUsd, usd
from simulator.domain.refusals import FieldProblem, Invalid, NotFound
from simulator.domain.signatures import leading_name, signed
from simulator.domain.templates import TEXT_LENGTH_MAX, MissingVariables, render
from simulator.faces.unimatrix import wire
from simulator.faces.unimatrix.public_templates import PUBLIC_PREFIX, PUBLIC_TEMPLATES
from simulator.services.broadcasting import Broadcast
from simulator.services.ports import Directory
from simulator.services.templates import Filling

__all__ = [
    "CURRENCY",
    "FACE_NAME",
    "broadcast",
    "message",
    "money",
    "own_template",
    "public_template",
    "receipt",
]

FACE_NAME: Final = "unimatrix"
CURRENCY: Final = "USD"

_GATEWAYS_ID: Final = re.compile("tpl_([0-9a-f]{32})")

Json = dict[str, object]


def broadcast(sent: wire.SendMessage) -> Broadcast:
    """Read what is to be sent to whom.

    Raises:
        Invalid: there is nothing to send, or a variable of a public template is missing.
        NotFound: there is no such public template.
    """
    name, content = sent.signature, _content(sent)
    if name is None and isinstance(content, str):
        name = leading_name(content)
    return Broadcast(FACE_NAME, FACE_NAME, tuple(sent.to), name, content)


def _content(sent: wire.SendMessage) -> str | Filling:
    """Find the text. The vendor does not say what goes first where there are several."""
    if sent.template_id is not None:
        variables = {name: f"{filled}" for name, filled in sent.template_data.items()}
        return _filled(sent.template_id, variables, sent.signature)
    if sent.text is not None:
        return sent.text
    if sent.content is not None:
        return signed(sent.signature, sent.content)
    raise Invalid.field("text", "is needed, or else content or templateId")


def _filled(template_id: str, variables: dict[str, str], name: str | None) -> str | Filling:
    body = public_template(template_id)
    if body is None:
        return Filling(own_template(template_id), tuple(variables.items()), name)
    match render(body, variables):
        case MissingVariables(names):
            problems = [FieldProblem(f"template_vars.{one}", "is missing") for one in names]
            raise Invalid(tuple(problems))
        case str(text) if len(text) > TEXT_LENGTH_MAX:
            raise Invalid.field("template_vars", f"makes more than {TEXT_LENGTH_MAX} characters")
        case str(text):
            return signed(name, text)


def public_template(template_id: str) -> str | None:
    """Find the wording of a public template; None if it is a template of the project's own.

    Raises:
        NotFound: it looks like a public one, and is none.
    """
    if not template_id.startswith(PUBLIC_PREFIX):
        return None
    if template_id not in PUBLIC_TEMPLATES:
        raise NotFound("template", template_id)
    return PUBLIC_TEMPLATES[template_id]


def own_template(template_id: str) -> str:
    """Read what a project calls its template: by name, or by id, as we or the gateway write it."""
    found = _GATEWAYS_ID.fullmatch(template_id)
    return found[1] if found else template_id


def receipt(messages: Sequence[Message], charged: MicroUsd, directory: Directory) -> Json:
    """Spell what came of sending messages."""
    return {
        "recipients": len(messages),
        "messageCount": sum(one.segment_count for one in messages),
        "currency": CURRENCY,
        "totalAmount": money(charged),
        "messages": [message(one, directory) for one in messages],
    }


def message(one: Message, directory: Directory) -> Json:
    """Spell a message.

    The vendor's pages call its number of parts `parts`, and older ones, with which the types of two
    SDKs go, `count`.
    """
    return {
        "id": one.id,
        "to": one.destination,
        "iso": directory.region_of(one.destination),
        "cc": calling_code(one.destination),
        "parts": one.segment_count,
        "count": one.segment_count,
        "price": money(one.charged),
    }


def money(amount: MicroUsd) -> str:
    """Spell an amount with its six decimals."""
    return f"{usd(amount):f}"
