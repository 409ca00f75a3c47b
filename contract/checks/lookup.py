"""What is known of a number."""

from typing import Final

from contract.checks import check
from contract.gateway import Gateway

_LONDON: Final = "+442079460018"  # kept for fiction, as the numbers that messages go to


@check("GW-LOOK-001")
async def it_is_about_the_number(gw: Gateway) -> None:
    for phone in (gw.number(), gw.number()):
        data = await gw.must("sms.lookup", {"phone": phone})
        gw.same(data.get("phone"), phone, "the number that is spoken of")


@check("GW-LOOK-002")
async def no_number_is_not_valid(gw: Gateway) -> None:
    await gw.must("sms.lookup", {"phone": gw.number()})
    for phone in ("hello", "+1"):
        answered = await gw.ask("sms.lookup", {"phone": phone})
        is_valid = answered.is_success and answered.data.get("valid")
        gw.expect(not is_valid, f"{phone!r} is valid")
        gw.expect(answered.status < 500, f"it failed: {answered.summary}")


@check("GW-LOOK-003")
async def countries_differ(gw: Gateway) -> None:
    here = (await gw.must("sms.lookup", {"phone": gw.number()})).get("country_code")
    there = (await gw.must("sms.lookup", {"phone": _LONDON})).get("country_code")
    gw.expect(here != there, f"America and Britain are both {here!r}")


@check("GW-LOOK-004")
async def fields_change_nothing_else(gw: Gateway) -> None:
    phone = gw.number()
    whole = await gw.must("sms.lookup", {"phone": phone})
    part = await gw.must("sms.lookup", {"phone": phone, "fields": ["carrier", "line_type"]})
    for name in ("phone", "valid"):
        gw.same(part.get(name), whole.get(name), f"{name} where fields are asked for")


@check("GW-LOOK-005")
async def only_the_fields_are_filled(gw: Gateway) -> None:
    body = {"phone": gw.number(), "fields": ["line_type"]}
    data = await gw.must("sms.lookup", body)
    gw.expect(data.get("line_type"), "the field that was asked for is empty")
    gw.same((data.get("carrier"), data.get("caller_name")), (None, None), "the other fields")
    refused = await gw.must_refuse("sms.lookup", {**body, "fields": ["shoe_size"]})
    gw.same((refused.status, refused.code), (422, "VALIDATION_ERROR"), "the refusal")


@check("GW-LOOK-006")
async def it_is_the_same_each_time(gw: Gateway) -> None:
    phone = gw.number()
    first, second = [await gw.must("sms.lookup", {"phone": phone}) for _ in range(2)]
    gw.same(second, first, "the second answer")
    gw.same((first["valid"], first["country_code"]), (True, "US"), "what is known of the number")
