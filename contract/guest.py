"""Manners for requests that are drawn at random: nobody is written to who did not agree to it."""

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, Final, TypeAlias

import schemathesis

from contract.document import read_document
from contract.running import Run

__all__ = ["Guest"]

Case: TypeAlias = schemathesis.Case[Any]

_NUMBER: Final = re.compile(r"\s*\+?[\d\s().-]{2,}\s*")
_NUMBERS: Final = ("to", "phone", "phone_number")


class Guest:
    """Looks through each request before it is sent."""

    def __init__(self, run: Run) -> None:
        self._run = run
        # A few that come again, so that what is made for one meets what is asked about it.
        self._known = [run.number() for _ in range(4)]

    def filter_case(self, _context: schemathesis.HookContext, case: Case) -> bool:
        """Leave out `null` for an optional member: no source says whether it means nothing."""
        if not isinstance(case.body, dict):
            return True
        operation = case.operation.definition.raw["operationId"]
        required = read_document().request(operation).get("required", ())
        return all(item is not None or name in required for name, item in case.body.items())

    def map_case(self, _context: schemathesis.HookContext, case: Case) -> Case:
        """Take numbers of the test range, and make sense where a schema cannot ask for it."""
        bodies = list(_objects(case.body))
        for body in bodies:
            for name in _NUMBERS:
                if isinstance(body.get(name), str) and _NUMBER.fullmatch(body[name]):
                    body[name] = self._in_range(body[name])
        if _is_meant_well(case) and isinstance(case.body, dict):
            self._make_sense(case, case.body)
        return case

    def _in_range(self, drawn: str) -> str:
        """Put a number of the test range into the place of a number, whole or broken as it was."""
        is_whole = re.fullmatch(r"\+[1-9]\d{6,14}", drawn)
        number = self._known[sum(map(ord, drawn)) % len(self._known)]
        return number if is_whole else f"x{drawn}"

    def _make_sense(self, case: Case, body: dict[str, Any]) -> None:
        if "message_id" in body:
            body["message_id"] = case.path_parameters["id"]
        if {"amount_usd", "amount"} <= body.keys():
            del body["amount"]
        if case.path.endswith("/send"):
            for message in body.get("messages", [body]):
                message.pop("template_id", None)
                message["body"] = message.get("body") or "Hello"
        _settle_key(case, body)


def _is_meant_well(case: Case) -> bool:
    """Tell whether a request is to be a right one."""
    meta = case.meta
    return meta is not None and meta.generation.mode is schemathesis.GenerationMode.POSITIVE


def _objects(node: object) -> Iterator[dict[str, Any]]:
    """Find all objects in a body."""
    if isinstance(node, dict):
        yield node
        for item in node.values():
            yield from _objects(item)
    elif isinstance(node, list):
        for item in node:
            yield from _objects(item)


def _settle_key(case: Case, body: dict[str, Any]) -> None:
    """Leave one key, of this very request: whoever repeats the request repeats the key."""
    places = [
        (case.headers, "Idempotency-Key"),
        (case.query, "idempotency_key"),
        (body, "idempotency_key"),
    ]
    keyed = [(place, name) for place, name in places if name in place]
    for place, name in keyed:
        del place[name]
    if keyed:
        place, name = keyed[0]
        asked = json.dumps([case.path, case.path_parameters, body], sort_keys=True)
        place[name] = blake2b(asked.encode(), digest_size=8).hexdigest()
