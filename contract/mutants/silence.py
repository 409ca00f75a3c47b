"""Lies about suppression, replies and lookups."""

from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, in_request, mutant
from contract.mutants.words import ELSEWHERE, refusal, success

__all__ = ["MUTANTS"]


@in_data("GW-SUPP-001", "sms.suppression.check")
def only_says_that_it_suppresses(data: Data) -> None:
    """Finds no number suppressed, whoever suppressed it."""
    data.update(suppressed=False, record=None)


@in_data("GW-SUPP-002", "sms.suppression.check")
def finds_everybody_suppressed(data: Data) -> None:
    """Finds numbers suppressed that nobody suppressed."""
    data["suppressed"] = True


@mutant("GW-SUPP-003")
async def sends_to_the_suppressed(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Sends to numbers that are suppressed."""
    to = ask.text("to")
    if ask.operation == "sms.send" and to in notes:
        await onward(ask.at("/v1/sms/suppression/delete", {"phone": to}))
        answer = await onward(ask)
        await onward(ask.at("/v1/sms/suppress", notes[to]))
        return answer
    if ask.operation == "sms.suppress":
        notes[ask.text("phone")] = ask.members
    return await onward(ask)


@mutant("GW-SUPP-004")
async def lists_none_suppressed(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Does not list the number that was suppressed last."""
    answer = await onward(ask)
    if ask.operation == "sms.suppress":
        notes["last"] = ask.text("phone")
    if ask.operation == "sms.suppression.list" and answer.is_success:
        answer.items[:] = [item for item in answer.items if item["phone"] != notes.get("last")]
    return answer


@in_data("GW-SUPP-005", "sms.suppression.list")
def counts_the_page(data: Data) -> None:
    """Gives the number of items on a page for the number of all."""
    data["total_count"] = len(data["items"])


@mutant("GW-SUPP-005")
async def never_counts_again(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Has the same total for ever."""
    answer = await onward(ask)
    if ask.operation == "sms.suppression.list" and answer.is_success:
        answer.data["total_count"] = notes.setdefault("total", answer.data["total_count"])
    return answer


@mutant("GW-SUPP-006")
async def only_says_that_it_removes(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Says that it removes a number, and keeps it suppressed."""
    if ask.operation == "sms.suppression.delete" and ask.text("phone"):
        return success({"phone": ask.text("phone"), "removed": True})
    return await onward(ask)


@mutant("GW-SUPP-007")
async def never_forgives(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Refuses messages to a number that is suppressed no more."""
    if ask.operation == "sms.suppression.delete":
        notes[ask.text("phone")] = True
    if ask.operation == "sms.send" and ask.text("to") in notes:
        return refusal("RECIPIENT_SUPPRESSED", 403)
    return await onward(ask)


@in_data("GW-SUPP-008", "sms.suppress")
def forgets_the_reason(data: Data) -> None:
    """Forgets why a number was suppressed."""
    data["reason"] = "other"


@in_data("GW-SUPP-009", "sms.suppress")
def forgets_the_scope(data: Data) -> None:
    """Forgets in which scope a number was suppressed."""
    data["scope"] = "other"


@mutant("GW-SUPP-010")
async def erases_for_anybody(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Erases without the right token."""
    answer = await onward(ask)
    phone = ask.text("phone")
    if ask.operation == "sms.suppression.gdpr_remove" and not answer.is_success and phone:
        return await onward(ask.at("/v1/sms/suppression/delete", {"phone": phone}))
    return answer


@mutant("GW-SUPP-011")
async def only_says_that_it_erases(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Says that it erases, and suppresses the number again."""
    answer = await onward(ask)
    if ask.operation == "sms.suppress":
        notes[ask.text("phone")] = ask.members
    if ask.operation == "sms.suppression.gdpr_remove" and answer.data.get("removed"):
        await onward(ask.at("/v1/sms/suppress", notes[ask.text("phone")]))
    return answer


@mutant("GW-SUPP-012")
async def keeps_the_first_record(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Answers the first suppression of a number for the second."""
    answer = await onward(ask)
    if ask.operation == "sms.suppress" and answer.is_success:
        answer.document["data"] = notes.setdefault(answer.data["phone"], answer.data)
    if ask.operation == "sms.suppression.check" and answer.data.get("record"):
        answer.data["record"] = notes.get(ask.text("phone"), answer.data["record"])
    return answer


@in_data("GW-SUPP-013", "sms.suppression.delete")
def always_removes(data: Data) -> None:
    """Says that it removes a number that was not suppressed."""
    data["removed"] = True


@in_request("GW-SUPP-014", "sms.suppression.delete")
def removes_all_scopes(ask: Ask) -> Ask:
    """Removes a number from all scopes, where one was named."""
    return ask.saying({name: one for name, one in ask.members.items() if "scope" not in name})


@mutant("GW-SUPP-015")
async def refuses_the_suppressed(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Refuses a message to a suppressed number."""
    answer = await onward(ask)
    is_silenced = ask.operation == "sms.send" and answer.data.get("state") == "suppressed"
    return refusal("RECIPIENT_SUPPRESSED") if is_silenced else answer


@in_data("GW-INB-001", "sms.inbound.list")
def hears_nothing(data: Data) -> None:
    """Lists no replies."""
    data["items"] = []


@in_data("GW-INB-002", "sms.inbound.list")
def forgets_the_words(data: Data) -> None:
    """Lists replies without their text."""
    for item in data["items"]:
        item.pop("body", None)


@mutant("GW-INB-003")
async def stops_for_nobody(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Suppresses nobody who replies STOP."""
    answer = await onward(ask)
    if ask.operation == "sms.suppress":
        notes[ask.text("phone")] = True
    if ask.operation == "sms.suppression.check" and ask.text("phone") not in notes:
        answer.data.update(suppressed=False, record=None)
    return answer


@in_data("GW-LOOK-001", "sms.lookup")
def looks_another_up(data: Data) -> None:
    """Tells of another number than was asked about."""
    data["phone"] = ELSEWHERE


@in_data("GW-LOOK-002", "sms.lookup")
def finds_all_numbers_good(data: Data) -> None:
    """Finds a number valid that is none."""
    data["valid"] = True


@mutant("GW-LOOK-003")
async def sees_france_everywhere(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Finds all numbers French."""
    answer = await onward(ask)
    if ask.operation == "sms.lookup" and answer.data.get("country_code"):
        answer.data["country_code"] = "FR"
    return answer


@mutant("GW-LOOK-004")
async def knows_less_when_asked_for_more(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Finds a number invalid where it was asked for fields of it."""
    answer = await onward(ask)
    if ask.operation == "sms.lookup" and ask.members.get("fields"):
        answer.data["valid"] = False
    return answer


@in_request("GW-LOOK-005", "sms.lookup")
def tells_all_fields(ask: Ask) -> Ask:
    """Tells all that it knows, whatever it was asked for."""
    return ask.saying({name: one for name, one in ask.members.items() if name != "fields"})


@mutant("GW-LOOK-006")
async def changes_names(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Tells another name of the caller each time."""
    answer = await onward(ask)
    if ask.operation == "sms.lookup" and answer.is_success:
        notes["asked"] = notes.get("asked", 0) + 1
        answer.data["caller_name"] = f"Caller {notes['asked']}"
    return answer


@in_data("GW-SUPP-017", "sms.suppress")
def keeps_no_notes(data: Data) -> None:
    """Does not tell the notes of a suppression."""
    data["notes"] = None


@in_request("GW-SUPP-016", "sms.suppression.check")
def looks_at_no_sender(ask: Ask) -> Ask:
    """Does not look whether a suppression is for the sender that it is asked about."""
    return ask.saying({name: told for name, told in ask.members.items() if name != "sender_scope"})


MUTANTS: Final[tuple[Mutant, ...]] = (
    only_says_that_it_suppresses,
    finds_everybody_suppressed,
    sends_to_the_suppressed,
    lists_none_suppressed,
    counts_the_page,
    never_counts_again,
    only_says_that_it_removes,
    never_forgives,
    forgets_the_reason,
    forgets_the_scope,
    erases_for_anybody,
    only_says_that_it_erases,
    keeps_the_first_record,
    always_removes,
    removes_all_scopes,
    refuses_the_suppressed,
    hears_nothing,
    forgets_the_words,
    stops_for_nobody,
    looks_another_up,
    finds_all_numbers_good,
    sees_france_everywhere,
    knows_less_when_asked_for_more,
    tells_all_fields,
    changes_names,
    looks_at_no_sender,
    keeps_no_notes,
)
