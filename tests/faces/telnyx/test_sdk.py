"""The vendor's official SDK, which is told another base URL and a key, and nothing else.

It reads strictly: whatever is not as the vendor's own types have it fails the test.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import reduce
from typing import Final

import pytest
from telnyx import (
    AsyncTelnyx,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    DefaultAioHttpClient,
    NotFoundError,
    RateLimitError,
    Telnyx,
    UnprocessableEntityError,
)

from simulator.faces.telnyx.routes import ROUTES
from tests.clients import ALICE, Control
from tests.faces.telnyx.speaking import NOBODY

HOSTED: Final = "+14155550177"
RESOURCES: Final = {
    "profiles": ["Main"],
    "numbers": [{"number": HOSTED, "hosted": True}, "+18005550101"],
    "short_codes": ["12345"],
}


def sync_client(url: str, key: str = "KEY_sdk", retries: int = 0) -> Telnyx:
    """Make a client as its documentation says."""
    return Telnyx(
        api_key=key, base_url=f"{url}/v2", max_retries=retries, _strict_response_validation=True
    )


@asynccontextmanager
async def async_client(url: str) -> AsyncIterator[AsyncTelnyx]:
    """Make the other client, on aiohttp."""
    async with AsyncTelnyx(
        api_key="KEY_sdk",
        base_url=f"{url}/v2",
        max_retries=0,
        http_client=DefaultAioHttpClient(),
        _strict_response_validation=True,
    ) as client:
        yield client


async def operations(control: Control) -> set[str]:
    """Tell which operations were asked for, and went well."""
    items = (await control.get("/_sim/requests?face=telnyx&limit=1000")).document["items"]
    return {item["op"] for item in items if item["status"] < 300}


# Those that are no message, which have tests of their own.
RESOURCE_OPERATIONS: Final = {
    route.name for route in ROUTES if not route.name.startswith("messages.")
}


@pytest.fixture
async def sdk_control(control: Control) -> Control:
    """Steer the world of the SDK's key, which has a hosted number."""
    reply = await control.post("/_sim/worlds", {"name": "sdk", "resources": RESOURCES})
    assert reply.status == 201, reply.body
    return Control.of(control.session, control.url, "sdk")


def use_profiles(client: Telnyx) -> str:
    """Go through the operations of profiles, and tell the id of one."""
    profiles = client.messaging_profiles
    (main,) = profiles.list(filter_name_eq="Main")
    made = profiles.create(
        name="Second",
        whitelisted_destinations=["US", "CA"],
        daily_spend_limit="12.5",
        daily_spend_limit_enabled=True,
        features={"ai_opt_out_detection_enabled": True},
        number_pool_settings={
            "toll_free_weight": 1,
            "long_code_weight": 0.5,
            "skip_unhealthy": True,
        },
        url_shortener_settings={"domain": "acct.fyi", "send_webhooks": True},
    ).data
    assert made
    assert made.id
    assert (made.daily_spend_limit, made.v1_secret and len(made.v1_secret)) == ("12.50", 24)
    assert profiles.retrieve(made.id).data == made
    changed = profiles.update(made.id, name="Other", redaction_enabled=True).data
    assert changed
    assert (changed.name, changed.redaction_enabled) == ("Other", True)
    renewed = profiles.actions.regenerate_secret(made.id).data
    assert renewed
    assert renewed.v1_secret != made.v1_secret
    assert [one.name for one in profiles.list(page_size=1)] == ["Other", "Main"]
    deleted = profiles.delete(made.id).data
    assert deleted == renewed
    assert main.id
    return main.id


def use_senders(client: Telnyx, profile_id: str) -> None:
    """Go through the operations of numbers, short codes and names."""
    (hosted,) = client.messaging_hosted_numbers.list(filter_phone_number_contains="5550177")
    assert (hosted.phone_number, hosted.messaging_profile_id) == (HOSTED, profile_id)
    assert hosted.id
    assert client.messaging_hosted_numbers.retrieve(hosted.id).data == hosted
    tagged = client.messaging_hosted_numbers.update(HOSTED, tags=["a", "b"]).data
    assert tagged
    assert tagged.tags == ["a", "b"]

    numbers = client.phone_numbers.messaging
    assert len([*client.messaging_profiles.list_phone_numbers(profile_id)]) == 2
    (free,) = numbers.list(filter_type="tollfree", filter_messaging_profile_id=profile_id)
    assert free.id
    off = numbers.update(free.id, messaging_profile_id="").data
    assert off
    assert off.messaging_profile_id is None
    on = numbers.update(free.id, messaging_profile_id=profile_id).data
    assert on
    assert numbers.retrieve(free.id).data == on

    order = client.messaging_hosted_numbers.delete(HOSTED).data
    assert order
    assert order.phone_numbers
    assert (order.status, order.phone_numbers[0].status) == ("deleted", "deleted")

    (code,) = client.short_codes.list(filter={"messaging_profile_id": profile_id})
    assert [one.id for one in client.messaging_profiles.list_short_codes(profile_id)] == [code.id]
    assert code.id
    assert client.short_codes.retrieve(code.id).data == code
    labelled = client.short_codes.update(code.id, messaging_profile_id=profile_id, tags=["x"]).data
    assert labelled
    assert labelled.tags == ["x"]

    ids = client.alphanumeric_sender_ids
    made = ids.create(
        alphanumeric_sender_id="Acme",
        messaging_profile_id=profile_id,
        us_long_code_fallback="+15551234567",
    ).data
    assert made
    assert made.id
    assert (made.alphanumeric_sender_id, made.us_long_code_fallback) == ("Acme", "+15551234567")
    assert ids.retrieve(made.id).data == made
    assert [*ids.list(filter_messaging_profile_id=profile_id)] == [made]
    assert [*client.messaging_profiles.list_alphanumeric_sender_ids(profile_id)] == [made]
    assert ids.delete(made.id).data == made
    assert [*ids.list()] == []


def use_autoresponses(client: Telnyx, profile_id: str) -> None:
    """Go through the operations of what profiles answer."""
    configs = client.messaging_profiles.autoresp_configs
    made = configs.create(
        profile_id=profile_id, op="start", keywords=["JOIN", "GO"], country_code="US"
    ).data
    changed = configs.update(
        made.id,
        profile_id=profile_id,
        op="info",
        keywords=["WHO"],
        country_code="*",
        resp_text="Acme Ltd., London.",
    ).data
    assert (changed.op, changed.keywords, changed.created_at) == ("info", ["WHO"], made.created_at)
    assert configs.retrieve(made.id, profile_id=profile_id).data == changed
    listed = configs.list(profile_id=profile_id, created_at={"lte": "2099-01-01T00:00:00Z"})
    assert listed.data == [changed]
    assert listed.meta.total_results == 1
    # A string of JSON, which the SDK hands on as it is.
    assert configs.delete(made.id, profile_id=profile_id) == '"OK"'


def use_reports(client: Telnyx, profile_id: str) -> None:
    """Go through the operations of what is reported."""
    (opt_out,) = client.messaging_optouts.list(
        filter={"messaging_profile_id": profile_id, "from": HOSTED},
        created_at={"gte": "2020-01-01T00:00:00+00:00"},
    )
    assert (opt_out.to, opt_out.from_, opt_out.keyword) == (ALICE, HOSTED, "STOP")
    (redacted,) = client.messaging_optouts.list(redaction_enabled="true")
    assert redacted.to == "+141555****"
    (metrics,) = client.messaging_profile_metrics.list(time_frame="3h").data or []
    assert metrics["inbound"] == {"received": 1}
    detailed = client.messaging_profiles.retrieve_metrics(profile_id, time_frame="1h").data
    assert detailed
    assert detailed["overview"] == metrics
    (domain,) = client.messaging_url_domains.list()
    assert domain.url_domain


def use_all(client: Telnyx) -> None:
    """Go through all operations that are no message."""
    profile_id = use_profiles(client)
    use_reports(client, profile_id)
    use_senders(client, profile_id)
    use_autoresponses(client, profile_id)


async def test_every_operation_is_understood(sdk_control: Control) -> None:
    """With only a base URL and a key changed, and none of them left out."""
    await sdk_control.receive(" Stop ", to=HOSTED)
    with sync_client(sdk_control.url) as client:
        await asyncio.to_thread(use_all, client)

    assert await operations(sdk_control) >= RESOURCE_OPERATIONS


async def test_the_asynchronous_client_is_no_other(sdk_control: Control) -> None:
    """The same operations, awaited, over aiohttp."""
    async with async_client(sdk_control.url) as client:
        profiles = client.messaging_profiles
        (main,) = [one async for one in profiles.list()]
        assert main.id
        made = (
            await profiles.create(name="Second", whitelisted_destinations=["*"], enabled=False)
        ).data
        assert made
        assert made.id
        assert (await profiles.retrieve(made.id)).data == made
        await profiles.update(made.id, webhook_url="https://example.com/hooks")
        await profiles.actions.regenerate_secret(made.id)
        await profiles.delete(made.id)
        await profiles.retrieve_metrics(main.id)
        for pages in (
            profiles.list_phone_numbers(main.id),
            profiles.list_short_codes(main.id),
            profiles.list_alphanumeric_sender_ids(main.id),
            client.alphanumeric_sender_ids.list(),
            client.messaging_hosted_numbers.list(sort_phone_number="desc"),
            client.messaging_optouts.list(),
            client.messaging_url_domains.list(),
            client.phone_numbers.messaging.list(),
            client.short_codes.list(),
        ):
            async for _ in pages:
                pass
        await client.messaging_profile_metrics.list()
        await use_senders_awaiting(client, main.id)

    assert await operations(sdk_control) >= RESOURCE_OPERATIONS


async def use_senders_awaiting(client: AsyncTelnyx, profile_id: str) -> None:
    """Go through what changes senders and answers."""
    ids, codes = client.alphanumeric_sender_ids, client.short_codes
    name = (await ids.create(alphanumeric_sender_id="Acme", messaging_profile_id=profile_id)).data
    assert name
    assert name.id
    await ids.retrieve(name.id)
    await ids.delete(name.id)
    numbers, hosted = client.phone_numbers.messaging, client.messaging_hosted_numbers
    await numbers.update(HOSTED, messaging_product="P2P")
    await numbers.retrieve(HOSTED)
    await hosted.update(HOSTED, messaging_profile_id="")
    await hosted.retrieve(HOSTED)
    await hosted.delete(HOSTED)
    (code,) = [one async for one in codes.list()]
    assert code.id
    await codes.update(code.id, messaging_profile_id="")
    assert (await codes.retrieve(code.id)).data == (
        await codes.update(code.id, messaging_profile_id="")
    ).data
    configs = client.messaging_profiles.autoresp_configs
    made = await configs.create(profile_id=profile_id, op="stop", keywords=["NO"], country_code="*")
    await configs.update(
        made.data.id, profile_id=profile_id, op="stop", keywords=["NOPE"], country_code="*"
    )
    await configs.retrieve(made.data.id, profile_id=profile_id)
    assert len((await configs.list(profile_id=profile_id)).data) == 1
    assert await configs.delete(made.data.id, profile_id=profile_id) == '"OK"'


def test_operations_are_called_as_in_the_sdk() -> None:
    """So that whoever writes rules by which they fail need not look the names up."""
    with sync_client("http://127.0.0.1:9") as client:
        for route in ROUTES:
            assert callable(reduce(getattr, route.name.split("."), client)), route.name


@pytest.mark.parametrize(
    ("ask", "refusal", "code"),
    [
        (
            lambda client: client.messaging_profiles.create(name="x", whitelisted_destinations=[]),
            BadRequestError,
            "40331",
        ),
        (lambda client: client.messaging_profiles.retrieve(NOBODY), NotFoundError, "10005"),
        (
            lambda client: client.messaging_profiles.delete(
                client.messaging_profiles.list().data[0].id
            ),
            ConflictError,
            "10021",
        ),
        (
            lambda client: client.alphanumeric_sender_ids.create(
                alphanumeric_sender_id="Acme", messaging_profile_id=NOBODY
            ),
            UnprocessableEntityError,
            "10017",
        ),
    ],
    ids=["400", "404", "409", "422"],
)
async def test_the_sdk_raises_what_its_documentation_says(
    sdk_control: Control,
    ask: Callable[[Telnyx], object],
    refusal: type[BadRequestError],
    code: str,
) -> None:
    """And finds the vendor's own code in the body."""
    with sync_client(sdk_control.url) as client, pytest.raises(refusal) as raised:
        await asyncio.to_thread(ask, client)
    assert raised.value.body["errors"][0]["code"] == code  # type: ignore[index] # JSON


async def test_a_key_that_is_none_is_an_authentication_error(sdk_control: Control) -> None:
    """The vendor's own tests use such a one."""
    with (
        sync_client(sdk_control.url, key="My API Key") as client,
        pytest.raises(AuthenticationError, match="10009"),
    ):
        await asyncio.to_thread(client.messaging_profiles.list)


async def test_the_sdk_comes_back_when_it_is_told_to(
    sdk_control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the seconds of `Retry-After`, which nobody waits for here."""
    waits: list[float] = []
    monkeypatch.setattr("telnyx._base_client.time.sleep", waits.append)
    once = {"http": {"status": 429, "retry_after": 3}, "times": 1}
    rule = {"match": {"face": "telnyx", "op": "messaging_profiles.list"}, "then": [once]}
    assert (await sdk_control.post("/_sim/faults", rule)).status == 201

    with sync_client(sdk_control.url, retries=1) as client:
        page = await asyncio.to_thread(client.messaging_profiles.list)
    assert [one.name for one in page.data or []] == ["Main"]
    assert waits == [3]


async def test_too_many_calls_are_a_rate_limit_error(control: Control) -> None:
    """In the worlds that are there for it; the answer says when to come back."""

    def ask(client: Telnyx) -> None:
        for _ in range(6):
            client.messaging_url_domains.list()

    with (
        sync_client(control.url, key="KEY_limited1") as client,
        pytest.raises(RateLimitError) as raised,
    ):
        await asyncio.to_thread(ask, client)
    assert raised.value.response.headers["Retry-After"] == "1"
    assert raised.value.body["errors"][0]["code"] == "10011"  # type: ignore[index] # JSON
