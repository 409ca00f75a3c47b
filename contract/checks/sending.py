"""Messages, one at a time."""

from typing import Any, Final

from contract.checks import check
from contract.gateway import Gateway
from contract.requirements import Need
from contract.verdicts import CouldNotRun

__all__ = ["vendors"]

_NOT_E164: Final = ("4155550100", "+04155550100", "+1415555010012345", "hello", "")


@check("GW-SEND-001")
async def what_was_sent_is_a_record(gw: Gateway) -> None:
    to = gw.number()
    record = await gw.must("sms.send", {"to": to, "body": gw.text()})
    gw.same(record.get("to"), to, "the recipient of the record")


@check("GW-SEND-002")
async def a_recipient_is_in_e164(gw: Gateway) -> None:
    text = gw.text()
    for bad in _NOT_E164:
        await gw.must_refuse("sms.send", {"to": bad, "body": text})
    await gw.must("sms.send", {"to": gw.number(), "body": text})


@check("GW-SEND-003")
async def each_message_has_an_id(gw: Gateway) -> None:
    to = gw.number()
    records = [await gw.must("sms.send", {"to": to, "body": gw.text()}) for _ in range(3)]
    ids = {record.get("sms_id") for record in records}
    gw.expect(len(ids) == len(records) and all(ids), f"three messages have the ids {ids}")


async def _segments(gw: Gateway, text: str) -> int:
    """Tell of how many segments a text is."""
    record = await gw.must("sms.send", {"to": gw.number(), "body": text})
    count: int = record.get("segments")
    return count


async def _expect_segments(gw: Gateway, filler: str, lengths: dict[int, int]) -> None:
    """Send texts of so many units, which begin as no other does, and expect so many segments."""
    for length, wanted in lengths.items():
        text = gw.word().ljust(length, filler)
        gw.same(await _segments(gw, text), wanted, f"segments of {length} times {filler!r}")


@check("GW-SEND-004")
async def gsm7_has_160_and_153(gw: Gateway) -> None:
    await _expect_segments(gw, "a", {160: 1, 161: 2, 306: 2, 307: 3})


@check("GW-SEND-005")
async def ucs2_has_70_and_67(gw: Gateway) -> None:
    await _expect_segments(gw, "\u4e2d", {70: 1, 71: 2, 134: 2, 135: 3})


@check("GW-SEND-006")
async def the_extension_counts_twice(gw: Gateway) -> None:
    word = gw.word()
    room = 160 - len(word)
    fits = word + "a" * (room % 2) + "\u20ac" * (room // 2)
    gw.same(await _segments(gw, fits), 1, "segments of 160 septets with euro signs")
    gw.same(await _segments(gw, fits + "["), 2, "segments of 162 septets with euro signs")


@check("GW-SEND-007")
async def any_script_will_do(gw: Gateway) -> None:
    for words in ("Grüße", "Привет", "你好", "مرحبا", "Hi \U0001f44b\U0001f3fd"):
        to = gw.number()
        record = await gw.must("sms.send", {"to": to, "body": gw.text(words)})
        gw.same(record.get("to"), to, "the recipient of the record")


async def vendors(gw: Gateway, operation: str = "sms.send") -> list[str]:
    """Find vendors that one may pin: those of the discovery, else whoever takes a message."""
    found: list[str] = []
    for name in dict.fromkeys((operation, "sms.send")):
        shown = await gw.ask("discovery.get", id=name, key="")
        listed = shown.document.get("vendors") if isinstance(shown.document, dict) else None
        found = found or [vendor for vendor in listed or [] if isinstance(vendor, str)]
    if not found and gw.run.has(Need.MONEY):
        record = await gw.sent()
        found = [record["vendor"]] if record.get("vendor") else []
    if not found:
        raise CouldNotRun("no vendor is named anywhere")
    return found


@check("GW-SEND-008")
async def a_pinned_vendor_carries(gw: Gateway) -> None:
    for vendor in await vendors(gw):
        body = {"to": gw.number(), "body": gw.text(), "vendor": vendor}
        record = await gw.must("sms.send", body)
        gw.same(record.get("vendor"), vendor, "the vendor of a message that was pinned to it")


async def approved_template(gw: Gateway, body: str, **members: Any) -> str:  # noqa: ANN401 - JSON
    """Make a template, and wait until it is decided on."""
    made = await gw.need("sms.template.create", {"name": gw.word(), "body": body, **members})
    name: str = made["template_id"]

    async def look() -> str:
        return str((await gw.need("sms.template.get", id=name)).get("review_state"))

    first = str(made.get("review_state"))
    if first not in {"approved", "active"}:
        await gw.until(look, lambda state: state != first, within_s=20)
    return name


@check("GW-SEND-009")
async def a_template_takes_the_place_of_a_body(gw: Gateway) -> None:
    # A text that takes two segments: what is sent in its place will hardly be as long.
    name = await approved_template(gw, gw.text("Contract test. " * 14))
    to = gw.number()
    record = await gw.must("sms.send", {"to": to, "template_id": name})
    gw.same(record.get("to"), to, "the recipient of a message from a template")
    gw.same(record.get("segments"), 2, "segments of a template of two")


@check("GW-SEND-010")
async def an_unknown_vendor_is_refused(gw: Gateway) -> None:
    body = {"to": gw.number(), "body": gw.text(), "vendor": "nobody"}
    await _expect_refusal(gw, body, 422, "UNKNOWN_VENDOR")


@check("GW-SEND-011")
async def one_of_body_and_template(gw: Gateway) -> None:
    to = gw.number()
    await _expect_refusal(gw, {"to": to}, 422, "VALIDATION_ERROR")
    both = {"to": to, "body": gw.text(), "template_id": "tpl_none"}
    await _expect_refusal(gw, both, 422, "VALIDATION_ERROR")


@check("GW-SEND-012")
async def a_body_has_1600_characters(gw: Gateway) -> None:
    await _expect_refusal(gw, {"to": gw.number(), "body": ""}, 422, "VALIDATION_ERROR")
    await gw.must("sms.send", {"to": gw.number(), "body": "a"})
    long = gw.word().ljust(1601, "a")
    await _expect_refusal(gw, {"to": gw.number(), "body": long}, 422, "VALIDATION_ERROR")
    record = await gw.must("sms.send", {"to": gw.number(), "body": long[:1600]})
    gw.same(record.get("segments"), 11, "segments of 1600 letters")


@check("GW-SEND-013")
async def a_template_needs_its_variables(gw: Gateway) -> None:
    name = await approved_template(gw, gw.text("{{code}}"), variables=["code"])
    body = {"to": gw.number(), "template_id": name}
    await _expect_refusal(gw, body, 422, "VALIDATION_ERROR")
    await gw.must("sms.send", {**body, "template_vars": {"code": "1"}})


@check("GW-SEND-014")
async def a_sender_is_a_number_or_a_name(gw: Gateway) -> None:
    for sender in ("Acme", "12345", "+12025550199"):
        await gw.must("sms.send", {"to": gw.number(), "body": gw.text(), "from": sender})
    for sender in ("", "ABCDEFGHIJKL", "a@b"):
        body = {"to": gw.number(), "body": gw.text(), "from": sender}
        await _expect_refusal(gw, body, 422, "VALIDATION_ERROR")


@check("GW-SEND-015")
async def a_template_has_to_be_approved(gw: Gateway) -> None:
    # What holds this word is rejected, now or in a moment; approved it never is.
    made = await gw.need("sms.template.create", {"name": gw.word(), "body": gw.text("reject")})
    body = {"to": gw.number(), "template_id": made["template_id"]}
    await _expect_refusal(gw, body, 422, "TEMPLATE_NOT_APPROVED")


@check("GW-SEND-016")
async def a_template_has_to_be_there(gw: Gateway) -> None:
    body = {"to": gw.number(), "template_id": f"tpl_{gw.word()}"}
    await _expect_refusal(gw, body, 404, "NOT_FOUND")


@check("GW-SEND-019")
async def a_new_message_is_queued(gw: Gateway) -> None:
    record = await gw.must("sms.send", {"to": gw.number(), "body": gw.text()})
    gw.same(record.get("state"), "queued", "the state of a new message")
    gw.expect(str(record.get("sms_id")).startswith("sms_"), "the id does not begin with sms_")


@check("GW-SEND-020")
async def a_body_is_json(gw: Gateway) -> None:
    refused = await gw.must_refuse("sms.send", raw=b'{"to": ')
    gw.same((refused.status, refused.code), (400, "INVALID_JSON"), "the refusal of half a document")
    refused = await gw.must_refuse("sms.send", raw=b"to=1", headers={"Content-Type": "text/plain"})
    gw.same(refused.status, 415, "the status of the refusal of text")


async def _expect_refusal(gw: Gateway, body: dict[str, Any], status: int, code: str) -> None:
    """Expect a message to be refused for one reason."""
    refused = await gw.must_refuse("sms.send", body)
    gw.same((refused.status, refused.code), (status, code), "the refusal")
