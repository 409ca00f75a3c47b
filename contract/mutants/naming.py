"""Lies about how carriersim names things, and about what it says of itself."""

from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, mutant

__all__ = ["MUTANTS"]


@in_data("GW-IDS-001", "sms.template.create")
def spells_ids_bare(data: Data) -> None:
    """Has ids of templates without a beginning that tells what they are."""
    data["template_id"] = data["template_id"].rpartition("_")[2]


@mutant("GW-IDS-002")
async def names_nothing_that_is_missing(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not say which sender is not there."""
    answer = await onward(ask)
    if ask.operation == "sms.sender.get" and not answer.is_success:
        answer.error["message"] = "There is no such sender."
    return answer


@in_data("GW-EVNT-005", "sms.events")
def calls_all_events_alike(data: Data) -> None:
    """Has one type for all events."""
    for item in data["items"]:
        item["type"] = "message.updated"


@mutant("GW-ENV-017")
async def hides_the_vendor(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not say who carries a message whose status is asked for."""
    answer = await onward(ask)
    if ask.operation == "sms.status" and answer.is_success:
        answer.document["metadata"]["vendor"] = None
    return answer


@mutant("GW-ENV-022")
async def hides_who_reviews(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not say which vendor a template was handed in to."""
    answer = await onward(ask)
    if ask.operation == "sms.template.create" and answer.is_success:
        answer.document["metadata"]["vendor"] = None
    return answer


@in_data("GW-DISC-006", "discovery.get")
def requires_nothing(data: Data) -> None:
    """Tells of no parameter that it is required."""
    for one in data["params"]:
        one["required"] = False


@in_data("GW-DISC-007", "discovery.list")
def is_out_of_order(data: Data) -> None:
    """Tells of no capability that it is available."""
    for one in data["capabilities"]:
        one["available"] = False


@in_data("GW-DISC-008", "discovery.get")
def promises_retries(data: Data) -> None:
    """Tells that a retry may mend any error."""
    for one in data["errors"]:
        one["retryable"] = True


@in_data("GW-DISC-009", "discovery.get")
def shows_another_address(data: Data) -> None:
    """Has examples that call somebody else."""
    for language, text in data["examples"].items():
        data["examples"][language] = text.replace("/v1/", "/v2/")


@in_data("GW-DISC-010", "discovery.get")
def hides_an_error(data: Data) -> None:
    """Does not tell that there are vendors which it does not know."""
    data["errors"] = [one for one in data["errors"] if one["code"] != "UNKNOWN_VENDOR"]


@in_data("GW-DISC-011", "discovery.list")
def asks_for_more_than_it_takes(data: Data) -> None:
    """Tells of a price that is twice what it charges."""
    for one in data["capabilities"]:
        one["billing"]["price_usd"] *= 2


MUTANTS: Final[tuple[Mutant, ...]] = (
    spells_ids_bare,
    calls_all_events_alike,
    hides_the_vendor,
    requires_nothing,
    is_out_of_order,
    promises_retries,
    shows_another_address,
    hides_who_reviews,
    names_nothing_that_is_missing,
    hides_an_error,
    asks_for_more_than_it_takes,
)
