"""The other gateway keeps what is documented, or it would prove nothing about a judge."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from aiohttp import ClientSession

from tests.clients import Client, Reply
from tests.contract.other_gateway import OtherGateway, Pace, serve
from tests.document import GATEWAY

PHONE: Final = "+14155550100"
OWN: Final = "+14155550150"
BOTH_STAND_STILL: Final = Pace(dispatch=3600, delivery=7200, review=60)


@pytest.fixture
def other() -> Iterator[OtherGateway]:
    """A gateway on which nothing happens until the test moves the time."""
    with serve(BOTH_STAND_STILL) as other:
        yield other


@dataclass
class Visitor:
    """Calls, and holds each answer against the document, whatever its 2xx is."""

    client: Client
    met: set[str] = field(default_factory=set)

    async def call(
        self, operation_id: str, body: object = None, *, query: str = "", **at: str
    ) -> Reply:
        """Call an operation."""
        operation = GATEWAY.operations[operation_id]
        path = operation.path.format(**at)
        reply = await self.client.call(operation.method, path + query, body)
        success = 200 <= reply.status < 300
        faults = GATEWAY.faults(
            operation.method,
            path,
            200 if success else reply.status,
            reply.headers["Content-Type"].partition(";")[0],
            reply.body,
        )
        assert list(faults) == []
        self.met.update({operation_id} if success else ())
        return reply

    async def data(self, operation_id: str, body: object = None, **more: str) -> Any:  # noqa: ANN401 - JSON
        """Call an operation that has to succeed, and tell what it returns."""
        return (await self.call(operation_id, body, **more)).data

    async def sent(self, text: str) -> str:
        """Send a text, and tell the message's id."""
        sms_id: str = (await self.data("sms.send", {"to": PHONE, "body": text}))["sms_id"]
        return sms_id


@pytest.fixture
def visitor(other: OtherGateway, session: ClientSession) -> Visitor:
    """Somebody with a key and money."""
    return Visitor(Client(session, other.url, {"Authorization": f"Bearer {other.key}"}))


@pytest.fixture
def pauper(other: OtherGateway, session: ClientSession) -> Visitor:
    """Somebody with a key and no money."""
    return Visitor(Client(session, other.url, {"Authorization": f"Bearer {other.poor_key}"}))


async def test_it_does_all_that_is_documented(other: OtherGateway, visitor: Visitor) -> None:
    """Each of the operations succeeds, and answers as the document says."""
    await _messages(visitor, other)
    await _passcodes(visitor, other)
    await _senders(visitor, other)
    await _reviews(visitor, other)
    await _suppressions(visitor)
    await _account(visitor)
    assert visitor.met == GATEWAY.operations.keys()


async def _messages(visitor: Visitor, other: OtherGateway) -> None:
    sms_id, late = await visitor.sent("One"), await visitor.sent("Two")
    assert (await visitor.data("sms.status", id=sms_id))["state"] == "queued"
    assert (await visitor.data("sms.cancel", {"message_id": sms_id}, id=sms_id))["cancelled"]
    other.advance(7200)
    assert (await visitor.call("sms.cancel", id=late)).status == 409
    told = (await visitor.data("sms.events", id=late))["items"]
    assert [event["what"] for event in told] == ["arrived", "dispatched", "queued"]
    again = {"message_id": late, "only_failed": True}
    assert await visitor.data("sms.resend", again, id=late) == {"results": []}
    again = {"message_id": late}
    assert (await visitor.data("sms.resend", again, id=late))["results"][0]["result"]
    batch = {"messages": [{"to": PHONE, "body": "Three"}, {"to": "+14155550666", "body": "Four"}]}
    results = (await visitor.data("sms.batch.send", batch))["results"]
    assert [result["index"] for result in results] == [0, 1]
    assert len((await visitor.data("sms.list"))["items"]) == 5
    assert (await visitor.call("sms.batch.send", {"messages": [{}] * 101})).status == 400


async def _passcodes(visitor: Visitor, other: OtherGateway) -> None:
    await visitor.data("sms.otp", {"to": PHONE})
    guess = {"to": PHONE, "code": other.code(PHONE)}
    assert await visitor.data("sms.verify", {**guess, "code": "wrong"}) == {"valid": False}
    assert await visitor.data("sms.verify", guess) == {"valid": True}
    assert await visitor.data("sms.verify", guess) == {"valid": False}
    other.advance(120)
    assert (await visitor.call("sms.verify", guess)).error["code"] == "PASSCODE_EXPIRED"
    assert (await visitor.data("sms.lookup", {"phone": PHONE, "fields": ["carrier"]}))["valid"]


async def _senders(visitor: Visitor, other: OtherGateway) -> None:
    wanted = {"phone_number": OWN, "region": "western"}
    sender_id = (await visitor.data("sms.sender.register", wanted))["sender_id"]
    proof = {"sender_id": sender_id, "code": other.code(OWN)}
    assert (await visitor.data("sms.sender.verify", proof))["state"] == "proven"
    assert (await visitor.data("sms.sender.get", id=sender_id))["phone_number"] == OWN
    assert len((await visitor.data("sms.sender.list"))["items"]) == 1
    assert (await visitor.data("sms.sender.reputation", id=sender_id))["used_today"] == 0
    reply = {"from": PHONE, "to": OWN, "text": "Yes"}
    assert (await visitor.client.post("/_sim/inbound", reply)).status == 200
    assert (await visitor.data("sms.inbound.list"))["items"][0]["text"] == "Yes"
    assert (await visitor.data("sms.sender.delete", id=sender_id))["deleted"]
    assert (await visitor.call("sms.sender.get", id=sender_id)).status == 410


async def _reviews(visitor: Visitor, other: OtherGateway) -> None:
    to_china = {"to": "+8613800138000", "body": "Good evening"}
    assert (await visitor.call("sms.send", to_china)).status == 403
    signature_id = (await visitor.data("sms.signature.create", {"name": "Acme"}))["signature_id"]
    other.advance(60)
    told = await visitor.data("sms.signature.get", id=signature_id)
    assert (told["text"], told["review_state"]) == ("Acme", "passed")
    assert (await visitor.call("sms.send", to_china)).status == 202
    assert len((await visitor.data("sms.signature.list"))["items"]) == 1
    assert (await visitor.data("sms.signature.delete", id=signature_id))["deleted"]
    body = "{who} brings {{what}}, says {who}."
    created = await visitor.data("sms.template.create", {"name": "parcel", "body": body})
    assert created["variables"] == ["who", "what"]
    at = {"id": created["template_id"]}
    assert (await visitor.data("sms.template.get", **at))["body"] == body
    assert len((await visitor.data("sms.template.list"))["items"]) == 1
    assert (await visitor.data("sms.template.delete", **at))["deleted"]


async def _suppressions(visitor: Visitor) -> None:
    phone = {"phone": PHONE}
    assert (await visitor.data("sms.suppress", {**phone, "reason": "opt_out"}))["phone"] == PHONE
    assert (await visitor.data("sms.suppression.check", phone))["suppressed"]
    assert (await visitor.data("sms.suppression.list"))["total_count"] == 1
    assert (await visitor.call("sms.send", {"to": PHONE, "body": "Hush"})).status == 403
    assert (await visitor.data("sms.suppression.delete", phone))["removed"]
    assert not (await visitor.data("sms.suppression.check", phone))["suppressed"]
    erasure = {**phone, "confirmation_token": "yes, for ever"}
    assert not (await visitor.data("sms.suppression.gdpr_remove", erasure))["removed"]


async def _account(visitor: Visitor) -> None:
    used = await visitor.data("sms.usage", query="?bucket=hour")
    assert used["sent"] == sum(bucket["sent"] for bucket in used["buckets"]) == 6
    before = (await visitor.data("account.balance"))["balance_usd"]
    promised = await visitor.data("account.topup", {"amount_usd": 5})
    page = promised["checkout_url"].removeprefix(visitor.client.url)
    assert (await visitor.client.get(page)).status == 200
    assert (await visitor.data("account.balance"))["balance_usd"] == pytest.approx(before + 5)
    capability = (await visitor.call("discovery.list")).document["capabilities"][0]["id"]
    told = (await visitor.call("discovery.get", capability=capability)).document
    assert told["id"] == capability
    assert (await visitor.call("discovery.get", capability="sms.nothing")).status == 404


async def test_it_does_once_what_is_asked_twice(visitor: Visitor) -> None:
    """Under a key the same is answered again, and nothing is charged."""
    wish = {"to": PHONE, "body": "Once", "idempotency_key": "k1"}
    first = await visitor.call("sms.send", wish)
    left = await visitor.data("account.balance")
    second = await visitor.call("sms.send", wish)
    assert first.data == second.data
    assert first.metadata["request_id"] != second.metadata["request_id"]
    assert await visitor.data("account.balance") == left
    assert (await visitor.call("sms.send", {**wish, "body": "Twice"})).error["code"] == "KEY_TAKEN"


async def test_it_wants_money(pauper: Visitor) -> None:
    """Whoever has none is told where to get some."""
    reply = await pauper.call("sms.send", {"to": PHONE, "body": "Free?"})
    assert reply.status == 402
    assert reply.error["code"] == "INSUFFICIENT_CREDIT"
    assert "POST /v1/account/topup" in reply.error["hint"]


async def test_it_pages_without_repeats_or_gaps(visitor: Visitor) -> None:
    """Also where a full page is the last, and while messages come in."""
    sent = [await visitor.sent(f"Text {index}") for index in range(4)]
    found, query = [], "?limit=2"
    while query:
        told = await visitor.data("sms.list", query=query)
        found += [item["sms_id"] for item in told["items"]]
        query = told["next_cursor"] and f"?limit=2&cursor={told['next_cursor']}"
    assert found == sent


async def test_nothing_that_it_cannot_read_breaks_it(visitor: Visitor) -> None:
    """Whatever comes, it is refused in an envelope."""
    for raw in (b"", b"[", b"[]", b"\xff", b'{"to": NaN}', b"[" * 100_000, b'{"to": 1}'):
        reply = await visitor.client.call("POST", "/v1/sms/send", raw=raw)
        assert (reply.status, reply.document["ok"]) == (400, False)
    lonely = b'{"to": "+14155550100", "body": "\\ud800"}'
    assert (await visitor.client.call("POST", "/v1/sms/send", raw=lonely)).status == 202
    for query in ("?limit=many", "?limit=inf", "?cursor=%20nowhere", "?limit=nan"):
        assert (await visitor.call("sms.list", query=query)).status == 400
    assert (await visitor.client.call("DELETE", "/v1/sms/send")).status == 404
