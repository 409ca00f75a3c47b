"""Messaging profiles: each member as it is sent, and what it comes back as."""

from typing import Any

import pytest

from tests.clients import Control, Reply
from tests.faces.telnyx.speaking import NOBODY, Telnyx, assert_refused

POOL = {
    "geomatch": False,
    "long_code_weight": 2,
    "skip_unhealthy": True,
    "sticky_sender": True,
    "toll_free_weight": 10,
}
LINKS = {"domain": "acct.fyi", "prefix": "x", "replace_blacklist_only": True, "send_webhooks": True}


async def create(telnyx: Telnyx, **members: object) -> Reply:
    """Make a profile."""
    body = {"name": "Main", "whitelisted_destinations": ["US"], **members}
    return await telnyx.post("/messaging_profiles", body)


async def created(telnyx: Telnyx, **members: object) -> Any:  # noqa: ANN401 - JSON
    """Make a profile, and tell it."""
    reply = await create(telnyx, **members)
    assert reply.status == 200, reply.body
    return reply.document["data"]


async def changed(telnyx: Telnyx, profile: Any, **members: object) -> Any:  # noqa: ANN401 - JSON
    """Change a profile, and tell it."""
    reply = await telnyx.patch(f"/messaging_profiles/{profile['id']}", members)
    assert reply.status == 200, reply.body
    return reply.document["data"]


async def test_a_plain_profile_has_every_member(telnyx: Telnyx) -> None:
    """With the defaults that are documented; a limit that was never set is not there."""
    profile = await created(telnyx)
    (owner,) = {one["organization_id"] for one in await telnyx.data("/messaging_profiles")}

    assert profile == {
        "record_type": "messaging_profile",
        "id": profile["id"],
        "organization_id": owner,
        "name": "Main",
        "enabled": True,
        "webhook_url": "",
        "webhook_failover_url": "",
        "webhook_api_version": "2",
        "health_webhook_url": None,
        "alpha_sender": None,
        "daily_spend_limit_enabled": False,
        "mms_fall_back_to_sms": False,
        "mms_transcoding": False,
        "mobile_only": False,
        "smart_encoding": False,
        "ai_assistant_id": None,
        "resource_group_id": None,
        "v1_secret": profile["v1_secret"],
        "redaction_enabled": False,
        "redaction_level": 2,
        "whitelisted_destinations": ["US"],
        "number_pool_settings": None,
        "url_shortener_settings": None,
        "features": {},
        "created_at": profile["created_at"],
        "updated_at": profile["created_at"],
    }


MEMBERS: list[tuple[str, object]] = [
    ("enabled", False),
    ("webhook_url", "https://example.com/hooks?a=1"),
    ("webhook_failover_url", None),
    ("webhook_api_version", "2010-04-01"),
    ("health_webhook_url", "http://127.0.0.1:9/"),
    ("alpha_sender", "My Company"),
    ("daily_spend_limit", "0.000001"),
    ("daily_spend_limit", "100.00"),
    ("mms_fall_back_to_sms", True),
    ("mms_transcoding", True),
    ("mobile_only", True),
    ("smart_encoding", True),
    ("ai_assistant_id", "ai_assistant-a80a9d4a"),
    ("resource_group_id", "group"),
    ("whitelisted_destinations", ["US", "GB"]),
    ("whitelisted_destinations", ["*"]),
    ("number_pool_settings", POOL),
    ("url_shortener_settings", LINKS),
    ("features", {"ai_opt_out_detection_enabled": True, "unheard_of": False}),
]


@pytest.mark.parametrize(("member", "told"), MEMBERS)
async def test_what_is_sent_comes_back(telnyx: Telnyx, member: str, told: object) -> None:
    """Whether a profile is made so, or becomes so."""
    made = await created(telnyx, **{member: told})
    assert made[member] == told
    assert (await telnyx.data(f"/messaging_profiles/{made['id']}"))[member] == told

    plain = await created(telnyx)
    became = await changed(telnyx, plain, **{member: told})
    assert became == {**plain, member: told}


@pytest.mark.parametrize(
    ("member", "told", "shown"),
    [
        ("daily_spend_limit", "7", "7.00"),
        ("daily_spend_limit", "7.125", "7.125"),
        ("number_pool_settings", {}, None),
        ("features", None, {}),
    ],
)
async def test_some_things_come_back_in_another_spelling(
    telnyx: Telnyx, member: str, told: object, shown: object
) -> None:
    """That says the same."""
    assert (await created(telnyx, **{member: told}))[member] == shown


@pytest.mark.parametrize(
    ("member", "told"),
    [
        ("name", ""),
        ("name", None),
        ("name", 5),
        ("name", "x" * 256),
        ("enabled", "yes"),
        ("enabled", None),
        ("whitelisted_destinations", ["us"]),
        ("whitelisted_destinations", ["USA"]),
        ("whitelisted_destinations", "US"),
        ("webhook_url", "ftp://example.com"),
        ("webhook_url", "example.com"),
        ("webhook_url", "http://" + "x" * 2000),
        ("webhook_api_version", "3"),
        ("alpha_sender", "Twelve chars"),
        ("alpha_sender", "Umläut"),
        ("daily_spend_limit", 100),
        ("daily_spend_limit", "-1"),
        ("daily_spend_limit", "1e5"),
        ("daily_spend_limit", "1.0000001"),
        ("daily_spend_limit", "9" * 5000),
        ("daily_spend_limit_enabled", True),
        ("number_pool_settings", {"geomatch": True}),
        ("number_pool_settings", {**POOL, "long_code_weight": -1}),
        ("number_pool_settings", {**POOL, "long_code_weight": "2"}),
        ("url_shortener_settings", {}),
        ("features", {"x": "yes"}),
        ("ai_assistant_id", "x" * 65),
    ],
)
async def test_what_makes_no_sense_is_refused(telnyx: Telnyx, member: str, told: object) -> None:
    """For each member that is wrong, and nothing is made or changed."""
    plain = await created(telnyx)
    replies = [
        await create(telnyx, **{member: told}),
        await telnyx.patch(f"/messaging_profiles/{plain['id']}", {member: told}),
    ]
    for reply in replies:
        assert reply.status == 422, reply.body
        for error in reply.document["errors"]:
            assert re_rooted(error["source"]["pointer"]) == re_rooted(f"/{member}")
    assert len(await telnyx.data("/messaging_profiles")) == 2
    assert await telnyx.data(f"/messaging_profiles/{plain['id']}") == plain


def re_rooted(pointer: str) -> str:
    """Tell of which member something is a part; a limit and its switch are told of as one."""
    return pointer.split("/")[1].removesuffix("_enabled")


async def test_a_profile_needs_a_name_and_destinations(telnyx: Telnyx) -> None:
    """For want of the latter there is a code of its own."""
    reply = await telnyx.post("/messaging_profiles", {"whitelisted_destinations": ["US"]})
    assert_refused(reply, 422, "10004", pointer="/name")
    for body in ({"name": "x"}, {"name": "x", "whitelisted_destinations": []}):
        reply = await telnyx.post("/messaging_profiles", body)
        assert_refused(reply, 400, "40331", pointer="/whitelisted_destinations")


async def test_parts_of_the_pool_are_changed_alone(telnyx: Telnyx) -> None:
    """The rest of it stays; none at all switches it off, and then the weights are needed again."""
    profile = await created(telnyx, number_pool_settings=POOL)
    some = await changed(telnyx, profile, number_pool_settings={"geomatch": True})
    assert some["number_pool_settings"] == {**POOL, "geomatch": True}

    off = await changed(telnyx, profile, number_pool_settings=None)
    assert off["number_pool_settings"] is None
    path = f"/messaging_profiles/{profile['id']}"
    reply = await telnyx.patch(path, {"number_pool_settings": {"geomatch": True}})
    assert [one["source"]["pointer"] for one in reply.document["errors"]] == [
        "/number_pool_settings/toll_free_weight",
        "/number_pool_settings/long_code_weight",
        "/number_pool_settings/skip_unhealthy",
    ]


async def test_a_profile_may_be_sent_back_as_it_was_read(telnyx: Telnyx) -> None:
    """What only the vendor sets is taken and minded by nobody."""
    profile = await created(telnyx, number_pool_settings=POOL, url_shortener_settings=LINKS)
    reply = await telnyx.patch(f"/messaging_profiles/{profile['id']}", profile)
    assert reply.document["data"] == profile
    assert "X-Sim-Warnings" not in reply.headers


async def test_a_limit_can_be_set_switched_on_and_taken_away(telnyx: Telnyx) -> None:
    """In this order; without a limit there is nothing to switch on."""
    profile = await created(telnyx, daily_spend_limit="5")
    on = await changed(telnyx, profile, daily_spend_limit_enabled=True)
    assert (on["daily_spend_limit"], on["daily_spend_limit_enabled"]) == ("5.00", True)
    off = await changed(telnyx, profile, daily_spend_limit=None, daily_spend_limit_enabled=False)
    assert "daily_spend_limit" not in off


async def test_changes_are_dated_and_secrets_can_be_chosen(
    telnyx: Telnyx, control: Control
) -> None:
    """By the world's clock."""
    profile = await created(telnyx)
    now = (await control.advance("10m"))["now"]
    after = await changed(telnyx, profile, v1_secret="mine", redaction_level=1)  # noqa: S106 - a name
    assert (after["updated_at"], after["v1_secret"], after["redaction_level"]) == (now, "mine", 1)
    assert after["created_at"] == profile["created_at"] != now


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Beta", "Alphabet", "Alpha", "Default profile"]),
        ("?filter[name]=Alpha", ["Alpha"]),
        ("?filter[name][eq]=Alpha", ["Alpha"]),
        ("?filter[name][contains]=lpha", ["Alphabet", "Alpha"]),
        ("?filter[name][contains]=lpha&page[size]=1&page[number]=2", ["Alpha"]),
        ("?filter[name]=Alpha&filter[name][eq]=Beta", []),
    ],
)
async def test_profiles_are_listed_newest_first(
    telnyx: Telnyx, query: str, names: list[str]
) -> None:
    """All of them, or those that pass the filters."""
    for name in ("Alpha", "Alphabet", "Beta"):
        await created(telnyx, name=name)
    query = query.replace("[", "%5B").replace("]", "%5D")
    assert [one["name"] for one in await telnyx.data(f"/messaging_profiles{query}")] == names


@pytest.mark.parametrize("told", [NOBODY, "none", "0", "%00", "a" * 3000, "%F0%9F%92%A9"])
async def test_ids_of_nothing_lead_nowhere(telnyx: Telnyx, told: str) -> None:
    """Whatever is to be done, and however they are spelled."""
    path = f"/messaging_profiles/{told}"
    for reply in (
        await telnyx.get(path),
        await telnyx.patch(path, {}),
        await telnyx.delete(path),
        await telnyx.post(f"{path}/actions/regenerate_secret"),
        await telnyx.get(f"{path}/metrics"),
        await telnyx.get(f"{path}/phone_numbers"),
        await telnyx.get(f"{path}/short_codes"),
        await telnyx.get(f"{path}/alphanumeric_sender_ids"),
        await telnyx.get(f"{path}/autoresp_configs"),
        await telnyx.get(f"{path}/autoresp_configs/{told}"),
    ):
        assert_refused(reply, 404, "10005")


async def test_ids_may_be_written_in_capitals(telnyx: Telnyx) -> None:
    """RFC 9562, 4: "The hexadecimal values "a" through "f" ... are case insensitive"."""
    profile_id = await telnyx.profile_id()
    assert (await telnyx.data(f"/messaging_profiles/{profile_id.upper()}"))["id"] == profile_id


async def test_worlds_do_not_see_one_another(telnyx: Telnyx) -> None:
    """And have other ids, though all else about them is alike."""
    other = Telnyx.of(telnyx.session, telnyx.url.removesuffix("/v2"), "other")
    assert await other.profile_id() != await telnyx.profile_id()
    assert_refused(
        await other.get(f"/messaging_profiles/{await telnyx.profile_id()}"), 404, "10005"
    )
