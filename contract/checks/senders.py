"""Numbers to send from."""

from typing import Any

from contract.checks import check
from contract.checks.lists import listed
from contract.gateway import Gateway


async def _registered(gw: Gateway, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    body = {"phone_number": gw.number(), "region": "western", **members}
    sender: dict[str, Any] = await gw.need("sms.sender.register", body)
    return sender


@check("GW-SNDR-001")
async def a_number_is_registered(gw: Gateway) -> None:
    for region in ("western", "china"):
        number = gw.number()
        body = {"phone_number": number, "region": region}
        sender = await gw.must("sms.sender.register", body)
        gw.same(sender.get("phone_number"), number, "the number of the sender")
        gw.same(sender.get("region"), region, "the region of the sender")


@check("GW-SNDR-002")
async def a_sender_is_found_by_its_id(gw: Gateway) -> None:
    for sender in (await _registered(gw), await _registered(gw)):
        found = await gw.must("sms.sender.get", id=sender["sender_id"])
        for name in ("sender_id", "phone_number", "region", "methods", "created_at"):
            gw.same(found.get(name), sender.get(name), f"{name} of the sender")


@check("GW-SNDR-003")
async def a_sender_is_listed(gw: Gateway) -> None:
    name = (await _registered(gw))["sender_id"]
    item = await listed(gw, "sms.sender.list", "sender_id", name)
    gw.expect(item, f"the sender {name} is not listed")


@check("GW-SNDR-004")
async def a_deleted_sender_is_gone(gw: Gateway) -> None:
    name = (await _registered(gw))["sender_id"]
    gw.same((await gw.must("sms.sender.delete", id=name)).get("deleted"), True, "deleted")
    await gw.must_refuse("sms.sender.get", id=name)


@check("GW-SNDR-005")
async def the_code_verifies(gw: Gateway) -> None:
    sender = await _registered(gw)
    body = {
        "sender_id": sender["sender_id"],
        "code": await gw.doors.sender_code(sender["phone_number"]),
    }
    verified = await gw.must("sms.sender.verify", body)
    gw.same(verified.get("sender_id"), sender["sender_id"], "the sender that is spoken of")
    gw.expect(verified.get("state") != sender["state"], f"the sender is {sender['state']} still")
    found = await gw.must("sms.sender.get", id=sender["sender_id"])
    gw.same(found.get("state"), verified.get("state"), "the state of the sender afterwards")


async def _wrong_code(gw: Gateway, sender: dict[str, Any]) -> dict[str, Any]:
    """Make the body of a verification by a code that did not come."""
    code = await gw.doors.sender_code(sender["phone_number"])
    other = str((int(code) + 1) % 10 ** len(code)).rjust(len(code), "0")
    return {"sender_id": sender["sender_id"], "code": other}


@check("GW-SNDR-006")
async def another_code_does_not_verify(gw: Gateway) -> None:
    sender = await _registered(gw)
    answered = await gw.ask("sms.sender.verify", await _wrong_code(gw, sender))
    gw.expect(answered.status < 500, f"it failed: {answered.summary}")
    if answered.is_success:
        gw.same(answered.data.get("state"), sender["state"], "the state that a wrong code brings")
    found = await gw.must("sms.sender.get", id=sender["sender_id"])
    gw.same(found.get("state"), sender["state"], "the state after a wrong code")


@check("GW-SNDR-007")
async def a_reputation_is_of_one_sender(gw: Gateway) -> None:
    for sender in (await _registered(gw), await _registered(gw)):
        shown = await gw.must("sms.sender.reputation", id=sender["sender_id"])
        gw.same(shown.get("sender_id"), sender["sender_id"], "the sender that is spoken of")


@check("GW-SNDR-008")
async def an_unknown_sender_is_refused(gw: Gateway) -> None:
    name = f"snd_{gw.word()}"
    for operation in ("sms.sender.get", "sms.sender.delete", "sms.sender.reputation"):
        await gw.must_refuse(operation, id=name)
    await gw.must_refuse("sms.sender.verify", {"sender_id": name, "code": "123456"})


@check("GW-SNDR-009")
async def methods_are_answered(gw: Gateway) -> None:
    body = {"phone_number": gw.number(), "region": "western", "methods": ["sms"]}
    sender = await gw.must("sms.sender.register", body)
    gw.same(sender.get("methods"), ["sms"], "the methods that were chosen")


@check("GW-SNDR-010")
async def a_sender_is_pending_then_verified(gw: Gateway) -> None:
    sender = await _registered(gw)
    gw.same(sender["state"], "pending", "the state of a new sender")
    refused = await gw.must_refuse("sms.sender.verify", await _wrong_code(gw, sender))
    gw.same(refused.status, 422, "the status of the refusal of a wrong code")
    body = {
        "sender_id": sender["sender_id"],
        "code": await gw.doors.sender_code(sender["phone_number"]),
    }
    gw.same((await gw.must("sms.sender.verify", body))["state"], "verified", "the state")


@check("GW-SNDR-011")
async def a_reputation_is_possible(gw: Gateway) -> None:
    shown = await gw.must("sms.sender.reputation", id=(await _registered(gw))["sender_id"])
    rate, used = shown.get("complaint_rate_30d"), shown.get("used_today")
    gw.expect(rate is None or 0 <= rate <= 100, f"the rate of complaints is {rate}")
    gw.expect(isinstance(used, int | float) and used >= 0, f"used_today is {used!r}")


@check("GW-SNDR-012")
async def a_new_sender_may_send_so_much(gw: Gateway) -> None:
    shown = await gw.must("sms.sender.reputation", id=(await _registered(gw))["sender_id"])
    told = shown.get("tier"), shown.get("cap"), shown.get("throttle_risk")
    gw.same(told, ("new", 1_000, "low"), "tier, cap and risk of a new sender in the west")
