"""Lies about proving a sender, and about reviews of signatures and templates."""

from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Lie, Mutant, Notes, Onward, in_data, mutant

__all__ = ["MUTANTS"]


@mutant("GW-SNDR-005")
async def never_verifies(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Leaves a sender as it was, though the code was right."""
    answer = await onward(ask)
    if ask.operation.startswith("sms.sender.") and "sender_id" in answer.data:
        state = answer.data.get("state")
        answer.data["state"] = notes.setdefault(answer.data["sender_id"], state)
    return answer


@mutant("GW-SNDR-006")
async def verifies_by_any_code(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Verifies a sender by a code that was not sent to it."""
    answer = await onward(ask)
    if ask.operation == "sms.sender.verify" and not answer.is_success:
        found = await onward(ask.at(f"/v1/sms/sender/get/{ask.members.get('sender_id')}"))
        if found.is_success:
            found.data["state"] = "verified"
            return found
    return answer


@in_data("GW-SNDR-007", "sms.sender.reputation")
def tells_of_another_sender(data: Data) -> None:
    """Tells the reputation of another sender."""
    data["sender_id"] += "0"


@in_data("GW-SNDR-009", "sms.sender.register")
def forgets_the_methods(data: Data) -> None:
    """Forgets by which methods a sender is to be verified."""
    data["methods"] = []


@in_data("GW-SNDR-010", "sms.sender.register")
def verifies_from_the_start(data: Data) -> None:
    """Has a new sender verified already."""
    data["state"] = "verified"


@in_data("GW-SNDR-011", "sms.sender.reputation")
def has_rates_beyond_all(data: Data) -> None:
    """Tells that more people complained than there were."""
    data["complaint_rate_30d"] = 101


@in_data("GW-SNDR-012", "sms.sender.reputation")
def sets_no_cap(data: Data) -> None:
    """Does not tell what a sender may send in a day."""
    data["cap"] = None


@in_data("GW-SIGN-009", "sms.signature.create")
def forgets_the_type(data: Data) -> None:
    """Forgets the type of a signature."""
    data["type"] = None


@in_data("GW-TMPL-009", "sms.template.create")
def forgets_the_variables(data: Data) -> None:
    """Forgets the variables of a template."""
    data["variables"] = []


def _stays(kind: str, state: str) -> Lie:
    async def lie(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
        answer = await onward(ask)
        if ask.operation in {f"sms.{kind}.create", f"sms.{kind}.get"} and answer.is_success:
            answer.data["review_state"] = state
        return answer

    return lie


MUTANTS: Final[tuple[Mutant, ...]] = (
    never_verifies,
    verifies_by_any_code,
    tells_of_another_sender,
    forgets_the_methods,
    verifies_from_the_start,
    has_rates_beyond_all,
    sets_no_cap,
    forgets_the_type,
    forgets_the_variables,
    Mutant(
        "approves-no-signature",
        "GW-SIGN-006",
        "Never comes to the end of a signature's review.",
        _stays("signature", "pending"),
    ),
    Mutant(
        "approves-any-signature",
        "GW-SIGN-007",
        "Approves signatures that are to be rejected.",
        _stays("signature", "approved"),
    ),
    Mutant(
        "approves-no-template",
        "GW-TMPL-006",
        "Never comes to the end of a template's review.",
        _stays("template", "pending"),
    ),
    Mutant(
        "approves-any-template",
        "GW-TMPL-007",
        "Approves templates that are to be rejected.",
        _stays("template", "approved"),
    ),
)
