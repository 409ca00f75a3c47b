"""Messages through the gateway: sent, followed, listed, taken back, sent again."""

import pytest

from tests.clients import ALICE, BOB, Control, Gateway


async def test_a_send_is_answered_with_its_record(gateway: Gateway) -> None:
    """An SmsRecord holds id, recipient, state, vendor, number of segments and instant."""
    record = (await gateway.send(ALICE, "Hello")).data
    assert record.keys() == {"sms_id", "to", "state", "vendor", "segments", "created_at"}
    assert record["sms_id"].startswith("sms_")
    assert (record["to"], record["state"], record["vendor"]) == (ALICE, "queued", "telnyx")
    assert record["segments"] == 1
    assert record["created_at"].endswith("Z")


@pytest.mark.parametrize(
    ("text", "segment_count"),
    [
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("é" * 160, 1),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("x" * 1600, 11),
    ],
)
async def test_a_message_is_charged_by_segment(
    gateway: Gateway, text: str, segment_count: int
) -> None:
    """The price of a message is that of its segments, and the balance falls by just that."""
    reply = await gateway.send(body=text)
    price = round(0.0079 * segment_count, 6)
    assert reply.data["segments"] == segment_count
    assert reply.metadata["cost_usd"] == price
    assert await gateway.balance() == round(2 - price, 6)


async def test_a_message_lives_by_its_worlds_clock(gateway: Gateway, control: Control) -> None:
    """Queued, sending after 250 ms, sent after 500, delivered after 1000, and never earlier."""
    sms_id = await gateway.sent()
    states = []
    for by in ("249ms", "1ms", "249ms", "1ms", "499ms", "1ms", "72h"):
        await control.advance(by)
        states.append(await gateway.state(sms_id))
    assert states == ["queued", "sending", "sending", "sent", "sent", "delivered", "delivered"]


async def test_events_tell_the_whole_story_oldest_first(gateway: Gateway, control: Control) -> None:
    """Each step of a message is an event with the instant at which it happened."""
    sms_id = await gateway.sent()
    await control.advance("1h")
    events = (await gateway.events(sms_id)).data["items"]
    assert [(event["type"], event["state"]) for event in events] == [
        ("message.queued", "queued"),
        ("message.sending", "sending"),
        ("message.sent", "sent"),
        ("message.delivered", "delivered"),
    ]
    members = {"event_id", "type", "state", "vendor", "detail", "created_at"}
    assert all(event.keys() == members for event in events)
    assert len({event["event_id"] for event in events}) == 4
    instants = [event["created_at"] for event in events]
    assert instants == sorted(instants)
    assert instants[0] == (await gateway.status(sms_id)).data["created_at"]


async def test_events_come_in_pages(gateway: Gateway, control: Control) -> None:
    """Page by page the same story, without repeats or gaps, though it grows meanwhile."""
    sms_id = await gateway.sent()
    await control.advance("500ms")
    first = (await gateway.events(sms_id, "?limit=2")).data
    await control.advance("500ms")
    second = (await gateway.events(sms_id, f"?limit=2&cursor={first['next_cursor']}")).data
    states = [event["state"] for event in first["items"] + second["items"]]
    assert states == ["queued", "sending", "sent", "delivered"]
    assert second["next_cursor"] is None


async def test_status_tells_what_send_told(gateway: Gateway) -> None:
    """The record is the same wherever it is shown, while nothing happens."""
    record = (await gateway.send()).data
    assert (await gateway.status(record["sms_id"])).data == record
    assert (await gateway.list()).data == {"items": [record], "next_cursor": None}


async def test_a_list_is_read_page_by_page_newest_first(gateway: Gateway) -> None:
    """Pages have neither repeats nor gaps, though messages are added while they are read."""
    sent = [await gateway.sent(body=f"n{n}") for n in range(7)]
    seen, query = [], "?limit=3"
    while query:
        page = (await gateway.list(query)).data
        seen += [record["sms_id"] for record in page["items"]]
        await gateway.send(body="meanwhile")
        cursor = page["next_cursor"]
        query = f"?limit=3&cursor={cursor}" if cursor else ""
    assert seen == sent[::-1]


async def test_a_page_has_twenty_rows_unless_told_otherwise(gateway: Gateway) -> None:
    """The default is 20 rows, the most is 100, and a page that ends the list has no cursor."""
    await gateway.batch([{"to": ALICE, "body": f"n{n}"} for n in range(21)])
    assert len((await gateway.list()).data["items"]) == 20
    everything = (await gateway.list("?limit=21")).data
    assert (len(everything["items"]), everything["next_cursor"]) == (21, None)


async def test_a_vendor_can_be_pinned(gateway: Gateway) -> None:
    """Whoever names a vendor gets that one; a vendor that is none is refused."""
    assert (await gateway.send(vendor="unimatrix")).data["vendor"] == "unimatrix"
    reply = await gateway.send(vendor="nobody")
    assert (reply.status, reply.error["code"]) == (422, "UNKNOWN_VENDOR")
    assert await gateway.balance() == round(2 - 0.0189, 6)  # the price of that vendor


@pytest.mark.parametrize("originator", ["+14155550199", "12345", "Acme", "Acme Inc."])
async def test_a_sender_may_be_number_code_or_name(gateway: Gateway, originator: str) -> None:
    """`from` takes whatever a handset can show as sender."""
    assert (await gateway.send(**{"from": originator})).status == 200


async def test_an_unknown_template_is_not_found(gateway: Gateway) -> None:
    """A message whose template is not there is not sent."""
    reply = await gateway.post("/v1/sms/send", {"to": ALICE, "template_id": "tpl_none"})
    assert (reply.status, reply.error["code"]) == (404, "NOT_FOUND")


async def test_equal_messages_are_two_messages(gateway: Gateway) -> None:
    """Without a key nothing is taken for a retry."""
    assert await gateway.sent() != await gateway.sent()
    assert await gateway.balance() == round(2 - 2 * 0.0079, 6)


async def test_what_is_taken_back_in_time_costs_nothing(gateway: Gateway, control: Control) -> None:
    """A queued message can be cancelled; its price comes back, and it is never sent."""
    sms_id = await gateway.sent()
    cancelled = (await gateway.cancel(sms_id)).data
    assert cancelled == {"message_id": sms_id, "cancelled": True, "state": "cancelled"}
    assert await gateway.balance() == 2.0
    await control.advance("72h")
    assert await gateway.state(sms_id) == "cancelled"


async def test_what_is_under_way_is_not_taken_back(gateway: Gateway, control: Control) -> None:
    """Too late is no error: 200, `cancelled` false, and the state that it is in."""
    sms_id = await gateway.sent()
    await control.advance("250ms")
    reply = await gateway.cancel(sms_id)
    assert reply.status == 200
    assert reply.data == {"message_id": sms_id, "cancelled": False, "state": "sending"}
    assert await gateway.balance() == round(2 - 0.0079, 6)


async def test_a_message_is_taken_back_once(gateway: Gateway) -> None:
    """The second cancel finds nothing left to cancel, and pays nothing back."""
    sms_id = await gateway.sent()
    await gateway.cancel(sms_id)
    assert (await gateway.cancel(sms_id)).data["cancelled"] is False
    assert await gateway.balance() == 2.0


async def test_a_cancel_needs_no_body(gateway: Gateway) -> None:
    """The path says which message is meant."""
    reply = await gateway.post(f"/v1/sms/cancel/{await gateway.sent()}")
    assert reply.data["cancelled"] is True


@pytest.mark.parametrize("operation", ["cancel", "resend"])
async def test_path_and_body_must_mean_the_same_message(gateway: Gateway, operation: str) -> None:
    """Where they differ nothing is done, for nobody knows which one was meant."""
    first, second = await gateway.sent(), await gateway.sent()
    reply = await gateway.post(f"/v1/sms/{operation}/{first}", {"message_id": second})
    assert (reply.status, reply.fields) == (422, ["message_id"])
    assert await gateway.state(first) == "queued"
    assert len((await gateway.list()).data["items"]) == 2


async def test_a_resend_is_a_new_message(gateway: Gateway, control: Control) -> None:
    """The same words go to the same number again, by the same vendor, for the same price."""
    sms_id = await gateway.sent(BOB, "x" * 200, vendor="unimatrix")
    reply = await gateway.resend(sms_id)
    (result,) = reply.data["results"]
    assert (result["index"], result["error"]) == (0, None)
    record = result["result"]
    assert record["sms_id"] != sms_id
    assert (record["to"], record["vendor"], record["segments"]) == (BOB, "unimatrix", 2)
    assert reply.metadata["cost_usd"] == 0.0378
    seen = await control.get(f"/_sim/messages/{record['sms_id']}")
    assert seen.document["text"] == "x" * 200


async def test_only_failed_leaves_alone_what_did_not_fail(
    gateway: Gateway, control: Control
) -> None:
    """A message that arrived is not sent again by who asks for failed ones only."""
    sms_id = await gateway.sent()
    await control.advance("1s")
    reply = await gateway.resend(sms_id, only_failed=True)
    assert reply.data == {"results": []}
    assert reply.metadata["cost_usd"] == 0


async def test_only_failed_is_true_or_false(gateway: Gateway) -> None:
    """A word that means yes in some language is refused, not guessed at."""
    reply = await gateway.resend(await gateway.sent(), only_failed="yes")
    assert (reply.status, reply.fields) == (422, ["only_failed"])


async def test_money_must_suffice_for_a_resend(gateway: Gateway, control: Control) -> None:
    """A resend is a send, and is refused for lack of credit like one."""
    sms_id = await gateway.sent()
    await control.set_balance("0")
    assert (await gateway.resend(sms_id)).status == 402
