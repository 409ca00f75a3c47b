"""Expectations: which messages there shall be, which never, and what came closest when not."""

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, Self, TypeAlias

from simulator.domain.direction import Direction
from simulator.domain.glob import Glob
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State
from simulator.domain.value import choice, value

__all__ = [
    "Candidate",
    "Difference",
    "Expected",
    "Member",
    "Pattern",
    "Sighting",
    "nearest",
]

# Texts are compared by this many characters of each, and of this many messages: the time it takes
# grows with the square of the one, and a test that fails shall not stop all others.
_COMPARED_LENGTH_MAX: Final = 160
_COMPARED_COUNT_MAX: Final = 20


@choice
class Member(StrEnum):
    """What a pattern may ask for, as callers spell it."""

    TO = "to"
    FROM = "from"
    TEXT = "text"
    CONTAINS = "contains"
    MATCHES = "matches"
    STATE = "state"
    EVER_STATE = "ever_state"
    NEVER_STATE = "never_state"
    FACE = "face"
    DIRECTION = "direction"
    SEGMENTS = "segments"


Told: TypeAlias = str | int | None


@value
class Sighting:
    """A message of either direction, as an expectation sees it; None is what it has not.

    Attributes:
        states: all that it has been in, oldest first.
    """

    message: Message | Inbound
    direction: Direction
    originator: str | None
    states: tuple[State, ...]
    face: str | None

    @classmethod
    def of(cls, seen: Message | Inbound) -> Self:
        """See a message."""
        match seen:
            case Message():
                return cls(
                    seen,
                    Direction.MT,
                    originator=seen.originator,
                    states=tuple(event.state for event in seen.timeline),
                    face=seen.face,
                )
            case Inbound():
                return cls(seen, Direction.MO, originator=seen.handset, states=(), face=None)

    @property
    def state(self) -> State | None:
        """The state it is in."""
        return self.states[-1] if self.states else None


@value
class Difference:
    """One thing that is asked for, and what is there instead."""

    member: Member
    wanted: Told
    found: Told


@value
class Pattern:
    """What a message may be asked to be; None is not asked for.

    Attributes:
        text: the whole of it.
        contains: a part of it, as it is written.
        ever_state: it is in this state or has been.
        never_state: it is not in this state and has not been.
    """

    destination: str | None = None
    originator: str | None = None
    text: str | None = None
    contains: str | None = None
    matches: Glob | None = None
    state: State | None = None
    ever_state: State | None = None
    never_state: State | None = None
    face: str | None = None
    direction: Direction | None = None
    segment_count: int | None = None

    @property
    def is_lasting(self) -> bool:
        """Whether a message that fits will fit for ever, whatever happens to it."""
        return self.state is None and self.never_state is None

    def fits(self, seen: Sighting) -> bool:
        """Tell whether a message is all that is asked for."""
        return next(self._differences(seen), None) is None

    def differences(self, seen: Sighting) -> tuple[Difference, ...]:
        """Tell in what a message is not what is asked for."""
        return tuple(self._differences(seen))

    def _differences(self, seen: Sighting) -> Iterator[Difference]:
        for member, wanted, found in self._equalities(seen):
            if wanted is not None and wanted != found:
                yield Difference(member, wanted, found)
        if self.contains is not None and self.contains not in seen.message.text:
            yield Difference(Member.CONTAINS, self.contains, seen.message.text)
        if self.matches is not None and not self.matches.fits(seen.message.text):
            yield Difference(Member.MATCHES, self.matches.spelled, seen.message.text)
        if self.ever_state is not None and self.ever_state not in seen.states:
            yield Difference(Member.EVER_STATE, self.ever_state, seen.state)
        if self.never_state in seen.states:
            yield Difference(Member.NEVER_STATE, self.never_state, self.never_state)

    def _equalities(self, seen: Sighting) -> Iterator[tuple[Member, Told, Told]]:
        """Tell what must be equal, what matters most first."""
        direction = None if self.direction is None else self.direction.value
        yield Member.TO, self.destination, seen.message.destination
        yield Member.DIRECTION, direction, seen.direction.value
        yield Member.FROM, self.originator, seen.originator
        yield Member.TEXT, self.text, seen.message.text
        yield Member.STATE, self.state, seen.state
        yield Member.FACE, self.face, seen.face
        yield Member.SEGMENTS, self.segment_count, seen.message.segment_count


@value
class Expected:
    """How many messages shall fit a pattern; None is at least one."""

    pattern: Pattern
    count: int | None = None

    @property
    def is_presence(self) -> bool:
        """Whether there has to be something, so that it may be waited for."""
        return self.count != 0

    def is_met_by(self, count: int) -> bool:
        """Tell whether so many will do."""
        return count > 0 if self.count is None else count == self.count

    def is_hopeless_at(self, count: int) -> bool:
        """Tell whether so many are too many, and none of them will ever go away."""
        return self.count is not None and count > self.count and self.pattern.is_lasting


@value
class Candidate:
    """A message held against a pattern, and in what it differs; nothing where it fits."""

    seen: Sighting
    differences: tuple[Difference, ...]


def nearest(pattern: Pattern, seen: Iterable[Sighting], limit: int) -> tuple[Candidate, ...]:
    """Find the messages that come closest to a pattern without fitting it, the closest first.

    Closest is what differs in the fewest things, then what reads most alike, then what comes first.
    """
    candidates = [Candidate(one, pattern.differences(one)) for one in seen]
    missing = sorted((one for one in candidates if one.differences), key=_difference_count)
    # Both sorts are stable, so that what is as close as another stays where it was.
    compared, rest = missing[:_COMPARED_COUNT_MAX], missing[_COMPARED_COUNT_MAX:]
    compared.sort(key=lambda one: (_difference_count(one), _distance(one)))
    return tuple([*compared, *rest][:limit])


def _difference_count(candidate: Candidate) -> int:
    return len(candidate.differences)


def _distance(candidate: Candidate) -> float:
    """Tell how far a message is from what was asked for, among those that differ in as much."""
    return sum(map(_one_distance, candidate.differences))


def _one_distance(difference: Difference) -> float:
    match difference.member:
        case Member.TEXT | Member.CONTAINS | Member.MATCHES:
            return _text_distance(difference)
        case Member.TO:  # what went elsewhere is as far as a text that has nothing in common
            return 1
        case _:
            return 0


def _text_distance(difference: Difference) -> float:
    """Tell how far a text is from what was asked of it: 0 is there, 1 has nothing of it."""
    wanted = str(difference.wanted)[:_COMPARED_LENGTH_MAX]
    found = str(difference.found)[:_COMPARED_LENGTH_MAX]
    compared = SequenceMatcher(None, wanted, found, autojunk=False)
    if difference.member is Member.TEXT:
        return 1 - compared.ratio()
    # Of a part that is missing, it counts how much of it is there, not what else is.
    there_count = sum(block.size for block in compared.get_matching_blocks())
    return 1 - there_count / max(1, len(wanted))
