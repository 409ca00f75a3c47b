"""The vendor's own specification of its messaging API, made to judge our answers by.

It is taken as it is but for four things. Failures look alike everywhere: it says of a few
operations that they fail with one bare error, which no program that reads `errors` would see. A
pattern forgets the `*` that the sentence above it allows. And what it leaves optional in a good
answer has to be there, for its examples always have it. And of messages it knows two types, of
which the official SDK knows four.
"""

from typing import Any, Final

import orjson

from simulator.face.shipped import fixtures_folder
from tests.document import Document, Node

__all__ = ["TELNYX"]

_FAILURE: Final = {
    "type": "object",
    "required": ["errors"],
    "additionalProperties": False,
    "properties": {
        "errors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "allOf": [{"$ref": "#/components/schemas/messaging_Error"}],
                "required": ["code", "title", "detail", "meta"],
                "properties": {
                    "code": {"type": "string", "pattern": "^[0-9]{5,6}$"},
                    "title": {"minLength": 1},
                    "detail": {"minLength": 1},
                    "meta": {"required": ["url"]},
                    "source": {"minProperties": 1},
                },
            },
        }
    },
}

# What need not be there, by schema; all other members of these must be.
_OPTIONAL: Final[dict[str, frozenset[str]]] = {
    "AlphanumericSenderId": frozenset({"us_long_code_fallback"}),
    "AutorespConfigSchema": frozenset({"resp_text"}),
    "MessagingHostedNumberOrder": frozenset(),
    "MessagingProfile": frozenset({"daily_spend_limit"}),
    "MessagingUrlDomain": frozenset(),
    "OptOutItem": frozenset(),
    "OutboundMessagePayload": frozenset(),
    "OutboundMessagePayloadCancelled": frozenset(),
    "InboundMessagePayload": frozenset(),
    "PhoneNumberWithMessagingSettings": frozenset(),
    "ShortCode": frozenset(),
    "messaging_PaginationMeta": frozenset(),
}


def _read() -> Node:
    file = fixtures_folder() / "telnyx" / "messaging-openapi.json"
    node: Node = orjson.loads(file.read_bytes())
    node["paths"] = {f"/v2{path}": _judged(item) for path, item in node["paths"].items()}
    schemas = node["components"]["schemas"]
    schemas["Failure"] = _FAILURE
    for name, optional in _OPTIONAL.items():
        schemas[name]["required"] = sorted(schemas[name]["properties"].keys() - optional)
    schemas["MessagingProfile"]["properties"]["whitelisted_destinations"]["items"] = {
        "type": "string",
        "pattern": r"^([A-Z]{2}|\*)$",
    }
    schemas["OutboundMessagePayload"]["properties"]["type"]["enum"] += ["RCS", "WHATSAPP"]
    return node


def _judged(item: dict[str, Any]) -> dict[str, Any]:
    """Say of each operation of a path that it fails as all do."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}}
    for operation in item.values():
        good = {key: told for key, told in operation["responses"].items() if key[0] == "2"}
        operation["responses"] = {**good, "default": {"content": content}}
    return item


TELNYX: Final = Document("messaging-openapi.json", _read, "#/components/schemas/Failure")
