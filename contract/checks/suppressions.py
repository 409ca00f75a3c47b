"""Who must not be written to."""

from typing import Any

from contract.checks import check
from contract.checks.lists import listed
from contract.gateway import Gateway
from contract.patience import settled


async def _suppressed(gw: Gateway, **members: Any) -> str:  # noqa: ANN401 - JSON
    """Suppress a number, and tell which."""
    phone = gw.number()
    await gw.need("sms.suppress", {"phone": phone, **members})
    return phone


async def _is_suppressed(gw: Gateway, phone: str, **members: Any) -> object:  # noqa: ANN401 - as above
    seen = await gw.must("sms.suppression.check", {"phone": phone, **members})
    return seen.get("suppressed")


@check("GW-SUPP-001")
async def what_is_suppressed_is_found_so(gw: Gateway) -> None:
    phone = gw.number()
    record = await gw.must("sms.suppress", {"phone": phone})
    gw.same(record.get("phone"), phone, "the number of the suppression")
    seen = await gw.must("sms.suppression.check", {"phone": phone})
    gw.same(seen.get("suppressed"), True, "suppressed")
    gw.same((seen.get("record") or {}).get("phone"), phone, "the number of the record")


@check("GW-SUPP-002")
async def what_nobody_suppressed_is_not(gw: Gateway) -> None:
    await _suppressed(gw)
    seen = await gw.must("sms.suppression.check", {"phone": gw.number()})
    gw.same(seen.get("suppressed"), False, "suppressed")
    gw.expect(not seen.get("record"), f"there is a record all the same: {seen.get('record')}")


@check("GW-SUPP-003")
async def a_suppressed_number_gets_nothing(gw: Gateway) -> None:
    phone = await _suppressed(gw)
    usual = await settled(gw, (await gw.sent())["sms_id"])
    answered = await gw.ask("sms.send", {"to": phone, "body": gw.text()})
    gw.expect(answered.status < 500, f"sms.send failed: {answered.summary}")
    if answered.is_success:
        state = await settled(gw, answered.data["sms_id"])
        gw.expect(state != usual, f"a message to a suppressed number is {state}, like any other")


@check("GW-SUPP-004")
async def a_suppressed_number_is_listed(gw: Gateway) -> None:
    phone = await _suppressed(gw)
    item = await listed(gw, "sms.suppression.list", "phone", phone)
    gw.expect(item, f"the suppressed number {phone} is not listed")


async def _total(gw: Gateway) -> int:
    count: int = (await gw.must("sms.suppression.list", query={"limit": 1}))["total_count"]
    return count


@check("GW-SUPP-005")
async def the_total_counts(gw: Gateway) -> None:
    before = await _total(gw)
    first, _ = await _suppressed(gw), await _suppressed(gw)
    gw.same(await _total(gw), before + 2, "the total after two more")
    await gw.need("sms.suppression.delete", {"phone": first})
    gw.same(await _total(gw), before + 1, "the total after one less")


@check("GW-SUPP-006")
async def what_was_removed_is_not_suppressed(gw: Gateway) -> None:
    phone, other = await _suppressed(gw), await _suppressed(gw)
    answer = await gw.must("sms.suppression.delete", {"phone": phone})
    gw.same(answer.get("phone"), phone, "the number that is spoken of")
    gw.same(answer.get("removed"), True, "removed")
    gw.same(await _is_suppressed(gw, phone), False, "suppressed after the removal")
    gw.same(await _is_suppressed(gw, other), True, "suppressed of another number")


@check("GW-SUPP-007")
async def what_was_removed_gets_messages(gw: Gateway) -> None:
    phone = await _suppressed(gw)
    await gw.need("sms.suppression.delete", {"phone": phone})
    usual = await settled(gw, (await gw.sent())["sms_id"])
    record = await gw.must("sms.send", {"to": phone, "body": gw.text()})
    gw.same(await settled(gw, record["sms_id"]), usual, "the state of a message after the removal")


@check("GW-SUPP-008")
async def the_reason_is_answered(gw: Gateway) -> None:
    for reason in ("opt_out", "complaint"):
        record = await gw.must("sms.suppress", {"phone": gw.number(), "reason": reason})
        gw.same(record.get("reason"), reason, "the reason")


@check("GW-SUPP-009")
async def the_scope_is_answered(gw: Gateway) -> None:
    for scope in ("account", "global"):
        phone = gw.number()
        record = await gw.must("sms.suppress", {"phone": phone, "scope": scope})
        gw.same(record.get("scope"), scope, "the scope")
        gw.same(await _is_suppressed(gw, phone, scope=scope), True, f"suppressed in {scope}")


@check("GW-SUPP-010")
async def an_erasure_needs_its_token(gw: Gateway) -> None:
    phone = await _suppressed(gw)
    body = {"phone": phone, "confirmation_token": gw.word()}
    answered = await gw.ask("sms.suppression.gdpr_remove", body)
    gw.expect(answered.status < 500, f"it failed: {answered.summary}")
    removed = answered.is_success and (answered.data or {}).get("removed")
    gw.expect(not removed, "a number was erased with a token that nobody gave out")
    gw.same(await _is_suppressed(gw, phone), True, "suppressed after the refusal")


@check("GW-SUPP-011")
async def an_erasure_erases(gw: Gateway) -> None:
    phone, other = await _suppressed(gw), await _suppressed(gw)
    body = {"phone": phone, "confirmation_token": await gw.doors.erasure_token(phone)}
    answer = await gw.must("sms.suppression.gdpr_remove", body)
    gw.same(answer.get("removed"), True, "removed")
    gw.same(await _is_suppressed(gw, phone), False, "suppressed after the erasure")
    gw.same(await _is_suppressed(gw, other), True, "suppressed of another number")


@check("GW-SUPP-012")
async def the_later_suppression_counts(gw: Gateway) -> None:
    phone = await _suppressed(gw, reason="opt_out")
    await gw.must("sms.suppress", {"phone": phone, "reason": "complaint"})
    seen = await gw.must("sms.suppression.check", {"phone": phone})
    gw.same(seen["record"].get("reason"), "complaint", "the reason of the later one")
    await gw.must("sms.suppression.delete", {"phone": phone})
    gw.same(await _is_suppressed(gw, phone), False, "suppressed after one removal")


@check("GW-SUPP-013")
async def nothing_is_removed_where_nothing_is(gw: Gateway) -> None:
    answer = await gw.must("sms.suppression.delete", {"phone": gw.number()})
    gw.same(answer.get("removed"), False, "removed")


@check("GW-SUPP-014")
async def only_the_scope_that_is_named_is_removed(gw: Gateway) -> None:
    phone = await _suppressed(gw, scope="account")
    await gw.need("sms.suppress", {"phone": phone, "scope": "global"})
    await gw.must("sms.suppression.delete", {"phone": phone, "scope": "account"})
    gw.same(await _is_suppressed(gw, phone, scope="account"), False, "suppressed in account")
    gw.same(await _is_suppressed(gw, phone, scope="global"), True, "suppressed in global")


@check("GW-SUPP-015")
async def what_is_not_sent_is_free(gw: Gateway) -> None:
    phone = await _suppressed(gw)
    answered = await gw.ask("sms.send", {"to": phone, "body": gw.text()})
    gw.expect(answered.is_success, f"it was refused: {answered.summary}")
    told = (answered.data.get("state"), answered.metadata.get("cost_usd"))
    gw.same(told, ("suppressed", 0), "state and cost of the message")


@check("GW-SUPP-016")
async def a_suppression_may_be_for_one_sender(gw: Gateway) -> None:
    sender, other = gw.number(), gw.number()
    phone = await _suppressed(gw, sender_scope=sender)
    gw.same(await _is_suppressed(gw, phone, sender_scope=sender), True, "suppressed for the sender")
    gw.same(await _is_suppressed(gw, phone, sender_scope=other), False, "suppressed for another")


@check("GW-SUPP-017")
async def notes_and_sender_are_answered(gw: Gateway) -> None:
    asked = {"phone": gw.number(), "scope": "x", "sender_scope": gw.number(), "notes": gw.word()}
    record = await gw.must("sms.suppress", asked)
    seen = await gw.must("sms.suppression.check", {"phone": asked["phone"]})
    for told in (record, seen["record"]):
        gw.same({name: told.get(name) for name in asked}, asked, "the suppression")
    await gw.must_refuse("sms.suppress", {**asked, "scope": ""})
