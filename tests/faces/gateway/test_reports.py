"""What came in, what a number is, and what has been used."""

from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession

from tests.clients import ALICE, BOB, CAROL, Control, Gateway
from tests.faces.gateway.envelope import assert_refused

NOON = "2026-01-02T12:00:00.000Z"
PRICE = 0.0079
SUMS = ("sent", "delivered", "failed", "segments", "cost_usd")


async def received(gateway: Gateway, query: str = "") -> Any:  # noqa: ANN401 - JSON
    """Read a page of what handsets sent."""
    return (await gateway.get(f"/v1/sms/inbound/list{query}")).data


async def look_up(gateway: Gateway, phone: str, *fields: str) -> Any:  # noqa: ANN401 - JSON
    """Ask what a number is."""
    wish = {"phone": phone} | ({"fields": fields} if fields else {})
    return (await gateway.post("/v1/sms/lookup", wish)).data


async def used(gateway: Gateway, **query: str) -> Any:  # noqa: ANN401 - JSON
    """Ask what has been used."""
    return (await gateway.get(f"/v1/sms/usage?{urlencode(query)}")).data


@pytest.fixture
async def control(control: Control) -> Control:
    """Steers a world in which it is noon."""
    await control.put("/_sim/clock", {"now": NOON})
    return control


async def test_what_a_handset_sends_is_listed(gateway: Gateway, control: Control) -> None:
    """From whom, to whom, with how many segments, and when."""
    await control.receive("ж" * 71, BOB, to="12345")
    page = await received(gateway)
    (message,) = page["items"]
    assert message.pop("inbound_id").startswith("inb_")
    assert message == {
        "from": BOB,
        "to": "12345",
        "body": "ж" * 71,
        "segments": 2,
        "received_at": NOON,
    }
    assert page["next_cursor"] is None
    assert (await gateway.list()).data["items"] == []


async def test_inbound_messages_come_in_pages_newest_first(
    gateway: Gateway, control: Control
) -> None:
    """Pages have neither repeats nor gaps, though more comes in meanwhile."""
    for text in ("one", "two", "three"):
        await control.receive(text)
    first = await received(gateway, "?limit=2")
    await control.receive("four")
    second = await received(gateway, f"?limit=2&cursor={first['next_cursor']}")
    pages = [[item["body"] for item in page["items"]] for page in (first, second)]
    assert pages == [["three", "two"], ["one"]]


@pytest.mark.parametrize(("name", "wrong"), [("limit", "101"), ("cursor", "x")])
async def test_a_page_that_nobody_can_make_is_refused(
    gateway: Gateway, name: str, wrong: str
) -> None:
    """The parameter that is wrong is named."""
    reply = await gateway.get(f"/v1/sms/inbound/list?{name}={wrong}")
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [name]


async def test_inbound_messages_are_their_worlds_own(
    session: ClientSession, url: str, control: Control
) -> None:
    """What came in for one project is not another's."""
    await control.receive("ours")
    assert (await received(Gateway.of(session, url, "neighbour")))["items"] == []


@pytest.mark.parametrize(
    ("phone", "country", "carrier", "line_type"),
    [
        ("+14155550100", "US", None, "mobile_or_landline"),
        ("+8613800138000", "CN", "China Mobile", "mobile"),
        ("+4930123456", "DE", None, "landline"),
    ],
)
async def test_a_number_is_looked_up(
    gateway: Gateway, phone: str, country: str, carrier: str | None, line_type: str
) -> None:
    """Numbering plans tell all but the name, which is made up once for all."""
    found = await look_up(gateway, phone)
    assert found["caller_name"]
    assert found == {
        "phone": phone,
        "valid": True,
        "country_code": country,
        "carrier": carrier,
        "line_type": line_type,
        "caller_name": found["caller_name"],
    }
    neighbour = Gateway.of(gateway.session, gateway.url, "neighbour")
    assert await look_up(neighbour, phone) == found


@pytest.mark.parametrize("phone", ["...", "", "Alice", "14155550100", "+1415555010", "+0123456789"])
async def test_what_is_no_number_is_answered_all_the_same(gateway: Gateway, phone: str) -> None:
    """To say so is what a look-up is for."""
    nothing = dict.fromkeys(("country_code", "carrier", "line_type", "caller_name"))
    assert await look_up(gateway, phone) == {"phone": phone, "valid": False, **nothing}


async def test_fields_leave_out_the_others(gateway: Gateway) -> None:
    """What was not asked for is null; whether the number is one is always told."""
    everything = await look_up(gateway, ALICE)
    for field in ("country_code", "carrier", "line_type", "caller_name"):
        others = dict.fromkeys({"country_code", "carrier", "line_type", "caller_name"} - {field})
        assert await look_up(gateway, ALICE, field) == {**everything, **others}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"phone": ALICE, "fields": ["carrier", "colour"]}, "fields.1"),
        ({"phone": ALICE, "fields": "carrier"}, "fields"),
        ({"phone": ALICE, "fields": [5]}, "fields.0"),
        ({"phone": 14155550100}, "phone"),
        ({}, "phone"),
    ],
)
async def test_a_look_up_that_makes_no_sense_is_refused(
    gateway: Gateway, wish: object, field: str
) -> None:
    """A field that there is not, or a number that is no text, is named."""
    reply = await gateway.post("/v1/sms/lookup", wish)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [field]


async def test_a_look_up_costs_nothing(gateway: Gateway) -> None:
    """The balance stays."""
    reply = await gateway.post("/v1/sms/lookup", {"phone": ALICE})
    assert (reply.metadata["cost_usd"], await gateway.balance()) == (0, 2.0)


async def test_who_has_sent_nothing_has_used_nothing(gateway: Gateway, control: Control) -> None:
    """The last 30 days are told, day by day, though nothing happened on any of them."""
    assert (await control.get("/_sim/clock")).document["now"] == NOON
    nothing = dict.fromkeys(SUMS, 0)
    report = await used(gateway)
    buckets = report.pop("buckets")
    assert report == {**nothing, "delivery_rate": 0}
    assert (buckets[0], len(buckets)) == ({"start": "2025-12-03T00:00:00.000Z", **nothing}, 31)
    assert buckets[-1]["start"] == "2026-01-02T00:00:00.000Z"


async def test_usage_agrees_with_the_balance(gateway: Gateway, control: Control) -> None:
    """What was cancelled, refused or suppressed is not counted; the rest is, by its segments."""
    for text in ("x", "x" * 161, "x"):
        await gateway.send(ALICE, text)
    await control.advance("1s")
    await gateway.cancel(await gateway.sent(BOB))
    await gateway.suppress(CAROL)
    await gateway.send(CAROL)
    await gateway.send(BOB, vendor="nobody")
    await gateway.send(BOB)
    report = await used(gateway)
    assert (report["sent"], report["delivered"], report["failed"]) == (4, 3, 0)
    assert (report["segments"], report["cost_usd"]) == (5, round(5 * PRICE, 6))
    assert report["delivery_rate"] == 0.75
    assert await gateway.balance() == round(2 - report["cost_usd"], 6)
    *_, today = report["buckets"]
    assert today == {"start": "2026-01-02T00:00:00.000Z"} | {name: report[name] for name in SUMS}


async def test_failures_are_counted(session: ClientSession, url: str) -> None:
    """On a bad day all that did not arrive is failed, and paid for all the same."""
    control = Control.of(session, url, "bad")
    await control.post("/_sim/worlds", {"name": "bad", "profile": "grumpy"})
    gateway = Gateway.of(session, url, "bad")
    await gateway.batch([{"to": ALICE, "body": f"n{n}"} for n in range(100)])
    await control.advance("80h")
    states = [record["state"] for record in (await gateway.list("?limit=100")).data["items"]]
    report = await used(gateway)
    failed_count = states.count("undelivered") + states.count("failed")
    assert report["delivered"] == states.count("delivered") > 0
    assert report["failed"] == failed_count > 0
    assert report["sent"] == 100
    assert report["cost_usd"] == round(100 * PRICE, 6)


@pytest.mark.parametrize(
    ("window", "sent"),
    [
        ({"since": "2026-01-02T12:00:00Z"}, 3),
        ({"since": "2026-01-02T12:00:00.001Z"}, 2),
        ({"since": "2026-01-02T12:00:00Z", "until": "2026-01-02T13:00:00Z"}, 1),
        ({"since": "2026-01-02T12:00:00Z", "until": "2026-01-02T13:00:00.001Z"}, 2),
        ({"until": "2026-01-02T12:00:00Z"}, 0),
        ({"since": "2026-01-02T14:00:00+01:00"}, 2),
        ({"since": "2026-01-02T13:00:00Z", "until": "2026-01-02T13:00:00Z"}, 0),
    ],
)
async def test_a_window_holds_its_beginning_and_not_its_end(
    gateway: Gateway, control: Control, window: dict[str, str], sent: int
) -> None:
    """Three messages, an hour between each."""
    for _ in range(3):
        await gateway.send()
        await control.advance("1h")
    report = await used(gateway, **window)
    assert report["sent"] == sent
    assert sum(bucket["sent"] for bucket in report["buckets"]) == sent


async def test_buckets_are_hours_or_days_without_holes(gateway: Gateway, control: Control) -> None:
    """Each begins where the one before it ends, also those in which nothing was sent."""
    await gateway.send()
    await control.advance("2h")
    await gateway.send()
    window = {"since": NOON, "until": "2026-01-03T00:00:00Z"}
    hours = (await used(gateway, bucket="hour", **window))["buckets"]
    assert [bucket["start"][11:13] for bucket in hours] == [f"{hour}" for hour in range(12, 24)]
    assert [bucket["sent"] for bucket in hours] == [1, 0, 1] + [0] * 9
    (day,) = (await used(gateway, bucket="day", **window))["buckets"]
    assert (day["start"], day["sent"]) == ("2026-01-02T00:00:00.000Z", 2)


async def test_usage_can_be_of_one_vendor(gateway: Gateway) -> None:
    """Only what that vendor carried is counted."""
    await gateway.send(vendor="telnyx")
    await gateway.send(body="x" * 161, vendor="unimatrix")
    counted = {v: (await used(gateway, vendor=v))["segments"] for v in ("telnyx", "unimatrix")}
    assert counted == {"telnyx": 1, "unimatrix": 2}
    assert_refused(await gateway.get("/v1/sms/usage?vendor=nobody"), 422, "UNKNOWN_VENDOR")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "1735689600"}, "since"),
        ({"since": ""}, "since"),
        ({"until": "1969-12-31T23:59:59Z"}, "until"),
        ({"bucket": "week"}, "bucket"),
        ({"since": "2026-01-03T00:00:00Z", "until": "2026-01-02T00:00:00Z"}, "since"),
        ({"since": "2020-01-01T00:00:00Z", "bucket": "hour"}, "since"),
    ],
)
async def test_a_window_that_makes_no_sense_is_refused(
    gateway: Gateway, query: dict[str, str], field: str
) -> None:
    """What is no instant, ends before it begins or has too many buckets is named."""
    reply = await gateway.get(f"/v1/sms/usage?{urlencode(query)}")
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [field]
