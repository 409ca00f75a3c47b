"""Rules that tables make: for each operation that takes a body, requests that are wrong in one way.

A refusal proves nothing where the right request would be refused as well: each family ends with
one, made like the wrong ones, which must succeed.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final

from contract.checks import Check
from contract.checks.sending import vendors
from contract.document import Node, read_document
from contract.gateway import Gateway
from contract.requirements import By, read_requirements
from contract.samples import Sample, sample

__all__ = ["read_families"]

Family = Callable[[str, Gateway], Awaitable[None]]

# A value of none of the types that the document gives for a member. No language reads an object
# for a number or a text out of kindness, as some do with "1" and 1.
_OF_NO_TYPE: Final[Mapping[str, object]] = {
    "string": {"a": 1},
    "number": "many",
    "integer": "many",
    "boolean": "perhaps",
    "array": "one",
    "object": "thing",
}
_NO_NUMBERS: Final = ("2025550100", "+02025550100", "+120255501001234567", "nobody")

# Members that may be given, with values that the documentation itself gives for examples.
_OPTIONAL: Final[Mapping[str, object]] = {
    "only_failed": False,
    "fields": ["carrier", "line_type"],
    "methods": ["sms"],
    "type": "enterprise",
    "proof_url": "https://example.com/proof.pdf",
    "remark": "For the reviewer",
    "locale": "en",
    "variables": ["code"],
    "reason": "opt_out",
    "scope": "account",
    "notes": "For ourselves",
    "return_url": "https://example.com/back",
    "limit": 2,
    "since": "2026-01-01T00:00:00Z",
    "until": "2026-01-02T00:00:00Z",
    "bucket": "day",
}


@cache
def read_families() -> Mapping[str, Check]:
    """Make all checks of families, by the ids of their rules."""
    return dict(_made())


def _made() -> Iterator[tuple[str, Check]]:
    for rule in read_requirements().values():
        if rule.by is By.FAMILY:
            (operation,) = rule.operations
            yield rule.id, partial(_FAMILIES[rule.area], operation)


async def _required(operation: str, gw: Gateway) -> None:
    """Leave out each member that is required."""
    right = await sample(gw, operation)
    for wrong, _ in _without(operation, right):
        await _refused(gw, operation, wrong)
    await _taken(gw, operation, right)


async def _typed(operation: str, gw: Gateway) -> None:
    """Give each member a value of another type."""
    right = await sample(gw, operation)
    for wrong, _ in _mistyped(operation, right):
        await _refused(gw, operation, wrong)
    await _taken(gw, operation, right)


async def _e164(operation: str, gw: Gateway) -> None:
    """Give each phone number in another form than E.164."""
    right = await sample(gw, operation)
    for wrong, _ in _misnumbered(operation, right):
        await _refused(gw, operation, wrong)
    await _taken(gw, operation, right)


async def _taking(operation: str, gw: Gateway) -> None:
    """Give everything that may be given."""
    right = await sample(gw, operation)
    if read_document().request(operation):
        members = await _given(gw, operation, read_document().request(operation)["properties"])
        body = {**members, **(right.body or {})}
        if "variables" in members:
            body["body"] = gw.text("Your code is {code}.")
        once = "" if "idempotency_key" in members else None
        await gw.must(operation, body, id=right.id, once=once)
        return
    query = await _given(gw, operation, read_document().query(operation))
    if "cursor" in read_document().query(operation):
        page = await gw.must(operation, id=right.id, query=query)
        query |= {"cursor": page["next_cursor"]} if page.get("next_cursor") else {}
    once = "" if "idempotency_key" in query else None
    await gw.must(operation, id=right.id, query=query, once=once)


async def _told_apart(operation: str, gw: Gateway) -> None:
    """Do all of that, and expect the reason."""
    right = await sample(gw, operation)
    for spoil in (_without, _mistyped, _misnumbered):
        for wrong, member in spoil(operation, right):
            await _validation_error(gw, operation, wrong, member)
    for wrong, member in _beyond(operation, right):
        await _validation_error(gw, operation, wrong, member)
    await _taken(gw, operation, right)


_FAMILIES: Final[Mapping[str, Family]] = {
    "REQ": _required,
    "KIND": _typed,
    "E164": _e164,
    "TAKE": _taking,
    "CODE": _told_apart,
}

Spoilt = Iterator[tuple[Sample, str]]


def _without(operation: str, right: Sample) -> Spoilt:
    """Leave out each required member in turn."""
    schema = read_document().request(operation)
    # Of amount and amount_usd either will do, and ours has one of them.
    required = schema.get("required") or (right.body or {}).keys()
    is_whole = set(required) <= (right.body or {}).keys()
    for member in required if is_whole and "required" in (schema | _any_of(schema)) else ():
        rest = {name: item for name, item in (right.body or {}).items() if name != member}
        yield Sample(rest, right.id), member


def _any_of(schema: Node) -> Node:
    """Tell what the document has that stands for `required`: one of several members."""
    return {"required": schema["anyOf"]} if "anyOf" in schema else {}


def _mistyped(operation: str, right: Sample) -> Spoilt:
    """Give each documented member a value of no type that it may have."""
    for member, schema in _documented(operation):
        kind = read_document().resolve(schema).get("type", "")
        if kind in _OF_NO_TYPE:
            yield Sample({**(right.body or {}), member: _OF_NO_TYPE[kind]}, right.id), member


def _misnumbered(operation: str, right: Sample) -> Spoilt:
    """Give each number a form that E.164 has not."""
    for member, schema in _documented(operation):
        if schema.get("$ref", "").endswith("/E164"):
            for bad in _NO_NUMBERS:
                yield Sample({**(right.body or {}), member: bad}, right.id), member


def _beyond(operation: str, right: Sample) -> Spoilt:
    """Go beyond each limit that carriersim has."""
    for member, bad in _LIMITS.get(operation, ()):
        yield Sample({**(right.body or {}), member: bad}, right.id), member


# Values just beyond the limits that no source gives, and carriersim has.
_LIMITS: Final[Mapping[str, tuple[tuple[str, Any], ...]]] = {
    "sms.batch.send": (("messages", []),),
    "sms.sender.register": (("region", "mars"),),
    "sms.lookup": (("fields", ["shoe_size"]),),
    "account.topup": (("amount_usd", 0), ("amount_usd", -1)),
}


def _documented(operation: str) -> Iterator[tuple[str, Node]]:
    """Find the members of a body that a source names."""
    for name, schema in read_document().request(operation)["properties"].items():
        if schema.get("x-level") == "D":
            yield name, schema


async def _given(gw: Gateway, operation: str, known: Mapping[str, Node]) -> dict[str, object]:
    """Give each optional member a value."""
    given: dict[str, object] = {name: _OPTIONAL[name] for name in known if name in _OPTIONAL}
    if "vendor" in known:
        given["vendor"] = (await vendors(gw, operation))[0]
    if "sender_scope" in known:
        given["sender_scope"] = gw.number()
    if "idempotency_key" in known:
        given["idempotency_key"] = gw.word()
    return given


async def _refused(gw: Gateway, operation: str, wrong: Sample) -> None:
    await gw.must_refuse(operation, wrong.body, id=wrong.id)


async def _taken(gw: Gateway, operation: str, right: Sample) -> None:
    if operation == "sms.cancel":  # the message may have left while the wrong ones were tried
        right = await sample(gw, operation)
    await gw.must(operation, right.body, id=right.id)


async def _validation_error(gw: Gateway, operation: str, wrong: Sample, member: str) -> None:
    """Expect that a request is refused for what one member is."""
    refused = await gw.must_refuse(operation, wrong.body, id=wrong.id)
    found = (refused.status, refused.code)
    gw.same(found, (422, "VALIDATION_ERROR"), f"the refusal of {operation} for its {member}")
    fields = [str(one.get("field")) for one in refused.error.get("details") or ()]
    is_named = any(field.split(".")[0] == member for field in fields)
    gw.expect(is_named, f"{operation} was refused for {fields}, and {member} was wrong")
