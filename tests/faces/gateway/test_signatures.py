"""Signatures: reviewed on the world's clock, and needed by whoever writes to China."""

from typing import Any

import pytest
from aiohttp import ClientSession

from tests.clients import ALICE, Control, Gateway
from tests.faces.gateway.envelope import assert_refused

CHINESE = "+8613800138000"


async def created(gateway: Gateway, name: str = "Acme") -> str:
    """Make a signature, and tell its id."""
    signature_id: str = (await gateway.create_signature(name)).data["signature_id"]
    return signature_id


async def read(gateway: Gateway, signature_id: str) -> Any:  # noqa: ANN401 - JSON
    """Read a signature."""
    return (await gateway.get(f"/v1/sms/signature/get/{signature_id}")).data


async def test_a_signature_is_answered_with_its_record(gateway: Gateway) -> None:
    """Its name is its text; it waits for its review, and costs nothing."""
    reply = await gateway.create_signature(
        "Acme", type="company", proof_url="https://example.com/a.pdf", remark="Please."
    )
    record = dict(reply.data)
    assert record.pop("signature_id").startswith("sig_")
    assert record.pop("created_at").endswith("Z")
    assert record == {
        "text": "Acme",
        "type": "company",
        "review_state": "pending",
        "reject_reason": None,
        "vendor": None,
    }
    assert reply.metadata["cost_usd"] == 0
    assert await gateway.balance() == 2.0


@pytest.mark.parametrize("kind", ["enterprise", "individual", "company", "whatever", None])
async def test_a_type_may_be_any_word(gateway: Gateway, kind: str | None) -> None:
    """The documentation's list and its own example disagree about what types there are."""
    assert (await gateway.create_signature(type=kind)).data["type"] == kind


async def test_a_signature_can_be_pinned_to_a_vendor(gateway: Gateway) -> None:
    """A vendor that is none is refused, and nothing is made."""
    reply = await gateway.create_signature(vendor="unimatrix")
    assert (reply.data["vendor"], reply.metadata["vendor"]) == ("unimatrix", "unimatrix")
    assert_refused(await gateway.create_signature(vendor="nobody"), 422, "UNKNOWN_VENDOR")
    assert len((await gateway.get("/v1/sms/signature/list")).data["items"]) == 1


async def test_a_review_takes_five_seconds(gateway: Gateway, control: Control) -> None:
    """They are seconds of the world's clock, and it is over just then."""
    signature_id = await created(gateway)
    states = []
    for by in ("4999ms", "1ms", "1h"):
        await control.advance(by)
        states.append((await read(gateway, signature_id))["review_state"])
    assert states == ["pending", "approved", "approved"]
    assert (await read(gateway, signature_id))["reject_reason"] is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Reject me", "reject"),
        ("A", "2 to 16"),
        ("x" * 17, "2 to 16"),
        ("   ", "blank"),
        ("【Acme】", "bracket"),
        ("a\nb", "end of a line"),
        ("", "2 to 16"),
    ],
)
async def test_a_rejection_has_a_reason(
    gateway: Gateway, control: Control, name: str, reason: str
) -> None:
    """Whoever breaks a rule is told which one, by the review and not before it."""
    signature_id = await created(gateway, name)
    await control.advance("5s")
    record = await read(gateway, signature_id)
    assert record["review_state"] == "rejected"
    assert reason in record["reject_reason"]


@pytest.mark.parametrize(
    ("review", "by", "states"),
    [("0s", "1ms", ["approved", "approved"]), ("1h", "59m", ["pending", "pending"])],
)
async def test_a_review_takes_as_long_as_the_world_says(
    session: ClientSession, url: str, review: str, by: str, states: list[str]
) -> None:
    """Without any time it is over in the very answer."""
    control = Control.of(session, url, "quick")
    await control.post("/_sim/worlds", {"name": "quick", "review": review})
    gateway = Gateway.of(session, url, "quick")
    record = (await gateway.create_signature()).data
    await control.advance(by)
    later = await read(gateway, record["signature_id"])
    assert [record["review_state"], later["review_state"]] == states


@pytest.mark.parametrize(
    ("member", "wrong"),
    [
        ("name", None),
        ("name", 5),
        ("type", []),
        ("proof_url", 5),
        ("remark", {}),
        ("vendor", 5),
    ],
)
async def test_a_member_of_the_wrong_kind_is_named(
    gateway: Gateway, member: str, wrong: object
) -> None:
    """A broken schema is a 422 that names the member."""
    reply = await gateway.post("/v1/sms/signature/create", {"name": "Acme", member: wrong})
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [member]


async def test_a_signature_needs_a_name(gateway: Gateway) -> None:
    """All else may be left out."""
    assert (await gateway.post("/v1/sms/signature/create", {})).fields == ["name"]


async def test_nobody_writes_to_china_without_a_signature(gateway: Gateway) -> None:
    """The refusal says what to do; nothing is sent, nothing charged."""
    reply = await gateway.send(CHINESE)
    assert_refused(reply, 422, "SIGNATURE_REQUIRED")
    assert "POST /v1/sms/signature/create" in reply.error["hint"]
    assert_refused(await gateway.otp(CHINESE), 422, "SIGNATURE_REQUIRED")
    assert (await gateway.list()).data["items"] == []
    assert await gateway.balance() == 2.0


async def test_in_a_batch_only_the_message_to_china_is_refused(gateway: Gateway) -> None:
    """The want of a signature is that item's own affair."""
    batch = [{"to": CHINESE, "body": "x"}, {"to": ALICE, "body": "x"}]
    first, second = (await gateway.batch(batch)).data["results"]
    assert (first["result"], first["error"]["code"]) == (None, "SIGNATURE_REQUIRED")
    assert (second["result"]["to"], second["error"]) == (ALICE, None)


async def test_an_approved_signature_opens_the_way_to_china(
    gateway: Gateway, control: Control
) -> None:
    """One is enough for the whole project, and its messages go by the vendor over there."""
    await created(gateway)
    await control.advance("5s")
    reply = await gateway.send(CHINESE)
    assert (reply.status, reply.data["vendor"]) == (200, "unimatrix")
    assert (await gateway.otp(CHINESE)).status == 200
    assert (await gateway.verify(await control.code(CHINESE), CHINESE)).data["valid"] is True


async def test_only_an_approved_signature_opens_the_way(gateway: Gateway, control: Control) -> None:
    """One that waits, was rejected, or is another project's, helps nobody."""
    neighbour = Gateway.of(gateway.session, gateway.url, "neighbour")
    await created(neighbour)
    await Control.of(gateway.session, gateway.url, "neighbour").advance("5s")
    await created(gateway, "reject")
    await control.advance("5s")
    await created(gateway)
    assert_refused(await gateway.send(CHINESE), 422, "SIGNATURE_REQUIRED")
    assert (await neighbour.send(CHINESE)).status == 200


async def test_the_way_to_china_closes_with_the_last_signature(
    gateway: Gateway, control: Control
) -> None:
    """What was given up opens nothing any more, for a resend either; others still do."""
    first, second = await created(gateway), await created(gateway, "Other")
    await control.advance("5s")
    sms_id = await gateway.sent(CHINESE)
    await gateway.delete(f"/v1/sms/signature/delete/{first}")
    assert (await gateway.send(CHINESE)).status == 200
    await gateway.delete(f"/v1/sms/signature/delete/{second}")
    assert_refused(await gateway.send(CHINESE), 422, "SIGNATURE_REQUIRED")
    assert_refused(await gateway.resend(sms_id), 422, "SIGNATURE_REQUIRED")


@pytest.mark.parametrize("neighbour", ["+85251234567", "+886912345678", "+85366123456"])
async def test_hong_kong_macau_and_taiwan_ask_for_none(gateway: Gateway, neighbour: str) -> None:
    """They have calling codes of their own."""
    assert (await gateway.send(neighbour)).status == 200
