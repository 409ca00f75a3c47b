"""Many messages at once."""

from math import isclose
from typing import Any, Final

from contract.checks import check
from contract.gateway import Gateway

__all__ = ["records"]

_MAX: Final = 100


def records(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Find the records among results."""
    found = (item.get("result", item) for item in data.get("results") or ())
    return [record for record in found if isinstance(record, dict) and record.get("sms_id")]


def _messages(gw: Gateway, count: int) -> list[dict[str, Any]]:
    return [{"to": gw.number(), "body": gw.text()} for _ in range(count)]


@check("GW-BTCH-001")
async def each_message_has_its_result(gw: Gateway) -> None:
    data = await gw.must("sms.batch.send", {"messages": _messages(gw, 3)})
    gw.same(len(data.get("results") or ()), 3, "results of three messages")
    gw.same(len(records(data)), 3, "messages that were sent of three")


@check("GW-BTCH-002")
async def messages_of_a_batch_are_messages(gw: Gateway) -> None:
    messages = _messages(gw, 2)
    sent = records(await gw.must("sms.batch.send", {"messages": messages}))
    told = {one.get("to") for one in sent}
    gw.same(told, {one["to"] for one in messages}, "recipients in the results of a batch")
    found = {(await gw.must("sms.status", id=one["sms_id"])).get("to") for one in sent}
    gw.same(found, {one["to"] for one in messages}, "recipients of a batch")


@check("GW-BTCH-003")
async def a_batch_has_a_hundred_messages_at_most(gw: Gateway) -> None:
    # Who must not be written to is not written to, so that a hundred messages cost nothing.
    phone = gw.number()
    await gw.need("sms.suppress", {"phone": phone})
    many = [{"to": phone, "body": gw.text()} for _ in range(_MAX + 1)]
    await gw.must_refuse("sms.batch.send", {"messages": many})
    answered = await gw.ask("sms.batch.send", {"messages": many[:_MAX]})
    if not answered.is_success:  # a gateway may refuse a batch for such a recipient
        messages = _messages(gw, _MAX)
        data = await gw.must("sms.batch.send", {"messages": messages})
        gw.same(len(data.get("results") or ()), _MAX, "results of a hundred messages")


@check("GW-BTCH-004")
async def a_batch_costs_what_its_messages_cost(gw: Gateway) -> None:
    alone = await gw.ask("sms.send", {"to": gw.number(), "body": gw.text()})
    together = await gw.ask("sms.batch.send", {"messages": _messages(gw, 3)})
    await gw.need("sms.status", id=(alone.data or {}).get("sms_id", "none"))
    one, three = (float(each.metadata.get("cost_usd", 0)) for each in (alone, together))
    gw.expect(isclose(three, 3 * one, abs_tol=1e-9), f"one costs {one}, and three cost {three}")


@check("GW-BTCH-005")
async def results_are_in_order(gw: Gateway) -> None:
    messages = _messages(gw, 4)
    data = await gw.must("sms.batch.send", {"messages": messages})
    sent = [record.get("to") for record in records(data)]
    gw.same(sent, [one["to"] for one in messages], "recipients of results in their order")
    places = [item.get("index") for item in data["results"]]
    gw.same(places, [0, 1, 2, 3], "places of results")


@check("GW-BTCH-006")
async def a_bad_message_is_alone(gw: Gateway) -> None:
    first, last = _messages(gw, 2)
    messages = [first, {**last, "to": "nobody"}, "no message", last]
    good, *bad, good_too = (await gw.must("sms.batch.send", {"messages": messages}))["results"]
    for one in bad:
        told = one.get("result"), (one.get("error") or {}).get("code")
        gw.same(told, (None, "VALIDATION_ERROR"), "result and error of a bad message")
    is_sent = all(one["result"] and not one["error"] for one in (good, good_too))
    gw.expect(is_sent, "good ones were not sent")


@check("GW-BTCH-007")
async def a_batch_of_none_is_refused(gw: Gateway) -> None:
    refused = await gw.must_refuse("sms.batch.send", {"messages": []})
    gw.same((refused.status, refused.code), (422, "VALIDATION_ERROR"), "the refusal")
