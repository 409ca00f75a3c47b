"""Delivery reports, to a customer's server that checks who they are from."""

import hmac
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any, Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from simulator.adapters.wall_clock import SystemClock
from simulator.faces.unimatrix.webhooks import signed_text
from simulator.resources import fixtures_folder
from tests.clients import ALICE, BOB, Control, Gateway
from tests.receivers import Received, Receiver, receiving
from tests.unimatrix import Unimatrix

SECRET: Final = "lab-dlr-secret"  # noqa: S105 - of nobody
VECTOR: Final = json.loads((fixtures_folder() / "unimatrix" / "delivery-report.json").read_bytes())
START: Final = "2026-08-29T00:19:17.702Z"

_HEADER: Final = re.compile(
    r"UNI1-HMAC-SHA256 Timestamp=(\d+), Nonce=([0-9a-f]{16}), Signature=([A-Za-z0-9+/]+=*)"
)


@pytest.fixture
async def shop(control: Control) -> AsyncIterator[Receiver]:
    """A customer's server, which reports of the world go to, signed; it is the vendor's hour."""
    await control.put("/_sim/clock", {"now": START})
    async with receiving() as receiver:
        await aim(control, receiver)
        yield receiver


async def aim(control: Control, shop: Receiver, **more: object) -> None:
    """Have reports brought to a customer's server."""
    target = {"url": f"{shop.url}/dlr", "secret": SECRET, **more}
    reply = await control.put("/_sim/webhooks/targets", {"unimatrix": target})
    assert reply.status == 200, reply.body


def is_genuine(one: Received, told: dict[str, Any], at_ms: int, secret: str = SECRET) -> bool:
    """Check a report as its receiver would: who signed it, and whether that is long ago."""
    shown = _HEADER.fullmatch(one.headers.get("Authorization", ""))
    if shown is None:
        return False
    timestamp, nonce, signature = shown.groups()
    pairs = {**told, "timestamp": timestamp, "nonce": nonce}
    text = "&".join(f"{name}={quote(str(pairs[name]), safe='')}" for name in sorted(pairs))
    wanted = b64encode(hmac.digest(secret.encode(), text.encode(), "sha256")).decode()
    return hmac.compare_digest(signature, wanted) and abs(at_ms - int(timestamp) * 1_000) < 300_000


def now_ms() -> int:
    """Tell the receiver's time."""
    return SystemClock().now_ms()


def test_the_worked_signature_is_made() -> None:
    """Of the documented report, with the timestamp and the nonce of the documented header."""
    signed = signed_text(VECTOR["report"], VECTOR["timestamp"], VECTOR["nonce"])
    made = hmac.digest(VECTOR["secret"].encode(), signed.encode(), "sha256")

    assert signed == VECTOR["signed"]
    assert b64encode(made).decode() == VECTOR["signature"]


async def test_a_report_is_the_documented_one(
    unimatrix: Unimatrix, control: Control, shop: Receiver
) -> None:
    """Member for member, in order; the times are the world's, the signature's is the receiver's."""
    message_id = await unimatrix.sent("+12060000123")
    await control.advance("10s")

    (one,) = shop.received
    assert one.document == {
        **VECTOR["report"],
        "id": message_id,
        "price": "0.018900",
        "submitDate": START,
        "doneDate": "2026-08-29T00:19:18.702Z",
    }
    assert [*one.document] == [*VECTOR["report"]]
    assert (one.path, one.headers["Content-Type"]) == ("/dlr", "application/json; charset=utf-8")
    assert is_genuine(one, one.document, now_ms())
    assert not is_genuine(one, one.document, now_ms(), "another")
    assert not is_genuine(one, {**one.document, "price": "0.000000"}, now_ms())


async def test_a_report_may_be_xml(unimatrix: Unimatrix, control: Control, shop: Receiver) -> None:
    """It says the same, and is signed for the same."""
    await aim(control, shop, format="xml")
    message_id = await unimatrix.sent(text="a & b")
    await control.advance("10s")

    (one,) = shop.received
    assert one.headers["Content-Type"] == "application/xml; charset=utf-8"
    told = {child.tag: child.text or "" for child in ET.fromstring(one.body)}  # noqa: S314 - ours
    assert [*told] == [*VECTOR["report"]]
    assert (told["id"], told["parts"], told["status"]) == (message_id, "1", "delivered")
    assert is_genuine(one, told, now_ms())


async def test_without_a_secret_a_report_is_not_signed(
    unimatrix: Unimatrix, control: Control, shop: Receiver
) -> None:
    """Whoever gives none need not check any."""
    await aim(control, shop, secret=None)
    await unimatrix.send()
    await control.advance("10s")

    (one,) = shop.received
    assert "Authorization" not in one.headers


@pytest.mark.parametrize(
    ("to", "ends"),
    [
        ("+15005550001", [("delivered", "DELIVRD", "0.018900")]),
        ("+15005550010", [("undelivered", "UNDELIV", "0.018900")]),
        ("+15005550020", [("rejected", "REJECTD", "0.018900")]),
        ("+15005550070", [("rejected", "REJECTD", "0.000000")]),
        ("+15005550080", [("delivered", "DELIVRD", "0.018900")] * 2),
    ],
)
async def test_every_end_is_reported(
    unimatrix: Unimatrix,
    control: Control,
    shop: Receiver,
    to: str,
    ends: list[tuple[str, str, str]],
) -> None:
    """In the vendor's words; what was never sent on costs nothing."""
    await unimatrix.send(to)
    await control.advance("1h")

    told = [one.document for one in shop.received]
    assert [(one["status"], one["errorCode"], one["price"]) for one in told] == ends


async def test_what_comes_of_it_too_late_has_expired(
    unimatrix: Unimatrix, control: Control, shop: Receiver
) -> None:
    """Its phone was off for too long."""
    await control.put(f"/_sim/handsets/{ALICE}", {"power": "off"})
    await unimatrix.send()
    await control.advance("10d")

    (one,) = shop.received
    assert (one.document["status"], one.document["errorCode"]) == ("undelivered", "EXPIRED")


@pytest.mark.parametrize(
    ("first", "second"), [("delivered", "undelivered"), ("undelivered", "delivered")]
)
async def test_a_report_may_be_contradicted(
    unimatrix: Unimatrix, control: Control, shop: Receiver, first: str, second: str
) -> None:
    """By a rule; the second one says what the first denies."""
    to = "+15005550001" if first == "delivered" else "+15005550010"
    rule = {"then": {"receipt": "contradict"}}
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    await unimatrix.send(to)
    await control.advance("1h")

    assert [one.document["status"] for one in shop.received] in ([first, second], [second, first])


async def test_anything_but_200_means_to_try_again(
    unimatrix: Unimatrix, control: Control, shop: Receiver
) -> None:
    """Four times in all, each with the same report and a signature of its own."""
    answers = iter((500, 204, 302, 404))
    shop.answer = lambda _: next(answers)
    await unimatrix.send()
    await control.advance("1h")

    assert len({one.body for one in shop.received}) == 1
    assert len({one.headers["Authorization"] for one in shop.received}) == len(shop.received) == 4
    assert all(is_genuine(one, one.document, now_ms()) for one in shop.received)
    (kept,) = (await control.get("/_sim/webhooks?face=unimatrix")).document["items"]
    assert (kept["state"], kept["event"]) == ("failed", "delivery_report")
    assert [one["status"] for one in kept["attempts"]] == [500, 204, 302, 404]


async def test_what_is_wrong_with_a_signature_is_noticed(
    unimatrix: Unimatrix, control: Control, shop: Receiver
) -> None:
    """Rules forge it, or let it be old; a receiver that checks is fooled by neither."""
    rules = [
        {"match": {"face": "unimatrix", "to": to}, "then": {"webhook": spoilt}}
        for to, spoilt in ((ALICE, "corrupt"), (BOB, "stale"))
    ]
    reply = await control.put("/_sim/faults", {"rules": rules})
    assert reply.status == 200, reply.body
    await unimatrix.send([ALICE, BOB, "+14155550102"])
    await control.advance("10s")

    assert {
        one.document["to"]: is_genuine(one, one.document, now_ms()) for one in shop.received
    } == {
        ALICE: False,
        BOB: False,
        "+14155550102": True,
    }


async def test_nobody_is_told_who_did_not_ask(
    unimatrix: Unimatrix, gateway: Gateway, control: Control, shop: Receiver
) -> None:
    """Not of what others carry, of what was taken back, of what phones send; nor elsewhere."""
    await gateway.send(ALICE)
    await control.receive("Hello")
    taken_back = await gateway.sent(BOB, vendor="unimatrix")
    assert (await gateway.cancel(taken_back)).data["cancelled"]
    await unimatrix.act("sms.message.send", {"to": ALICE, "text": "Hello"}, world="elsewhere")
    await control.advance("1h")
    await Control.of(control.session, control.url, "elsewhere").advance("1h")

    assert shop.received == []
