"""Retries: under one key a thing is done, and charged for, once."""

import asyncio
from http import HTTPStatus

import pytest

from tests.clients import ALICE, BOB, Control, Gateway

MESSAGE = {"to": ALICE, "body": "Hello"}


async def test_a_retry_gets_the_same_answer_for_nothing(gateway: Gateway) -> None:
    """Same data, new request id, no cost; the body and a header say that it is a replay."""
    first = await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1")
    second = await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1")
    assert second.data == first.data
    assert second.metadata["request_id"] != first.metadata["request_id"]
    assert (first.metadata["cache_hit"], second.metadata["cache_hit"]) == (False, True)
    assert (first.metadata["cost_usd"], second.metadata["cost_usd"]) == (0.0079, 0)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len((await gateway.list()).data["items"]) == 1
    assert await gateway.balance() == round(2 - 0.0079, 6)


async def test_a_replay_tells_what_was_not_what_is(gateway: Gateway, control: Control) -> None:
    """The answer to a retry is that of the first call, though the message has moved on."""
    first = await gateway.send(idempotency_key="k1")
    await control.advance("1s")
    assert (await gateway.send(idempotency_key="k1")).data == first.data


async def test_header_and_member_name_the_same_key(gateway: Gateway) -> None:
    """A key may stand in either place, or in both."""
    member = {**MESSAGE, "idempotency_key": "k1"}
    replies = [
        await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1"),
        await gateway.post("/v1/sms/send", member),
        await gateway.post("/v1/sms/send", member, Idempotency_Key="k1"),
    ]
    assert len({reply.data["sms_id"] for reply in replies}) == 1


async def test_header_and_member_must_agree(gateway: Gateway) -> None:
    """Two keys for one request are refused, for nobody knows which one was meant."""
    member = {**MESSAGE, "idempotency_key": "k1"}
    reply = await gateway.post("/v1/sms/send", member, Idempotency_Key="k2")
    assert (reply.status, reply.fields) == (422, ["idempotency_key"])


async def test_the_order_of_members_does_not_matter(gateway: Gateway) -> None:
    """Requests are the same where their JSON says the same."""
    backwards = dict(reversed(MESSAGE.items()))
    first = await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1")
    second = await gateway.post("/v1/sms/send", backwards, Idempotency_Key="k1")
    assert first.data == second.data


@pytest.mark.parametrize("other", [{"to": BOB}, {"body": "Bye"}, {"from": "Acme"}, {"new": 1}])
async def test_a_key_belongs_to_one_request(gateway: Gateway, other: dict[str, object]) -> None:
    """Another request under a known key is refused, whatever it differs in."""
    await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1")
    reply = await gateway.post("/v1/sms/send", {**MESSAGE, **other}, Idempotency_Key="k1")
    assert (reply.status, reply.error["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert len((await gateway.list()).data["items"]) == 1


async def test_a_key_means_something_else_to_another_operation(gateway: Gateway) -> None:
    """Keys are apart by operation and by project."""
    await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1")
    otp = await gateway.post("/v1/sms/otp", {"to": ALICE}, Idempotency_Key="k1")
    neighbour = Gateway.of(gateway.session, gateway.url, "neighbour")
    other = await neighbour.post("/v1/sms/send", MESSAGE, Idempotency_Key="k1")
    assert [otp.metadata["cache_hit"], other.metadata["cache_hit"]] == [False, False]


async def test_fifty_at_once_are_one(gateway: Gateway) -> None:
    """Retries that meet the first call on its way make one message and one charge."""
    replies = await asyncio.gather(*(gateway.send(idempotency_key="k1") for _ in range(50)))
    assert {reply.status for reply in replies} == {HTTPStatus.OK}
    assert len({reply.data["sms_id"] for reply in replies}) == 1
    assert [reply.metadata["cache_hit"] for reply in replies].count(False) == 1
    assert len((await gateway.list()).data["items"]) == 1
    assert await gateway.balance() == round(2 - 0.0079, 6)


async def test_a_batch_is_billed_once_under_its_key(gateway: Gateway) -> None:
    """One key covers the whole batch, with what was wrong in it."""
    batch = [MESSAGE, {"to": "nobody", "body": "x"}, {"to": BOB, "body": "x"}]
    first = await gateway.batch(batch, idempotency_key="k1")
    second = await gateway.batch(batch, idempotency_key="k1")
    assert second.data == first.data
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len((await gateway.list()).data["items"]) == 2
    assert await gateway.balance() == round(2 - 2 * 0.0079, 6)


async def test_an_attempt_at_a_code_is_not_counted_twice(
    gateway: Gateway, control: Control
) -> None:
    """The retry of a good attempt is still good, though the code is used up."""
    await gateway.otp()
    attempt = {"to": ALICE, "code": await control.code()}
    replies = [
        await gateway.post("/v1/sms/verify", attempt, Idempotency_Key="k1") for _ in range(2)
    ]
    assert [reply.data["valid"] for reply in replies] == [True, True]


async def test_a_resend_is_done_once_under_its_key(gateway: Gateway) -> None:
    """A retried resend makes no third message."""
    sms_id = await gateway.sent()
    first = await gateway.resend(sms_id, idempotency_key="k1")
    second = await gateway.resend(sms_id, idempotency_key="k1")
    assert first.data == second.data
    assert len((await gateway.list()).data["items"]) == 2


async def test_a_cancel_is_remembered_by_its_path(gateway: Gateway) -> None:
    """The message is part of the request, also where only the path names it."""
    first, second = await gateway.sent(), await gateway.sent()
    path = "/v1/sms/cancel/"
    assert (await gateway.post(path + first, Idempotency_Key="k1")).data["cancelled"] is True
    assert (await gateway.post(path + first, Idempotency_Key="k1")).data["cancelled"] is True
    assert (await gateway.post(path + second, Idempotency_Key="k1")).status == 422


@pytest.mark.parametrize(("by", "is_replayed"), [("86399999ms", True), ("24h", False)])
async def test_a_key_is_remembered_for_a_day(
    gateway: Gateway,
    control: Control,
    by: str,
    is_replayed: bool,  # noqa: FBT001 - what is expected
) -> None:
    """The window is 24 hours of the world's clock, after which the key is new again."""
    first = await gateway.send(idempotency_key="k1")
    await control.advance(by)
    second = await gateway.send(idempotency_key="k1")
    assert (second.data["sms_id"] == first.data["sms_id"]) is is_replayed


async def test_a_refusal_is_not_remembered(gateway: Gateway, control: Control) -> None:
    """A send that was refused for lack of credit can be retried under its key later."""
    await control.set_balance("0")
    assert (await gateway.send(idempotency_key="k1")).status == 402
    await control.set_balance("1")
    reply = await gateway.send(idempotency_key="k1")
    assert (reply.status, reply.metadata["cache_hit"]) == (200, False)


@pytest.mark.parametrize("key", ["", "k" * 256, "a\0b", "a\nb", "\x7f", "\u2028"])
async def test_a_key_is_1_to_255_printable_characters(gateway: Gateway, key: str) -> None:
    """A key that could not stand in a header, or has no end, is refused."""
    reply = await gateway.send(idempotency_key=key)
    assert (reply.status, reply.fields) == (422, ["idempotency_key"])


@pytest.mark.parametrize("key", ["k", "k" * 255, "a b", "ключ", "💌"])
async def test_a_key_may_be_any_text(gateway: Gateway, key: str) -> None:
    """Whatever is printable can be a key."""
    first = await gateway.send(idempotency_key=key)
    assert (await gateway.send(idempotency_key=key)).data == first.data


async def test_a_header_without_a_key_is_refused(gateway: Gateway) -> None:
    """An empty header is a mistake: somebody wanted a key and had none."""
    reply = await gateway.post("/v1/sms/send", MESSAGE, Idempotency_Key="")
    assert (reply.status, reply.fields) == (422, ["idempotency_key"])
