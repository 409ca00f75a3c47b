"""Why a message fares as it does, in the control API's words."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Final

from simulator.console.control import explaining as shapes
from simulator.console.control.translate.account import money
from simulator.console.control.translate.changes import changes, members_in_the_way
from simulator.console.control.translate.messages import event, spell_id
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
    TermReason,
)
from simulator.domain.fault_effects import Fault
from simulator.domain.foretelling import Draw
from simulator.domain.latency import Latency
from simulator.domain.message import Message
from simulator.domain.profile import Source
from simulator.face import Face

__all__ = ["explained"]

_FOLDER: Final = "fixtures/carriers"


def explained(found: Explanation, vendors: Sequence[Face]) -> shapes.Explained:
    """Spell an explanation."""
    return {
        "id": spell_id(found.message, vendors),
        "state": found.message.state,
        "foretold": _foretold(found.foretold),
        "reasons": [_why(reason) for reason in found.reasons],
        "draws": [_drawn(draw) for draw in found.draws],
        "what_would_change_it": [*changes(found)],
    }


def _foretold(one: Message) -> shapes.Foretold:
    end = next(line for line in one.timeline if line.state is one.state)
    timeline = [event(line) for line in one.timeline]
    return {"state": one.state, "detail": end.detail or None, "timeline": timeline}


def _why(reason: Reason) -> shapes.Why:
    match reason:
        case RouteReason():
            return _route(reason)
        case PriceReason():
            return _price(reason)
        case ProfileReason():
            return _profile(reason)
        case MagicReason(story):
            return {"kind": "magic", "why": f"The number is magic: {story}."}
        case FaultReason(fault):
            return _fault(fault)
        case HandsetReason(handset):
            members = [*members_in_the_way(handset)]
            why = f"Its handset may be in the way: {', '.join(members)}."
            return {"kind": "handset", "why": why, "members": members}
        case SuppressionReason(why):
            return {"kind": "suppression", "why": _suppressed(why)}
        case TermReason(term, detail):
            return {"kind": "term", "why": f"The carrier's terms: {detail}.", "term": term}
        case CancelReason():
            return {"kind": "cancelled", "why": "Whoever sent it has taken it back."}


def _route(reason: RouteReason) -> shapes.WhyRoute:
    return {
        "kind": "route",
        "why": f"Carried by {reason.vendor}: {_choice(reason)}.",
        "vendor": reason.vendor,
        "preferred": [*reason.preferred],
        "passed_over": reason.passed_over or None,
    }


def _choice(reason: RouteReason) -> str:
    if reason.passed_over:
        return reason.passed_over
    if reason.vendor == reason.preferred[0]:
        return "the first choice for this destination"
    return "whoever sent it asked for that vendor"


def _price(reason: PriceReason) -> shapes.WhyPrice:
    count = reason.segment_count
    segments = "1 segment" if count == 1 else f"{count} segments"
    return {
        "kind": "price",
        "why": f"{segments} in {reason.encoding.name}, at the price of the destination.",
        "encoding": reason.encoding.name,
        "segment_count": count,
        "segment_price_usd": money(reason.segment_price),
        "price_usd": money(reason.price),
        "charged_usd": money(reason.charged),
    }


def _profile(reason: ProfileReason) -> shapes.WhyProfile:
    chosen = "" if reason.chosen == reason.name else f", by {reason.chosen}"
    return {
        "kind": "profile",
        "why": f"The carrier is {reason.name}{chosen}. {reason.summary}",
        "name": reason.name,
        "file": f"{_FOLDER}/{reason.name}.json",
        "sources": [_source(one) for one in reason.sources],
    }


def _fault(fault: Fault) -> shapes.WhyFault:
    effect = fault.effect.kind
    why = f"The rule {fault.rule} has decided about it when it was accepted: {effect}."
    return {"kind": "fault", "why": why, "rule": fault.rule, "effect": effect}


def _source(one: Source) -> shapes.Source:
    url = None if one.is_estimate else one.url
    return {"url": url, "says": one.says, "seen_on": one.seen_on}


def _suppressed(why: str) -> str:
    reason = why or "it has been lifted since"
    return f"Its number was suppressed when it was sent: {reason}."


def _drawn(one: Draw) -> shapes.Drawn:
    return {
        "question": one.question,
        "fraction": one.fraction,
        "choices": [{"outcome": choice.outcome, "up_to": choice.up_to} for choice in one.choices],
        "latency": None if one.latency is None else " ".join(_latency(one.latency)),
        "selected": one.selected,
    }


def _latency(one: Latency) -> Iterator[str]:
    yield type(one).__name__.lower()
    for field in fields(one):
        yield f"{field.name}={getattr(one, field.name):g}"
