"""How carriersim names things: ids, types of events, vendors."""

import re
from typing import Final

from contract.checks import check
from contract.gateway import Gateway
from contract.patience import settled
from contract.samples import plain, sample

_BARE: Final = "[0-9a-f]{32}"
_FOUND_BY_ID: Final = {
    "sms.status": "sms_",
    "sms.sender.get": "snd_",
    "sms.signature.get": "sig_",
    "sms.template.get": "tpl_",
}
_PREFIXES: Final = {
    "sms.otp": ("request_id", "otp_"),
    "sms.sender.register": ("sender_id", "snd_"),
    "sms.signature.create": ("signature_id", "sig_"),
    "sms.template.create": ("template_id", "tpl_"),
    "account.topup": ("topup_id", "top_"),
}


@check("GW-IDS-001")
async def ids_begin_alike(gw: Gateway) -> None:
    for operation, (member, prefix) in _PREFIXES.items():
        asked = await sample(gw, operation)
        found = str((await gw.must(operation, asked.body))[member])
        is_ours = re.fullmatch(prefix + _BARE, found)
        gw.expect(is_ours, f"{member} of {operation} is {found}, and should begin with {prefix}")


@check("GW-IDS-002")
async def what_is_missing_is_named(gw: Gateway) -> None:
    for operation, prefix in _FOUND_BY_ID.items():
        for name in (prefix + gw.word().rjust(32, "0"), gw.word()):
            refused = await gw.must_refuse(operation, id=name)
            said = str(refused.error.get("message"))
            is_named = name in said and prefix + name not in said
            gw.expect(is_named, f"{operation} of {name} is refused in other words: {said}")


@check("GW-EVNT-005")
async def events_are_of_the_type_that_the_state_tells(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    await settled(gw, name)
    items = (await gw.must("sms.events", id=name))["items"]
    gw.same(items[0]["type"], "message.queued", "the type of the first event")
    for item in items:
        told = (item["type"], bool(re.fullmatch(f"evt_{_BARE}[0-9]+", item["event_id"])))
        gw.same(told, (f"message.{item['state']}", True), "the type of an event, and its id")


@check("GW-ENV-017")
async def the_vendor_of_a_message_is_named(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text()}
    sent = await gw.ask("sms.send", body)
    name = (sent.data or {})["sms_id"]
    for answered in (
        sent,
        await gw.ask("sms.status", id=name),
        await gw.ask("sms.cancel", {"message_id": name}, id=name),
    ):
        vendor = (sent.data or {})["vendor"]
        gw.same(answered.metadata.get("vendor"), vendor, f"the vendor of {answered.operation}")


@check("GW-ENV-022")
async def the_vendor_of_a_review_is_named(gw: Gateway) -> None:
    vendor = (await gw.sent())["vendor"]
    for operation in ("sms.signature.create", "sms.template.create"):
        answered = await gw.ask(operation, {**(plain(gw, operation).body or {}), "vendor": vendor})
        gw.same(answered.metadata.get("vendor"), vendor, f"the vendor of {operation}")
