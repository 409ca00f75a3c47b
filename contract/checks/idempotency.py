"""Retries that change nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from contract.checks import Check, check
from contract.checks.account import balance, cost, same_money
from contract.checks.batches import records
from contract.document import read_document
from contract.exchange import Exchange
from contract.gateway import Gateway
from contract.samples import sample
from contract.verdicts import CouldNotRun

_PAGE: Final = 100

# These are posted, and change nothing.
_READING: Final = {"sms.lookup", "sms.suppression.check"}


async def _twice(gw: Gateway, operation: str, *, by_header: bool = False) -> tuple[Any, Any]:
    """Ask the same under the same key twice, and tell both answers."""
    asked = await sample(gw, operation)
    key = gw.word()
    body = asked.body
    if not by_header and body is not None:
        body = {**body, "idempotency_key": key}
    once = key if by_header or body is None else ""
    first = await gw.must(operation, body, id=asked.id, once=once)
    return first, await gw.must(operation, body, id=asked.id, once=once)


async def _is_the_same(
    operation: str, member: str, gw: Gateway, *, by_header: bool = False
) -> None:
    first, second = await _twice(gw, operation, by_header=by_header)
    gw.same(second.get(member), first.get(member), f"{member} of the retry")


async def _has_the_same_messages(operation: str, gw: Gateway) -> None:
    first, second = await _twice(gw, operation)
    ids = [[record["sms_id"] for record in records(data)] for data in (first, second)]
    gw.expect(ids[0], f"{operation} answers no message")
    gw.same(ids[1], ids[0], "the messages of the retry")


def _same(operation: str, member: str, *, by_header: bool = False) -> Check:
    return partial(_is_the_same, operation, member, by_header=by_header)


_RULES: Final[dict[str, Callable[[Gateway], Awaitable[None]]]] = {
    "001": _same("sms.send", "sms_id"),
    "002": _same("sms.send", "sms_id", by_header=True),
    "005": partial(_has_the_same_messages, "sms.batch.send"),
    "006": partial(_has_the_same_messages, "sms.resend"),
    "007": _same("sms.sender.register", "sender_id"),
    "008": _same("sms.sender.delete", "deleted"),
    "009": _same("sms.signature.delete", "deleted"),
    "010": _same("sms.template.delete", "deleted"),
    "011": _same("sms.suppress", "created_at"),
    "013": _same("sms.suppression.gdpr_remove", "removed"),
    "014": _same("account.topup", "topup_id"),
    "015": _same("sms.sender.verify", "state"),
    "028": _same("sms.cancel", "cancelled", by_header=True),
    "029": _same("sms.verify", "valid", by_header=True),
    "018": _same("sms.signature.create", "signature_id", by_header=True),
    "019": _same("sms.template.create", "template_id", by_header=True),
    "020": _same("sms.otp", "request_id", by_header=True),
}

for _number, _rule in _RULES.items():
    check(f"GW-IDEM-{_number}")(_rule)


async def _count(gw: Gateway, to: str) -> int:
    """Count the messages to a number among the latest."""
    items = (await gw.must("sms.list", query={"limit": _PAGE}))["items"]
    return [item.get("to") for item in items].count(to)


@check("GW-IDEM-003")
async def a_retry_makes_no_second_message(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    for _ in range(3):
        await gw.must("sms.send", body, once="")
    gw.expect(await _count(gw, body["to"]) <= 1, "retries made more than one message")


@check("GW-IDEM-004")
async def a_retry_is_not_charged(gw: Gateway) -> None:
    before = await balance(gw)
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    first = await gw.ask("sms.send", body, once="")
    await gw.must("sms.send", body, once="")
    await same_money(gw, before - cost(first), "the balance after a message and its retry")


@check("GW-IDEM-012")
async def a_removal_is_the_same(gw: Gateway) -> None:
    phone = gw.number()
    await gw.need("sms.suppress", {"phone": phone})
    body = {"phone": phone, "idempotency_key": gw.word()}
    first = await gw.must("sms.suppression.delete", body, once="")
    second = await gw.must("sms.suppression.delete", body, once="")
    gw.same((first.get("removed"), second.get("removed")), (True, True), "removed, both times")


@check("GW-IDEM-016")
async def another_key_is_another_message(gw: Gateway) -> None:
    to = gw.number()
    bodies = [{"to": to, "body": gw.text(), "idempotency_key": gw.word()} for _ in range(2)]
    ids = {(await gw.must("sms.send", body, once=""))["sms_id"] for body in bodies}
    gw.same(len(ids), 2, "messages of two requests under two keys")


@check("GW-IDEM-017")
async def two_at_once_are_one(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    answers = await asyncio.gather(*(gw.ask("sms.send", body, once="") for _ in range(4)))
    ids = {one.data["sms_id"] for one in answers if one.is_success}
    if not ids:
        raise CouldNotRun(f"none was accepted: {answers[0].summary}")
    gw.same(len(ids), 1, "messages of requests at once")
    gw.expect(await _count(gw, body["to"]) <= 1, "requests at once made more than one message")


@check("GW-IDEM-021")
async def a_key_belongs_to_one_request(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    await gw.must("sms.send", body, once="")
    refused = await gw.must_refuse("sms.send", {**body, "body": gw.text()}, once="")
    gw.same((refused.status, refused.code), (422, "IDEMPOTENCY_KEY_REUSED"), "the refusal")


@check("GW-IDEM-022")
async def a_replay_says_so(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    first = await gw.ask("sms.send", body, once="")
    again = await gw.ask("sms.send", body, once="")
    told = (again.metadata.get("cost_usd"), again.metadata.get("cache_hit"))
    gw.same(told, (0, True), "cost and cache_hit of a replay")
    gw.same(again.headers.get("idempotent-replayed"), "true", "Idempotent-Replayed")
    gw.same(first.metadata.get("cache_hit"), False, "cache_hit of the first call")


@check("GW-IDEM-023")
async def header_and_member_agree(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    refused = await gw.must_refuse("sms.send", body, once=gw.word())
    gw.same(refused.status, 422, "the status of the refusal")


@check("GW-IDEM-024")
async def a_key_has_255_characters(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text()}
    long = gw.word().ljust(256, "k")
    refused = await gw.must_refuse("sms.send", {**body, "idempotency_key": long}, once="")
    gw.same(refused.status, 422, "the status of the refusal")
    await gw.must("sms.send", {**body, "idempotency_key": long[:255]}, once="")


@check("GW-IDEM-025")
async def a_refusal_leaves_the_key_free(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "idempotency_key": gw.word()}
    await gw.must_refuse("sms.send", {**body, "vendor": "nobody"}, once="")
    await gw.must("sms.send", body, once="")


@check("GW-IDEM-030")
async def every_replay_says_so(gw: Gateway) -> None:
    for one in read_document().operations.values():
        if one.changes and one.id not in _READING:
            asked = await sample(gw, one.id)
            once = gw.word()
            await gw.must(one.id, asked.body, id=asked.id, once=once)
            _expect_replay(gw, await gw.ask(one.id, asked.body, id=asked.id, once=once))


@check("GW-IDEM-031")
async def the_key_of_a_deletion_stands_anywhere(gw: Gateway) -> None:
    for operation in ("sms.sender.delete", "sms.signature.delete", "sms.template.delete"):
        name = (await sample(gw, operation)).id
        key, other = ({"idempotency_key": gw.word()} for _ in range(2))
        refused = await gw.must_refuse(operation, other, id=name, query=key, once="")
        problem = (refused.error.get("details") or [{}])[0]
        told = refused.status, problem.get("field"), bool(problem.get("message"))
        gw.same(told, (422, "idempotency_key", True), "status, field and reason of the refusal")
        await gw.must(operation, key, id=name, query=key, once="")
        _expect_replay(gw, await gw.ask(operation, key, id=name, once=""))
        _expect_replay(gw, await gw.ask(operation, id=name, query=key, once=""))


def _expect_replay(gw: Gateway, again: Exchange) -> None:
    """Expect an answer to be one that was given before."""
    said, metadata = again.headers.get("idempotent-replayed"), again.metadata
    told = again.status, said, metadata.get("cache_hit"), metadata.get("cost_usd")
    gw.same(told, (200, "true", True, 0), f"what tells a replay of {again.operation}")
