"""Lies about usage, money, and what there is to be had."""

from http import HTTPStatus
from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, in_request, mutant
from contract.mutants.words import refusal

__all__ = ["MUTANTS"]


async def _frozen(ask: Ask, onward: Onward, notes: Notes, *members: str) -> Answer:
    """Tell some members of usage and balance as they were first told."""
    answer = await onward(ask)
    if ask.operation in {"sms.usage", "account.balance"} and answer.is_success:
        for member in members:
            if member in answer.data:
                answer.data[member] = notes.setdefault(member, answer.data[member])
    return answer


@mutant("GW-USAG-001")
async def counts_nothing_more(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Does not count what is sent from now on."""
    return await _frozen(ask, onward, notes, "sent")


@in_data("GW-USAG-002", "sms.usage")
def counts_messages_for_segments(data: Data) -> None:
    """Counts messages where it should count segments."""
    data["segments"] = data["sent"]


@mutant("GW-USAG-003")
async def adds_no_costs(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Does not add up what is charged from now on."""
    return await _frozen(ask, onward, notes, "cost_usd")


@mutant("GW-USAG-004")
async def counts_in_any_span(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Counts a message more in whichever span it is asked for."""
    answer = await onward(ask)
    if ask.operation == "sms.usage" and "since" in ask.parameters and answer.is_success:
        answer.data["sent"] += 1
    return answer


@in_request("GW-USAG-005", "sms.usage")
def knows_no_end(ask: Ask) -> Ask:
    """Counts what came after the span that it was asked for."""
    return ask.asking(until=None)


@in_data("GW-USAG-006", "sms.usage")
def delivers_more_than_it_sends(data: Data) -> None:
    """Counts more delivered than sent."""
    data["delivered"] = data["sent"] + 1


@in_data("GW-USAG-007", "sms.usage")
def loses_a_bucket(data: Data) -> None:
    """Leaves out the last bucket."""
    data["buckets"][-1:] = []


@in_data("GW-USAG-008", "sms.usage")
def rates_in_hundreds(data: Data) -> None:
    """Tells the rate of delivery in hundreds, and from one up."""
    data["delivery_rate"] = 100.0


@mutant("GW-USAG-009")
async def knows_no_hours(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Refuses to add up by hours."""
    if ask.operation == "sms.usage" and ask.parameters.get("bucket") == "hour":
        return refusal()
    return await onward(ask)


@in_data("GW-ACCT-001", "account.balance")
def writes_the_balance_as_text(data: Data) -> None:
    """Writes the balance as a text."""
    data["balance_usd"] = str(data["balance_usd"])


@in_data("GW-ACCT-002", "account.topup")
def doubles_the_amount(data: Data) -> None:
    """Answers a top-up of twice the amount."""
    data["amount_usd"] *= 2


@in_data("GW-ACCT-002", "account.topup")
def leads_to_no_page(data: Data) -> None:
    """Answers a top-up with links that lead nowhere."""
    data.update(checkout_url="soon", next_action_url="soon")


@mutant("GW-ACCT-003")
async def sends_for_nothing(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Never charges the balance what it says that a message costs."""
    return await _frozen(ask, onward, notes, "balance_usd")


@mutant("GW-ACCT-003")
async def says_half_the_cost(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Says half of what it charges for a message."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success:
        answer.document["metadata"]["cost_usd"] /= 2
    return answer


@mutant("GW-ACCT-004")
async def only_forbids_where_credit_is_short(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers 403 where there is no credit left."""
    answer = await onward(ask)
    answer.status = 403 if answer.status == HTTPStatus.PAYMENT_REQUIRED else answer.status
    return answer


@mutant("GW-ACCT-004")
async def has_another_word_for_short_credit(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Has another code for there being no credit left."""
    answer = await onward(ask)
    if answer.status == HTTPStatus.PAYMENT_REQUIRED:
        answer.error["code"] = "PAYMENT_REQUIRED"
    return answer


@in_data("GW-ACCT-005", "account.topup")
def has_no_checkout(data: Data) -> None:
    """Answers a top-up without its checkout_url."""
    data["checkout_url"] = None


@mutant("GW-ACCT-006")
async def credits_what_nobody_paid(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Adds a top-up to the balance before anybody pays it."""
    answer = await onward(ask)
    if ask.operation == "account.topup" and answer.is_success:
        notes["owed"] = notes.get("owed", 0) + answer.data["amount_usd"]
    if ask.operation == "account.balance" and answer.is_success:
        answer.data["balance_usd"] += notes.get("owed", 0)
    return answer


@mutant("GW-ACCT-007")
async def does_not_say_how_to_pay(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Has no hint where there is no credit left."""
    answer = await onward(ask)
    if answer.status == HTTPStatus.PAYMENT_REQUIRED:
        answer.error["hint"] = None
    return answer


@in_data("GW-ACCT-009", "account.topup")
def takes_a_promise_for_money(data: Data) -> None:
    """Says of a top-up that it is completed before anybody paid."""
    data["state"] = "completed"


@mutant("GW-DISC-001")
async def hides_discovery(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Wants a key for discovery."""
    if ask.operation.startswith("discovery") and not ask.authorization:
        return refusal("UNAUTHORIZED", 401)
    return await onward(ask)


@mutant("GW-DISC-002")
async def keeps_one_to_itself(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Leaves one capability out."""
    answer = await onward(ask)
    if ask.operation == "discovery.list" and answer.is_success:
        told = answer.document["capabilities"]
        told[:] = [one for one in told if one["id"] != "sms.suppression.gdpr_remove"]
    return answer


@mutant("GW-DISC-002")
async def leads_astray(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Tells another path of a capability."""
    answer = await onward(ask)
    if ask.operation == "discovery.list" and answer.is_success:
        for one in answer.document["capabilities"]:
            one["path"] = one["path"].replace("/v1/sms/otp", "/v1/sms/passcode")
    return answer


@mutant("GW-DISC-003")
async def hides_the_prices(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not tell what calls cost."""
    answer = await onward(ask)
    if ask.operation == "discovery.list" and answer.is_success:
        for one in answer.document["capabilities"]:
            one["billing"] = {}
    return answer


@mutant("GW-DISC-004")
async def speaks_three_languages(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Has no example in TypeScript."""
    answer = await onward(ask)
    if ask.operation == "discovery.get" and answer.is_success:
        answer.document["examples"].pop("typescript")
    return answer


@mutant("GW-DISC-005")
async def can_do_anything(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Tells of a capability that it has not."""
    answer = await onward(ask)
    if ask.operation == "discovery.get" and not answer.is_success:
        return await onward(ask.at("/v1/discovery/sms.send"))
    return answer


MUTANTS: Final[tuple[Mutant, ...]] = (
    counts_nothing_more,
    counts_messages_for_segments,
    adds_no_costs,
    counts_in_any_span,
    knows_no_end,
    delivers_more_than_it_sends,
    loses_a_bucket,
    rates_in_hundreds,
    knows_no_hours,
    writes_the_balance_as_text,
    doubles_the_amount,
    leads_to_no_page,
    sends_for_nothing,
    says_half_the_cost,
    only_forbids_where_credit_is_short,
    has_another_word_for_short_credit,
    has_no_checkout,
    credits_what_nobody_paid,
    does_not_say_how_to_pay,
    hides_discovery,
    keeps_one_to_itself,
    leads_astray,
    hides_the_prices,
    speaks_three_languages,
    can_do_anything,
    takes_a_promise_for_money,
)
