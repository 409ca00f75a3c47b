"""The project's money: told, paid in, and missed."""

import pytest

from tests.clients import Control, Gateway, Reply
from tests.faces.gateway.envelope import assert_refused


async def top_up(gateway: Gateway, **members: object) -> Reply:
    """Begin to pay money in."""
    return await gateway.post("/v1/account/topup", members)


async def pay(gateway: Gateway, link: str) -> int:
    """Press the button on the page behind a link, and tell the status of what comes then."""
    async with gateway.session.post(link) as answer:
        return answer.status


async def test_the_balance_is_told_in_dollars(gateway: Gateway) -> None:
    """A new project has two of them."""
    reply = await gateway.get("/v1/account/balance")
    assert reply.data == {"balance_usd": 2.0, "currency": "USD"}
    assert reply.metadata["cost_usd"] == 0


async def test_a_topup_is_answered_with_its_record(gateway: Gateway) -> None:
    """It waits to be paid, behind a link that the documentation calls by two names."""
    reply = await top_up(gateway, amount_usd=5)
    record = reply.data
    members = {"topup_id", "amount_usd", "state", "checkout_url", "next_action_url"}
    assert record.keys() == members
    assert record["topup_id"].startswith("top_")
    assert (record["amount_usd"], record["state"]) == (5, "pending")
    assert record["checkout_url"] == record["next_action_url"]
    assert record["checkout_url"].startswith(f"{gateway.url}/")
    assert reply.metadata["cost_usd"] == 0
    assert await gateway.balance() == 2.0


@pytest.mark.parametrize("host", ["shop/..", "a b", "x@evil.example", "café"])
async def test_who_names_no_host_is_sent_to_where_he_came(gateway: Gateway, host: str) -> None:
    """The link must lead to the page, whatever stands in the header."""
    body = {"amount_usd": 5}
    reply = await gateway.call("POST", "/v1/account/topup", body, headers={"Host": host})
    assert reply.data["checkout_url"].startswith(f"{gateway.url}/_sim/checkout/")


@pytest.mark.parametrize("amount", [5, 0.000001, 12.34, 1_000_000])
@pytest.mark.parametrize("member", ["amount_usd", "amount"])
async def test_an_amount_is_paid_to_the_last_digit(
    gateway: Gateway, member: str, amount: float
) -> None:
    """The parameters call it `amount_usd`, the example `amount`; either will do."""
    record = (await top_up(gateway, **{member: amount})).data
    assert record["amount_usd"] == amount
    assert await pay(gateway, record["checkout_url"]) == 200
    assert await gateway.balance() == round(2 + amount, 6)


async def test_a_topup_is_paid_once(gateway: Gateway) -> None:
    """Whoever presses the button twice pays once; either of the names leads to it."""
    record = (await top_up(gateway, amount_usd=5)).data
    for link in (record["checkout_url"], record["next_action_url"]):
        assert await pay(gateway, link) == 200
    assert await gateway.balance() == 7.0


async def test_a_link_needs_no_key(gateway: Gateway) -> None:
    """Looking at the page pays nothing."""
    record = (await top_up(gateway, amount_usd=5)).data
    async with gateway.session.get(record["checkout_url"]) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")
        assert "5.00 USD" in await answer.text()
    assert await gateway.balance() == 2.0


async def test_what_was_refused_for_want_of_money_goes_out_when_it_is_paid(
    gateway: Gateway, control: Control
) -> None:
    """The refusal says how to go on: top up, open the link, and send again under the same key."""
    await control.set_balance("0")
    refused = await gateway.send(idempotency_key="k1")
    assert_refused(refused, 402, "INSUFFICIENT_CREDIT")
    assert "POST /v1/account/topup" in refused.error["hint"]
    link = (await top_up(gateway, amount_usd=0.0079)).data["checkout_url"]
    assert_refused(await gateway.send(idempotency_key="k1"), 402, "INSUFFICIENT_CREDIT")
    await pay(gateway, link)
    sent = await gateway.send(idempotency_key="k1")
    assert (sent.status, sent.metadata["cost_usd"]) == (200, 0.0079)
    assert await gateway.balance() == 0


async def test_two_names_may_say_the_same_amount(gateway: Gateway) -> None:
    """Equal in value is enough; different amounts are refused, for nobody knows which one."""
    assert (await top_up(gateway, amount_usd=5, amount=5.0)).data["amount_usd"] == 5
    reply = await top_up(gateway, amount_usd=5, amount=6)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == ["amount_usd"]


async def test_the_documented_example_works(gateway: Gateway) -> None:
    """Currency and payment method may be said; nothing is warned of."""
    reply = await top_up(gateway, amount=10, currency="USD", payment_method="card")
    assert (reply.status, reply.data["amount_usd"]) == (200, 10)
    assert "X-Sim-Warnings" not in reply.headers


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({}, "amount_usd"),
        ({"amount_usd": 0}, "amount_usd"),
        ({"amount_usd": -1}, "amount_usd"),
        ({"amount_usd": 1_000_000.01}, "amount_usd"),
        ({"amount_usd": 0.0000001}, "amount_usd"),
        ({"amount_usd": "many"}, "amount_usd"),
        ({"amount_usd": "5"}, "amount_usd"),
        ({"amount_usd": True}, "amount_usd"),
        ({"amount": "NaN"}, "amount"),
        ({"amount_usd": 5, "currency": "EUR"}, "currency"),
        ({"amount_usd": 5, "payment_method": 5}, "payment_method"),
        ({"amount_usd": 5, "return_url": "javascript:alert(1)"}, "return_url"),
        ({"amount_usd": 5, "return_url": "/home"}, "return_url"),
        ({"amount_usd": 5, "return_url": 5}, "return_url"),
        ({"amount_usd": 5, "idempotency_key": ""}, "idempotency_key"),
    ],
)
async def test_a_topup_that_makes_no_sense_is_refused(
    gateway: Gateway, members: dict[str, object], field: str
) -> None:
    """What is wrong is named."""
    reply = await top_up(gateway, **members)
    assert_refused(reply, 422, "VALIDATION_ERROR")
    assert reply.fields == [field]


async def test_a_retry_opens_no_second_topup(gateway: Gateway) -> None:
    """The key may stand in the body or in the header."""
    wish = {"amount_usd": 5}
    first = await top_up(gateway, **wish, idempotency_key="k1")
    second = await gateway.post("/v1/account/topup", wish, Idempotency_Key="k1")
    assert second.data == first.data
    assert second.headers["Idempotent-Replayed"] == "true"
    other = await gateway.post("/v1/account/topup", {"amount_usd": 6}, Idempotency_Key="k1")
    assert_refused(other, 422, "IDEMPOTENCY_KEY_REUSED")


async def test_money_is_its_worlds_own(gateway: Gateway) -> None:
    """What is paid for one project is not another's."""
    neighbour = Gateway.of(gateway.session, gateway.url, "neighbour")
    await pay(gateway, (await top_up(gateway, amount_usd=5)).data["checkout_url"])
    assert [await gateway.balance(), await neighbour.balance()] == [7.0, 2.0]
