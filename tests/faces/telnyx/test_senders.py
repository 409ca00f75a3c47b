"""Numbers, hosted numbers, short codes and names: each member, filter and order."""

from typing import Any
from urllib.parse import quote

import pytest

from simulator.domain.founding import FOUNDING_NUMBERS
from tests.clients import ALICE, Control, Gateway
from tests.faces.telnyx.speaking import NOBODY, Telnyx, assert_refused

LONG, OTHER, FREE, OTHER_FREE = FOUNDING_NUMBERS
HOSTED = "+442079460000"


@pytest.fixture
async def hosting(control: Control) -> Telnyx:
    """A client of a world with a second profile, and a hosted number in another country."""
    resources = {
        "profiles": [{"name": "Main"}, {"name": "Second", "id": NOBODY}],
        "numbers": [LONG, {"number": HOSTED, "hosted": True, "profile": "Second"}, FREE],
    }
    body = {"name": "hosting", "resources": resources}
    assert (await control.post("/_sim/worlds", body)).status == 201
    return Telnyx.of(control.session, control.url, "hosting")


async def listed(telnyx: Telnyx, path: str, member: str) -> list[str]:
    """Tell one member of each thing in a list."""
    spelled = path.replace("[", "%5B").replace("]", "%5D").replace("+", "%2B")
    return [one[member] for one in await telnyx.data(spelled)]


async def changed(telnyx: Telnyx, path: str, **members: object) -> Any:  # noqa: ANN401 - JSON
    """Change something, and tell it."""
    reply = await telnyx.patch(path, members)
    assert reply.status == 200, reply.body
    return reply.document["data"]


async def test_a_number_has_every_member(telnyx: Telnyx) -> None:
    """Its health, too, which is good as long as nothing was sent."""
    number = await telnyx.data(f"/phone_numbers/{LONG}/messaging")
    owner = (await telnyx.data("/messaging_profiles"))[0]["organization_id"]

    assert number == {
        "record_type": "messaging_settings",
        "id": number["id"],
        "phone_number": LONG,
        "messaging_profile_id": await telnyx.profile_id(),
        "organization_id": owner,
        "country_code": "US",
        "type": "longcode",
        "messaging_product": "A2P",
        "traffic_type": "A2P",
        "eligible_messaging_products": ["A2P", "P2P"],
        "features": {
            "sms": {
                "domestic_two_way": True,
                "international_inbound": True,
                "international_outbound": True,
            },
            "mms": {
                "domestic_two_way": True,
                "international_inbound": False,
                "international_outbound": False,
            },
        },
        "health": {
            "message_count": 0,
            "inbound_outbound_ratio": 0,
            "success_ratio": 1,
            "spam_ratio": 0,
        },
        "tags": [],
        "created_at": number["created_at"],
        "updated_at": number["created_at"],
    }
    assert await telnyx.data(f"/phone_numbers/{number['id']}/messaging") == number
    assert await telnyx.data(f"/phone_numbers/{quote(LONG, safe='')}/messaging") == number


async def test_health_is_what_became_of_its_messages(
    telnyx: Telnyx, gateway: Gateway, control: Control
) -> None:
    """Through whichever face they were sent; what handsets answer counts, too."""
    await gateway.send(ALICE, "one", **{"from": LONG})
    await gateway.send("+15005550020", "taken for spam", **{"from": LONG})
    await gateway.send(ALICE, "another's", **{"from": OTHER})
    await control.receive("hi", to=LONG)
    await control.advance("10m")

    number = await telnyx.data(f"/phone_numbers/{LONG}/messaging")
    assert number["health"] == {
        "message_count": 3,
        "inbound_outbound_ratio": 0.5,
        "success_ratio": 0.5,
        "spam_ratio": 0.5,
    }
    listed = await telnyx.data("/phone_numbers/messaging")
    assert {one["health"]["message_count"] for one in listed} == {0, 1, 3}


async def test_a_number_is_put_on_a_profile_and_taken_off(hosting: Telnyx) -> None:
    """Null changes nothing; an empty text takes it off."""
    path = f"/phone_numbers/{LONG}/messaging"
    assert (await changed(hosting, path, messaging_profile_id=NOBODY))[
        "messaging_profile_id"
    ] == NOBODY
    kept = await changed(
        hosting, path, messaging_profile_id=None, messaging_product=None, tags=None
    )
    assert kept["messaging_profile_id"] == NOBODY
    off = await changed(hosting, path, messaging_profile_id="", messaging_product="P2P")
    assert (off["messaging_profile_id"], off["messaging_product"]) == (None, "P2P")
    assert (await changed(hosting, path, tags=["a", "b"]))["tags"] == ["a", "b"]
    assert (await changed(hosting, path))["tags"] == ["a", "b"]


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"messaging_profile_id": NOBODY}, "10017", "/messaging_profile_id"),
        ({"messaging_profile_id": "none"}, "10015", "/messaging_profile_id"),
        ({"messaging_product": ""}, "10015", "/messaging_product"),
        ({"tags": [""]}, "10015", "/tags/0"),
        ({"tags": ["a"] * 101}, "10015", "/tags"),
        ({"tags": "a"}, "10015", "/tags"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    telnyx: Telnyx, members: dict[str, object], code: str, pointer: str
) -> None:
    """And changes nothing."""
    before = await telnyx.data("/phone_numbers/messaging")
    reply = await telnyx.patch(f"/phone_numbers/{LONG}/messaging", members)
    for error in reply.document["errors"]:
        assert (reply.status, error["code"]) == (422, code)
        assert error["source"]["pointer"].startswith(pointer)
    assert await telnyx.data("/phone_numbers/messaging") == before


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [FREE, HOSTED, LONG]),
        ("?filter[type]=longcode", [HOSTED, LONG]),
        ("?filter[type]=tollfree", [FREE]),
        ("?filter[type]=shortcode", []),
        (f"?filter[phone_number]={LONG}", [LONG]),
        (f"?filter[phone_number]={LONG},{HOSTED},+1", [HOSTED, LONG]),
        ("?filter[phone_number][contains]=555", [FREE, LONG]),
        (f"?filter[messaging_profile_id]={NOBODY}", [HOSTED]),
        ("?filter[messaging_profile_id]=null", []),
        ("?sort[phone_number]=asc", [LONG, FREE, HOSTED]),
        ("?sort[phone_number]=desc", [HOSTED, FREE, LONG]),
        ("?sort[phone_number]=desc&filter[type]=longcode&page[size]=1", [HOSTED]),
    ],
)
async def test_numbers_are_filtered_and_sorted(
    hosting: Telnyx, query: str, numbers: list[str]
) -> None:
    """Newest first where nothing else is asked for."""
    assert await listed(hosting, f"/phone_numbers/messaging{query}", "phone_number") == numbers


async def test_numbers_of_no_profile_can_be_asked_for(hosting: Telnyx) -> None:
    """By the text `null`, in each list that can be filtered by profile."""
    await changed(hosting, f"/phone_numbers/{LONG}/messaging", messaging_profile_id="")
    for path, expected in (
        ("/phone_numbers/messaging", [LONG]),
        ("/messaging_hosted_numbers", []),
    ):
        query = f"{path}?filter[messaging_profile_id]=null"
        assert await listed(hosting, query, "phone_number") == expected


@pytest.mark.parametrize(
    "query",
    [
        "filter[messaging_profile_id]=none",
        "filter[type]=mobile",
        "sort[phone_number]=up",
    ],
)
async def test_filters_that_make_no_sense_are_refused(telnyx: Telnyx, query: str) -> None:
    """By the name of the parameter."""
    spelled = query.replace("[", "%5B").replace("]", "%5D")
    reply = await telnyx.get(f"/phone_numbers/messaging?{spelled}")
    assert_refused(reply, 422, "10015", parameter=query.partition("=")[0])


async def test_hosted_numbers_are_those_only(hosting: Telnyx) -> None:
    """And in each of their operations a number that is none is not found."""
    assert await listed(hosting, "/messaging_hosted_numbers", "phone_number") == [HOSTED]
    (number,) = await hosting.data("/messaging_hosted_numbers")
    assert (number["country_code"], number["features"]["mms"]) == ("GB", None)
    assert await hosting.data(f"/messaging_hosted_numbers/{number['id']}") == number

    path = f"/messaging_hosted_numbers/{LONG}"
    for reply in (
        await hosting.get(path),
        await hosting.patch(path, {}),
        await hosting.delete(path),
    ):
        assert_refused(reply, 404, "10005")


async def test_a_hosted_number_is_given_back(hosting: Telnyx) -> None:
    """The answer is the order by which it is, and then it is gone."""
    reply = await hosting.delete(f"/messaging_hosted_numbers/{HOSTED}")
    order = reply.document["data"]
    assert (order["record_type"], order["status"], order["messaging_profile_id"]) == (
        "messaging_hosted_number_order",
        "deleted",
        NOBODY,
    )
    (number,) = order["phone_numbers"]
    assert (number["phone_number"], number["status"]) == (HOSTED, "deleted")
    assert_refused(await hosting.get(f"/phone_numbers/{HOSTED}/messaging"), 404, "10005")


async def test_short_codes_are_put_on_profiles_and_taken_off(telnyx: Telnyx) -> None:
    """Null takes one off, too; which profile it is must be said."""
    (code,) = await telnyx.data("/short_codes")
    path, profile_id = f"/short_codes/{code['id']}", await telnyx.profile_id()
    assert (code["short_code"], code["messaging_profile_id"]) == ("12345", profile_id)
    assert await telnyx.data(path) == code

    for none in ("", None):
        assert (await changed(telnyx, path, messaging_profile_id=none, tags=["x"])) == {
            **code,
            "messaging_profile_id": None,
            "tags": ["x"],
        }
        query = "?filter[messaging_profile_id]=null"
        assert await listed(telnyx, f"/short_codes{query}", "id") == [code["id"]]
        on = await changed(telnyx, path, messaging_profile_id=profile_id)
        assert on["messaging_profile_id"] == profile_id
        query = f"?filter[messaging_profile_id]={NOBODY}"
        assert await listed(telnyx, f"/short_codes{query}", "id") == []

    reply = await telnyx.patch(path, {"tags": []})
    assert_refused(reply, 422, "10004", pointer="/messaging_profile_id")
    assert_refused(await telnyx.get(f"/short_codes/{NOBODY}"), 404, "10005")
    assert_refused(await telnyx.get("/short_codes/12345"), 404, "10005")


async def test_a_profile_tells_what_is_on_it(hosting: Telnyx) -> None:
    """Numbers, short codes and names, each in its own list."""
    main = (await hosting.data("/messaging_profiles"))[1]["id"]
    for profile_id, numbers in ((main, [FREE, LONG]), (NOBODY, [HOSTED])):
        path = f"/messaging_profiles/{profile_id}"
        assert await listed(hosting, f"{path}/phone_numbers", "phone_number") == numbers
        assert await listed(hosting, f"{path}/short_codes", "short_code") == []
        assert await listed(hosting, f"{path}/alphanumeric_sender_ids", "id") == []


async def test_a_name_is_made_read_and_given_up(telnyx: Telnyx) -> None:
    """201 is what making one is answered with, alone of all operations."""
    profile_id = await telnyx.profile_id()
    body = {"alphanumeric_sender_id": "My Firm 1", "messaging_profile_id": profile_id}
    reply = await telnyx.post("/alphanumeric_sender_ids", body)
    name = reply.document["data"]
    assert reply.status == 201
    assert name == {
        "record_type": "alphanumeric_sender_id",
        "id": name["id"],
        "alphanumeric_sender_id": "My Firm 1",
        "messaging_profile_id": profile_id,
        "organization_id": name["organization_id"],
    }
    path = f"/alphanumeric_sender_ids/{name['id']}"
    assert await telnyx.data(path) == name
    query = f"?filter[messaging_profile_id]={profile_id}"
    names = ["My Firm 1", "MyCompany"]
    assert (
        await listed(telnyx, f"/alphanumeric_sender_ids{query}", "alphanumeric_sender_id") == names
    )
    assert (
        await listed(telnyx, "/alphanumeric_sender_ids?filter[messaging_profile_id]=null", "id")
        == []
    )

    assert (await telnyx.delete(path)).document["data"] == name
    assert_refused(await telnyx.get(path), 404, "10005")
    assert_refused(await telnyx.delete(path), 404, "10005")


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"alphanumeric_sender_id": "MyCompany"}, "10012", None),
        ({"alphanumeric_sender_id": "12345"}, "10015", "/alphanumeric_sender_id"),
        ({"alphanumeric_sender_id": "Twelve chars"}, "10015", "/alphanumeric_sender_id"),
        ({"alphanumeric_sender_id": ""}, "10015", "/alphanumeric_sender_id"),
        ({"alphanumeric_sender_id": " Acme"}, "10015", "/alphanumeric_sender_id"),
        ({"alphanumeric_sender_id": "Acme!"}, "10015", "/alphanumeric_sender_id"),
        ({"alphanumeric_sender_id": "Ümlaut"}, "10015", "/alphanumeric_sender_id"),
        ({"alphanumeric_sender_id": 5}, "10015", "/alphanumeric_sender_id"),
        ({"messaging_profile_id": NOBODY}, "10017", "/messaging_profile_id"),
        ({"messaging_profile_id": "none"}, "10015", "/messaging_profile_id"),
        ({"us_long_code_fallback": "555"}, "10015", "/us_long_code_fallback"),
    ],
)
async def test_names_that_make_no_sense_are_refused(
    telnyx: Telnyx, members: dict[str, object], code: str, pointer: str | None
) -> None:
    """With 422, as documented; one that a profile has already is a duplicate."""
    body = {"alphanumeric_sender_id": "Acme", "messaging_profile_id": await telnyx.profile_id()}
    reply = await telnyx.post("/alphanumeric_sender_ids", body | members)
    source = {} if pointer is None else {"pointer": pointer}
    assert_refused(reply, 422, code, **source)
    assert len(await telnyx.data("/alphanumeric_sender_ids")) == 1


@pytest.mark.parametrize("missing", ["alphanumeric_sender_id", "messaging_profile_id"])
async def test_a_name_needs_both(telnyx: Telnyx, missing: str) -> None:
    """Itself, and a profile."""
    body = {"alphanumeric_sender_id": "Acme", "messaging_profile_id": NOBODY}
    del body[missing]
    reply = await telnyx.post("/alphanumeric_sender_ids", body)
    assert_refused(reply, 422, "10004", pointer=f"/{missing}")
