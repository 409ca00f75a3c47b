"""What customers' servers are told, by whom they can tell, and where."""

import json
from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from telnyx import Telnyx as Sdk

from tests.clients import ALICE, BOB, Control, Gateway
from tests.faces.telnyx.sending import FROM, change_profile, send, sent
from tests.faces.telnyx.speaking import Telnyx
from tests.receivers import Received, Receiver, receiving
from tests.telnyx_document import TELNYX

_SCHEMAS: Final = {
    "message.sent": "OutboundMessageEvent",
    "message.finalized": "OutboundMessageEvent",
    "message.received": "InboundMessageEvent",
}


@pytest.fixture
async def shop() -> AsyncIterator[Receiver]:
    """A customer's server, where all that comes is held against the vendor's document."""
    async with receiving() as receiver:
        yield receiver
    for one in receiver.received:
        assert_documented(one.document)


def assert_documented(document: Any) -> None:  # noqa: ANN401 - JSON
    """See that a webhook is what the vendor's document says."""
    schema = _SCHEMAS.get(document["data"].get("event_type"))
    if schema is not None:
        validator = TELNYX.validator(f"#/components/schemas/{schema}")
        assert [str(error) for error in validator.iter_errors(document)] == []


async def aim(telnyx: Telnyx, shop: Receiver, **more: object) -> str:
    """Have all news of the profile go to the shop."""
    return await change_profile(telnyx, webhook_url=f"{shop.url}/profile", **more)


def told(shop: Receiver) -> list[tuple[str, str, int]]:
    """Tell where what was told came, and in which attempt."""
    return [
        (one.path, one.document["data"]["event_type"], one.document["meta"]["attempt"])
        for one in shop.received
    ]


async def test_a_message_is_told_of_twice(telnyx: Telnyx, control: Control, shop: Receiver) -> None:
    """When the network has it, and at its end; as it was then."""
    profile_id = await aim(telnyx, shop)
    message = await sent(telnyx, text="Hello, World!")
    await control.advance("1h")

    first, last = [one.document for one in shop.received]
    assert [one["data"]["event_type"] for one in (first, last)] == [
        "message.sent",
        "message.finalized",
    ]
    for one in (first, last):
        assert one["data"]["record_type"] == "event"
        assert one["meta"] == {"attempt": 1, "delivered_to": f"{shop.url}/profile"}
        assert one["data"]["payload"]["id"] == message["id"]
        assert one["data"]["payload"]["messaging_profile_id"] == profile_id
        assert one["data"]["payload"]["webhook_url"] == f"{shop.url}/profile"
    assert first["data"]["id"] != last["data"]["id"]
    statuses = [one["data"]["payload"]["to"][0]["status"] for one in (first, last)]
    assert statuses == ["sent", "delivered"]
    assert first["data"]["occurred_at"] == first["data"]["payload"]["sent_at"]
    assert first["data"]["payload"]["completed_at"] is None
    assert last["data"]["occurred_at"] == last["data"]["payload"]["completed_at"]
    assert last["data"]["payload"] == await telnyx.data(f"/messages/{message['id']}")
    headers = shop.received[0].headers
    assert headers["Content-Type"] == "application/json"
    assert headers["User-Agent"] == "telnyx-webhooks"


@pytest.mark.parametrize(
    ("digits", "events"),
    [
        ("0011", [("message.sent", "sent"), ("message.finalized", "delivery_failed")]),
        ("0021", [("message.finalized", "sending_failed")]),
        ("0061", [("message.sent", "sent"), ("message.finalized", "delivery_unconfirmed")]),
        (
            "0081",
            [
                ("message.sent", "sent"),
                ("message.finalized", "delivered"),
                ("message.finalized", "delivered"),
            ],
        ),
    ],
)
async def test_each_end_is_told_as_it_is(
    telnyx: Telnyx, control: Control, shop: Receiver, digits: str, events: list[tuple[str, str]]
) -> None:
    """A receipt that comes twice is told twice."""
    await aim(telnyx, shop)
    await sent(telnyx, to=f"+1500555{digits}")
    await control.advance("10d")
    data = [one.document["data"] for one in shop.received]
    assert [(one["event_type"], one["payload"]["to"][0]["status"]) for one in data] == events
    assert len({one["id"] for one in data}) == len(events)


@pytest.mark.parametrize(
    ("what", "statuses"),
    [
        ("reorder", ["delivered", "sent"]),
        ("contradict", ["sent", "delivered", "delivery_failed"]),
        ("duplicate", ["sent", "delivered", "delivered"]),
        ("lose", ["sent", "delivery_unconfirmed"]),
    ],
)
async def test_what_is_wrong_with_receipts_is_told_on(
    telnyx: Telnyx, control: Control, shop: Receiver, what: str, statuses: list[str]
) -> None:
    """In the order in which the carrier tells it, and as he does."""
    await aim(telnyx, shop)
    rule = {"match": {"face": "telnyx"}, "then": {"receipt": what}}
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    await sent(telnyx)
    await control.advance("10d")
    payloads = [one.document["data"]["payload"] for one in shop.received]
    assert [one["to"][0]["status"] for one in payloads] == statuses
    assert payloads[0]["errors"] == []


async def test_a_message_that_is_read_is_told_of(
    telnyx: Telnyx, control: Control, shop: Receiver
) -> None:
    """As the SDK has an event for it."""
    await aim(telnyx, shop)
    assert (await control.put(f"/_sim/handsets/{ALICE}", {"reads_after": "5s"})).status == 200
    await sent(telnyx)
    await control.advance("1h")
    assert [event for _, event, _ in told(shop)][-1] == "message.read"


async def test_what_comes_in_is_told(telnyx: Telnyx, control: Control, shop: Receiver) -> None:
    """To the profile of the number that it came to; a keyword says which one it was."""
    profile_id = await aim(telnyx, shop)
    came = (await control.receive("Stop", to=FROM)).document
    await control.receive("Hi", to=BOB)  # a number of no profile's
    await control.advance("1m")

    (one,) = shop.received
    data = one.document["data"]
    assert (data["event_type"], data["payload"]["direction"]) == ("message.received", "inbound")
    assert data["payload"]["id"].replace("-", "") == came["id"]
    assert data["payload"]["from"]["phone_number"] == ALICE
    assert data["payload"]["messaging_profile_id"] == profile_id
    assert data["payload"]["autoresponse_type"] == "STOP"
    assert data["payload"]["cost"] == {"amount": "0.0000", "currency": "USD"}


# --- Where ----------------------------------------------------------------------------------------


async def test_the_messages_places_come_first(
    telnyx: Telnyx, control: Control, shop: Receiver
) -> None:
    """Three times each, then the profile's, unless those are not wanted; with the same event id."""
    await aim(telnyx, shop, webhook_failover_url=f"{shop.url}/spare")
    shop.answer = lambda _: 500
    own = {"webhook_url": f"{shop.url}/own", "webhook_failover_url": f"{shop.url}/second"}
    rule = {"match": {"face": "telnyx"}, "then": {"deliver": {"outcome": "failed"}}}
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200

    await sent(telnyx, **own)
    await control.advance("1h")
    paths = [path for path, _, _ in told(shop)]
    assert paths == [path for path in ("/own", "/second", "/profile", "/spare") for _ in range(3)]
    assert [attempt for _, _, attempt in told(shop)] == list(range(1, 13))
    assert len({one.document["data"]["id"] for one in shop.received}) == 1
    assert [one.document["meta"]["delivered_to"] for one in shop.received] == [
        f"{shop.url}{path}" for path in paths
    ]

    shop.received.clear()
    await sent(telnyx, use_profile_webhooks=False, webhook_url=f"{shop.url}/own")
    await control.advance("1h")
    assert [path for path, _, _ in told(shop)] == ["/own"] * 3


async def test_any_2xx_will_do(telnyx: Telnyx, control: Control, shop: Receiver) -> None:
    """A redirection will not."""
    await aim(telnyx, shop)
    answers = {("message.sent", 1): 302, ("message.sent", 2): 204, ("message.finalized", 1): 201}
    shop.answer = lambda one: answers[
        one.document["data"]["event_type"], one.document["meta"]["attempt"]
    ]
    await sent(telnyx)
    await control.advance("1h")
    assert {(event, attempt) for _, event, attempt in told(shop)} == set(answers)
    assert len(shop.received) == len(answers)


async def test_nobody_is_told_where_nobody_is_named(telnyx: Telnyx, control: Control) -> None:
    """Nor of what is answered automatically."""
    await sent(telnyx)
    await control.receive("STOP", to=FROM)
    await control.advance("1h")
    assert (await control.get("/_sim/webhooks")).document["items"] == []


async def test_the_world_has_a_place_where_profiles_have_none(
    telnyx: Telnyx, gateway: Gateway, control: Control, shop: Receiver
) -> None:
    """There it tells of other faces' messages, too, as far as this vendor carries them."""
    target = {"telnyx": {"url": f"{shop.url}/world"}}
    assert (await control.put("/_sim/webhooks/targets", target)).status == 200
    await sent(telnyx)
    await gateway.send(body="by the gateway")
    await control.advance("1h")
    payloads = [one.document["data"]["payload"] for one in shop.received]
    assert {one["text"] for one in payloads} == {"Hi", "by the gateway"}
    assert {path for path, _, _ in told(shop)} == {"/world"}


async def test_a_spending_limit_is_told_once(
    telnyx: Telnyx, control: Control, shop: Receiver
) -> None:
    """When it is met, to the profile's place."""
    profile_id = await aim(telnyx, shop, daily_spend_limit="0.01", daily_spend_limit_enabled=True)
    await sent(telnyx, webhook_url=f"{shop.url}/own")
    for _ in range(2):
        reply = await send(telnyx)
        assert reply.status == 429
        assert reply.headers["Retry-After"]
    await control.advance("1h")
    (one,) = [
        one.document["data"]
        for one in shop.received
        if one.document["data"]["event_type"] == "messaging-profile.spend-limit-reached"
    ]
    assert one["payload"] == {
        "configured_limit": "0.0100",
        "current_cost": "0.0051",
        "profile_id": profile_id,
    }


async def test_a_link_that_is_followed_is_told(
    telnyx: Telnyx, control: Control, shop: Receiver
) -> None:
    """If the profile wants that; of all events, this one has no envelope."""
    links = {"domain": "acct.fyi", "prefix": "shop", "send_webhooks": True}
    await aim(telnyx, shop, url_shortener_settings=links)
    message = await sent(telnyx, text="Look: https://example.com/offer!")
    assert message["text"].startswith("Look: https://acct.fyi/shop/")
    await control.advance("1m")
    offer = {"url": "https://example.com/offer"}
    clicked = await control.post(f"/_sim/messages/{message['id']}/click", offer)
    assert (clicked.status, clicked.document["url"]) == (200, "https://example.com/offer")
    missing = await control.post(f"/_sim/messages/{message['id']}/click", {"url": "https://x"})
    assert (missing.status, missing.fields) == (422, ["url"])
    await control.advance("1s")

    told_last = shop.received[-1].document
    assert told_last == {
        "data": {
            "record_type": "link_clicked",
            "url": "https://example.com/offer",
            "to": ALICE,
            "message_id": message["id"],
            "time_clicked": clicked.document["at"],
        },
        "meta": {"attempt": 1, "delivered_to": f"{shop.url}/profile"},
    }
    validator = TELNYX.validator("#/components/schemas/ReplacedLinkClickEvent")
    assert [str(error) for error in validator.iter_errors(told_last)] == []
    sdk = await sdk_of(control)
    assert unwrapped(sdk, shop.received[-1]).data.record_type == "link_clicked"

    await aim(telnyx, shop, url_shortener_settings={**links, "send_webhooks": False})
    heard_count = len(shop.received)
    assert (await control.post(f"/_sim/messages/{message['id']}/click", offer)).status == 200
    await control.advance("1m")
    assert len(shop.received) == heard_count


# --- By whom --------------------------------------------------------------------------------------


async def sdk_of(control: Control) -> Sdk:
    """Make the official client, as the environment of a new world has it."""
    made = await control.post("/_sim/worlds", {"name": "keys"})
    environment = made.document["env"]
    told_key = (await control.get("/_sim/telnyx/public_key")).document["public_key"]
    assert environment["TELNYX_PUBLIC_KEY"] == told_key
    sdk = Sdk(api_key="KEY_keys", public_key=told_key, base_url=environment["TELNYX_BASE_URL"])
    sdk.webhooks.unsafe_unwrap('{"data": {}}')  # the first one takes it a second
    return sdk


def unwrapped(sdk: Sdk, one: Received, body: str | None = None, **more: Any) -> Any:  # noqa: ANN401 - of the SDK's
    """Have the SDK look at a webhook."""
    payload = one.body.decode() if body is None else body
    return sdk.webhooks.unwrap(payload, headers=dict(one.headers), **more)


async def test_the_sdk_takes_ours_and_nothing_else(
    telnyx: Telnyx, control: Control, shop: Receiver
) -> None:
    """Not with a bit flipped, not an old one, and not under another key."""
    await aim(telnyx, shop)
    sdk = await sdk_of(control)
    await sent(telnyx)
    await control.receive("Hi", to=FROM)
    await control.advance("1h")

    received, first, last = shop.received
    assert [unwrapped(sdk, one).data.event_type for one in (received, first, last)] == [
        "message.received",
        "message.sent",
        "message.finalized",
    ]
    event = unwrapped(sdk, last)
    assert (event.data.payload.to[0].status, event.data.payload.from_.phone_number) == (
        "delivered",
        FROM,
    )
    text = first.body.decode()
    flipped = text[:-1] + chr(ord(text[-1]) ^ 1)
    with pytest.raises(ValueError, match="Signature verification failed"):
        unwrapped(sdk, first, flipped)
    with pytest.raises(ValueError, match="Signature verification failed"):
        unwrapped(sdk, first, key="A" * 43 + "=")


@pytest.mark.parametrize(
    ("how", "why"), [("corrupt", "Signature verification failed"), ("stale", "too old")]
)
async def test_the_sdk_refuses_what_a_rule_has_spoilt(
    telnyx: Telnyx, control: Control, shop: Receiver, how: str, why: str
) -> None:
    """And takes the next attempt, if it says that it has not taken this one."""
    await aim(telnyx, shop)
    sdk = await sdk_of(control)
    rule = {
        "match": {"face": "telnyx", "op": "message.sent"},
        "then": [{"webhook": how, "times": 1}],
    }
    assert (await control.put("/_sim/faults", {"rules": [rule]})).status == 200
    errors: list[str] = []

    def answer(one: Received) -> int:
        try:
            unwrapped(sdk, one)
        except ValueError as error:
            errors.append(str(error))
            return 400
        return 200

    shop.answer = answer
    await sent(telnyx)
    await control.advance("1h")
    assert [why in error for error in errors] == [True]
    assert sorted((event, attempt) for _, event, attempt in told(shop)) == [
        ("message.finalized", 1),
        ("message.sent", 1),
        ("message.sent", 2),
    ]


async def test_what_was_signed_is_what_was_sent(
    telnyx: Telnyx, control: Control, shop: Receiver
) -> None:
    """Byte for byte, whatever characters there are."""
    await aim(telnyx, shop)
    sdk = await sdk_of(control)
    await sent(telnyx, text='Ünï\u2028 "quoted" \\ 😀')
    await control.advance("1h")
    for one in shop.received:
        assert unwrapped(sdk, one).data.payload.text == 'Ünï\u2028 "quoted" \\ 😀'
        assert json.loads(one.body)["data"]["payload"]["encoding"] == "UCS-2"
