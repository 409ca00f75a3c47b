"""Lies about what is asked twice under one key."""

from typing import Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Lie, Mutant, Notes, Onward, in_request, mutant

__all__ = ["MUTANTS"]

_KEY_MAX: Final = 255
_DELETIONS: Final = ("sms.sender.delete", "sms.signature.delete", "sms.template.delete")


def _is_retry(ask: Ask, notes: Notes, *operations: str) -> bool:
    """Tell whether one of the operations was asked for under this key before, and remember."""
    if ask.operation not in operations or not ask.once_key:
        return False
    times = notes.get((ask.operation, ask.once_key), 0)
    notes[ask.operation, ask.once_key] = times + 1
    return bool(times)


def _forgets_keys(*operations: str) -> Lie:
    """Do again what is asked for again."""

    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        if _is_retry(ask, notes, *operations):
            times = notes[ask.operation, ask.once_key]
            return await onward(ask.under(f"{ask.once_key[:200]}-{times}"))
        return await onward(ask)

    return lie


def _answers_otherwise(operation: str, member: str, otherwise: object) -> Lie:
    """Return something else to a retry."""

    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        is_retry = _is_retry(ask, notes, operation)
        answer = await onward(ask)
        if is_retry and answer.is_success:
            answer.data[member] = otherwise
        return answer

    return lie


@mutant("GW-IDEM-001")
async def refuses_retries(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Refuses to answer a retry again."""
    answer = await onward(ask)
    if _is_retry(ask, notes, "sms.send") and answer.is_success:
        answer.status = 409
        answer.document |= {"ok": False, "data": None, "error": {"code": "DONE_ALREADY"}}
    return answer


@mutant("GW-IDEM-002")
async def does_not_see_the_header(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Minds only the member, not the header."""
    if not ask.members.get("idempotency_key") and _is_retry(ask, notes, "sms.send"):
        return await onward(ask.headed("Idempotency-Key", f"{ask.once_key[:200]}-again"))
    return await onward(ask)


@mutant("GW-IDEM-003")
async def sends_once_more_in_secret(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Returns the same result to a retry, and sends another message."""
    if _is_retry(ask, notes, "sms.send"):
        await onward(ask.under(f"{ask.once_key[:200]}-secret"))
    return await onward(ask)


@mutant("GW-IDEM-004")
async def charges_retries(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Returns the same result to a retry, and charges it."""
    answer = await onward(ask)
    if _is_retry(ask, notes, "sms.send"):
        notes["taken"] = notes.get("taken", 0) + 0.01
    if ask.operation == "account.balance" and answer.is_success:
        answer.data["balance_usd"] -= notes.get("taken", 0)
    return answer


@mutant("GW-IDEM-016")
async def takes_all_keys_for_one(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Takes what is sent to the same number for a retry, whatever its key."""
    answer = await onward(ask)
    if ask.operation == "sms.send" and answer.is_success and ask.once_key:
        answer.document["data"] = notes.setdefault(answer.data["to"], answer.data)
    return answer


@mutant("GW-IDEM-017")
async def sees_no_retry_in_flight(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Sends twice where the retry comes before the answer."""
    if ask.operation != "sms.send" or not ask.once_key:
        return await onward(ask)
    flying = notes.get(ask.once_key, 0)
    notes[ask.once_key] = flying + 1
    answer = await onward(ask.under(f"{ask.once_key[:200]}-{flying}") if flying else ask)
    notes[ask.once_key] -= 1
    return answer


@mutant("GW-IDEM-021")
async def minds_only_the_key(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Takes another request under a known key for a retry."""
    if ask.operation == "sms.send" and ask.once_key:
        first = notes.setdefault(ask.once_key, ask)
        return await onward(first)
    return await onward(ask)


@mutant("GW-IDEM-022")
async def hides_replays(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not say that an answer is a replay."""
    answer = await onward(ask)
    answer.headers.pop("Idempotent-Replayed", None)
    return answer


@mutant("GW-IDEM-023")
async def believes_the_header(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Takes the key of the header where the member has another."""
    in_header = ask.headers.get("Idempotency-Key")
    if ask.members.get("idempotency_key") and in_header:
        return await onward(ask.changed(idempotency_key=in_header))
    return await onward(ask)


@mutant("GW-IDEM-024")
async def cuts_long_keys(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Cuts a key that is too long."""
    return await onward(ask.under(ask.once_key[:_KEY_MAX]) if len(ask.once_key) > _KEY_MAX else ask)


@mutant("GW-IDEM-025")
async def holds_refusals_against_a_key(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Answers a refusal again where the retry is good."""
    if ask.operation != "sms.send" or not ask.once_key:
        return await onward(ask)
    if ask.once_key in notes:
        return notes[ask.once_key]  # type: ignore[no-any-return]
    answer = await onward(ask)
    if not answer.is_success:
        notes[ask.once_key] = answer
    return answer


@mutant("GW-IDEM-030")
async def repeats_itself_in_silence(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not say of a repeated suppression that it is a replay."""
    answer = await onward(ask)
    if ask.operation == "sms.suppress":
        answer.headers.popall("Idempotent-Replayed", None)
    return answer


@in_request("GW-IDEM-031", *_DELETIONS)
def reads_no_key_in_a_query(ask: Ask) -> Ask:
    """Takes no notice of the key in the query of a deletion."""
    return ask.asking(idempotency_key=None)


MUTANTS: Final[tuple[Mutant, ...]] = (
    Mutant(
        "sends-again",
        "GW-IDEM-001",
        "Sends a second message where a send is retried.",
        _forgets_keys("sms.send"),
    ),
    refuses_retries,
    does_not_see_the_header,
    sends_once_more_in_secret,
    charges_retries,
    Mutant(
        "sends-a-batch-again",
        "GW-IDEM-005",
        "Sends a batch again where it is retried.",
        _forgets_keys("sms.batch.send"),
    ),
    Mutant(
        "resends-again",
        "GW-IDEM-006",
        "Sends a message a third time where sending it again is retried.",
        _forgets_keys("sms.resend"),
    ),
    Mutant(
        "registers-again",
        "GW-IDEM-007",
        "Makes a second sender where a registration is retried.",
        _answers_otherwise("sms.sender.register", "sender_id", "another"),
    ),
    Mutant(
        "cannot-delete-a-sender-again",
        "GW-IDEM-008",
        "Answers a retried deletion of a sender with false.",
        _answers_otherwise("sms.sender.delete", "deleted", otherwise=False),
    ),
    Mutant(
        "cannot-delete-a-signature-again",
        "GW-IDEM-009",
        "Answers a retried deletion of a signature with false.",
        _answers_otherwise("sms.signature.delete", "deleted", otherwise=False),
    ),
    Mutant(
        "cannot-delete-a-template-again",
        "GW-IDEM-010",
        "Answers a retried deletion of a template with false.",
        _answers_otherwise("sms.template.delete", "deleted", otherwise=False),
    ),
    Mutant(
        "suppresses-again",
        "GW-IDEM-011",
        "Answers a retried suppression with another record.",
        _answers_otherwise("sms.suppress", "created_at", "2030-01-01T00:00:00.000Z"),
    ),
    Mutant(
        "cannot-remove-again",
        "GW-IDEM-012",
        "Answers a retried removal with false.",
        _answers_otherwise("sms.suppression.delete", "removed", otherwise=False),
    ),
    Mutant(
        "cannot-erase-again",
        "GW-IDEM-013",
        "Answers a retried erasure with false.",
        _answers_otherwise("sms.suppression.gdpr_remove", "removed", otherwise=False),
    ),
    Mutant(
        "tops-up-again",
        "GW-IDEM-014",
        "Makes a second top-up where one is retried.",
        _forgets_keys("account.topup"),
    ),
    Mutant(
        "verifies-otherwise-again",
        "GW-IDEM-015",
        "Answers a retried verification of a sender with another state.",
        _answers_otherwise("sms.sender.verify", "state", "rejected"),
    ),
    Mutant(
        "cannot-cancel-again",
        "GW-IDEM-028",
        "Answers a retried cancellation with false.",
        _answers_otherwise("sms.cancel", "cancelled", otherwise=False),
    ),
    Mutant(
        "believes-no-code-again",
        "GW-IDEM-029",
        "Answers a retried verification of a passcode with false.",
        _answers_otherwise("sms.verify", "valid", otherwise=False),
    ),
    takes_all_keys_for_one,
    sees_no_retry_in_flight,
    Mutant(
        "signs-again",
        "GW-IDEM-018",
        "Makes a second signature where one is created again under the header.",
        _forgets_keys("sms.signature.create"),
    ),
    Mutant(
        "writes-a-template-again",
        "GW-IDEM-019",
        "Makes a second template where one is created again under the header.",
        _forgets_keys("sms.template.create"),
    ),
    Mutant(
        "sends-a-code-again",
        "GW-IDEM-020",
        "Sends a second passcode where one is asked for again under the header.",
        _forgets_keys("sms.otp"),
    ),
    minds_only_the_key,
    hides_replays,
    believes_the_header,
    cuts_long_keys,
    holds_refusals_against_a_key,
    repeats_itself_in_silence,
    reads_no_key_in_a_query,
)
