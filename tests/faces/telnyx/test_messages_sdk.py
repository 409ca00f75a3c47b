"""The vendor's official SDK sends messages, strictly reading, with another base URL and a key."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

import pytest
from telnyx import (
    APIConnectionError,
    AsyncTelnyx,
    AuthenticationError,
    BadRequestError,
    DefaultAioHttpClient,
    InternalServerError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    Telnyx,
    UnprocessableEntityError,
)

from simulator.faces.telnyx.routes import ROUTES
from tests.clients import ALICE, BOB, Control

FROM: Final = "+13125551234"  # with which a world begins
CODE: Final = "12345"
NAME: Final = "MyCompany"
GERMAN: Final = "+4915112345678"
LINK: Final = "https://example.com/a.png"

# Makes a call with either client.
Ask: TypeAlias = Callable[[Callable[[Any], Any]], Any]


def sync_client(url: str, *, retries: int = 0) -> Telnyx:
    """Make the client that waits."""
    return Telnyx(
        api_key="KEY_test",
        base_url=f"{url}/v2",
        max_retries=retries,
        _strict_response_validation=True,
    )


@asynccontextmanager
async def asking(kind: str, url: str, *, retries: int = 0) -> AsyncIterator[Ask]:
    """Let calls be made by a client of either kind."""
    if kind == "sync":
        with sync_client(url, retries=retries) as waiting:
            yield lambda call: asyncio.to_thread(call, waiting)
        return
    async with AsyncTelnyx(
        api_key="KEY_test",
        base_url=f"{url}/v2",
        max_retries=retries,
        http_client=DefaultAioHttpClient() if kind == "aiohttp" else None,
        _strict_response_validation=True,
    ) as client:
        yield lambda call: call(client)


@pytest.fixture(params=["sync", "aiohttp"])
async def ask(request: pytest.FixtureRequest, url: str) -> AsyncIterator[Ask]:
    """Make calls with each of the official clients."""
    async with asking(request.param, url) as ask:
        yield ask


async def first_profile(ask: Ask) -> str:
    """Tell the id of the profile that a world begins with."""
    page = await ask(lambda client: client.messaging_profiles.list())
    profile_id: str = page.data[0].id
    return profile_id


async def test_every_operation_of_messages_is_read_strictly(ask: Ask, control: Control) -> None:
    """With every argument that it takes, and then with as few as it takes."""
    profile_id = await first_profile(ask)
    clock = (await control.get("/_sim/clock")).document
    later = datetime.fromisoformat(clock["now"]) + timedelta(hours=1)
    key = "8e03978e-40d5-43e8-bc93-6894a57f9326"
    hooks = {"use_profile_webhooks": True}
    content = {"text": "Hi", "media_urls": [LINK], "subject": "From Telnyx!", **hooks}
    single = {"to": ALICE, "type": "MMS", "auto_detect": True, **content, "idempotency_key": key}

    sent = (
        await ask(
            lambda client: client.messages.send(
                from_=FROM, messaging_profile_id=profile_id, send_at=None, **single
            )
        )
    ).data
    assert (sent.type, sent.to[0].status, sent.media[0].url) == ("MMS", "queued", LINK)
    assert (sent.from_.phone_number, sent.messaging_profile_id) == (FROM, profile_id)
    long_code = await ask(
        lambda client: client.messages.send_long_code(from_=FROM, encoding="auto", **single)
    )
    assert long_code.data.id != sent.id
    await ask(lambda client: client.messages.send_short_code(from_=CODE, **single))
    pooled = await ask(
        lambda client: client.messages.send_number_pool(messaging_profile_id=profile_id, **single)
    )
    assert pooled.data.from_.phone_number.startswith("+1")
    named = await ask(
        lambda client: client.messages.send_with_alphanumeric_sender(
            from_=NAME, to=GERMAN, text="Hi", messaging_profile_id=profile_id, webhook_url=None
        )
    )
    assert named.data.from_.phone_number == NAME
    grouped = await ask(
        lambda client: client.messages.send_group_mms(from_=FROM, to=[ALICE, BOB], **content)
    )
    assert [one.phone_number for one in grouped.data.to] == [ALICE, BOB]
    copies = await ask(lambda client: client.messages.retrieve_group_messages(grouped.data.id))
    assert [[one.phone_number for one in copy.cc] for copy in copies.data] == [[BOB], [ALICE]]
    scheduled = await ask(
        lambda client: client.messages.schedule(to=ALICE, from_=FROM, text="Later", send_at=later)
    )
    assert scheduled.data.sent_at is None
    cancelled = await ask(lambda client: client.messages.cancel_scheduled(scheduled.data.id))
    assert (cancelled.id, cancelled.to[0].status) == (scheduled.data.id, "cancelled")
    chat = await ask(
        lambda client: client.messages.whatsapp(
            from_=FROM,
            to=ALICE,
            type="WHATSAPP",
            whatsapp_message={"type": "text", "text": {"body": "Hi", "preview_url": False}},
        )
    )
    assert (chat.data.type, chat.data.body.text.body) == ("WHATSAPP", "Hi")
    rich = await ask(
        lambda client: client.messages.rcs.send(
            agent_id="Agent007",
            agent_message={"content_message": {"text": "Hi"}},
            messaging_profile_id=profile_id,
            to=ALICE,
        )
    )
    assert rich.data.from_.agent_id == "Agent007"
    link = await ask(
        lambda client: client.messages.rcs.generate_deeplink(
            "my_agent_id", phone_number="+18445550001", body="hello world"
        )
    )
    # As the vendor's document shows it.
    expected = "sms:+18445550001?service_id=my_agent_id%40rbm.goog&body=hello%20world"
    assert link.data.url == expected
    # Of one that was cancelled the vendor's document has no status to read again.
    for message_id in (sent.id, chat.data.id, rich.data.id):
        found = await ask(partial(_retrieve, message_id))
        assert found.data.id == message_id

    items = (await control.get("/_sim/requests?face=telnyx&limit=100")).document["items"]
    asked = {item["op"] for item in items if item["status"] == 200}
    assert {route.name for route in ROUTES if route.name.startswith("messages.")} <= asked


def _retrieve(message_id: str, client: Any) -> Any:  # noqa: ANN401 - either client, and its answer
    return client.messages.retrieve(message_id)


async def test_a_message_is_followed_to_its_end(ask: Ask, control: Control) -> None:
    """By reading it again and again."""
    sent = (await ask(lambda client: client.messages.send(to=ALICE, from_=FROM, text="Hi"))).data
    await control.advance("1h")
    found = (await ask(lambda client: client.messages.retrieve(sent.id))).data
    assert (sent.to[0].status, found.to[0].status) == ("queued", "delivered")
    assert (sent.completed_at, found.errors) == (None, [])
    assert found.received_at <= found.sent_at <= found.completed_at


async def test_a_message_from_a_handset_is_read_strictly(ask: Ask, control: Control) -> None:
    """By its id, which webhooks and the control API tell."""
    came = (await control.receive("STOP", to=FROM)).document
    (listed,) = (await control.get("/_sim/messages?direction=mo")).document["items"]
    assert listed["id"] == came["id"]
    found = (await ask(lambda client: client.messages.retrieve(_uuid(came["id"])))).data
    assert (found.direction, found.from_.phone_number, found.text) == ("inbound", ALICE, "STOP")
    assert (found.to[0].phone_number, found.to[0].status) == (FROM, "webhook_delivered")


def _uuid(bare: str) -> str:
    """Spell an id as this vendor does."""
    return f"{bare[:8]}-{bare[8:12]}-{bare[12:16]}-{bare[16:20]}-{bare[20:]}"


@pytest.mark.parametrize(
    ("expected", "code", "members"),
    [
        (BadRequestError, "40310", {"to": "+4044000721"}),
        (BadRequestError, "40305", {"from_": "+13125550000"}),
        (BadRequestError, "40316", {"text": ""}),
        (BadRequestError, "40310", {"to": "+15005550031"}),
        (BadRequestError, "40300", {"to": "+15005550071"}),
        (UnprocessableEntityError, "10015", {"messaging_profile_id": "none"}),
        (UnprocessableEntityError, "10033", {"send_at": "2019-01-23T18:30:00Z"}),
        (InternalServerError, "10007", {"to": "+15005550091"}),
    ],
)
async def test_what_is_refused_is_raised_as_the_sdk_has_it(
    url: str, expected: type[Exception], code: str, members: dict[str, str]
) -> None:
    """With the vendor's code in the body."""
    with sync_client(url) as client, pytest.raises(expected) as caught:
        await asyncio.to_thread(
            lambda: client.messages.send(**{"to": ALICE, "from_": FROM, "text": "Hi", **members})  # type: ignore[arg-type] # of the case
        )
    assert caught.value.body["errors"][0]["code"] == code  # type: ignore[attr-defined] # of the SDK's


async def test_other_refusals_are_raised_too(ask: Ask, control: Control) -> None:
    """404, 403 and 401, each as its own kind."""
    for ask_in_vain in (
        lambda client: client.messages.retrieve("00000000-0000-4000-8000-000000000000"),
        lambda client: client.messages.retrieve("nonsense"),
        lambda client: client.messages.retrieve_group_messages("nonsense"),
        lambda client: client.messages.cancel_scheduled("nonsense"),
    ):
        with pytest.raises(NotFoundError):
            await ask(ask_in_vain)
    sent = (await ask(lambda client: client.messages.send(to=ALICE, from_=FROM, text="Hi"))).data
    with pytest.raises(PermissionDeniedError):
        await ask(lambda client: client.messages.cancel_scheduled(sent.id))
    with pytest.raises(AuthenticationError):
        await ask(lambda client: client.with_options(api_key="KEY_revoked").messages.retrieve("1"))
    await control.set_balance("0")
    with pytest.raises(Exception, match="20100"):
        await ask(lambda client: client.messages.send(to=ALICE, from_=FROM, text="Hi"))


# --- Retries --------------------------------------------------------------------------------------


async def set_faults(control: Control, *stages: dict[str, object]) -> None:
    """Let this go wrong with sends, one after the other, and then nothing."""
    match = {"face": "telnyx", "op": "messages.send"}
    rules = [{"id": "bad", "match": match, "then": list(stages)}]
    reply = await control.put("/_sim/faults", {"rules": rules})
    assert reply.status == 200, reply.body


@pytest.mark.parametrize("kind", ["sync", "aiohttp"])
@pytest.mark.parametrize(
    "fault",
    [
        {"refuse": {"code": "10011"}},
        {"http": {"status": 429, "retry_after": 1}},
        {"http": {"status": 503}},
        {"reset": True},
        {"lost_response": True},
    ],
    ids=lambda fault: next(iter(fault)),
)
async def test_the_sdks_own_retries_send_no_text_twice(
    url: str, control: Control, kind: str, fault: dict[str, object]
) -> None:
    """With a key, whatever went wrong at first, the person gets one text, and it is paid once."""
    await set_faults(control, {**fault, "times": 1})
    async with asking(kind, url, retries=2) as ask:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("telnyx._base_client.BaseClient._calculate_retry_timeout", lambda *_: 0)
            sent = await ask(
                lambda client: client.messages.send(
                    to=ALICE, from_=FROM, text="Your code", idempotency_key="once"
                )
            )
    items = (await control.get("/_sim/messages?to=%2B" + ALICE[1:])).document["items"]
    assert [item["id"] for item in items] == [sent.data.id]
    await control.advance("1h")
    assert await control.texts() == ["Your code"]


async def test_without_a_key_a_lost_answer_sends_twice(url: str, control: Control) -> None:
    """Which is what the key is for."""
    await set_faults(control, {"lost_response": True, "times": 1})
    async with asking("sync", url, retries=2) as ask:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("telnyx._base_client.BaseClient._calculate_retry_timeout", lambda *_: 0)
            await ask(lambda client: client.messages.send(to=ALICE, from_=FROM, text="Hi"))
    assert await control.texts() == ["Hi", "Hi"]


async def test_who_does_not_retry_is_told(ask: Ask, control: Control) -> None:
    """As the SDK tells it."""
    await set_faults(
        control, {"refuse": {"code": "10011"}, "times": 1}, {"reset": True, "times": 1}
    )

    async def send() -> None:
        await ask(lambda client: client.messages.send(to=ALICE, from_=FROM, text="Hi"))

    with pytest.raises(RateLimitError) as limited:
        await send()
    assert limited.value.response.headers["Retry-After"] == "1"
    with pytest.raises(APIConnectionError):
        await send()
    await send()
