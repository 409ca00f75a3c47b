"""Expectations, through the control API."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.clients import ALICE, BOB, CAROL, Control, Gateway

SHOP = "+14155550199"


async def expect(control: Control, *messages: object, **members: object) -> Any:  # noqa: ANN401
    """Expect messages; the answer is JSON."""
    reply = await control.post("/_sim/expect", {"messages": messages, **members})
    assert reply.status == 200, reply.body
    return reply.document


async def why(control: Control, *messages: object, **members: object) -> str:
    """Expect what is not so, and tell why not."""
    told = await expect(control, *messages, **members)
    assert told["ok"] is False
    sentence: str = told["why"]
    return sentence


async def test_what_is_there_is_as_expected(gateway: Gateway, control: Control) -> None:
    """By everything that can be asked, in both directions."""
    await gateway.send(ALICE, "Your code is 123456", **{"from": "Acme"})
    await control.receive("Yes", ALICE, to=SHOP)
    await control.advance("1h")

    assert await expect(
        control,
        {"to": ALICE, "from": "Acme", "text": "Your code is 123456", "count": 1},
        {"contains": "code", "matches": "*code is ??????", "segments": 1, "face": "gateway"},
        {"state": "delivered", "never_state": "failed", "direction": "mt"},
        {"direction": "mo", "from": ALICE, "to": SHOP, "text": "Yes"},
        {"to": BOB, "count": 0},
        never=[{"to": BOB}, {"state": "failed"}],
    ) == {"ok": True}


async def test_what_is_missing_is_told_with_what_came_close(
    gateway: Gateway, control: Control
) -> None:
    """A sentence for the failing test, and the closest messages with what differs in each."""
    await gateway.send(ALICE, "Hello")
    sms_id = await gateway.sent(ALICE, "Your cod is 1")
    await gateway.send(BOB, "Your code is 1")
    await control.advance("1h")

    told = await expect(control, {"to": ALICE, "contains": "code"})

    assert told["ok"] is False
    assert told["why"] == (
        f"No message to {ALICE} with 'code' in the text; 2 messages went there,"
        " the nearest says 'Your cod is 1'."
    )
    assert told["nearest"][0] == {
        "id": sms_id,
        "direction": "mt",
        "face": "gateway",
        "from": None,
        "to": ALICE,
        "text": "Your cod is 1",
        "state": "delivered",
        "segments": 1,
        "differs": [{"member": "contains", "wanted": "code", "found": "Your cod is 1"}],
    }
    assert len(told["nearest"]) == 3
    assert "hint" not in told


async def sent_and_received(gateway: Gateway, control: Control) -> None:
    """One message to Alice that is queued, and one from her."""
    await gateway.send(ALICE, "Hello")
    await control.receive("Yes", ALICE, to=SHOP)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            {"to": ALICE, "count": 2},
            f"1 message to {ALICE} instead of 2; 1 message went there, the",
        ),
        ({"to": ALICE, "count": 0}, f"1 message to {ALICE} instead of 0."),
        ({"count": 1}, "2 messages instead of 1."),
        (
            {"to": ALICE, "state": "sent"},
            "in state sent; 1 message went there, the nearest is queued.",
        ),
        (
            {"to": ALICE, "never_state": "queued"},
            "never in state queued; 1 message went there, the nearest was queued.",
        ),
        (
            {"to": ALICE, "segments": 2},
            "of 2 segments; 1 message went there, the nearest has 1 segm",
        ),
        ({"to": ALICE, "face": "telnyx"}, "through telnyx; 1 message went there, the nearest came"),
        (
            {"to": ALICE, "from": "Acme"},
            "from Acme; 1 message went there, the nearest is from nobody in particular.",
        ),
        (
            {"to": ALICE, "text": "Hallo"},
            "with the text 'Hallo'; 1 message went there, the nearest says 'Hello'.",
        ),
        (
            {"to": ALICE, "matches": "*b*", "contains": "b"},
            "with a text like '*b*'; 1 message went there, the nearest says 'Hello'.",
        ),
        (
            {"to": SHOP, "direction": "mt"},
            f"for a handset to {SHOP}; no message went there, the nearest is from a handset.",
        ),
        (
            {"direction": "mo", "text": "Hello"},
            "this world has 1 message from a handset, the nearest is for a handset.",
        ),
        ({"to": SHOP, "state": "sent"}, "the nearest is in no state."),
        ({"to": SHOP, "face": "gateway"}, "the nearest came through no face."),
        ({"to": BOB, "text": "Hello"}, f"the nearest went to {ALICE}."),
    ],
)
async def test_a_reason_is_a_sentence(
    gateway: Gateway, control: Control, wanted: object, sentence: str
) -> None:
    """What was asked for, what is there, and in what the nearest differs."""
    await sent_and_received(gateway, control)

    assert sentence in await why(control, wanted)


async def test_of_several_the_reason_says_which(gateway: Gateway, control: Control) -> None:
    """By its path in the request."""
    await gateway.send(ALICE, "Hello")

    assert (await why(control, {}, {"to": BOB})).startswith(f"messages.1: No message to {BOB}; ")
    assert await why(control, {}, never=[{"contains": "ll"}]) == (
        "never.0: There is a message with 'll' in the text, never to be: it says 'Hello'."
    )


async def test_an_empty_world_has_nothing_that_comes_close(control: Control) -> None:
    """Then there is nothing to show."""
    told = await expect(control, {"contains": "x"})

    assert told["why"] == "No message with 'x' in the text; this world has no message."
    assert told["nearest"] == []


async def test_a_long_text_is_quoted_in_part(gateway: Gateway, control: Control) -> None:
    """The whole of it stands among the nearest."""
    await gateway.send(ALICE, "a" * 81)

    told = await expect(control, {"text": "b"})
    assert told["why"].endswith(f"the nearest says '{'a' * 80}…'.")
    assert told["nearest"][0]["text"] == "a" * 81


async def test_what_shall_never_be_may_not_even_have_been(
    gateway: Gateway, control: Control
) -> None:
    """A state that was passed through between two looks was there all the same."""
    await gateway.send(ALICE, "Hello")
    await control.advance("1h")

    told = await expect(control, never=[{"to": ALICE, "state": "sending"}])
    assert told["why"] == (
        f"There is a message to {ALICE} ever in state sending, never to be: it says 'Hello'."
    )
    assert [one["state"] for one in told["nearest"]] == ["delivered"]
    assert (await expect(control, never=[{"to": ALICE, "state": "failed"}]))["ok"]


async def test_a_hint_says_that_the_clock_stands_still(gateway: Gateway, control: Control) -> None:
    """Nearly always, somebody forgot to move it."""
    await control.put("/_sim/clock", {"now": "2026-01-01T00:00:00Z"})
    await gateway.send(ALICE)

    told = await expect(control, {"to": ALICE, "state": "delivered"})
    assert told["hint"] == (
        "the clock stands still, and something is due at 2026-01-01T00:00:00.250Z:"
        " POST /_sim/clock/advance lets it happen"
    )
    await control.put("/_sim/clock", {"mode": "real"})
    assert "hint" not in await expect(control, {"to": ALICE, "state": "failed"})


async def test_a_hint_says_which_other_world_has_messages_to_the_number(
    control: Control, session: ClientSession, url: str
) -> None:
    """The other thing that goes wrong nearly always is the key."""
    await Gateway.of(session, url, "other").send(ALICE)

    told = await expect(control, {"to": ALICE})
    assert told["hint"] == f"world test holds nothing for {ALICE}, but other does"
    assert told["why"] == f"No message to {ALICE}; no message went there."


async def test_a_wait_ends_when_the_messages_come(gateway: Gateway, control: Control) -> None:
    """On a clock that stands still, too: what is waited for is what others do."""
    waiter = asyncio.create_task(
        expect(control, {"to": BOB, "state": "delivered"}, within="5m", never=[{"to": CAROL}])
    )
    await gateway.send(BOB)
    assert (await control.get("/_sim/clock")).status == 200
    assert not waiter.done()
    await control.advance("1h")

    assert await asyncio.wait_for(waiter, 60) == {"ok": True}


async def test_a_wait_in_vain_says_why(control: Control) -> None:
    """When `within` is over by the wall's clock."""
    assert (await expect(control, {"to": BOB}, within="1ms"))["ok"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"within": "1s"}, "body"),
        ({"messages": [], "never": []}, "body"),
        ({"messages": {}}, "body"),
        ({"messages": [{"to": "x"}]}, "messages.0.to"),
        ({"messages": [{}, {"contians": "x"}]}, "messages.1.contians"),
        ({"messages": [{"contains": ""}]}, "messages.0.contains"),
        ({"messages": [{"matches": "*" * 201}]}, "messages.0.matches"),
        ({"messages": [{"matches": ""}]}, "messages.0.matches"),
        ({"messages": [{"state": "lost"}]}, "messages.0.state"),
        ({"messages": [{"direction": "up"}]}, "messages.0.direction"),
        ({"messages": [{"count": -1}]}, "messages.0.count"),
        ({"messages": [{"count": 10_001}]}, "messages.0.count"),
        ({"messages": [{"segments": 0}]}, "messages.0.segments"),
        ({"messages": [{}] * 101}, "messages"),
        ({"never": [{"count": 1}]}, "never.0.count"),
        ({"never": [{}] * 101}, "never"),
        ({"messages": [{}], "within": "6m"}, "within"),
        ({"messages": [{}], "timeout": "1s"}, "timeout"),
    ],
)
async def test_an_expectation_that_makes_no_sense_is_refused(
    control: Control, body: object, field: str
) -> None:
    """A misspelt member must not pass for one that is met."""
    reply = await control.post("/_sim/expect", body)

    assert (reply.status, reply.fields) == (422, [field])


async def test_a_text_like_a_pattern_that_is_expensive_is_no_trouble(
    gateway: Gateway, control: Control
) -> None:
    """What would keep a regular expression busy for years is told at once."""
    await gateway.send(ALICE, "a" * 1_600)

    told = await expect(control, {"matches": "*a" * 99 + "b"}, {"matches": "(a+)+$"})
    assert told["ok"] is False
