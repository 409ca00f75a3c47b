"""Lies that only an order of calls brings to light."""

from typing import Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Mutant, Notes, Onward, mutant
from contract.mutants.words import ELSEWHERE

__all__ = ["MUTANTS"]


@mutant("GW-MACH-001")
async def mixes_up_after_cancelling(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Tells another recipient of any message, once one was cancelled."""
    answer = await onward(ask)
    if ask.operation == "sms.cancel":
        notes["mixed up"] = True
    if ask.operation == "sms.status" and answer.is_success and notes:
        answer.data["to"] = ELSEWHERE
    return answer


@mutant("GW-MACH-002")
async def remembers_one_key(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Forgets a key as soon as anything else is sent."""
    if ask.operation != "sms.send":
        return await onward(ask)
    if not ask.once_key or ask.once_key != notes.get("last"):
        notes["turn"] = notes.get("turn", 0) + 1
    notes["last"] = ask.once_key
    return await onward(ask.under(f"{ask.once_key[:200]}-{notes['turn']}"))


@mutant("GW-MACH-003")
async def lifts_all_by_sending(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Lifts the last suppression as soon as anything is sent, to whomever."""
    answer = await onward(ask)
    if ask.operation == "sms.suppress" and answer.is_success:
        notes["last"] = ask.text("phone")
    if ask.operation == "sms.send" and "last" in notes:
        await onward(ask.at("/v1/sms/suppression/delete", {"phone": notes.pop("last")}))
    return answer


@mutant("GW-MACH-004")
async def hides_what_was_cancelled(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Lists no message that was cancelled."""
    answer = await onward(ask)
    if ask.operation == "sms.cancel" and answer.data.get("cancelled"):
        notes[ask.id] = True
    if ask.operation == "sms.list" and answer.is_success:
        answer.items[:] = [item for item in answer.items if item["sms_id"] not in notes]
    return answer


@mutant("GW-MACH-005")
async def delivers_what_was_cancelled_before(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Delivers what was cancelled, as soon as something else is sent."""
    answer = await onward(ask)
    if ask.operation == "sms.cancel" and answer.data.get("cancelled"):
        notes[ask.id] = "cancelled"
    if ask.operation == "sms.send":
        notes.update(dict.fromkeys(notes, "delivered"))
    if ask.operation == "sms.status" and notes.get(ask.id) == "delivered":
        answer.data["state"] = "delivered"
    return answer


@mutant("GW-MACH-006")
async def takes_more_now_and_then(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Takes a cent more for each third message, and says nothing of it."""
    answer = await onward(ask)
    if ask.operation == "sms.send":
        notes["sent"] = notes.get("sent", 0) + 1
    if ask.operation == "account.balance" and answer.is_success:
        answer.data["balance_usd"] -= notes.get("sent", 0) // 3 * 0.01
    return answer


@mutant("GW-MACH-007")
async def believes_used_codes_later(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Finds a code right again that was used, once somebody was sent another."""
    answer = await onward(ask)
    guess = ask.text("to"), ask.text("code")
    if ask.operation == "sms.otp":
        notes.update(dict.fromkeys(notes, True))
    if ask.operation == "sms.verify" and answer.data.get("valid") is True:
        notes[guess] = False
    elif ask.operation == "sms.verify" and answer.is_success and notes.get(guess):
        answer.data["valid"] = True
    return answer


MUTANTS: Final[tuple[Mutant, ...]] = (
    mixes_up_after_cancelling,
    remembers_one_key,
    lifts_all_by_sending,
    hides_what_was_cancelled,
    delivers_what_was_cancelled_before,
    takes_more_now_and_then,
    believes_used_codes_later,
)
