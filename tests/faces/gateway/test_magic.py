"""Magic recipients, as a client of the gateway meets them."""

import pytest

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
