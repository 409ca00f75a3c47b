"""Lies about batches."""

from typing import Final

from contract.mutants.exchange import Answer, Ask, Data
from contract.mutants.mutant import Mutant, Notes, Onward, in_data, in_request, mutant
from contract.mutants.words import ELSEWHERE, refusal, success

__all__ = ["MUTANTS"]

_MAX: Final = 100


def _messages(ask: Ask) -> list[Data]:
    messages = ask.members.get("messages")
    return messages if isinstance(messages, list) else []


@in_data("GW-BTCH-001", "sms.batch.send")
def loses_the_last_of_a_batch(data: Data) -> None:
    """Has no result for the last message of a batch."""
    data["results"][-1:] = []


@in_data("GW-BTCH-002", "sms.batch.send")
def sends_all_to_one(data: Data) -> None:
    """Answers each message of a batch with another recipient."""
    for result in data["results"]:
        if result["result"]:
            result["result"]["to"] = ELSEWHERE


@in_data("GW-BTCH-002", "sms.batch.send")
def has_one_id_for_a_batch(data: Data) -> None:
    """Answers each message of a batch with the id of the first."""
    sent = [result["result"] for result in data["results"] if result["result"]]
    for record in sent:
        record["sms_id"] = sent[0]["sms_id"]


@in_request("GW-BTCH-003", "sms.batch.send")
def cuts_long_batches(ask: Ask) -> Ask:
    """Sends the first hundred of a longer batch."""
    return ask.changed(messages=_messages(ask)[:_MAX]) if len(_messages(ask)) > _MAX else ask


@mutant("GW-BTCH-003")
async def takes_only_99(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Refuses a hundred messages."""
    return refusal() if len(_messages(ask)) >= _MAX else await onward(ask)


@mutant("GW-BTCH-004")
async def charges_a_batch_once(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Charges one message for a whole batch."""
    answer = await onward(ask)
    if ask.operation == "sms.batch.send" and answer.is_success:
        metadata = answer.document["metadata"]
        once = metadata["cost_usd"] / max(1, len(answer.data["results"]))
        notes["saved"] = notes.get("saved", 0) + metadata["cost_usd"] - once
        metadata["cost_usd"] = once
    if ask.operation == "account.balance" and answer.is_success:
        answer.data["balance_usd"] += notes.get("saved", 0)
    return answer


@in_data("GW-BTCH-005", "sms.batch.send")
def counts_from_one(data: Data) -> None:
    """Counts the messages of a batch from one."""
    for result in data["results"]:
        result["index"] += 1


@in_data("GW-BTCH-005", "sms.batch.send")
def answers_in_another_order(data: Data) -> None:
    """Answers the last message of a batch first, under the number of the first."""
    results = data["results"]
    results.reverse()
    for index, result in enumerate(results):
        result["index"] = index


@mutant("GW-BTCH-006")
async def refuses_a_batch_for_one(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Refuses a whole batch for one bad message."""
    answer = await onward(ask)
    results = answer.data.get("results", ()) if ask.operation == "sms.batch.send" else ()
    return refusal() if any(result["error"] for result in results) else answer


@mutant("GW-BTCH-007")
async def sends_batches_of_none(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Succeeds in sending a batch of none."""
    if ask.operation == "sms.batch.send" and ask.members.get("messages") == []:
        return success({"results": []})
    return await onward(ask)


MUTANTS: Final[tuple[Mutant, ...]] = (
    loses_the_last_of_a_batch,
    sends_all_to_one,
    has_one_id_for_a_batch,
    cuts_long_batches,
    takes_only_99,
    charges_a_batch_once,
    counts_from_one,
    answers_in_another_order,
    refuses_a_batch_for_one,
    sends_batches_of_none,
)
