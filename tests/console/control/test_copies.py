"""Worlds copied through the control API: forked here, written down, and made again elsewhere."""

import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from simulator.console.control import copying
from tests.clients import ALICE, BOB, Control, Gateway
from tests.processes import Served, forked

TO_BOB = f"to=%2B{BOB[1:]}"


async def exported(control: Control, name: str = "test") -> Any:  # noqa: ANN401 - JSON
    """Write a world down."""
    reply = await control.get(f"/_sim/worlds/{name}/export")
    assert reply.status == 200, reply.body
    return reply.document


async def test_a_fork_is_answered_like_a_new_world(control: Control, gateway: Gateway) -> None:
    """With what clients need to know, which works as it stands; what was sent is in it."""
    sms_id = await gateway.sent()
    await control.advance("300ms")

    reply = await control.post("/_sim/worlds/test/fork", {"name": "copy"})

    assert (reply.status, reply.headers["X-Sim-World"]) == (201, "copy")
    made = reply.document
    original = (await control.get("/_sim/worlds/test")).document
    assert (made["world"], made["seed"], made["clock"]) == (
        "copy",
        original["seed"],
        original["clock"],
    )
    key = {"Authorization": f"Bearer {made['keys']['gateway']}"}
    copy = Gateway(gateway.session, gateway.url, key)
    assert await copy.state(sms_id) == await gateway.state(sms_id) == "sending"
    assert await copy.balance() == await gateway.balance()
    await control.advance("10s")
    assert (await copy.state(sms_id), await gateway.state(sms_id)) == ("sending", "delivered")


async def test_a_fork_needs_no_name(control: Control, gateway: Gateway) -> None:
    """It is given one that nobody has."""
    await gateway.sent()
    first, second = [(await control.post("/_sim/worlds/test/fork")).document for _ in range(2)]
    assert len({first["world"], second["world"], "test"}) == 3


async def test_a_document_makes_the_world_again(control: Control, gateway: Gateway) -> None:
    """Under another name, or its own once that is free; messages keep their ids."""
    sms_id = await gateway.sent(BOB, "Hello")
    document = await exported(control)

    taken = await control.post("/_sim/worlds/import", document)
    assert (taken.status, taken.error["code"]) == (409, "CONFLICT")
    copied = await control.post("/_sim/worlds/import", {**document, "name": "copy"})
    assert (copied.status, copied.document["world"]) == (201, "copy")
    await control.delete("/_sim/worlds/test")
    again = await control.post("/_sim/worlds/import", document)
    assert (again.status, again.document["world"]) == (201, "test")

    assert (await gateway.status(sms_id)).data["state"] == "queued"
    assert await control.texts(f"?{TO_BOB}") == ["Hello"]
    assert document["format"] == 1
    assert list(document["records"]["message"]) == [sms_id.removeprefix("sms_")]
    assert document["records"]["account"] == {"balance": 2_000_000 - 7_900}


async def test_no_credential_is_in_a_document(session: ClientSession, tmp_path: Path) -> None:
    """Neither the token of the control API nor any key; and the API wants the token for it."""
    token = "t0ken" * 9
    with forked(tmp_path, SIM_ADMIN_TOKEN=token) as running:
        key = "secretkey"
        assert running.call("POST", "/v1/sms/send", {"to": ALICE, "body": "x"}, key)[0] == 200
        headers = {"Authorization": f"Bearer {token}"}
        control = Control(session, running.url, headers)
        reply = await control.get(f"/_sim/worlds/{key}/export")
        assert reply.status == 200
        assert token.encode() not in reply.body
        assert b"ifr_pk" not in reply.body
        stranger = await Control(session, running.url, {}).get(f"/_sim/worlds/{key}/export")
        assert stranger.status == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format": 2}, "format"),
        ({"format": "1"}, "format"),
        ({"world": "a-b"}, "world"),
        ({"world": None}, "world"),
        ({"name": "a b"}, "name"),
        ({"taken_at": -1}, "taken_at"),
        ({"taken_at": "2026-01-01T00:00:00Z"}, "taken_at"),
        ({"taken_at": 10**300}, "taken_at"),
        ({"records": []}, "records"),
        ({"records": {"world": {}}}, "records.world.settings"),
        ({"records": {"mesage": {}}}, "records.mesage"),
        ({"records": {"message": {"m": {"id": "m"}}}}, "records.message.m.destination"),
        ({"indexes": {"messages": "m"}}, "indexes.messages"),
        ({"steps": [{"is": "MessageStep"}]}, "steps.0.due_at"),
        ({"stps": []}, "stps"),
    ],
)
async def test_a_wrong_document_is_refused(
    control: Control, gateway: Gateway, change: dict[str, object], field: str
) -> None:
    """By the path of what is wrong, and nothing is made."""
    await gateway.sent()
    document = {**await exported(control), "name": "copy", **change}

    reply = await control.post("/_sim/worlds/import", document)

    assert (reply.status, reply.error["code"]) == (422, "VALIDATION_ERROR")
    assert reply.fields == [field]
    worlds = (await control.get("/_sim/worlds")).document["items"]
    assert [world["world"] for world in worlds] == ["test"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/_sim/worlds/none/fork", 404),
        ("GET", "/_sim/worlds/none/export", 404),
        ("POST", "/_sim/worlds/%00/fork", 404),
        ("POST", "/_sim/worlds/none/export", 405),
        ("PUT", "/_sim/worlds/import", 405),
    ],
)
async def test_what_is_not_there_is_not_copied(
    control: Control, method: str, path: str, status: int
) -> None:
    """And asking makes nothing."""
    assert (await control.call(method, path)).status == status
    assert (await control.get("/_sim/worlds")).document["items"] == []


@pytest.mark.parametrize(("raw", "status"), [(b"", 400), (b"[1]", 400), (b"{", 400), (b"{}", 422)])
async def test_what_is_no_document_is_refused(control: Control, raw: bytes, status: int) -> None:
    """As with every other body."""
    reply = await control.call("POST", "/_sim/worlds/import", raw=raw)
    assert reply.status == status


async def test_a_document_may_be_larger_than_other_bodies(
    control: Control, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though not as large as one likes."""
    await gateway.sent()
    document = await exported(control)
    document["indexes"]["padding"] = ["x" * 100_000, "y" * 1_000_000]
    assert len(json.dumps(document)) > 1024 * 1024

    reply = await control.post("/_sim/worlds/import", {**document, "name": "large"})
    assert reply.status == 201, reply.body
    monkeypatch.setattr(copying, "DOCUMENT_BYTES_MAX", 1_000_000)
    reply = await control.post("/_sim/worlds/import", {**document, "name": "larger"})
    assert (reply.status, reply.error["code"]) == (413, "PAYLOAD_TOO_LARGE")
    assert "1000000" in reply.error["message"]
    assert (await control.get("/_sim/worlds/larger")).status == 404


def story(running: Served, key: str, beginning: str) -> list[object]:
    """Go on with a world: what has waited, what is new, and what it costs."""
    world = f"/_sim/messages?limit=1000&{TO_BOB}"
    for n in range(30):
        running.call("POST", "/v1/sms/send", {"to": BOB, "body": f"{beginning} {n % 9}"}, key)
    status, moved = running.call("POST", "/_sim/clock/advance", {"by": "72h"}, key)
    assert status == 200
    items = running.call("GET", world, None, key)[1]["items"]
    told: list[object] = [
        (item["text"], item["created_at"], item["price_usd"], item["timeline"]) for item in items
    ]
    balance = running.call("GET", "/v1/account/balance", None, key)[1]["data"]
    usage = running.call("GET", "/v1/sms/usage", None, key)[1]["data"]
    return [*told, moved["fired_count"], moved["now"], balance, usage]


def test_a_world_goes_on_in_another_process_as_it_would_have(tmp_path: Path) -> None:
    """Pending and new messages, codes, idempotency keys, ids, the clock, and the last digit."""
    keyed = {"to": BOB, "body": "keyed", "idempotency_key": "k1"}
    wish = {"name": "tale", "seed": 5, "profile": "grumpy", "clock": "manual", "credit_usd": 9}
    with forked(tmp_path, "--seed", "1") as first, forked(tmp_path, "--seed", "2") as second:
        assert first.call("POST", "/_sim/worlds", wish)[0] == 201
        for n in range(30):
            first.call("POST", "/v1/sms/send", {"to": BOB, "body": f"before {n % 9}"}, "tale")
        first.call("POST", "/v1/sms/otp", {"to": BOB}, "tale")
        once = first.call("POST", "/v1/sms/send", keyed, "tale")[1]["data"]
        first.call("POST", "/_sim/clock/advance", {"by": "1s"}, "tale")
        code = first.call("GET", f"/_sim/otp?{TO_BOB}", None, "tale")[1]

        document = first.call("GET", "/_sim/worlds/tale/export")[1]
        made = second.call("POST", "/_sim/worlds/import", document)

        assert (made[0], made[1]["world"], made[1]["seed"]) == (201, "tale", 5)
        assert second.call("GET", f"/_sim/otp?{TO_BOB}", None, "tale")[1] == code
        wrong = second.call("POST", "/v1/sms/verify", {"to": BOB, "code": "wrong"}, "tale")[1]
        right = second.call("POST", "/v1/sms/verify", {"to": BOB, "code": code["code"]}, "tale")[1]
        assert [wrong["data"], right["data"]] == [{"valid": False}, {"valid": True}]
        replayed = second.call("POST", "/v1/sms/send", keyed, "tale")[1]
        assert (replayed["data"], replayed["metadata"]["cost_usd"]) == (once, 0)
        path = f"/v1/sms/events/{once['sms_id']}"
        assert (
            second.call("GET", path, None, "tale")[1]["data"]
            == (first.call("GET", path, None, "tale")[1]["data"])
        )
        assert story(second, "tale", "after") == story(first, "tale", "after")
