"""What would change how a message fares: things that whoever asks can do, in words."""

from collections.abc import Iterator
from typing import Final

from simulator.domain.carrier import NETWORK_RECEIPT
from simulator.domain.explanation import (
    CancelReason,
    Explanation,
    FaultReason,
    HandsetReason,
    MagicReason,
    PriceReason,
    ProfileReason,
    Reason,
    RouteReason,
    SuppressionReason,
    Term,
    TermReason,
)
from simulator.domain.handset import Handset
from simulator.domain.message import Message, State
from simulator.services.misfortunes import MAGIC

__all__ = ["changes", "members_in_the_way"]

_PERFECT: Final = "perfect"


def changes(found: Explanation) -> Iterator[str]:
    """Say what would change it; nothing that is said here would leave everything as it is."""
    if found.draws:
        yield (
            "Another seed, or another text, sender or recipient, or sending it once more: what is"
            " drawn is drawn anew."
        )
    for reason in found.reasons:
        yield from _changes(reason, found.message)
    if _comes(found.foretold) and not _is_in_the_way(found):
        path = f"PUT /_sim/handsets/{found.message.destination}"
        yield f'{path} {{"power": "off"}} before it comes: it would wait.'


def members_in_the_way(handset: Handset) -> Iterator[str]:
    """Name what a handset was told that may keep messages from it."""
    if not handset.is_on:
        yield "power"
    if handset.coverage is not None:
        yield "coverage"
    if handset.memory_part_count is not None:
        yield "memory"
    if handset.is_landline:
        yield "landline"
    if handset.blocks_all or handset.blocked:
        yield "blocks"


def _comes(foretold: Message) -> bool:
    """Tell whether a message comes to its handset, and not only to the network's belief."""
    details = {event.detail for event in foretold.timeline}
    return foretold.state is State.DELIVERED and NETWORK_RECEIPT not in details


def _is_in_the_way(found: Explanation) -> bool:
    return any(isinstance(reason, HandsetReason) for reason in found.reasons)


def _changes(reason: Reason, message: Message) -> Iterator[str]:
    match reason:
        case RouteReason():
            yield from _of_route(reason)
        case PriceReason(segment_count=count):
            if count > 1:
                yield "A shorter text: POST /_sim/segments shows where it is cut, and how to save."
        case ProfileReason(name) if message.state is not State.SUPPRESSED:
            yield from _of_profile(name)
        case ProfileReason():
            pass
        case MagicReason():
            yield "Another number: the digits of this one decide."
        case FaultReason(fault) if fault.rule != MAGIC:
            yield f"DELETE /_sim/faults/{fault.rule} before it is sent: the rule would not decide."
        case FaultReason():
            pass
        case HandsetReason(handset):
            yield from _of_handset(handset)
        case SuppressionReason(is_fate=True):
            pass
        case SuppressionReason(why):
            yield _of_suppression(why, message)
        case TermReason(term, detail):
            yield _of_term(term, detail, message)
        case CancelReason():
            yield "Not cancelling it: what is foretold would have come."


def _of_route(reason: RouteReason) -> Iterator[str]:
    others = [vendor for vendor in reason.preferred if vendor != reason.vendor]
    if others:
        yield f'Another vendor: "vendor": "{others[0]}".'


def _of_profile(name: str) -> Iterator[str]:
    if name == _PERFECT:
        yield "A world with another profile, such as grumpy: this one leaves nothing to chance."
    else:
        yield f"A world with the profile {_PERFECT}: it leaves nothing to chance, and has no terms."


def _of_handset(handset: Handset) -> Iterator[str]:
    usual = {
        "power": '"on"',
        "coverage": "null",
        "memory": "null",
        "landline": "false",
        "blocks": "[]",
    }
    members = ", ".join(f'"{name}": {usual[name]}' for name in members_in_the_way(handset))
    yield f"PUT /_sim/handsets/{handset.number} {{{members}}}: nothing of it is in the way then."


def _of_suppression(why: str, message: Message) -> str:
    if not why:
        return "Sending it again: the suppression has been lifted since."
    lifting = f'POST /v1/sms/suppression/delete {{"phone": "{message.destination}"}}'
    return f"{lifting}, or START from the handset, before it is sent."


def _of_term(term: Term, detail: str, message: Message) -> str:
    match term:
        case Term.PACE:
            return "Fewer messages from one sender at once, or no sender: the carrier has many."
        case Term.QUIET_HOURS:
            return f"Another hour of the day, or a text that is no advertising: {detail}."
        case Term.SENDERS if detail.endswith("unregistered"):
            return f"An approved signature {message.originator}, or no sender: the carrier chooses."
        case Term.SENDERS:
            return "No sender: then the carrier chooses one that passes as it is."
