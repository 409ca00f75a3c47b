"""Money."""

from decimal import Decimal
from typing import Final

from contract.checks import check
from contract.exchange import Exchange
from contract.gateway import Gateway
from contract.verdicts import CouldNotRun, NotApplicable

_ENDLESS: Final = Decimal(500_000)

__all__ = ["balance", "cost", "same_money"]


async def balance(gw: Gateway) -> Decimal:
    """Tell how much money the project has."""
    shown = (await gw.need("account.balance")).get("balance_usd")
    if not isinstance(shown, int | float):
        raise CouldNotRun(f"the balance is {shown!r}, with which nobody can reckon")
    return Decimal(str(shown))


def cost(exchange: Exchange) -> Decimal:
    """Tell what a call is said to have cost."""
    return Decimal(str(exchange.metadata.get("cost_usd", 0)))


async def same_money(gw: Gateway, wanted: Decimal, what: str) -> None:
    """Expect a balance, sooner or later: who books a moment later books all the same."""
    found = await gw.until(lambda: balance(gw), lambda found: _is_near(found, wanted), 2)
    gw.expect(_is_near(found, wanted), f"{what} is {found}, and should be {wanted}")


def _is_near(found: Decimal, wanted: Decimal) -> bool:
    return abs(found - wanted) < Decimal("0.0000005")


async def _paid(gw: Gateway) -> Exchange:
    """Send a message that costs something."""
    answered = await gw.ask("sms.send", {"to": gw.number(), "body": gw.text()})
    if answered.status == 402:
        raise CouldNotRun("the project has no credit left for this")
    return answered


@check("GW-ACCT-001")
async def the_balance_is_a_number(gw: Gateway) -> None:
    data = await gw.must("account.balance")
    number, currency = data.get("balance_usd"), data.get("currency")
    is_number = isinstance(number, int | float) and not isinstance(number, bool)
    gw.expect(is_number, f"balance_usd is {number!r}")
    gw.expect(currency and isinstance(currency, str), f"currency is {currency!r}")


@check("GW-ACCT-002")
async def a_top_up_leads_to_a_page(gw: Gateway) -> None:
    data = await gw.must("account.topup", {"amount_usd": 12.5})
    gw.same(data.get("amount_usd"), 12.5, "the amount of a top-up of 12.5 dollars")
    links = [data.get("checkout_url"), data.get("next_action_url")]
    gw.expect(any(str(link).startswith("http") for link in links), f"the links are {links}")


@check("GW-ACCT-003")
async def the_balance_falls_by_the_cost(gw: Gateway) -> None:
    before = await balance(gw)
    first, second = await _paid(gw), await _paid(gw)
    await same_money(gw, before - cost(first) - cost(second), "the balance after two messages")


@check("GW-ACCT-004")
async def without_credit_there_is_402(gw: Gateway) -> None:
    refused = await _without_money(gw)
    gw.same((refused.status, refused.code), (402, "INSUFFICIENT_CREDIT"), "the refusal")


@check("GW-ACCT-005")
async def a_top_up_has_a_checkout(gw: Gateway) -> None:
    link = (await gw.must("account.topup", {"amount_usd": 10})).get("checkout_url")
    gw.expect(str(link).startswith("http"), f"checkout_url is {link!r}")


@check("GW-ACCT-006")
async def what_nobody_paid_is_no_money(gw: Gateway) -> None:
    before = await balance(gw)
    await gw.need("account.topup", {"amount_usd": 50})
    await same_money(gw, before, "the balance after a top-up that nobody paid")


@check("GW-ACCT-007")
async def a_402_says_what_to_do(gw: Gateway) -> None:
    hint = (await _without_money(gw)).error.get("hint")
    gw.expect("POST /v1/account/topup" in str(hint), f"the hint is {hint!r}")


@check("GW-ACCT-009")
async def a_top_up_is_pending(gw: Gateway) -> None:
    opened = await gw.must("account.topup", {"amount_usd": 10, "currency": "USD"})
    await gw.must_refuse("account.topup", {"amount_usd": 10, "currency": "EUR"})
    gw.same(opened.get("state"), "pending", "the state of a top-up that nobody paid")
    gw.same(opened.get("next_action_url"), opened.get("checkout_url"), "next_action_url")
    gw.same((await gw.must("account.balance")).get("currency"), "USD", "the currency")


async def _without_money(gw: Gateway) -> Exchange:
    """Send a message from a project without money, and give it its money back."""
    before = await balance(gw)
    if before >= _ENDLESS:
        raise NotApplicable(f"{before} dollars are a credit without an end")
    await gw.doors.set_balance("0")
    try:
        return await gw.ask("sms.send", {"to": gw.number(), "body": gw.text()})
    finally:
        await gw.doors.set_balance(str(before))
