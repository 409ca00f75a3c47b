"""Autoresponses, opt-outs, metrics, and the domains of short links."""

from typing import Any

import pytest

from simulator.domain.founding import FOUNDING_NUMBERS
from tests.clients import ALICE, BOB, CAROL, Control, Gateway
from tests.faces.telnyx.speaking import NOBODY, Telnyx, assert_refused

LONG, OTHER, FREE, _ = FOUNDING_NUMBERS
ANSWER: dict[str, object] = {"op": "start", "keywords": ["GO", "Join us"], "country_code": "us"}


async def configs(telnyx: Telnyx) -> str:
    """Tell the path of a profile's autoresponses."""
    return f"/messaging_profiles/{await telnyx.profile_id()}/autoresp_configs"


async def listed(telnyx: Telnyx, path: str) -> Any:  # noqa: ANN401 - JSON may be anything
    """Read a list whose query has brackets in it."""
    return await telnyx.data(path.replace("[", "%5B").replace("]", "%5D").replace("+", "%2B"))


async def test_an_answer_is_told_as_it_was_sent(telnyx: Telnyx) -> None:
    """With microseconds and an offset, as the vendor tells these instants; and a text, if any."""
    path = await configs(telnyx)
    bare = (await telnyx.post(path, ANSWER)).document["data"]
    assert bare == {
        "id": bare["id"],
        "op": "start",
        "keywords": ["GO", "Join us"],
        "country_code": "US",
        "created_at": bare["created_at"],
        "updated_at": bare["created_at"],
    }
    assert bare["created_at"].endswith("000+00:00")
    full = (await telnyx.post(path, {**ANSWER, "resp_text": "Welcome."})).document["data"]
    assert full["resp_text"] == "Welcome."
    assert await listed(telnyx, path) == [full, bare]
    assert await telnyx.data(f"{path}/{bare['id']}") == bare


@pytest.mark.parametrize(("op", "told"), [("stop", "stop"), ("info", "info"), ("help", "info")])
async def test_help_is_called_info(telnyx: Telnyx, op: str, told: str) -> None:
    """The vendor's guide says the one, its specification and its SDK the other."""
    made = await telnyx.post(await configs(telnyx), {**ANSWER, "op": op})
    assert made.document["data"]["op"] == told


async def test_an_answer_is_replaced_and_given_up(telnyx: Telnyx, control: Control) -> None:
    """The last answer to that is a JSON string."""
    path = await configs(telnyx)
    made = (await telnyx.post(path, ANSWER)).document["data"]
    await control.advance("1h")
    body = {"op": "stop", "keywords": ["NO"], "country_code": "*", "resp_text": "Gone."}
    put = await telnyx.put(f"{path}/{made['id']}", body)
    now = put.document["data"]["updated_at"]
    assert put.document["data"] == {
        **body,
        "id": made["id"],
        "created_at": made["created_at"],
        "updated_at": now,
    }
    assert now > made["updated_at"]

    gone = await telnyx.delete(f"{path}/{made['id']}")
    assert (gone.status, gone.body, gone.headers["Content-Type"]) == (
        200,
        b'"OK"',
        "application/json",
    )
    assert_refused(await telnyx.delete(f"{path}/{made['id']}"), 404, "10005")


async def test_answers_are_filtered_by_country_and_time(telnyx: Telnyx, control: Control) -> None:
    """All are on one page, with the same `meta` as elsewhere."""
    path = await configs(telnyx)
    first = (await telnyx.post(path, ANSWER)).document["data"]
    await control.advance("1h")
    second = (await telnyx.post(path, {**ANSWER, "country_code": "*"})).document["data"]

    later = second["created_at"]
    assert await listed(telnyx, f"{path}?country_code=US") == [first]
    assert await listed(telnyx, f"{path}?country_code=*") == [second]
    assert await listed(telnyx, f"{path}?created_at[gte]={later}") == [second]
    assert await listed(telnyx, f"{path}?updated_at[lte]={first['updated_at']}") == [first]
    assert await listed(telnyx, f"{path}?created_at[lte]={first['created_at']}") == [first]
    assert await listed(telnyx, f"{path}?updated_at[gte]={later}&country_code=US") == []
    for _ in range(20):
        await telnyx.post(path, ANSWER)
    assert (await telnyx.get(path)).document["meta"] == {
        "page_number": 1,
        "page_size": 22,
        "total_pages": 1,
        "total_results": 22,
    }
    reply = await telnyx.get(f"{path}?created_at%5Bgte%5D=yesterday")
    assert_refused(reply, 422, "10015", parameter="created_at[gte]")


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"op": "go"}, "/op"),
        ({"keywords": []}, "/keywords"),
        ({"keywords": ["a"] * 21}, "/keywords"),
        ({"keywords": ["Stop"]}, "/keywords"),
        ({"keywords": [" "]}, "/keywords/0"),
        ({"keywords": ["a" * 161]}, "/keywords/0"),
        ({"keywords": "GO"}, "/keywords"),
        ({"country_code": "USA"}, "/country_code"),
        ({"country_code": ""}, "/country_code"),
        ({"resp_text": "x" * 1601}, "/resp_text"),
    ],
)
async def test_answers_that_make_no_sense_are_refused(
    telnyx: Telnyx, members: dict[str, object], pointer: str
) -> None:
    """STOP, START and HELP ask for what they ask for everywhere."""
    path = await configs(telnyx)
    assert_refused(await telnyx.post(path, ANSWER | members), 422, "10015", pointer=pointer)
    assert await telnyx.data(path) == []


async def test_an_opt_out_is_the_world_s(
    telnyx: Telnyx, gateway: Gateway, control: Control
) -> None:
    """Whoever says STOP gets nothing through any face; the list tells what, and to whom."""
    await control.receive(" stop ", ALICE, to=LONG)
    await control.advance("1h")
    await control.receive("Unsubscribe.", BOB, to="+14155550199")
    await gateway.suppress(CAROL)

    second, first = await telnyx.data("/messaging_optouts")
    assert first == {
        "to": ALICE,
        "from": LONG,
        "messaging_profile_id": await telnyx.profile_id(),
        "keyword": "STOP",
        "created_at": first["created_at"],
    }
    assert second == {
        "to": BOB,
        "from": "+14155550199",
        "messaging_profile_id": None,
        "keyword": "UNSUBSCRIBE.",
        "created_at": second["created_at"],
    }
    assert await gateway.state(await gateway.sent(ALICE)) == "suppressed"
    await control.receive("START", ALICE, to=LONG)
    assert await telnyx.data("/messaging_optouts") == [second]


async def test_an_opt_out_by_somebody_else_has_no_word(telnyx: Telnyx, gateway: Gateway) -> None:
    """Whoever suppresses a number may say that its owner opted out, elsewhere."""
    await gateway.suppress(ALICE, reason="opt_out")
    (one,) = await telnyx.data("/messaging_optouts")
    assert (one["to"], one["from"], one["keyword"]) == (ALICE, "", None)


async def test_opt_outs_are_filtered(telnyx: Telnyx, control: Control) -> None:
    """By the number that was answered to, by its profile, and by time."""
    await control.receive("stop", ALICE, to=LONG)
    then = (await control.advance("1h"))["now"]
    await control.receive("stop", BOB, to=FREE)
    path, on = "/messaging_optouts", await telnyx.profile_id()

    async def who(query: str) -> list[str]:
        return [one["to"] for one in await listed(telnyx, f"{path}?{query}")]

    assert await who("") == [BOB, ALICE]
    assert await who(f"filter[from]={LONG}") == [ALICE]
    assert await who(f"filter[messaging_profile_id]={on}") == [BOB, ALICE]
    assert await who(f"filter[messaging_profile_id]={NOBODY}") == []
    assert await who(f"created_at[gte]={then}") == [BOB]
    assert await who(f"created_at[lte]={then}") == [BOB, ALICE]
    assert await who("created_at[lte]=2001-01-01") == []
    assert await who("page[size]=1&page[number]=2") == [ALICE]
    assert await who("redaction_enabled=true&page[size]=1") == ["+141555****"]


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/messaging_optouts?created_at[gte]=yesterday", "created_at[gte]"),
        ("/messaging_optouts?redaction_enabled=1", "redaction_enabled"),
        ("/messaging_optouts?filter[messaging_profile_id]=none", "filter[messaging_profile_id]"),
        ("/messaging_profile_metrics?time_frame=2h", "time_frame"),
        ("/messaging_profiles/{}/metrics?time_frame=", "time_frame"),
    ],
)
async def test_queries_of_reports_that_make_no_sense_are_bad_requests(
    telnyx: Telnyx, path: str, parameter: str
) -> None:
    """With 400, where others have 422: so it is documented."""
    spelled = path.format(await telnyx.profile_id()).replace("[", "%5B").replace("]", "%5D")
    reply = await telnyx.get(spelled)
    assert parameter in assert_refused(reply, 400, "10015", parameter=parameter)["detail"]


async def test_metrics_count_what_a_profile_s_senders_did(
    telnyx: Telnyx, gateway: Gateway, control: Control
) -> None:
    """In short for each profile, in detail by time and by sort of sender."""
    other = {"name": "Other", "whitelisted_destinations": ["US"]}
    other_id = (await telnyx.post("/messaging_profiles", other)).document["data"]["id"]
    await gateway.send(ALICE, "lost in time", **{"from": LONG})
    await control.advance("25h")
    for sender in (LONG, FREE, "12345", "MyCompany"):
        await gateway.send(BOB, "hello", **{"from": sender})
    await gateway.send("+15005550020", "hello", **{"from": OTHER})
    await control.receive("hi", BOB, to=LONG)
    await control.advance("30m")

    other_row, row = await telnyx.data("/messaging_profile_metrics")
    profile_id = row["messaging_profile_id"]
    assert row == {
        "record_type": "messaging_profile_metrics",
        "messaging_profile_id": profile_id,
        "phone_numbers": 4,
        "outbound": {"sent": 5, "delivered": 4, "error_ratio": 0.2},
        "inbound": {"received": 1},
    }
    assert other_row["messaging_profile_id"] == other_id
    assert (other_row["phone_numbers"], other_row["outbound"]["sent"]) == (0, 0)
    rows = await telnyx.data("/messaging_profile_metrics?time_frame=3d")
    assert rows[1]["outbound"]["sent"] == 6

    told = await telnyx.data(f"/messaging_profiles/{profile_id}/metrics?time_frame=1h")
    assert told["overview"] == row
    assert len(told["detailed"]) == 12
    (full,) = (one for one in told["detailed"] if one["metrics"])
    assert full["metrics"] == [
        {"label": label, "sent": sent, "delivered": 1, "outbound_error_ratio": lost, "received": n}
        for label, sent, lost, n in (
            ("alphanumeric", 1, 0, 0),
            ("longcode", 2, 0.5, 1),
            ("shortcode", 1, 0, 0),
            ("tollfree", 1, 0, 0),
        )
    ]


@pytest.mark.parametrize(
    ("frame", "slots"), [("1h", 12), ("3h", 12), ("24h", 24), ("3d", 12), ("7d", 7), ("30d", 30)]
)
async def test_time_frames_are_told_in_slots(telnyx: Telnyx, frame: str, slots: int) -> None:
    """As many as one can look through; a day where nothing is said."""
    path = f"/messaging_profiles/{await telnyx.profile_id()}/metrics"
    told = await telnyx.data(f"{path}?time_frame={frame}")
    assert len(told["detailed"]) == slots
    if frame == "24h":
        assert await telnyx.data(path) == told


async def test_there_is_a_domain_for_short_links(telnyx: Telnyx) -> None:
    """Always the same one, under an id of the world's own."""
    (domain,) = await telnyx.data("/messaging_url_domains")
    assert domain["url_domain"] == "acct.fyi"
    assert await telnyx.data("/messaging_url_domains") == [domain]
