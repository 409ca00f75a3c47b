"""What a world is given to send with: when it is made, and in scenarios."""

from typing import Any

import pytest

from tests.clients import Control, Reply
from tests.faces.telnyx.speaking import Telnyx, assert_refused

ID = "abc85f64-5717-4562-b3fc-2c9600000000"
FULL = {
    "profiles": [
        {
            "name": "Main",
            "id": ID.upper(),
            "enabled": False,
            "destinations": ["US", "*"],
            "webhook_url": "https://example.com/hooks",
            "webhook_failover_url": "http://127.0.0.1:9/",
            "number_pool": {"long_code_weight": 2, "geomatch": True},
            "alpha_sender": "Acme",
            "daily_limit_usd": "12.50",
            "smart_encoding": True,
            "mms_fall_back_to_sms": True,
            "registered": False,
        },
        "Second",
    ],
    "numbers": [
        "+14155550177",
        {
            "number": "+442079460000",
            "id": "42",
            "profile": "Second",
            "hosted": True,
            "tags": ["a"],
        },
        {"number": "+14155550178", "profile": ""},
    ],
    "short_codes": [{"code": "54321", "profile": ID, "country": "CA", "tags": ["b"]}, "99999"],
    "senders": [
        {"name": "Acme", "fallback": "+14155550177"},
        {"name": "Acme", "profile": "Second"},
    ],
}


async def made(control: Control, resources: object, name: str = "given") -> Reply:
    """Make a world that has these."""
    return await control.post("/_sim/worlds", {"name": name, "resources": resources})


def spoken(control: Control, name: str = "given") -> Telnyx:
    """Speak for the world."""
    return Telnyx.of(control.session, control.url, name)


async def told(telnyx: Telnyx, path: str, *members: str) -> list[tuple[Any, ...]]:
    """Tell some members of everything in a list, in the order in which it was given."""
    return [tuple(one.get(name) for name in members) for one in reversed(await telnyx.data(path))]


async def test_a_world_has_what_it_is_given_and_nothing_else(control: Control) -> None:
    """Ids as they were chosen, everything on the profile that it names, or on the first."""
    assert (await made(control, FULL)).status == 201
    telnyx = spoken(control)
    main, second = reversed(await telnyx.data("/messaging_profiles"))
    assert (main["id"], main["enabled"], main["alpha_sender"]) == (ID, False, "Acme")
    assert main["whitelisted_destinations"] == ["US", "*"]
    assert main["webhook_url"] == "https://example.com/hooks"
    assert main["webhook_failover_url"] == "http://127.0.0.1:9/"
    assert (main["daily_spend_limit"], main["daily_spend_limit_enabled"]) == ("12.50", True)
    assert (main["smart_encoding"], main["mms_fall_back_to_sms"]) == (True, True)
    assert main["number_pool_settings"] == {
        "geomatch": True,
        "long_code_weight": 2,
        "skip_unhealthy": False,
        "sticky_sender": False,
        "toll_free_weight": 1,
    }
    assert (second["name"], second["number_pool_settings"]) == ("Second", None)

    on = second["id"]
    members = ("phone_number", "messaging_profile_id", "country_code", "tags")
    assert await told(telnyx, "/phone_numbers/messaging", *members) == [
        ("+14155550177", ID, "US", []),
        ("+442079460000", on, "GB", ["a"]),
        ("+14155550178", None, "US", []),
    ]
    assert await told(telnyx, "/messaging_hosted_numbers", "id") == [("42",)]
    members = ("short_code", "messaging_profile_id", "country_code", "tags")
    assert await told(telnyx, "/short_codes", *members) == [
        ("54321", ID, "CA", ["b"]),
        ("99999", ID, "US", []),
    ]
    names = ("alphanumeric_sender_id", "messaging_profile_id", "us_long_code_fallback")
    assert await told(telnyx, "/alphanumeric_sender_ids", *names) == [
        ("Acme", ID, "+14155550177"),
        ("Acme", on, None),
    ]


async def test_it_has_it_again_when_it_starts_again(control: Control) -> None:
    """Whatever was done to it; and in copies it is as it was left."""
    await made(control, {"numbers": ["+14155550177"]})
    telnyx = spoken(control)
    await telnyx.patch("/phone_numbers/+14155550177/messaging", {"tags": ["changed"]})
    assert (await control.post("/_sim/worlds/given/fork", {"name": "copy"})).status == 201
    before = await spoken(control, "copy").data("/phone_numbers/messaging")
    assert [one["tags"] for one in before] == [["changed"]]

    assert (await control.post("/_sim/worlds/given/reset")).status == 200
    (after,) = await telnyx.data("/phone_numbers/messaging")
    assert (after["tags"], after["id"]) == ([], before[0]["id"])


async def test_it_travels_with_the_world(control: Control) -> None:
    """In an export, as it is and as it was given."""
    await made(control, FULL)
    path = "/phone_numbers/+14155550177/messaging"
    await spoken(control).patch(path, {"messaging_profile_id": ""})
    before = await spoken(control).data("/phone_numbers/messaging")
    document = (await control.get("/_sim/worlds/given/export")).document
    await control.delete("/_sim/worlds/given")
    assert (await control.post("/_sim/worlds/import", document)).status == 201

    assert await spoken(control).data("/phone_numbers/messaging") == before
    await spoken(control).delete("/messaging_hosted_numbers/42")
    assert (await control.post("/_sim/worlds/given/reset")).status == 200
    ids = [one["id"] for one in before]
    assert [one["id"] for one in await spoken(control).data("/phone_numbers/messaging")] == ids


async def test_without_profiles_there_is_the_one_that_all_have(control: Control) -> None:
    """Under the same id as if nothing had been given."""
    await control.post("/_sim/worlds", {"name": "bare", "seed": 5})
    body = {"name": "given", "seed": 5, "resources": {"senders": ["Acme"]}}
    await control.post("/_sim/worlds", body)
    bare, given = spoken(control, "bare"), spoken(control)
    assert await given.profile_id() == await bare.profile_id()
    assert await given.data("/phone_numbers/messaging") == []
    assert len(await given.data("/alphanumeric_sender_ids")) == 1


@pytest.mark.parametrize(
    ("resources", "field"),
    [
        ({"number": []}, "number"),
        ({"numbers": [{"number": "+14155550177", "hostd": True}]}, "numbers.0.hostd"),
        ({"numbers": ["14155550177"]}, "numbers.0.number"),
        ({"numbers": [7]}, "numbers.0"),
        ({"numbers": [{"number": "+14155550177", "id": "x"}]}, "numbers.0.id"),
        ({"numbers": ["+14155550177", "+14155550177"]}, "numbers.1.number"),
        ({"numbers": [{"number": "+14155550177", "profile": "Main"}]}, "numbers.0.profile"),
        ({"profiles": [{"name": "Main", "id": "1"}]}, "profiles.0.id"),
        ({"profiles": [{"name": "Main", "destinations": ["us"]}]}, "profiles.0.destinations.0"),
        ({"profiles": [{"name": "Main", "destinations": []}]}, "profiles.0.destinations"),
        ({"profiles": [{"name": "Main", "webhook_url": "x"}]}, "profiles.0.webhook_url"),
        ({"profiles": [{"name": "Main", "registered": "no"}]}, "profiles.0.registered"),
        ({"short_codes": ["Acme"]}, "short_codes.0.code"),
        ({"short_codes": [{"code": "12345", "country": "USA"}]}, "short_codes.0.country"),
        ({"senders": ["12345"]}, "senders.0.name"),
        ({"senders": ["Acme", "Acme"]}, "senders.1.name"),
        ({"senders": [{"name": "Acme", "profile": ""}]}, "senders.0.profile"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    control: Control, resources: dict[str, object], field: str
) -> None:
    """By its path, in a new world and in scenarios; and there is no world then."""
    reply = await made(control, resources)
    assert (reply.status, reply.fields) == (422, [f"resources.{field}"])
    assert (await control.get("/_sim/worlds/given")).status == 404

    story = {"name": "story", "steps": [{"after": "1h", "resources": resources}]}
    reply = await control.post("/_sim/scenarios", story)
    (shown,) = reply.fields  # as far as the path goes through what was written: not into a text
    assert reply.status == 422
    assert f"steps.0.resources.{field}".startswith(shown)
    assert shown.startswith("steps.0.resources.")


async def test_a_scenario_changes_what_there_is(control: Control) -> None:
    """At its start, and when a number is ported away, say; each time it is all there is."""
    story = {
        "name": "ported",
        "resources": {"numbers": ["+14155550177", "+14155550178"]},
        "steps": [{"after": "1h", "resources": {"numbers": ["+14155550178"]}}],
    }
    assert (await control.post("/_sim/scenarios", story)).status == 201
    telnyx = spoken(control, "test")
    assert len(await telnyx.data("/phone_numbers/messaging")) == 2
    assert await telnyx.data("/short_codes") == []

    await control.advance("1h")
    assert await told(telnyx, "/phone_numbers/messaging", "phone_number") == [("+14155550178",)]
    assert_refused(await telnyx.get("/phone_numbers/+14155550177/messaging"), 404, "10005")
