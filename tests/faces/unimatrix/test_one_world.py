"""One world, seen through its faces: what the gateway sends, Unimatrix carries as its own."""

from typing import Any

import pytest
from aiohttp import ServerDisconnectedError

from tests.clients import ALICE, Control, Gateway
from tests.receivers import receiving
from tests.unimatrix import Unimatrix


async def fail(control: Control, *rules: object) -> None:
    """Let just this go wrong from now on."""
    assert (await control.put("/_sim/faults", {"rules": rules})).status == 200


async def test_a_message_of_the_gateways_is_carried_as_unimatrix_does(
    gateway: Gateway, control: Control
) -> None:
    """Pinned to it, it has its price, and its reports go where the world wants them."""
    async with receiving() as shop:
        targets = {"unimatrix": {"url": shop.url}}
        await control.put("/_sim/webhooks/targets", targets)
        reply = await gateway.send(body="x" * 161, vendor="unimatrix")
        sms_id = reply.data["sms_id"]
        await control.advance("10s")

        assert reply.metadata["cost_usd"] == 0.0378
        assert await gateway.balance() == round(2 - 0.0378, 6)
        assert await gateway.state(sms_id) == "delivered"
        (report,) = [one.document for one in shop.received]
        assert report["id"] == sms_id.removeprefix("sms_")
        assert (report["status"], report["parts"], report["price"]) == ("delivered", 2, "0.037800")
        record = (await control.get(f"/_sim/messages/{report['id']}")).document
        assert [one["event"] for one in record["webhooks"]] == ["delivery_report"]


async def test_when_telnyx_is_down_unimatrix_steps_in_and_back(
    gateway: Gateway, unimatrix: Unimatrix, control: Control
) -> None:
    """One story: each message is carried, priced and reported by whoever was up."""
    down = {"then": {"vendor_down": {"vendor": "telnyx"}}}
    other_down = {"then": {"vendor_down": {"vendor": "unimatrix"}}}
    async with receiving() as shop:
        await control.put("/_sim/webhooks/targets", {"unimatrix": {"url": shop.url}})

        async def carried(text: str) -> tuple[Any, Any]:
            reply = await gateway.send(ALICE, text)
            await control.advance("10s")
            return reply.data["vendor"], reply.metadata["cost_usd"]

        assert await carried("before") == ("telnyx", 0.0079)
        await fail(control, down)
        assert await carried("during") == ("unimatrix", 0.0189)
        assert (await unimatrix.send(ALICE, "its own")).status == 200
        await fail(control, other_down)
        refused = await unimatrix.send(ALICE, "not now")
        assert refused.document == {"code": "101303", "message": "NoUpstreamAvailable"}
        assert (refused.status, await carried("after")) == (500, ("telnyx", 0.0079))

        told = [one.document["id"] for one in shop.received]
        assert await texts_of(control, told) == ["during", "its own"]
        assert await gateway.balance() == round(2 - 2 * 0.0079 - 2 * 0.0189, 6)
        assert await control.texts() == ["after", "its own", "during", "before"]


async def texts_of(control: Control, ids: list[str]) -> list[str]:
    """Tell the texts of messages by their ids."""
    return [(await control.get(f"/_sim/messages/{one}")).document["text"] for one in ids]


async def test_magic_numbers_have_their_fates_here_too(
    unimatrix: Unimatrix, gateway: Gateway, control: Control
) -> None:
    """Refused, failing once, opted out, always of the same code, and answering."""
    assert (await unimatrix.send("+15005550031")).document["code"] == "107111"
    first, second = [await unimatrix.send("+15005550091") for _ in range(2)]
    assert (first.status, first.document["code"]) == (500, "101000")
    assert (second.status, second.document["code"]) == (200, "0")
    opted_out = (await unimatrix.send("+15005550071")).document["data"]
    assert (opted_out["totalAmount"], opted_out["messageCount"]) == ("0.000000", 1)
    await unimatrix.otp("+15005550111")
    assert await unimatrix.is_valid("000000", "+15005550111")
    await unimatrix.send("+15005550101")
    await control.advance("1m")
    (reply,) = (await gateway.get("/v1/sms/inbound/list")).data["items"]
    assert (reply["from"], reply["body"]) == ("+15005550101", "STOP")


async def test_an_answer_may_be_lost(unimatrix: Unimatrix, control: Control) -> None:
    """The message is there, and who has sent it does not know."""
    with pytest.raises(ServerDisconnectedError):
        await unimatrix.send(["+15005550121"], "Hello")

    assert await control.texts() == ["Hello"]
