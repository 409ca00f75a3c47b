"""Lies about a message that is sent."""

from http import HTTPStatus
from math import ceil
from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, in_request, mutant
from contract.mutants.words import ELSEWHERE, has_emoji, is_e164, refusal

__all__ = ["MUTANTS"]

_EXTENSION: Final = frozenset("^{}\\[~]|€")
_ALONE: Final = 160
_IN_A_PART: Final = 153
_LONGEST: Final = 1600


def _text(ask: Ask) -> str:
    return ask.text("body")


def _is_plain(text: str) -> bool:
    return text.isascii() and not _EXTENSION & set(text)


@in_data("GW-SEND-001", "sms.send")
def answers_another_recipient(data: Data) -> None:
    """Answers a message to somebody else."""
    data["to"] = ELSEWHERE


@in_request("GW-SEND-002", "sms.send")
def sends_to_anything(ask: Ask) -> Ask:
    """Takes a recipient that is no number in E.164."""
    return ask if is_e164(ask.members.get("to")) else ask.changed(to=ELSEWHERE)


@mutant("GW-SEND-003")
async def has_one_id_for_all(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Answers every message with the id of the first."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success:
        answer.data["sms_id"] = notes.setdefault("id", answer.data["sms_id"])
    return answer


@mutant("GW-SEND-004")
async def forgets_the_header_of_parts(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Fits 160 letters into each part of a long text."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success and _is_plain(_text(ask)):
        answer.data["segments"] = max(1, ceil(len(_text(ask)) / _ALONE))
    return answer


@mutant("GW-SEND-005")
async def counts_all_letters_alike(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Fits as many letters of any script into a segment as of GSM-7."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success and not _text(ask).isascii():
        length = len(_text(ask))
        answer.data["segments"] = 1 if length <= _ALONE else ceil(length / _IN_A_PART)
    return answer


@mutant("GW-SEND-006")
async def counts_extended_letters_once(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Counts braces, brackets and the euro as one letter each."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success and _EXTENSION & set(_text(ask)):
        length = len(_text(ask))
        answer.data["segments"] = 1 if length <= _ALONE else ceil(length / _IN_A_PART)
    return answer


@mutant("GW-SEND-007")
async def refuses_emoji(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Refuses a text that holds emoji."""
    if ask.operation == "sms.send" and has_emoji(_text(ask)):
        return refusal()
    return await onward(ask)


@in_request("GW-SEND-008", "sms.send")
def chooses_vendors_itself(ask: Ask) -> Ask:
    """Does not mind which vendor was pinned."""
    return ask.saying({name: one for name, one in ask.members.items() if name != "vendor"})


@mutant("GW-SEND-009")
async def sends_templates_as_they_are(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Sends the name of a template in place of its text."""
    template = ask.text("template_id")
    if ask.operation == "sms.send" and template:
        kept = {name: one for name, one in ask.members.items() if not name.startswith("template")}
        return await onward(ask.saying({**kept, "body": template}))
    return await onward(ask)


@mutant("GW-SEND-010")
async def takes_unknown_vendors(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Routes a message itself where it does not know the pinned vendor."""
    answer = await onward(ask)
    if answer.error.get("code") == "UNKNOWN_VENDOR":
        kept = {name: one for name, one in ask.members.items() if name != "vendor"}
        return await onward(ask.saying(kept))
    return answer


@in_request("GW-SEND-011", "sms.send")
def prefers_the_body(ask: Ask) -> Ask:
    """Sends the body where it is given a template as well."""
    if "body" not in ask.members:
        return ask
    return ask.saying({name: one for name, one in ask.members.items() if name != "template_id"})


@in_request("GW-SEND-012", "sms.send")
def cuts_long_texts(ask: Ask) -> Ask:
    """Cuts a text that is too long."""
    return ask.changed(body=_text(ask)[:_LONGEST]) if len(_text(ask)) > _LONGEST else ask


@mutant("GW-SEND-013")
async def leaves_variables_out(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Sends a template whose variables nobody gave."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and ask.text("template_id") and not answer.is_success:
        return await onward(ask.saying({"to": ask.text("to"), "body": "Hello, ."}))
    return answer


@mutant("GW-SEND-014")
async def takes_any_sender(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Takes whatever it is given as a sender."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and "from" in ask.members and not answer.is_success:
        return await onward(ask.changed(**{"from": "Acme"}))
    return answer


@mutant("GW-SEND-015")
async def needs_no_approval(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Sends templates that nobody has approved."""
    answer = await onward(ask)
    if answer.error.get("code") == "TEMPLATE_NOT_APPROVED":
        return await onward(ask.saying({"to": ask.text("to"), "body": "Hello."}))
    return answer


@mutant("GW-SEND-016")
async def calls_missing_templates_bad(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers 422 where a template is not there."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.status == HTTPStatus.NOT_FOUND:
        return refusal("VALIDATION_ERROR")
    return answer


@in_data("GW-SEND-019", "sms.send")
def sends_at_once(data: Data) -> None:
    """Answers a new message as sent already."""
    data["state"] = "sent"


@mutant("GW-SEND-020")
async def calls_all_bad_bodies_invalid(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers 422 where a body cannot be read."""
    answer = await onward(ask)
    return refusal("VALIDATION_ERROR") if answer.status in {400, 415} else answer


@mutant("GW-LIST-021")
async def hides_what_was_sent_last(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Does not list the message that was sent last."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success:
        notes["last"] = answer.data["sms_id"]
    if ask.operation == "sms.list" and answer.is_success:
        answer.items[:] = [item for item in answer.items if item["sms_id"] != notes.get("last")]
    return answer


@mutant("GW-LIST-022")
async def lists_other_records(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Lists each message with one segment more than it has."""
    answer = await onward(ask)
    if ask.operation == "sms.list" and answer.is_success:
        for item in answer.items:
            item["segments"] += 1
    return answer


MUTANTS: Final[tuple[Mutant, ...]] = (
    answers_another_recipient,
    sends_to_anything,
    has_one_id_for_all,
    forgets_the_header_of_parts,
    counts_all_letters_alike,
    counts_extended_letters_once,
    refuses_emoji,
    chooses_vendors_itself,
    sends_templates_as_they_are,
    takes_unknown_vendors,
    prefers_the_body,
    cuts_long_texts,
    leaves_variables_out,
    takes_any_sender,
    needs_no_approval,
    calls_missing_templates_bad,
    sends_at_once,
    calls_all_bad_bodies_invalid,
    hides_what_was_sent_last,
    lists_other_records,
)
