"""Expecting messages: waiting until they are there, and watching that others are not."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeAlias

from simulator.domain.clock import ClockMode
from simulator.domain.expectation import Candidate, Expected, Pattern, Sighting, nearest
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message
from simulator.domain.value import value
from simulator.services import inspection
from simulator.services.inspection import MessageFilter, find_messages, wait_for
from simulator.services.world import World

__all__ = ["Expectation", "Met", "Missed", "Unwanted", "Verdict", "expect"]

# So many candidates are shown, and the newest of so many messages are looked at to find them.
_SHOWN_COUNT_MAX: Final = 3
_CANDIDATE_COUNT_MAX: Final = 1_000

# How many messages are looked at before everybody else may go first.
_STRIDE: Final = 500


@value
class Expectation:
    """What shall be there, and what shall never be; either may be empty."""

    messages: tuple[Expected, ...]
    never: tuple[Pattern, ...]


@value
class Met:
    """All is as it shall be."""


@value
class Missed:
    """Something shall be there that is not, or not so often.

    Attributes:
        position: which of the expected messages it is, from 0.
        count: how many fit.
        there_count: how many there are to the number that is asked for, or at all.
        nearest: what fits if there are too many, else what comes close.
        due_at: when the next thing will happen, if that would help and the clock stands still.
        is_cut_short: whether older messages were not looked at.
    """

    position: int
    expected: Expected
    count: int
    there_count: int
    nearest: tuple[Candidate, ...]
    due_at: int | None
    is_cut_short: bool


@value
class Unwanted:
    """Something is there that shall never be: the messages, newest first."""

    position: int
    pattern: Pattern
    nearest: tuple[Candidate, ...]


Verdict: TypeAlias = Met | Missed | Unwanted


@value
class _Tally:
    """The messages that fit each pattern, newest first, and whether there may be more."""

    fitting: tuple[Sighting, ...]
    is_cut_short: bool


@value
class _Look:
    """What was there at one moment."""

    world: World
    messages: tuple[_Tally, ...]
    never: tuple[_Tally, ...]


async def expect(
    enter: Callable[[], Awaitable[World]], expectation: Expectation, wait_ms: int
) -> Verdict:
    """Wait until all is as it shall be, or cannot be any more, or the wait is over.

    What shall never be is looked for until all the rest is there. Where nothing has to be there,
    it is watched for as long as the wait lasts.

    Args:
        enter: steps into the world as it is then.
        expectation: what shall be.
        wait_ms: of the wall's time; 0 looks once.
    """

    async def look(world: World) -> _Look:
        shall = [await _tally(world, expected.pattern) for expected in expectation.messages]
        never = [await _tally(world, pattern) for pattern in expectation.never]
        return _Look(world, tuple(shall), tuple(never))

    seen = await wait_for(
        enter,
        look,
        is_good=lambda seen: _is_settled(expectation, seen),
        wait_ms=wait_ms,
        numbers=_numbers(expectation),
    )
    return await _judge(expectation, seen)


def _numbers(expectation: Expectation) -> frozenset[str] | None:
    """Tell whose messages decide; None if anybody's might."""
    patterns = [*(expected.pattern for expected in expectation.messages), *expectation.never]
    destinations = [pattern.destination for pattern in patterns]
    named = frozenset(number for number in destinations if number is not None)
    return None if None in destinations else named


def _is_settled(expectation: Expectation, seen: _Look) -> bool:
    """Tell whether waiting longer could change nothing that matters."""
    if any(tally.fitting for tally in seen.never):
        return True
    pairs = list(zip(expectation.messages, seen.messages, strict=True))
    if any(expected.is_hopeless_at(len(tally.fitting)) for expected, tally in pairs):
        return True
    is_waited_for = any(expected.is_presence for expected, _ in pairs)
    return is_waited_for and all(
        expected.is_met_by(len(tally.fitting)) for expected, tally in pairs
    )


async def _judge(expectation: Expectation, seen: _Look) -> Verdict:
    for position, (pattern, tally) in enumerate(zip(expectation.never, seen.never, strict=True)):
        if tally.fitting:
            return Unwanted(position, pattern, _shown(tally.fitting))
    pairs = zip(expectation.messages, seen.messages, strict=True)
    for position, (expected, tally) in enumerate(pairs):
        if not expected.is_met_by(len(tally.fitting)):
            return await _explain(seen.world, position, expected, tally)
    return Met()


async def _explain(world: World, position: int, expected: Expected, tally: _Tally) -> Missed:
    pattern, count = expected.pattern, len(tally.fitting)
    asked = MessageFilter(destination=pattern.destination, direction=pattern.direction)
    there = await find_messages(world, asked, inspection.SCAN_COUNT_MAX)
    is_too_many = expected.count is not None and count > expected.count
    return Missed(
        position,
        expected,
        count,
        len(there.messages),
        _shown(tally.fitting) if is_too_many else await _close(world, pattern, there.messages),
        None if is_too_many else await _due_at(world),
        tally.is_cut_short,
    )


async def _close(
    world: World, pattern: Pattern, there: Sequence[Message | Inbound]
) -> tuple[Candidate, ...]:
    """Look for what comes close: first where it was expected, then everywhere."""
    newest = await find_messages(world, MessageFilter(), _CANDIDATE_COUNT_MAX)
    candidates = {one.id: one for one in (*there[:_CANDIDATE_COUNT_MAX], *newest.messages)}
    return nearest(pattern, map(Sighting.of, candidates.values()), _SHOWN_COUNT_MAX)


async def _tally(world: World, pattern: Pattern) -> _Tally:
    asked = MessageFilter(
        destination=pattern.destination,
        originator=pattern.originator,
        contains=pattern.contains,
        state=pattern.state,
        face=pattern.face,
        direction=pattern.direction,
    )
    found = await find_messages(world, asked, inspection.SCAN_COUNT_MAX + 1)
    fitting: list[Sighting] = []
    for position, message in enumerate(found.messages, 1):
        seen = Sighting.of(message)
        if pattern.fits(seen):
            fitting.append(seen)
        if position % _STRIDE == 0:
            await world.parts.alarm.breathe()
    return _Tally(tuple(fitting), found.is_cut_short)


async def _due_at(world: World) -> int | None:
    if world.settings.clock.mode is not ClockMode.MANUAL:
        return None
    return await world.parts.store.next_due_at(world.name)


def _shown(fitting: Sequence[Sighting]) -> tuple[Candidate, ...]:
    return tuple(Candidate(seen, ()) for seen in fitting[:_SHOWN_COUNT_MAX])
