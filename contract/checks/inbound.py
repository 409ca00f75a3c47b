"""What handsets answer."""

from typing import Any

from contract.checks import check
from contract.gateway import Gateway


async def _own_number(gw: Gateway) -> str:
    """Register a number that can be answered."""
    number = gw.number()
    await gw.need("sms.sender.register", {"phone_number": number, "region": "western"})
    return number


async def _reply(gw: Gateway, text: str) -> dict[str, Any] | None:
    """Let a handset write to a registered number, and find what it wrote; None where it is not."""
    handset, number = gw.number(), await _own_number(gw)
    await gw.doors.receive(handset, text, number)

    async def look() -> dict[str, Any] | None:
        page = await gw.must("sms.inbound.list", query={"limit": 100})
        found = [item for item in page["items"] if handset in item.values()]
        return found[0] if found else None

    return await gw.until(look, lambda item: item is not None, within_s=5)


@check("GW-INB-001")
async def a_reply_is_listed(gw: Gateway) -> None:
    text = gw.text("Thanks")
    item = await _reply(gw, text)
    gw.expect(item, "the reply is not listed")
    gw.expect(text in (item or {}).values(), f"the reply is {item}, and its text was {text!r}")


@check("GW-INB-002")
async def a_reply_has_its_members(gw: Gateway) -> None:
    item = await _reply(gw, "a" * 161) or {}
    lacking = {"inbound_id", "from", "to", "body", "segments", "received_at"} - item.keys()
    gw.expect(not lacking, f"a reply lacks {', '.join(sorted(lacking))}")
    gw.same(item["segments"], 2, "segments of a reply of 161 letters")


@check("GW-INB-003")
async def stop_stops_and_start_starts(gw: Gateway) -> None:
    handset = gw.number()
    await gw.sent(to=handset)
    for word, wanted in (("STOP", True), ("START", False)):
        await gw.doors.receive(handset, word)
        seen = await gw.must("sms.suppression.check", {"phone": handset})
        gw.same(seen.get("suppressed"), wanted, f"suppressed after {word}")
