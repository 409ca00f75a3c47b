"""Keys, and what they open."""

from contract.checks import check
from contract.document import read_document
from contract.gateway import Gateway
from contract.samples import plain
from contract.verdicts import CouldNotRun


@check("GW-AUTH-001")
async def nothing_without_a_key(gw: Gateway) -> None:
    await gw.need("sms.list")
    for one in read_document().operations.values():
        if one.is_public:
            continue
        asked = plain(gw, one.id)
        answered = await gw.ask(one.id, asked.body, id=asked.id, query=asked.query, key="")
        gw.expect(not answered.is_success, f"{one.id} answers {answered.status} without a key")


@check("GW-AUTH-002")
async def nothing_with_a_wrong_key(gw: Gateway) -> None:
    await gw.need("sms.list")
    for wrong in ("nonsense", "ifr_pk_", "sk_" + gw.word()):
        answered = await gw.ask("sms.list", key=wrong)
        gw.expect(not answered.is_success, f"sms.list answers {answered.status} to the key {wrong}")


@check("GW-AUTH-003")
async def nothing_under_another_scheme(gw: Gateway) -> None:
    await gw.need("sms.list")
    for scheme in ("Basic", "Token"):
        answered = await gw.ask("sms.list", scheme=scheme)
        gw.expect(not answered.is_success, f"{scheme} is taken for Bearer")


@check("GW-AUTH-004")
async def messages_are_private(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    await gw.need("sms.list", key=gw.run.target.key2)
    await _refused_to_others(gw, name, "sms.status", "sms.events", "sms.cancel", "sms.resend")
    await gw.need("sms.status", id=name)


@check("GW-AUTH-005")
async def senders_are_private(gw: Gateway) -> None:
    body = {"phone_number": gw.number(), "region": "western"}
    name = (await gw.need("sms.sender.register", body))["sender_id"]
    operations = ("sms.sender.get", "sms.sender.reputation", "sms.sender.delete")
    await _refused_to_others(gw, name, *operations)
    await gw.must("sms.sender.get", id=name)


@check("GW-AUTH-006")
async def signatures_are_private(gw: Gateway) -> None:
    name = (await gw.need("sms.signature.create", {"name": gw.word()}))["signature_id"]
    await _refused_to_others(gw, name, "sms.signature.get", "sms.signature.delete")
    await gw.must("sms.signature.get", id=name)


@check("GW-AUTH-007")
async def templates_are_private(gw: Gateway) -> None:
    body = {"name": gw.word(), "body": gw.text()}
    name = (await gw.need("sms.template.create", body))["template_id"]
    await _refused_to_others(gw, name, "sms.template.get", "sms.template.delete")
    await gw.must("sms.template.get", id=name)


@check("GW-AUTH-008")
async def lists_are_private(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    page = await gw.need("sms.list", query={"limit": 100}, key=gw.run.target.key2)
    shown = [item.get("sms_id") for item in page["items"]]
    gw.expect(name not in shown, f"{name} is in the list of another project")


@check("GW-AUTH-009")
async def suppressions_are_private(gw: Gateway) -> None:
    phone = gw.number()
    await gw.need("sms.suppress", {"phone": phone})
    key2 = gw.run.target.key2
    seen = await gw.need("sms.suppression.check", {"phone": phone}, key=key2)
    gw.same(seen.get("suppressed"), False, "suppressed in another project")
    page = await gw.need("sms.suppression.list", query={"limit": 100}, key=key2)
    gw.expect(phone not in str(page["items"]), f"{phone} is in the list of another project")


@check("GW-AUTH-010")
async def a_missing_key_is_a_401(gw: Gateway) -> None:
    answered = await gw.ask("sms.list", key="")
    gw.same((answered.status, answered.code), (401, "UNAUTHORIZED"), "the refusal")
    gw.expect(answered.headers.get("www-authenticate"), "there is no WWW-Authenticate")


@check("GW-AUTH-011")
async def a_revoked_key_is_refused(gw: Gateway) -> None:
    await gw.need("sms.list")
    for name in (f"revoked{gw.word()}", f"a-{gw.word()}"):
        answered = await gw.ask("sms.list", key=f"ifr_pk_proj_{name}")
        told = answered.status, answered.code
        gw.same(told, (401, "UNAUTHORIZED"), f"the refusal of the project {name}")


@check("GW-AUTH-012")
async def who_shows_a_live_key_is_told_so(gw: Gateway) -> None:
    for beginning in ("ifr_live_", "sk_live_", "KEY0", "nothing"):
        answered = await gw.ask("sms.list", key=beginning + gw.word())
        is_told = "live key" in str(answered.error.get("message"))
        gw.same(is_told, beginning != "nothing", f"whether {beginning}... is said to look live")


@check("GW-ENV-021")
async def an_envelope_comes_from_nowhere(gw: Gateway) -> None:
    answered = await gw.must_refuse("sms.status", id="")
    if 300 <= answered.status < 400:
        raise CouldNotRun(f"it leads to {answered.headers.get('location')}")
    told = answered.document if isinstance(answered.document, dict) else {}
    gw.expect(told.get("ok") is False and answered.error, f"the answer is {answered.answer[:60]!r}")


async def _refused_to_others(gw: Gateway, name: str, *operations: str) -> None:
    """Expect that whoever has another key is told that there is no such thing."""
    for operation in operations:
        asked = plain(gw, operation, name)
        await gw.must_refuse(operation, asked.body, id=name, key=gw.run.target.key2)
