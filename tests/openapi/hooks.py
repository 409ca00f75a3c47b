"""What Schemathesis asks, where a schema cannot tell it; `schemathesis.toml` names us."""

import json
from hashlib import blake2b
from typing import Any, TypeAlias

import schemathesis

from tests.document import GATEWAY

__all__ = ["filter_case", "map_case"]

Case: TypeAlias = schemathesis.Case[Any]


@schemathesis.hook
def filter_case(_context: schemathesis.HookContext, case: Case) -> bool:
    """Leave out requests that give `null` for an optional member.

    A schema has no null where the vendor says "string", "optional". Whether one may be sent to mean
    nothing the vendor does not say, so that it is no fault to take it, and none to refuse it.
    """
    if not isinstance(case.body, dict):
        return True
    operation = GATEWAY.operations[case.operation.definition.raw["operationId"]]
    schema = GATEWAY.resolve(operation.node["requestBody"]["content"]["application/json"]["schema"])
    required = schema.get("required", ())
    return all(item is not None or name in required for name, item in case.body.items())


@schemathesis.hook
def map_case(_context: schemathesis.HookContext, case: Case) -> Case:
    """Let valid requests make sense where no schema can, or hardly any would come to anything.

    That one of two members is enough and one is needed, that two of them are to be the same, and
    that a key belongs to one request only. What breaks such rules is a matter for other tests.
    """
    if case.meta is None or case.meta.generation.mode is not schemathesis.GenerationMode.POSITIVE:
        return case
    body: dict[str, Any] = case.body if isinstance(case.body, dict) else {}
    if "message_id" in body:
        body["message_id"] = case.path_parameters["id"]
    if {"amount_usd", "amount"} <= body.keys():
        del body["amount"]
    if case.path.endswith("/send"):
        for message in body.get("messages", [body]):
            _give_content(message)
    _settle_key(case, body)
    return case


def _give_content(message: dict[str, Any]) -> None:
    """Keep the template that a link leads to, else a text."""
    if str(message.get("template_id", "")).startswith("tpl_"):
        message.pop("body", None)
    else:
        message.pop("template_id", None)
        message["body"] = message.get("body") or "Hello"


def _settle_key(case: Case, body: dict[str, Any]) -> None:
    """Leave one key, and let it be one of this very request: whoever repeats it meets itself.

    Bad keys stay bad, and those of the dictionary meet other requests.
    """
    header, member = "Idempotency-Key", "idempotency_key"
    places = [(case.headers, header), (case.query, member), (body, member)]
    keyed = [(place, name) for place, name in places if name in place]
    keys = [place.pop(name) for place, name in keyed]
    if keys:
        (place, name), key = keyed[0], keys[0]
        asked = json.dumps([case.path, case.path_parameters, body], sort_keys=True)
        is_free = key and key.isprintable() and not key.startswith("key-")
        place[name] = blake2b(asked.encode(), digest_size=8).hexdigest() if is_free else key
