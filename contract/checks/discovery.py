"""What the gateway says of itself."""

import json
import re
from decimal import Decimal
from typing import Any, Final

from contract.checks import check
from contract.checks.account import cost
from contract.document import SENDING, Operation, read_document
from contract.exchange import Exchange
from contract.gateway import Gateway
from contract.verdicts import NotApplicable

_BILLING: Final = {
    *("is_billable", "free", "unit", "price_usd", "currency", "new_account_trial_uses"),
}
_LANGUAGES: Final = {"curl", "python", "javascript", "typescript"}
_ANY_ERROR: Final = {"UNAUTHORIZED": False, "RATE_LIMITED": True, "INTERNAL": True}
_MENDED: Final = {"RATE_LIMITED", "INTERNAL", "VENDOR_UNAVAILABLE"}
_LASTING: Final = {
    *("UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "CONFLICT", "VALIDATION_ERROR", "INVALID_JSON"),
    *("PAYLOAD_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE", "IDEMPOTENCY_KEY_REUSED", "UNKNOWN_VENDOR"),
    *("INSUFFICIENT_CREDIT", "SIGNATURE_REQUIRED", "TEMPLATE_NOT_APPROVED"),
}
# Their bodies name templates and senders.
_FINDING: Final = {"sms.send", "sms.sender.verify"}
_NORTH_AMERICA: Final = "+1"
_TRIAL_USD: Final = 2
_ENTRY: Final = {"id", "method", "path", "available", "regions", "vendors", "billing"}


async def _capabilities(gw: Gateway) -> dict[str, dict[str, Any]]:
    """List all capabilities, by their ids."""
    shown = await gw.must("discovery.list", key="")
    return {one["id"]: one for one in shown["capabilities"]}


@check("GW-DISC-001")
async def discovery_needs_no_key(gw: Gateway) -> None:
    await gw.must("discovery.list", key="")
    await gw.must("discovery.get", id="sms.send", key="")


@check("GW-DISC-002")
async def every_operation_is_listed(gw: Gateway) -> None:
    listed = await _capabilities(gw)
    for one in read_document().operations.values():
        if one.is_public:
            continue
        entry = listed.get(one.id, {})
        gw.expect(entry.keys() >= _ENTRY, f"{one.id} is not listed, or lacks a member: {entry}")
        gw.same(entry["method"], one.method, f"the method of {one.id}")
        path = str(entry["path"])
        gw.same(path.partition("{")[0], one.path.partition("{")[0], f"the path of {one.id}")


@check("GW-DISC-003")
async def each_entry_tells_its_price(gw: Gateway) -> None:
    for name, entry in (await _capabilities(gw)).items():
        billing = entry.get("billing") or {}
        lacking = _BILLING - billing.keys()
        gw.expect(not lacking, f"billing of {name} lacks {', '.join(sorted(lacking))}")
        gw.expect(
            billing["free"] is not billing["is_billable"], f"{name} is both free and billable"
        )


@check("GW-DISC-004")
async def a_capability_tells_all(gw: Gateway) -> None:
    for name in ("sms.send", "sms.status", "account.topup"):
        shown = await gw.must("discovery.get", id=name, key="")
        gw.same(shown.get("id"), name, "the capability that is spoken of")
        gw.expect("params" in shown, f"{name} does not tell what it takes")
        errors = shown.get("errors") or []
        told = all(isinstance(one.get("retryable"), bool) and one.get("code") for one in errors)
        gw.expect(errors and told, f"{name} does not tell which errors may be retried")
        lacking = _LANGUAGES - (shown.get("examples") or {}).keys()
        gw.expect(not lacking, f"{name} has no example in {', '.join(sorted(lacking))}")


@check("GW-DISC-005")
async def an_unknown_capability_is_refused(gw: Gateway) -> None:
    await gw.must_refuse("discovery.get", id="sms.fax", key="")


def _of_projects() -> list[Operation]:
    """Tell all operations but those of discovery."""
    return [one for one in read_document().operations.values() if not one.is_public]


async def _capability(gw: Gateway, one: Operation) -> dict[str, Any]:
    shown: dict[str, Any] = await gw.must("discovery.get", id=one.id, key="")
    return shown


@check("GW-DISC-006")
async def parameters_are_told(gw: Gateway) -> None:
    for one in _of_projects():
        params = (await _capability(gw, one))["params"]
        told = {(each.get("name"), each.get("in")): each.get("required") for each in params}
        gw.same(told.get(("id", "path")), True if "{id}" in one.path else None, f"id of {one.id}")
        needed = set(read_document().request(one.id).get("required", ()))
        for name in _documented_members(one):
            found = told.get((name, "body"))
            gw.same(found, name in needed, f"whether {one.id} is told to require {name}")
        for name in read_document().query(one.id):
            gw.same(told.get((name, "query")), False, f"whether {one.id} requires {name}")


def _documented_members(one: Operation) -> list[str]:
    properties = read_document().request(one.id).get("properties", {})
    return [name for name, node in properties.items() if node.get("x-level") == "D"]


@check("GW-DISC-007")
async def prices_are_those_of_carriersim(gw: Gateway) -> None:
    for name, entry in (await _capabilities(gw)).items():
        if name.startswith("discovery."):
            continue
        gw.same(entry["available"], True, f"whether {name} is available")
        gw.same(entry["regions"], ["western", "china"], f"the regions of {name}")
        billing, sends = entry["billing"], name in SENDING
        gw.same(billing["is_billable"], sends, f"whether {name} is billable")
        gw.same(billing["unit"], "per_segment" if sends else "per_request", f"the unit of {name}")
        gw.same((billing["price_usd"] > 0, billing["currency"]), (sends, "USD"), "price, currency")
        gw.same(billing["new_account_trial_uses"] > 0, sends, f"whether one may try {name}")
        gw.same(bool(entry["vendors"]), sends, f"whether {name} needs a vendor")


@check("GW-DISC-008")
async def errors_are_told(gw: Gateway) -> None:
    for one in _of_projects():
        errors = (await _capability(gw, one))["errors"]
        told = {each["code"]: each["retryable"] for each in errors}
        mended = {code for code, may_retry in told.items() if may_retry}
        gw.expect(mended <= _MENDED, f"a retry is said to mend {mended - _MENDED} of {one.id}")
        strange = told.keys() - _MENDED - _LASTING
        gw.expect(not strange, f"no call is answered with {strange}")
        wanted = dict(_ANY_ERROR)
        if "{id}" in one.path:
            wanted["NOT_FOUND"] = False
        if one.changes:
            wanted |= dict.fromkeys(("INVALID_JSON", "IDEMPOTENCY_KEY_REUSED"), False)
        if one.id in SENDING:
            wanted |= {"INSUFFICIENT_CREDIT": False, "VENDOR_UNAVAILABLE": True}
        found = {code: told.get(code) for code in wanted}
        gw.same(found, wanted, f"errors of {one.id}, and whether a retry may mend them")
        gw.expect(
            one.changes or "INVALID_JSON" not in told, f"{one.id} takes no JSON to be invalid"
        )
        finds = "{id}" in one.path or one.id in _FINDING
        gw.same("NOT_FOUND" in told, finds, f"whether {one.id} may find nothing")


@check("GW-DISC-009")
async def examples_can_be_copied(gw: Gateway) -> None:
    for one in _of_projects():
        examples = (await _capability(gw, one))["examples"]
        address = one.path.replace("{id}", "ID")  # on whichever host it is known to itself
        for language, text in examples.items():
            is_whole = address in text and one.method in text and "INFRAI_API_KEY" in text
            gw.expect(is_whole, f"the example of {one.id} in {language} lacks something: {text}")
        needed = set(read_document().request(one.id).get("required", ()))
        sent = re.search(r"-d '(.*)'", examples["curl"])
        body = json.loads(sent[1]) if sent else {}
        lacking = needed - body.keys()
        gw.expect(not lacking, f"the example of {one.id} lacks {', '.join(sorted(lacking))}")


@check("GW-DISC-010")
async def errors_of_its_own_are_told(gw: Gateway) -> None:
    for refused in await _refusals(gw):
        shown = await gw.must("discovery.get", id=refused.operation, key="")
        told = [each["code"] for each in shown["errors"]]
        gw.expect(refused.code in told, f"{refused.code} is no error of {refused.operation}")


async def _refusals(gw: Gateway) -> list[Exchange]:
    """Ask for what is refused by one operation, and not by all."""
    to, nobody = gw.number(), gw.word()
    name = (await gw.sent(to=to))["sms_id"]
    erasure = {"phone": to, "confirmation_token": await gw.doors.erasure_token(to)}
    await gw.need("sms.suppression.gdpr_remove", erasure)
    number = {"phone_number": gw.number(), "region": "western"}
    await gw.need("sms.sender.register", number)
    made = {"name": nobody, "body": nobody, "vendor": nobody}
    return [
        await gw.must_refuse("sms.send", {"to": to, "template_id": f"tpl_{nobody}"}),
        await gw.must_refuse("sms.resend", {"message_id": name}, id=name),
        await gw.must_refuse("sms.sender.register", number),
        await gw.must_refuse("sms.sender.verify", {"sender_id": f"snd_{nobody}"}),
        await gw.must_refuse("sms.signature.create", made),
        await gw.must_refuse("sms.template.create", made),
        await gw.must_refuse("sms.usage", query={"vendor": nobody}),
        await gw.must_refuse(
            "sms.suppression.gdpr_remove", {"phone": to, "confirmation_token": nobody}
        ),
    ]


@check("GW-DISC-011")
async def a_price_is_that_of_a_segment(gw: Gateway) -> None:
    shown = await gw.must("discovery.list", key="")
    gw.same(shown.get("version"), "v1", "the version")
    to = gw.number()
    if not to.startswith(_NORTH_AMERICA):
        raise NotApplicable("the price is that of North America, where none of the numbers are")
    price = cost(await gw.ask("sms.send", {"to": to, "body": gw.text()}))
    for entry in shown["capabilities"]:
        if entry["id"] in SENDING:
            billing = entry["billing"]
            told = Decimal(str(billing["price_usd"])), billing["new_account_trial_uses"]
            gw.same(told, (price, _TRIAL_USD // price), f"price and trial of {entry['id']}")
