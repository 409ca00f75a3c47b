"""How a message fares: its status and its timeline."""

from typing import Any, Final

from contract.checks import check
from contract.document import read_document
from contract.gateway import Gateway
from contract.patience import settled
from contract.verdicts import NotApplicable

# What stays as it is, however long a message lives.
_LASTING: Final = ("sms_id", "to", "segments", "created_at")
_LOOKS: Final = 6


@check("GW-STAT-001")
async def a_message_is_found_by_its_id(gw: Gateway) -> None:
    first, second = await gw.sent(), await gw.sent(body="a" * 161)
    for record in (first, second):
        found = await gw.must("sms.status", id=record["sms_id"])
        for name in _LASTING:
            gw.same(found.get(name), record.get(name), f"{name} in the status")


@check("GW-STAT-002")
async def an_unknown_message_has_no_status(gw: Gateway) -> None:
    await gw.must_refuse("sms.status", id=f"sms_{gw.word()}")


@check("GW-STAT-005")
async def a_message_is_delivered(gw: Gateway) -> None:
    gw.same(await settled(gw, (await gw.sent())["sms_id"]), "delivered", "the state in the end")


@check("GW-STAT-006")
async def the_last_event_is_the_state(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    state = await settled(gw, name)
    items = (await gw.must("sms.events", id=name))["items"]
    gw.same(items[-1].get("state"), state, "the state after the last event")


@check("GW-STAT-007")
async def what_is_settled_stays(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    await settled(gw, name)
    found = await _documented(gw, name)
    for _ in range(_LOOKS):
        await gw.pause(0.1)
        gw.same(await _documented(gw, name), found, "a message that was settled")


async def _documented(gw: Gateway, name: str) -> dict[str, Any]:
    """Read what is documented of a message; what else a record has may tell of the asking."""
    record = await gw.need("sms.status", id=name)
    return {member: record.get(member) for member in read_document().members("sms.status")}


async def _events(gw: Gateway) -> tuple[str, list[dict[str, Any]]]:
    """Send a message, and read its timeline."""
    name = (await gw.sent())["sms_id"]
    return name, (await gw.must("sms.events", id=name))["items"]


@check("GW-EVNT-001")
async def a_message_has_a_timeline(gw: Gateway) -> None:
    _, items = await _events(gw)
    gw.expect(items, "there is nothing on the timeline of a message that was sent")


@check("GW-EVNT-002")
async def an_unknown_message_has_no_timeline(gw: Gateway) -> None:
    await gw.must_refuse("sms.events", id=f"sms_{gw.word()}")


@check("GW-EVNT-003")
async def timelines_are_apart(gw: Gateway) -> None:
    (_, first), (_, second) = await _events(gw), await _events(gw)
    ids = [{str(item.get("event_id")) for item in items} - {"None"} for items in (first, second)]
    if not all(ids):
        raise NotApplicable("events have no ids by which to know them")
    gw.expect(not ids[0] & ids[1], f"two messages have the events {ids[0] & ids[1]} in common")


@check("GW-EVNT-004")
async def events_tell_what_happened(gw: Gateway) -> None:
    name, _ = await _events(gw)
    await settled(gw, name)
    items = (await gw.must("sms.events", id=name))["items"]
    for item in items:
        lacking = {"event_id", "type", "state", "vendor", "detail", "created_at"} - item.keys()
        gw.expect(not lacking, f"an event lacks {', '.join(sorted(lacking))}")
    gw.expect(len(items) > 1, "a message that came to its end has one event only")
    instants = [item["created_at"] for item in items]
    gw.same(instants, sorted(instants), "the order of events")
