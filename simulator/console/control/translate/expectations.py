"""Expectations, in the control API's words."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from simulator.console.control import expecting as shapes
from simulator.console.control.translate.messages import spell_id
from simulator.domain.direction import Direction
from simulator.domain.expectation import Candidate, Difference, Expected, Member, Pattern
from simulator.domain.glob import Glob
from simulator.domain.inbound import Inbound
from simulator.face import Face
from simulator.face.instants import iso
from simulator.services.expectations import Expectation, Met, Missed, Unwanted, Verdict

__all__ = ["expectation", "hints", "outcome"]

_QUOTED_LENGTH_MAX: Final = 80


def expectation(sent: shapes.Expect) -> Expectation:
    """Read what is expected."""
    return Expectation(
        tuple(Expected(_pattern(one), one.count) for one in sent.messages),
        tuple(_forbidden(one) for one in sent.never),
    )


def outcome(verdict: Verdict, wish: Expectation, vendors: Sequence[Face]) -> shapes.Outcome:
    """Spell whether all is as expected; the sentence names the pattern where there are several."""
    if isinstance(verdict, Met):
        return {"ok": True}
    is_only_one = len(wish.messages) + len(wish.never) == 1
    return {
        "ok": False,
        "why": _why(verdict) if is_only_one else f"{_where(verdict)}: {_why(verdict)}",
        "nearest": [_candidate(one, vendors) for one in verdict.nearest],
    }


def hints(missed: Missed) -> Iterator[str]:
    """Say what may be the matter though nothing is wrong with the messages."""
    if missed.due_at is not None:
        yield (
            f"the clock stands still, and something is due at {iso(missed.due_at)}:"
            " POST /_sim/clock/advance lets it happen"
        )
    if missed.is_cut_short:
        yield "older messages were not looked at"


def _pattern(sent: shapes.MessagePattern) -> Pattern:
    return Pattern(
        destination=sent.to,
        originator=sent.from_,
        text=sent.text,
        contains=sent.contains,
        matches=None if sent.matches is None else Glob.of(sent.matches),
        state=sent.state,
        never_state=sent.never_state,
        face=sent.face,
        direction=sent.direction,
        segment_count=sent.segments,
    )


def _forbidden(sent: shapes.MessagePattern) -> Pattern:
    """Read what shall never be: nor may a state be passed through between two looks."""
    pattern = _pattern(sent)
    return replace(pattern, state=None, ever_state=pattern.state)


def _where(verdict: Missed | Unwanted) -> str:
    match verdict:
        case Missed(position):
            return f"messages.{position}"
        case Unwanted(position):
            return f"never.{position}"


def _why(verdict: Missed | Unwanted) -> str:
    match verdict:
        case Missed():
            return _why_missed(verdict)
        case Unwanted():
            return _why_unwanted(verdict)


def _why_missed(missed: Missed) -> str:
    wanted, pattern = missed.expected.count, missed.expected.pattern
    instead = "" if wanted is None else f" instead of {wanted}"
    found = f"{_messages(missed.count, 'No')}{_asked(pattern)}{instead}"
    if wanted is not None and missed.count > wanted:
        return f"{found}."
    closest = "".join(f", the nearest {_said(one)}" for one in missed.nearest[:1])
    return f"{found}; {_there(pattern, missed.there_count)}{closest}."


def _why_unwanted(unwanted: Unwanted) -> str:
    text = unwanted.nearest[0].seen.message.text
    return f"There is a message{_asked(unwanted.pattern)}, never to be: it says {_quoted(text)}."


def _there(pattern: Pattern, count: int) -> str:
    there = _messages(count, "no")
    if pattern.destination is not None:
        return f"{there} went there"
    return f"this world has {there}{_asked(Pattern(direction=pattern.direction))}"


def _messages(count: int, none: str) -> str:
    return f"{count or none} message{'' if count == 1 or not count else 's'}"


def _asked(pattern: Pattern) -> str:
    """Say what is asked for, in words that follow `a message` as well as `two messages`."""
    return "".join(f" {phrase}" for phrase in _phrases(pattern))


def _phrases(pattern: Pattern) -> Iterator[str]:
    if pattern.direction is not None:
        yield _way(pattern.direction)
    if pattern.destination is not None:
        yield f"to {pattern.destination}"
    if pattern.originator is not None:
        yield f"from {pattern.originator}"
    if pattern.face is not None:
        yield f"through {pattern.face}"
    if pattern.text is not None:
        yield f"with the text {_quoted(pattern.text)}"
    if pattern.contains is not None:
        yield f"with {_quoted(pattern.contains)} in the text"
    if pattern.matches is not None:
        yield f"with a text like {_quoted(pattern.matches.spelled)}"
    if pattern.segment_count is not None:
        yield f"of {_segments(pattern.segment_count)}"
    if pattern.state is not None:
        yield f"in state {pattern.state}"
    if pattern.ever_state is not None:
        yield f"ever in state {pattern.ever_state}"
    if pattern.never_state is not None:
        yield f"never in state {pattern.never_state}"


def _said(candidate: Candidate) -> str:
    """Say what a message is where something else is asked for."""
    # Two things may be asked of a text, which then is said once.
    return " and ".join(dict.fromkeys(map(_instead, candidate.differences)))


def _instead(difference: Difference) -> str:
    found = difference.found
    match difference.member:
        case Member.TEXT | Member.CONTAINS | Member.MATCHES:
            return f"says {_quoted(str(found))}"
        case Member.TO:
            return f"went to {found}"
        case Member.FROM:
            return f"is from {found or 'nobody in particular'}"
        case Member.STATE | Member.EVER_STATE:
            return f"is {found or 'in no state'}"
        case Member.NEVER_STATE:
            return f"was {found}"
        case Member.FACE:
            return f"came through {found or 'no face'}"
        case Member.DIRECTION:
            return f"is {_way(Direction(found))}"
        case Member.SEGMENTS:
            return f"has {_segments(int(found or 0))}"


def _way(direction: Direction) -> str:
    match direction:
        case Direction.MT:
            return "for a handset"
        case Direction.MO:
            return "from a handset"


def _segments(count: int) -> str:
    return "1 segment" if count == 1 else f"{count} segments"


def _quoted(text: str) -> str:
    is_long = len(text) > _QUOTED_LENGTH_MAX
    return repr(f"{text[:_QUOTED_LENGTH_MAX]}…" if is_long else text)


def _candidate(one: Candidate, vendors: Sequence[Face]) -> shapes.Candidate:
    seen, message = one.seen, one.seen.message
    return {
        "id": message.id if isinstance(message, Inbound) else spell_id(message, vendors),
        "direction": "mo" if isinstance(message, Inbound) else "mt",
        "face": seen.face,
        "from": seen.originator,
        "to": message.destination,
        "text": message.text,
        "state": seen.state,
        "segments": message.segment_count,
        "differs": [
            {"member": each.member, "wanted": each.wanted, "found": each.found}
            for each in one.differences
        ],
    }
