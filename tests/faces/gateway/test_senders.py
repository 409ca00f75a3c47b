"""Numbers of the project's own: registered, verified by a code, and thought of by carriers."""

import pytest

from tests.clients import ALICE, BOB, CAROL, Control, Gateway, Reply
from tests.faces.gateway.envelope import assert_refused

CHINESE = "+8613800138000"


async def registered(gateway: Gateway, number: str = BOB) -> str:
    """Register a number, and tell the sender's id."""
    sender_id: str = (await gateway.register(number)).data["sender_id"]
    return sender_id


async def verify(gateway: Gateway, sender_id: str, code: str | None, **headers: str) -> Reply:
    """Enter a code; None asks for a new one."""
    body = {"sender_id": sender_id} | ({} if code is None else {"code": code})
    return await gateway.post("/v1/sms/sender/verify", body, **headers)


async def codes(control: Control, number: str = BOB) -> list[str]:
    """Read the codes that were sent to a number as its owner would, the newest first."""
    texts = await control.texts(f"?to=%2B{number[1:]}&contains=registers")
    return [text.split()[0] for text in texts]


async def state(gateway: Gateway, sender_id: str) -> str:
    """Tell the state of a sender."""
    state: str = (await gateway.get(f"/v1/sms/sender/get/{sender_id}")).data["state"]
    return state


async def test_a_registration_is_answered_with_its_record(gateway: Gateway) -> None:
    """A SenderVerification waits for its code; the message with the code is what it costs."""
    reply = await gateway.register(BOB, "western")
    record = reply.data
    members = {"sender_id", "phone_number", "region", "state", "methods", "created_at"}
    assert record.keys() == members
    assert (record["phone_number"], record["region"]) == (BOB, "western")
    assert (record["state"], record["methods"]) == ("pending", ["sms"])
    assert record["created_at"].endswith("Z")
    assert reply.metadata["cost_usd"] == 0.0079
    assert await gateway.balance() == round(2 - 0.0079, 6)


async def test_the_code_arrives_as_a_message(gateway: Gateway, control: Control) -> None:
    """Whoever holds the phone reads it there; it is one of the project's own messages."""
    await registered(gateway)
    (code,) = await codes(control)
    assert (len(code), code.isdecimal()) == (6, True)
    (record,) = (await gateway.list()).data["items"]
    assert (record["to"], record["state"]) == (BOB, "queued")


async def test_the_code_verifies_the_sender(gateway: Gateway, control: Control) -> None:
    """The sender is verified from then on; another code changes nothing about that."""
    sender_id = await registered(gateway)
    (code,) = await codes(control)
    reply = await verify(gateway, sender_id, code)
    assert (reply.data["sender_id"], reply.data["state"]) == (sender_id, "verified")
    assert reply.metadata["cost_usd"] == 0
    assert (await verify(gateway, sender_id, "no")).data == reply.data
    assert await state(gateway, sender_id) == "verified"


async def test_five_wrong_codes_reject_a_sender(gateway: Gateway, control: Control) -> None:
    """Each is a 422 on the code; after the fifth the right one comes too late."""
    sender_id = await registered(gateway)
    states = []
    for _ in range(5):
        reply = await verify(gateway, sender_id, "wrong")
        assert_refused(reply, 422, "VALIDATION_ERROR")
        assert reply.fields == ["code"]
        states.append(await state(gateway, sender_id))
    assert states == ["pending"] * 4 + ["rejected"]
    (code,) = await codes(control)
    assert_refused(await verify(gateway, sender_id, code), 409, "CONFLICT")
    assert (await gateway.register(BOB)).data["sender_id"] != sender_id


async def test_without_a_code_a_new_one_is_sent(gateway: Gateway, control: Control) -> None:
    """It is another message, for another price, and kills the old code."""
    sender_id = await registered(gateway)
    reply = await verify(gateway, sender_id, None)
    assert (reply.data["state"], reply.metadata["cost_usd"]) == ("pending", 0.0079)
    new, old = await codes(control)
    assert_refused(await verify(gateway, sender_id, old), 422, "VALIDATION_ERROR")
    assert (await verify(gateway, sender_id, new)).data["state"] == "verified"


async def test_a_number_is_registered_once(gateway: Gateway) -> None:
    """A second registration is refused, until the first has been given up."""
    sender_id = await registered(gateway)
    assert_refused(await gateway.register(BOB), 409, "CONFLICT")
    await gateway.delete(f"/v1/sms/sender/delete/{sender_id}")
    assert (await gateway.register(BOB)).status == 200


@pytest.mark.parametrize("place", ["member", "header"])
async def test_a_retry_sends_no_second_code(gateway: Gateway, control: Control, place: str) -> None:
    """Under one key a number is registered, and its code replaced, once."""
    member = {"idempotency_key": "k1"} if place == "member" else {}
    headers = {} if member else {"Idempotency_Key": "k1"}
    wish = {"phone_number": BOB, "region": "western", **member}
    first, second = [
        await gateway.post("/v1/sms/sender/register", wish, **headers) for _ in range(2)
    ]
    assert first.data == second.data
    again = {"sender_id": first.data["sender_id"], **member}
    for _ in range(2):
        await gateway.post("/v1/sms/sender/verify", again, **headers)
    assert len(await codes(control)) == 2


async def test_the_retry_of_a_good_code_is_good(gateway: Gateway, control: Control) -> None:
    """A replay is marked as one."""
    sender_id = await registered(gateway)
    (code,) = await codes(control)
    replies = [await verify(gateway, sender_id, code, Idempotency_Key="k1") for _ in range(2)]
    assert [reply.data["state"] for reply in replies] == ["verified"] * 2
    assert [reply.metadata["cache_hit"] for reply in replies] == [False, True]


async def test_without_credit_nothing_is_registered(gateway: Gateway, control: Control) -> None:
    """The code could not be sent, so that the number is still free."""
    await control.set_balance("0")
    assert_refused(await gateway.register(BOB), 402, "INSUFFICIENT_CREDIT")
    assert (await gateway.get("/v1/sms/sender/list")).data["items"] == []
    await control.set_balance("1")
    assert (await gateway.register(BOB)).status == 200


async def test_a_chinese_number_needs_a_signature_for_its_code(
    gateway: Gateway, control: Control
) -> None:
    """The code is a message to China like any other."""
    assert_refused(await gateway.register(CHINESE, "china"), 422, "SIGNATURE_REQUIRED")
    await gateway.create_signature()
    await control.advance("5s")
    assert (await gateway.register(CHINESE, "china")).data["region"] == "china"


async def test_methods_are_kept_as_they_are_said(gateway: Gateway) -> None:
    """No source lists the ways there are to verify a number."""
    methods = ["sms", "call"]
    assert (await gateway.register(BOB, methods=methods)).data["methods"] == methods


@pytest.mark.parametrize(
    ("operation", "member", "wrong", "field"),
    [
        ("register", "phone_number", None, "phone_number"),
        ("register", "phone_number", "14155550101", "phone_number"),
        ("register", "phone_number", 14155550101, "phone_number"),
        ("register", "region", None, "region"),
        ("register", "region", "mars", "region"),
        ("register", "methods", "sms", "methods"),
        ("register", "methods", [1], "methods.0"),
        ("register", "idempotency_key", "", "idempotency_key"),
        ("verify", "sender_id", None, "sender_id"),
        ("verify", "sender_id", 5, "sender_id"),
        ("verify", "code", 123456, "code"),
        ("verify", "idempotency_key", 5, "idempotency_key"),
    ],
)
async def test_a_member_of_the_wrong_kind_is_named(
    gateway: Gateway, operation: str, member: str, wrong: object, field: str
) -> None:
    """A broken schema is a 422 that names the member."""
    body = {"phone_number": BOB, "region": "western", "sender_id": "snd_none", member: wrong}
    reply = await gateway.post(f"/v1/sms/sender/{operation}", body)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [field]


@pytest.mark.parametrize("operation", ["register", "verify"])
async def test_what_is_needed_is_named(gateway: Gateway, operation: str) -> None:
    """An empty body lacks each member that is required, and no other."""
    needed = {"register": ["phone_number", "region"], "verify": ["sender_id"]}
    reply = await gateway.post(f"/v1/sms/sender/{operation}", {})
    assert (reply.status, reply.fields) == (422, needed[operation])


@pytest.mark.parametrize("sender_id", ["ID", "snd_", "snd_none", "snd_%00"])
async def test_no_sender_is_not_found(gateway: Gateway, sender_id: str) -> None:
    """Neither is it verified nor has it a reputation."""
    reputation = await gateway.get(f"/v1/sms/sender/reputation/{sender_id}")
    assert_refused(reputation, 404, "NOT_FOUND")
    assert_refused(await verify(gateway, sender_id, "123456"), 404, "NOT_FOUND")


async def test_a_reputation_is_made_of_what_was_sent(gateway: Gateway, control: Control) -> None:
    """Only messages from the number count, and who answers STOP to them complains."""
    await control.put("/_sim/clock", {"now": "2026-01-01T12:00:00Z"})
    sender_id = await registered(gateway)
    for to in (ALICE, CAROL):
        await gateway.send(to, **{"from": BOB})
    await gateway.send(ALICE)
    await control.advance("1s")
    await control.receive("STOP", ALICE, to=BOB)
    assert (await gateway.get(f"/v1/sms/sender/reputation/{sender_id}")).data == {
        "sender_id": sender_id,
        "tier": "new",
        "complaint_rate_30d": 0.5,
        "cap": 1000,
        "used_today": 2,
        "throttle_risk": "low",
    }
    await control.advance("24h")
    later = (await gateway.get(f"/v1/sms/sender/reputation/{sender_id}")).data
    assert (later["used_today"], later["complaint_rate_30d"]) == (0, 0.5)
    await control.advance("30d")
    much_later = (await gateway.get(f"/v1/sms/sender/reputation/{sender_id}")).data
    assert much_later["complaint_rate_30d"] == 0
