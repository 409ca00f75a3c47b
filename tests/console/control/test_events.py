"""Following a world over a real socket."""

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientSession, TCPConnector

from simulator.adapters import recent
from simulator.domain.clock import ClockMode
from simulator.domain.pricing import MicroUsd
from simulator.services import events
from simulator.settings import Settings
from tests.clients import ALICE, BOB, Control, Gateway, serving
from tests.processes import server
from tests.streams import Event, streaming

STREAM_COUNT = 500


def words(one: Event) -> str:
    """Say in a word or two what an event is about."""
    data = one.data
    match one.event:
        case "message":
            return f"{data['message']['text']} {data['state']}"
        case "inbound":
            return f"from {data['inbound']['from']}"
        case "review":
            return f"review {data['event']}"
        case "request":
            return f"call {data['op']} {data['status']}"
        case _:
            return one.event


async def story(gateway: Gateway, control: Control) -> list[str]:
    """Let something of everything happen, and tell what."""
    await gateway.send(ALICE, "one")
    await gateway.create_signature()
    await control.receive("thanks")
    await control.advance("10s")
    return [
        *("one queued", "call sms.send 200", "review pending", "call sms.signature.create 200"),
        *(f"from {ALICE}", "clock", "one sending", "clock", "one sent", "clock", "one delivered"),
        *("clock", "review approved", "clock"),
    ]


async def test_everything_that_happens_is_told(gateway: Gateway, control: Control) -> None:
    """Each event has an id, a type, and its data in one line, as the document says."""
    async with streaming(control) as stream:
        assert stream.response.headers["Cache-Control"] == "no-store"
        assert stream.response.headers["X-Sim-World"] == "test"
        expected = await story(gateway, control)
        told = await stream.take(len(expected))

    assert list(map(words, told)) == expected
    assert len({one.id for one in told}) == len(told)
    delivered = told[10].data
    assert (delivered["event"], delivered["detail"]) == ("delivered", None)
    assert (
        delivered["message"]
        == (await control.get("/_sim/messages?limit=1&to=%2B14155550100")).document["items"][0]
    )
    assert told[1].data == (await control.get("/_sim/requests?op=sms.send")).document["items"][0]
    assert told[-1].data == (await control.get("/_sim/clock")).document


async def test_who_comes_back_misses_nothing(gateway: Gateway, control: Control) -> None:
    """By the header, as browsers do, or by the query; a browser sends both, and means the first."""
    async with streaming(control) as stream:
        begun = stream.last_id
        expected = await story(gateway, control)
        told = await stream.take(5)
    middle = told[-1].id

    async with streaming(control, {"Last-Event-ID": middle}) as stream:
        assert [words(one) for one in await stream.take(len(expected) - 5)] == expected[5:]
    async with streaming(control, last_event_id=middle) as stream:
        assert [words(one) for one in await stream.take(len(expected) - 5)] == expected[5:]
    async with streaming(control, {"Last-Event-ID": middle}, last_event_id=begun) as stream:
        assert [words(one) for one in await stream.take(1)] == expected[5:6]
    async with streaming(control, last_event_id=begun) as stream:
        assert [words(one) for one in await stream.take(len(expected))] == expected
    async with streaming(control, {"Last-Event-ID": ""}) as stream:
        await gateway.send(BOB, "new")
        assert [words(one) for one in await stream.take(1)] == ["new queued"]


async def test_who_comes_back_too_late_is_told(
    monkeypatch: pytest.MonkeyPatch, session: ClientSession
) -> None:
    """The first event is a gap; behind it comes what is still kept."""
    monkeypatch.setattr(recent, "KEPT_RECORD_COUNT_MAX", 10)  # two messages and their calls
    async with serving(Settings(clock=ClockMode.MANUAL)) as url:
        gateway, control = Gateway.of(session, url, "test"), Control.of(session, url, "test")
        async with streaming(control) as stream:
            begun = stream.last_id
        for text in ("one", "two", "three", "four"):
            await gateway.send(ALICE, text)
        async with streaming(control, {"Last-Event-ID": begun}, to=ALICE) as stream:
            gap, *rest = await stream.take(3)

    assert gap.event == "gap"
    assert "not kept" in gap.data["reason"]
    assert list(map(words, rest)) == ["three queued", "four queued"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"to": ALICE}, ["one queued", "one sending", "one sent", "one delivered"]),
        ({"type": "inbound"}, [f"from {ALICE}"]),
        ({"type": "review,request"}, ["call sms.send 200", "review pending"]),
        ({"to": ALICE, "type": "message"}, ["one queued", "one sending"]),
    ],
)
async def test_only_what_is_asked_for_is_told(
    gateway: Gateway, control: Control, query: dict[str, str], expected: list[str]
) -> None:
    """By number, and by one type or several."""
    async with streaming(control, None, **query) as stream:
        await gateway.send(BOB, "two", vendor="nobody")
        await story(gateway, control)
        told = await stream.take(len(expected) + (1 if "request" in query.get("type", "") else 0))

    assert [words(one) for one in told if words(one) != "call sms.send 422"] == expected


@pytest.mark.parametrize(
    ("query", "headers", "field"),
    [
        ("type=mesage", {}, "type"),
        ("type=", {}, "type"),
        ("type=message,,clock", {}, "type"),
        ("to=x", {}, "to"),
        ("last_event_id=x", {}, "last_event_id"),
        ("last_event_id=1-2", {}, "last_event_id"),
        (f"last_event_id=1-{'9' * 99}-0", {}, "last_event_id"),
        ("", {"Last-Event-ID": "1-2-3-4"}, "Last-Event-ID"),
        ("since=now", {}, "since"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    control: Control, query: str, headers: dict[str, str], field: str
) -> None:
    """As everywhere, before anything is told."""
    reply = await control.call("GET", f"/_sim/events?{query}", headers=headers)
    assert (reply.status, reply.fields) == (422, [field])


async def test_a_silent_stream_shows_that_it_lives(
    control: Control, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a comment, and the id to go on from, which tells of no event."""
    assert events.KEEP_ALIVE_S == 15
    monkeypatch.setattr(events, "KEEP_ALIVE_S", 0.01)
    async with streaming(control, to=BOB) as stream:
        begun = stream.last_id
        await gateway.send(ALICE)
        while stream.last_id == begun:
            assert (await stream.block()).keys() == {"id"}
        assert set(stream.comments) == {"nothing has happened"}


async def test_a_stream_ends_with_its_world(control: Control) -> None:
    """As a body ends, and without bringing the world back."""
    async with streaming(control) as stream:
        assert (await control.delete("/_sim/worlds/test")).status == 200
        assert await stream.rest() == []
    assert (await control.get("/_sim/worlds")).document["items"] == []


async def test_a_stream_goes_on_where_its_world_starts_again(
    control: Control, gateway: Gateway
) -> None:
    """There is a gap, and then the new story."""
    async with streaming(control, to=ALICE) as stream:
        await control.post("/_sim/worlds/test/reset")
        await gateway.send(ALICE, "new")
        assert [words(one) for one in await stream.take(2)] == ["gap", "new queued"]


async def test_a_client_that_goes_away_is_forgotten(
    control: Control, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the next word that it does not hear."""
    monkeypatch.setattr(events, "KEEP_ALIVE_S", 0.01)
    async with streaming(control):
        assert "carriersim_event_streams 1.0" in await metrics(control)
    while "carriersim_event_streams 0.0" not in await metrics(control):
        await gateway.send(BOB)


async def metrics(control: Control) -> str:
    """Read what was measured."""
    return (await control.get("/_sim/metrics")).body.decode()


async def test_five_hundred_follow_and_each_is_told_what_is_his() -> None:
    """What concerns one wakes him alone, and all of them end with the server."""
    settings = Settings(clock=ClockMode.MANUAL, credit=MicroUsd(10**9))
    async with AsyncExitStack() as stack:
        connector = TCPConnector(limit=0)
        session = await stack.enter_async_context(ClientSession(connector=connector))
        async with serving(settings) as url:
            gateway, control = Gateway.of(session, url, "test"), Control.of(session, url, "test")
            numbers = [f"+1415556{number:04}" for number in range(STREAM_COUNT)]
            streams = [
                await stack.enter_async_context(streaming(control, to=number)) for number in numbers
            ]
            assert f"carriersim_event_streams {STREAM_COUNT}.0" in await metrics(control)
            for start in range(0, STREAM_COUNT, 100):
                batch = [{"to": to, "body": f"for {to}"} for to in numbers[start : start + 100]]
                assert (await gateway.batch(batch)).status == 200
            told = [await stream.take() for stream in streams]

        assert [one.data["message"]["to"] for (one,) in told] == numbers
        assert await asyncio.gather(*(stream.rest() for stream in streams)) == [[]] * STREAM_COUNT


def test_a_stop_ends_the_stream_in_order(tmp_path: Path) -> None:
    """Within a second, with the last chunk: whoever follows sees an end, and no broken line."""
    request = b"GET /_sim/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with server(tmp_path) as serving, serving.connect() as stream, serving.connect() as poll:
        stream.sendall(request)
        heard = b""
        while b"\n\n" not in heard:
            heard += stream.recv(65536)
        poll.sendall(b"GET /_sim/messages?wait=5m HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while "carriersim_long_polls 1.0" not in serving.text("/_sim/metrics"):
            pass
        serving.process.send_signal(signal.SIGTERM)
        assert serving.process.wait(serving.stops_in_s) == 0
        assert stream.recv(65536).endswith(b"0\r\n\r\n")
        assert poll.recv(65536).startswith(b"HTTP/1.1 200")
