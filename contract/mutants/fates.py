"""Lies about what becomes of messages: states, timelines, cancelling, sending again."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, in_request, mutant
from contract.mutants.words import ELSEWHERE, success

__all__ = ["MUTANTS"]


@in_data("GW-STAT-001", "sms.status")
def finds_another_message(data: Data) -> None:
    """Finds a message to somebody else by the id of this one."""
    data["to"] = ELSEWHERE


@mutant("GW-STAT-002")
async def finds_what_is_not_there(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Tells of a message that nobody sent."""
    answer = await onward(ask)
    if ask.operation != "sms.status" or answer.is_success:
        return answer
    at = "2026-01-01T00:00:00Z"
    fixed = {"to": ELSEWHERE, "state": "queued", "vendor": None, "segments": 1, "created_at": at}
    return success({"sms_id": ask.id, **fixed})


@mutant("GW-STAT-003")
async def goes_backwards(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Has a message return to its first state, each second time that one asks."""
    answer = await onward(ask)
    if ask.operation in {"sms.send", "sms.status"} and answer.is_success:
        told = notes.setdefault(answer.data["sms_id"], [])
        told.append(answer.data["state"])
        if len(told) % 2 and told[0] != told[-1]:
            answer.data["state"] = told[0]
    return answer


@in_data("GW-STAT-004", "sms.status")
def has_states_of_its_own(data: Data) -> None:
    """Calls states as nobody else does."""
    data["state"] = f"is_{data['state']}"


@mutant("GW-STAT-005")
async def never_arrives(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Leaves every message in the state in which it was first seen."""
    answer = await onward(ask)
    if ask.operation in {"sms.send", "sms.status"} and answer.is_success:
        answer.data["state"] = notes.setdefault(answer.data["sms_id"], answer.data["state"])
    return answer


@in_data("GW-STAT-006", "sms.events")
def forgets_how_it_ended(data: Data) -> None:
    """Leaves the last event out."""
    data["items"][-1:] = []


@mutant("GW-STAT-007")
async def grows_older_by_being_asked(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Tells another instant of creation each time that one asks."""
    answer = await onward(ask)
    if ask.operation == "sms.status" and answer.is_success:
        notes["asked"] = notes.get("asked", 0) + 1
        at = datetime.fromisoformat(answer.data["created_at"])
        answer.data["created_at"] = (at - timedelta(minutes=notes["asked"])).isoformat()
    return answer


@in_data("GW-EVNT-001", "sms.events")
def has_no_timeline(data: Data) -> None:
    """Knows of nothing that happened to a message."""
    data["items"] = []


@mutant("GW-EVNT-002")
async def has_a_timeline_of_nothing(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Tells the timeline of a message that nobody sent."""
    answer = await onward(ask)
    if ask.operation == "sms.events" and not answer.is_success:
        return success({"items": [], "next_cursor": None})
    return answer


@mutant("GW-EVNT-003")
async def has_one_timeline_for_all(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Tells the timeline of the first message for that of any."""
    answer = await onward(ask)
    if ask.operation == "sms.events" and answer.is_success:
        answer.data["items"] = notes.setdefault("items", answer.data["items"])
    return answer


@in_data("GW-EVNT-004", "sms.events")
def tells_backwards(data: Data) -> None:
    """Tells the newest event first."""
    data["items"].reverse()


@mutant("GW-CANC-001")
async def only_says_that_it_cancels(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Says that it cancels, and sends all the same."""
    if ask.operation != "sms.cancel":
        return await onward(ask)
    found = await onward(ask.at(f"/v1/sms/status/{ask.id}"))
    if not found.is_success:
        return await onward(ask)
    return success({"message_id": ask.id, "cancelled": True, "state": "cancelled"})


@in_data("GW-CANC-001", "sms.cancel")
def cancels_another(data: Data) -> None:
    """Answers that it cancelled another message."""
    data["message_id"] += "0"


@mutant("GW-CANC-002")
async def cancels_what_has_left(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Says that it cancels what was dispatched already."""
    answer = await onward(ask)
    if ask.operation != "sms.cancel" or answer.data.get("cancelled"):
        return answer
    found = await onward(ask.at(f"/v1/sms/status/{ask.id}"))
    told = {"message_id": ask.id, "cancelled": True, "state": "cancelled"}
    return success(told) if found.is_success else answer


@mutant("GW-CANC-003")
async def cancels_what_is_not_there(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Says that it cancels what nobody sent."""
    answer = await onward(ask)
    if ask.operation == "sms.cancel" and answer.status == HTTPStatus.NOT_FOUND:
        return success({"message_id": ask.id, "cancelled": True, "state": "cancelled"})
    return answer


@in_request("GW-CANC-004", "sms.cancel")
def minds_no_body_when_it_cancels(ask: Ask) -> Ask:
    """Cancels the message of the path, whichever the body names."""
    return ask.changed(message_id=ask.id)


@mutant("GW-CANC-005")
async def keeps_the_money(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Pays nothing back for what was cancelled."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success:
        notes[answer.data["sms_id"]] = answer.document["metadata"]["cost_usd"]
    if ask.operation == "sms.cancel" and answer.data.get("cancelled"):
        notes["kept"] = notes.get("kept", 0) + notes.get(ask.id, 0)
    if ask.operation == "account.balance" and answer.is_success:
        answer.data["balance_usd"] -= notes.get("kept", 0)
    return answer


@mutant("GW-CANC-006")
async def fails_when_it_is_too_late(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Has it a failure to come too late."""
    answer = await onward(ask)
    if answer.data.get("cancelled") is False:
        answer.status = 409
        answer.document |= {"ok": False, "data": None, "error": {"code": "TOO_LATE"}}
    return answer


@mutant("GW-RSND-001")
async def sends_again_to_another(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers that it sent again, to somebody else."""
    answer = await onward(ask)
    if ask.operation == "sms.resend":
        for result in answer.data.get("results", ()):
            result["result"]["to"] = ELSEWHERE
    return answer


@in_request("GW-RSND-002", "sms.resend")
def sends_all_again(ask: Ask) -> Ask:
    """Sends again what did not fail, too."""
    return ask.changed(only_failed=False)


@mutant("GW-RSND-003")
async def sends_nothing_again(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Succeeds in sending again what is not there."""
    answer = await onward(ask)
    if ask.operation == "sms.resend" and answer.status == HTTPStatus.NOT_FOUND:
        return success({"results": []})
    return answer


@mutant("GW-RSND-004")
async def has_the_same_id_again(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers what was sent again under the id of the first message."""
    answer = await onward(ask)
    if ask.operation == "sms.resend":
        for result in answer.data.get("results", ()):
            result["result"]["sms_id"] = ask.id
    return answer


@in_request("GW-RSND-005", "sms.resend")
def minds_no_body_when_it_sends_again(ask: Ask) -> Ask:
    """Sends the message of the path again, whichever the body names."""
    return ask.changed(message_id=ask.id)


MUTANTS: Final[tuple[Mutant, ...]] = (
    finds_another_message,
    finds_what_is_not_there,
    goes_backwards,
    has_states_of_its_own,
    never_arrives,
    forgets_how_it_ended,
    grows_older_by_being_asked,
    has_no_timeline,
    has_a_timeline_of_nothing,
    has_one_timeline_for_all,
    tells_backwards,
    only_says_that_it_cancels,
    cancels_another,
    cancels_what_has_left,
    cancels_what_is_not_there,
    minds_no_body_when_it_cancels,
    keeps_the_money,
    fails_when_it_is_too_late,
    sends_again_to_another,
    sends_all_again,
    sends_nothing_again,
    has_the_same_id_again,
    minds_no_body_when_it_sends_again,
)
