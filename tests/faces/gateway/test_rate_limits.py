"""Too many requests: how they are refused, and when to come back."""

import pytest
from aiohttp import ClientSession

from tests.clients import ALICE, BOB, Control, Gateway


async def limit(control: Control, **limit: object) -> None:
    """Let there be a limit."""
    reply = await control.put("/_sim/faults", {"rules": [{"then": {"rate_limit": limit}}]})
    assert reply.status == 200, reply.body


async def test_a_limited_world_takes_five_requests_a_second(
    session: ClientSession, url: str
) -> None:
    """From its first call on, whatever they ask for; then 429, and when to come back."""
    gateway = Gateway.of(session, url, "limited1")
    for _ in range(5):
        assert (await gateway.list()).status == 200
    reply = await gateway.send()
    assert (reply.status, reply.error["code"]) == (429, "RATE_LIMITED")
    assert reply.error["retryable"] is True
    assert reply.headers["X-Sim-Fault"] == "limited"
    control = Control.of(session, url, "limited1")
    await control.advance("1s")
    assert [(await gateway.list()).status for _ in range(6)] == [200] * 5 + [429]
    assert (await control.delete("/_sim/faults/limited")).status == 200
    assert (await gateway.list()).status == 200


@pytest.mark.parametrize(
    ("clock", "retry_after", "hint"),
    [
        ({"mode": "manual"}, 60, "clock/advance by 60 s"),
        ({"mode": "real"}, 60, "Try again in 60 s"),
        ({"mode": "scaled", "speed": 10}, 6, "Try again in 6 s"),
        ({"mode": "scaled", "speed": 0.5}, 120, "Try again in 120 s"),
        ({"mode": "scaled", "speed": 1000}, 1, "Try again in 1 s"),
    ],
)
async def test_retry_after_is_right_by_the_callers_clock(
    gateway: Gateway, control: Control, clock: object, retry_after: int, hint: str
) -> None:
    """A minute of the world's is so many seconds of his; where the clock stands, it is a minute."""
    await control.put("/_sim/clock", clock)
    await limit(control, rate="1/m")
    await gateway.list()
    reply = await gateway.list()
    assert (reply.status, int(reply.headers["Retry-After"])) == (429, retry_after)
    assert hint in reply.error["hint"]


async def test_who_comes_back_when_he_is_told_is_served(gateway: Gateway, control: Control) -> None:
    """And no earlier."""
    await limit(control, rate="7/m", burst=1)
    await gateway.list()
    wait_s = int((await gateway.list()).headers["Retry-After"])
    assert wait_s == 9  # 60 / 7 is 8.57
    await control.advance(f"{wait_s - 1}s")
    assert (await gateway.list()).headers["Retry-After"] == "1"
    await control.advance("1s")
    assert (await gateway.list()).status == 200


@pytest.mark.parametrize(
    ("by", "statuses"),
    [
        ("key", [200, 429, 429, 429]),
        ("sender", [200, 429, 200, 429]),
        ("recipient", [200, 429, 429, 200]),
        ("country", [200, 429, 429, 200]),
    ],
)
async def test_a_limit_may_be_anybodys(
    gateway: Gateway, control: Control, by: str, statuses: list[int]
) -> None:
    """The key's, a sender's, a recipient's, a country's; a batch names none of them."""
    await limit(control, rate="1/h", by=by)
    replies = [
        await gateway.send(ALICE, "one", **{"from": "Shop"}),
        await gateway.send(ALICE, "two", **{"from": "Shop"}),
        await gateway.send(ALICE, "two", **{"from": "Store"}),
        await gateway.send("+442071838750", "two", **{"from": "Shop"}),
    ]
    assert [reply.status for reply in replies] == statuses


async def test_what_is_refused_is_not_done(gateway: Gateway, control: Control) -> None:
    """Not even looked at: it comes before all that could be wrong with a request."""
    await limit(control, rate="1/h")
    await gateway.send()
    assert (await gateway.call("POST", "/v1/sms/send", raw=b"{")).status == 429
    assert (await gateway.send(BOB)).status == 429
    assert len(await control.texts()) == 1


async def test_a_queue_takes_all_and_sends_in_turn(gateway: Gateway, control: Control) -> None:
    """Nobody is refused; one message leaves each minute."""
    await limit(control, rate="1/m", mode="queue")
    ids = [await gateway.sent(body=f"n{number}") for number in range(3)]
    assert [await gateway.state(each) for each in ids] == ["queued"] * 3
    counts = []
    for _ in range(3):
        await control.advance("1m")
        counts.append([await gateway.state(each) for each in ids].count("delivered"))
    assert counts == [1, 2, 3]
