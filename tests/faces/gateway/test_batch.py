"""Batches: many messages in one call, each with an answer of its own."""

import pytest

from tests.clients import ALICE, BOB, Control, Gateway


def messages(count: int) -> list[dict[str, str]]:
    """So many messages that differ."""
    return [{"to": ALICE, "body": f"n{n}"} for n in range(count)]


@pytest.mark.parametrize("count", [1, 100])
async def test_each_message_of_a_batch_is_sent_and_billed(gateway: Gateway, count: int) -> None:
    """Results come in the order of the messages, and the batch costs what they cost together."""
    reply = await gateway.batch(messages(count))
    results = reply.data["results"]
    assert [result["index"] for result in results] == list(range(count))
    assert all(result["error"] is None for result in results)
    assert len({result["result"]["sms_id"] for result in results}) == count
    assert reply.metadata["cost_usd"] == round(0.0079 * count, 6)
    assert await gateway.balance() == round(2 - 0.0079 * count, 6)


@pytest.mark.parametrize("sent", [[], messages(101), None, {}, "x", {"0": {}}])
async def test_a_batch_holds_1_to_100_messages(gateway: Gateway, sent: object) -> None:
    """More, fewer, or no list: nothing is sent at all."""
    reply = await gateway.batch(sent)
    assert (reply.status, reply.fields) == (422, ["messages"])
    assert (await gateway.list()).data["items"] == []


async def test_what_is_wrong_with_one_does_not_stop_the_others(gateway: Gateway) -> None:
    """A bad item has an error at its place; good ones before and behind it are sent."""
    good = {"to": BOB, "body": "x"}
    bad = [{"to": "nobody", "body": "x"}, 7, None, [], {}, {**good, "vendor": "nobody"}]
    reply = await gateway.batch([good, *bad, good])
    assert reply.status == 200
    first, *failed, last = reply.data["results"]
    assert first["result"]["to"] == last["result"]["to"] == BOB
    assert [result["result"] for result in failed] == [None] * len(bad)
    assert [result["error"]["code"] for result in failed] == [
        *["VALIDATION_ERROR"] * 5,
        "UNKNOWN_VENDOR",
    ]
    assert failed[0]["error"]["details"][0]["field"] == "to"
    assert await gateway.balance() == round(2 - 2 * 0.0079, 6)


async def test_an_unknown_template_is_the_affair_of_its_message(gateway: Gateway) -> None:
    """A template that is not there is an error of the item that names it, not of the batch."""
    reply = await gateway.batch([{"to": ALICE, "template_id": "t"}, {"to": ALICE, "body": "x"}])
    first, second = reply.data["results"]
    assert first["error"]["code"] == "NOT_FOUND"
    assert second["error"] is None


async def test_where_the_credit_ends_the_rest_is_refused(
    gateway: Gateway, control: Control
) -> None:
    """Messages are paid for in order, and those that cannot be say so."""
    await control.set_balance("0.0158")
    results = (await gateway.batch(messages(4))).data["results"]
    codes = [result["error"] and result["error"]["code"] for result in results]
    assert codes == [None, None, "INSUFFICIENT_CREDIT", "INSUFFICIENT_CREDIT"]
    assert await gateway.balance() == 0
