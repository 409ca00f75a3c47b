"""Rules by which things go wrong, in the control API's words."""

import json
from collections.abc import Collection, Mapping, Sequence
from math import floor
from typing import Any, Final

from simulator.console.control import faulting as shapes
from simulator.console.control.delaying import DelayWish
from simulator.domain.fault_effects import (
    Delay,
    Deliver,
    Drip,
    Effect,
    Garble,
    Hang,
    Http,
    LostResponse,
    Queue,
    RateLimit,
    Receipt,
    Refuse,
    Reset,
    Truncate,
    VendorDown,
    Webhook,
    WrongLength,
)
from simulator.domain.faults import RuleWish, Stage
from simulator.domain.glob import Glob
from simulator.domain.occasion import Match, Span, Window
from simulator.domain.refusals import FieldProblem, Invalid
from simulator.face import Face
from simulator.face.nearest import meant
from simulator.services.faults import ShownRule

__all__ = ["as_sent", "rule_wish", "rule_wishes", "shown", "shown_all"]

_SECOND_US: Final = 1_000_000
# The gateway has so few error codes that all of them can be told; Telnyx has hundreds.
_TOLD_COUNT_MAX: Final = 30


def rule_wishes(
    sent: Sequence[shapes.FaultRule],
    spelled: Sequence[Mapping[str, Any]],
    vendors: Sequence[Face],
    carriers: Collection[str],
) -> list[RuleWish]:
    """Read rules in their order, as `rule_wish` does."""
    wishes: list[RuleWish] = []
    for position, rule in enumerate(sent):
        try:
            wishes.append(rule_wish(rule, spelled[position], vendors, carriers))
        except Invalid as refusal:
            raise Invalid(
                tuple(
                    FieldProblem(f"rules.{position}.{problem.field}", problem.message)
                    for problem in refusal.problems
                )
            ) from None
    return wishes


def rule_wish(
    sent: shapes.FaultRule,
    spelled: Mapping[str, Any],
    vendors: Sequence[Face],
    carriers: Collection[str],
) -> RuleWish:
    """Read a rule.

    Args:
        sent: the rule, checked.
        spelled: the rule as it was written.
        vendors: the faces that there are.
        carriers: who may carry messages.

    Raises:
        Invalid: it names something that is not there.
    """
    faces = _faces(sent.match, vendors)
    if sent.then[0].webhook is not None:
        faces = _telling(sent.match, faces)
    _check_op(sent, faces)
    for position, stage in enumerate(sent.then):
        _check_carriers(stage, carriers, f"then.{position}")
        faces = _knowing(stage, faces, f"then.{position}")
    is_open = sent.match.face is None and len(faces) == len(vendors)
    names = None if is_open else tuple(face.name for face in faces)
    return RuleWish(sent.id, _match(sent.match, names), _stages(sent), json.dumps(spelled))


def shown(one: ShownRule) -> shapes.ShownFault:
    """Spell a rule as it was told."""
    told = json.loads(one.rule.spelled)
    return {
        "id": one.rule.id,
        "match": told.get("match", {}),
        "then": told["then"],
        "hits": one.hit_count,
    }


def shown_all(rules: Sequence[ShownRule]) -> shapes.ShownFaults:
    """Spell all rules."""
    return {"rules": [shown(one) for one in rules]}


def as_sent(refusal: Invalid, document: object) -> Invalid:
    """Name members by the paths that they were sent under: one effect may stand without a list."""
    return Invalid(
        tuple(
            FieldProblem(_path_in(document, problem.field), problem.message)
            for problem in refusal.problems
        )
    )


def _path_in(document: object, path: str) -> str:
    parts: list[str] = []
    for part in path.split("."):
        match document:
            case list() if part.isdecimal():
                document = document[int(part)] if int(part) < len(document) else None
            case dict() if part.isdecimal() and part not in document:
                continue
            case dict():
                document = document.get(part)
            case _:
                break
        parts.append(part)
    return ".".join(parts)


def _faces(match: shapes.FaultMatch, vendors: Sequence[Face]) -> Sequence[Face]:
    if match.face is None:
        return vendors
    names = [face.name for face in vendors]
    if match.face not in names:
        hint = meant(match.face, names) or f"; there are {', '.join(names)}"
        raise Invalid.field("match.face", f"is no face{hint}")
    return [face for face in vendors if face.name == match.face]


def _telling(match: shapes.FaultMatch, faces: Sequence[Face]) -> Sequence[Face]:
    telling = [face for face in faces if face.webhooks is not None]
    if match.face is not None and not telling:
        raise Invalid.field("match.face", "has no webhooks: nothing of it could go wrong")
    return telling


def _check_op(rule: shapes.FaultRule, faces: Sequence[Face]) -> None:
    """See that there is such an operation or, where webhooks are meant, such an event."""
    op, is_event = rule.match.op, rule.then[0].webhook is not None
    ops = _events(faces) if is_event else _operations(faces)
    if op is not None and not any(map(Glob.of(op).fits, ops)):
        kind = "event of a webhook" if is_event else "operation"
        raise Invalid.field("match.op", f"is no {kind}{meant(op, ops)}")


def _operations(faces: Sequence[Face]) -> list[str]:
    return [route.name for face in faces for route in face.routes if route.has_world]


def _events(faces: Sequence[Face]) -> list[str]:
    return [event for face in faces if face.webhooks for event in face.webhooks.events]


def _knowing(stage: shapes.FaultStage, faces: Sequence[Face], where: str) -> Sequence[Face]:
    """Find the faces that can say what they are to say: each has errors of its own."""
    if stage.refuse is None:
        return faces
    code = stage.refuse.code
    knowing = [face for face in faces if code in face.error_codes]
    if not knowing:
        codes = sorted({known for face in faces for known in face.error_codes})
        others = f"; there are {', '.join(codes)}" if len(codes) <= _TOLD_COUNT_MAX else ""
        hint = meant(code, codes) or others
        raise Invalid.field(f"{where}.refuse.code", f"is the code of no error{hint}")
    return knowing


def _check_carriers(stage: shapes.FaultStage, carriers: Collection[str], where: str) -> None:
    for vendor in stage.vendor_down.vendor if stage.vendor_down else ():
        if vendor not in carriers:
            known = f"; there are {', '.join(sorted(carriers))}"
            raise Invalid.field(
                f"{where}.vendor_down.vendor", f"names no vendor: {vendor!a}{known}"
            )


def _match(sent: shapes.FaultMatch, faces: tuple[str, ...] | None) -> Match:
    return Match(
        faces,
        sent.op,
        sent.from_,
        sent.to,
        sent.text,
        None if sent.nth is None else Span(*sent.nth),
        sent.ratio,
        None if sent.between is None else Window(*sent.between),
    )


def _stages(sent: shapes.FaultRule) -> tuple[Stage, ...]:
    """Read what happens first, and then; what is not last happens once unless told otherwise."""
    last = len(sent.then) - 1
    return tuple(
        Stage(_effect(stage), stage.times or (None if position == last else 1))
        for position, stage in enumerate(sent.then)
    )


def _effect(sent: shapes.FaultStage) -> Effect:
    """Read the one effect that there is."""
    return _plain(sent) or _told(sent)


def _plain(sent: shapes.FaultStage) -> Effect | None:
    match sent.effect:
        case "hang":
            return Hang()
        case "reset":
            return Reset()
        case "truncate":
            return Truncate()
        case "wrong_length":
            return WrongLength()
        case "lost_response":
            return LostResponse()
        case "garble":
            return Garble("bytes" if sent.garble == "bytes" else "chunks")
        case _:
            return None


def _told(sent: shapes.FaultStage) -> Effect:
    match sent:
        case shapes.FaultStage(refuse=shapes.Refusing(code=code)):
            return Refuse(code)
        case shapes.FaultStage(http=shapes.Answering() as answering):
            return _http(answering)
        case shapes.FaultStage(delay=DelayWish(latency=latency)):
            return Delay(latency)
        case shapes.FaultStage(drip=shapes.Dripping(every=every_ms)):
            return Drip(every_ms)
        case shapes.FaultStage(rate_limit=shapes.Limiting() as limiting):
            return _limit(limiting)
        case shapes.FaultStage(deliver=shapes.Delivering() as ending):
            return Deliver(ending.outcome, ending.error, ending.after)
        case shapes.FaultStage(receipt=(what, after_ms)):
            return Receipt(what, after_ms)
        case shapes.FaultStage(webhook=(fault, after_ms)):
            return Webhook(fault, after_ms)
        case shapes.FaultStage(vendor_down=shapes.VendorOutage(vendor=vendors)):
            return VendorDown(vendors)
        case _:
            raise LookupError(f"nobody knows what {sent.effect} is")


def _http(sent: shapes.Answering) -> Http:
    is_json = not isinstance(sent.body, str)
    body = json.dumps(sent.body) if is_json else sent.body
    return Http(sent.status, body, is_json, sent.retry_after)


def _limit(sent: shapes.Limiting) -> RateLimit | Queue:
    """Read a limit; without a word about it, a second's worth may come at once."""
    burst = sent.burst or max(1, floor(_SECOND_US / sent.rate))
    limit = RateLimit(sent.rate, burst, sent.by)
    return Queue(limit) if sent.mode == "queue" else limit
