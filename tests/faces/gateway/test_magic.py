"""Magic recipients, as a client of the gateway meets them."""

import pytest
from aiohttp import ServerDisconnectedError

from tests.clients import Control, Gateway


@pytest.mark.parametrize(
    ("fate", "state", "detail"),
    [
        ("000", "delivered", None),
        ("001", "undelivered", "unreachable"),
        ("002", "failed", "blocked as spam"),
        ("004", "undelivered", "landline"),
        ("006", "undelivered", "no receipt"),
        ("007", "suppressed", None),
        ("010", "delivered", None),
    ],
)
async def test_a_number_decides_what_becomes_of_its_messages(
    gateway: Gateway, control: Control, fate: str, state: str, detail: str | None
) -> None:
    """With nothing set up, and the reason stands in the message's events."""
    sms_id = await gateway.sent(f"+1500555{fate}0")
    await control.advance("73h")

    assert await gateway.state(sms_id) == state
    assert (await gateway.events(sms_id)).data["items"][-1]["detail"] == detail


async def test_a_slow_number_is_still_on_its_way_after_a_minute(
    gateway: Gateway, control: Control
) -> None:
    """Sixty seconds from the network to the handset come on top of the way there."""
    sms_id = await gateway.sent("+15005550050")
    await control.advance("1m")
    assert await gateway.state(sms_id) == "sent"
    await control.advance("1s")
    assert await gateway.state(sms_id) == "delivered"


async def test_a_receipt_comes_twice(gateway: Gateway, control: Control) -> None:
    """The second one is an event, and changes nothing."""
    sms_id = await gateway.sent("+15005550080")
    await control.advance("1h")

    types = [event["type"] for event in (await gateway.events(sms_id)).data["items"]]
    assert types[-2:] == ["message.delivered", "receipt.repeated"]


async def test_a_number_that_is_none_is_refused(gateway: Gateway) -> None:
    """With the field that is wrong, alone and in a batch; nothing is charged."""
    reply = await gateway.send("+15005550030")
    assert (reply.status, reply.fields) == (422, ["to"])
    batch = await gateway.batch([{"to": "+15005550031", "body": "Hi"}])
    assert batch.data["results"][0]["error"]["code"] == "VALIDATION_ERROR"
    assert await gateway.balance() == 2


async def test_a_number_says_stop(gateway: Gateway, control: Control) -> None:
    """Five seconds after its message has come; from then on it gets nothing."""
    await gateway.sent("+15005550100")
    await control.advance("6s")

    assert await gateway.state(await gateway.sent("+15005550100")) == "suppressed"


async def test_a_code_is_known_beforehand(gateway: Gateway) -> None:
    """Which spares a test the reading of it."""
    await gateway.otp("+15005550110")

    assert (await gateway.verify("000000", "+15005550110")).data == {"valid": True}


@pytest.mark.parametrize("last", range(10))
async def test_a_vendor_fails_once_and_then_works(
    gateway: Gateway, control: Control, last: int
) -> None:
    """On the second of two that are alike; the failure costs nothing."""
    number = f"+1500555009{last}"
    failed = await gateway.send(number)
    assert (failed.status, failed.error["code"]) == (502, "VENDOR_ERROR")
    assert failed.error["retryable"] is True
    sms_id = await gateway.sent(number)
    await control.advance("1m")
    assert await gateway.state(sms_id) == "delivered"
    assert await gateway.balance() == 2 - 0.0079
    assert (await gateway.send(number, "something else")).status == 502


async def test_a_vendor_fails_in_a_batch_too(gateway: Gateway) -> None:
    """At its place, and the others are sent; so does a code."""
    messages = [{"to": to, "body": "Hi"} for to in ("+15005550090", "+15005550000")]
    first, second = (await gateway.batch(messages)).data["results"]
    assert first["error"]["code"] == "VENDOR_ERROR"
    assert second["error"] is None
    first, _ = (await gateway.batch(messages)).data["results"]
    assert first["error"] is None
    assert (await gateway.otp("+15005550091")).status == 502


@pytest.mark.parametrize("last", range(10))
async def test_an_answer_is_lost(gateway: Gateway, control: Control, last: int) -> None:
    """The message is accepted, charged and delivered; a retry with its key gets the answer."""
    number, key = f"+1500555012{last}", {"idempotency_key": "k"}
    with pytest.raises(ServerDisconnectedError):
        await gateway.send(number, **key)
    reply = await gateway.send(number, **key)
    assert reply.headers["Idempotent-Replayed"] == "true"
    await control.advance("1m")
    assert await gateway.state(reply.data["sms_id"]) == "delivered"
    assert await gateway.balance() == 2 - 0.0079


async def test_the_answer_to_whatever_sends_there_is_lost(
    gateway: Gateway, control: Control
) -> None:
    """A code, and a batch with one such message among others."""
    with pytest.raises(ServerDisconnectedError):
        await gateway.otp("+15005550120")
    with pytest.raises(ServerDisconnectedError):
        await gateway.batch([{"to": to, "body": "Hi"} for to in ("+15005550000", "+15005550121")])
    assert len(await control.texts()) == 3
