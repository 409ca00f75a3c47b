"""Lies about who may do what."""

from http import HTTPStatus
from typing import Final

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Lie, Mutant, Notes, Onward, mutant
from contract.mutants.words import refusal, success

__all__ = ["MUTANTS"]

_BEARER: Final = "Bearer "


async def _as_oneself(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Ask, and remember whose credentials are good."""
    answer = await onward(ask)
    if ask.operation and answer.is_success and ask.authorization.startswith(_BEARER):
        notes.setdefault("good", {})[ask.authorization] = None
    return answer


async def _as_others(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Ask as everybody else of whom one knows, until it succeeds."""
    answer = refusal()
    for authorization in notes.get("good", {}):
        if authorization != ask.authorization:
            answer = await onward(ask.headed("Authorization", authorization))
            if answer.is_success:
                break
    return answer


@mutant("GW-AUTH-001")
async def wants_no_key(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Answers whoever shows no key."""
    if not ask.authorization and "good" in notes:
        return await _as_others(ask, onward, notes)
    return await _as_oneself(ask, onward, notes)


@mutant("GW-AUTH-002")
async def takes_any_key(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Answers whoever shows any key at all."""
    answer = await _as_oneself(ask, onward, notes)
    is_refused = answer.status in {401, 403} and ask.authorization.startswith(_BEARER)
    return await _as_others(ask, onward, notes) if is_refused else answer


@mutant("GW-AUTH-003")
async def takes_any_scheme(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Takes a key by any scheme, so Basic."""
    key = ask.authorization.rpartition(" ")[2]
    return await onward(ask.headed("Authorization", _BEARER + key) if key else ask)


def _leaks(*operations: str) -> Lie:
    """Show one project what is another's."""

    async def lie(ask: Ask, onward: Onward, notes: Notes) -> Answer:
        answer = await _as_oneself(ask, onward, notes)
        if ask.operation not in operations or answer.is_success:
            return answer
        found = await _as_others(ask, onward, notes)
        return found if found.is_success else answer

    return lie


@mutant("GW-AUTH-008")
async def lists_all_projects(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Lists the messages of all projects."""
    answer = await _as_oneself(ask, onward, notes)
    if ask.operation == "sms.list" and answer.is_success:
        answer.items.extend((await _as_others(ask, onward, notes)).items)
    return answer


@mutant("GW-AUTH-009")
async def suppresses_for_all_projects(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Counts what another project suppressed."""
    answer = await _as_oneself(ask, onward, notes)
    if ask.operation == "sms.suppression.check" and answer.data.get("suppressed") is False:
        other = await _as_others(ask, onward, notes)
        return other if other.is_success else answer
    return answer


@mutant("GW-AUTH-010")
async def forbids_where_nobody_is_known(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers a call without a key with 403."""
    answer = await onward(ask)
    answer.status = 403 if answer.status == HTTPStatus.UNAUTHORIZED else answer.status
    return answer


@mutant("GW-AUTH-011")
async def takes_revoked_keys(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers whoever shows a key that was revoked."""
    if "revoked" in ask.authorization:
        return success({"items": [], "next_cursor": None})
    return await onward(ask)


@mutant("GW-AUTH-012")
async def says_the_same_of_every_key(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Does not say of a key that it looks like a live one."""
    answer = await onward(ask)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        answer.error["message"] = "The key is not good."
    return answer


MUTANTS: Final[tuple[Mutant, ...]] = (
    wants_no_key,
    takes_any_key,
    takes_any_scheme,
    Mutant(
        "shows-messages-to-anybody",
        "GW-AUTH-004",
        "Lets one project see another's messages.",
        _leaks("sms.status", "sms.events"),
    ),
    Mutant(
        "lets-anybody-cancel",
        "GW-AUTH-004",
        "Lets one project cancel another's messages.",
        _leaks("sms.cancel"),
    ),
    Mutant(
        "shows-senders-to-anybody",
        "GW-AUTH-005",
        "Lets one project see another's senders.",
        _leaks("sms.sender.get", "sms.sender.reputation"),
    ),
    Mutant(
        "lets-anybody-delete-signatures",
        "GW-AUTH-006",
        "Lets one project delete another's signatures.",
        _leaks("sms.signature.delete"),
    ),
    Mutant(
        "shows-templates-to-anybody",
        "GW-AUTH-007",
        "Lets one project see another's templates.",
        _leaks("sms.template.get"),
    ),
    lists_all_projects,
    suppresses_for_all_projects,
    forbids_where_nobody_is_known,
    takes_revoked_keys,
    says_the_same_of_every_key,
)
