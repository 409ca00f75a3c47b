"""What was written to a world of late: as much of it as there is room for."""

from collections import deque
from itertools import dropwhile, islice
from typing import Any, Final, TypeAlias

from simulator.services.exchange import Exchange
from simulator.services.ports import Change, Feed, Key, Noted, Notes, Written

__all__ = ["KEPT_NOTE_COUNT_MAX", "KEPT_RECORD_COUNT_MAX", "Recent"]

# So many records are kept, with the change sets that wrote them, and so many lines of the journal.
KEPT_RECORD_COUNT_MAX: Final = 10_000
KEPT_NOTE_COUNT_MAX: Final = 1_000

_Entry: TypeAlias = tuple[int, dict[Key[Any], object], list[Key[Any]], Any]

_NO_PUTS: Final[dict[Key[Any], object]] = {}
_NO_DELETES: Final[list[Key[Any]]] = []


class Recent:
    """The latest change sets and lines of the journal of one world.

    What is kept is what the writer had made anyway, so that writing costs a reference to it.
    """

    __slots__ = ("_begun_at", "_lost_at", "_note_count", "_notes", "_weight", "_written")

    def __init__(self, begun_at: int) -> None:
        """Begin; nothing that is written to this world has a revision of `begun_at` or less."""
        # As plain tuples: a `Written` takes four times as long to make, and most are never read.
        self._written: deque[_Entry] = deque()
        self._weight = 0
        self._begun_at = self._lost_at = begun_at
        self._notes: deque[_Entry] = deque(maxlen=KEPT_NOTE_COUNT_MAX)
        self._note_count = 0

    def take(self, revision: int, change: Change) -> None:
        """Keep a change set."""
        puts = change.puts
        self._written.append((revision, puts, change.deletes or _NO_DELETES, None))
        self._weight += 1 + len(puts)
        if self._weight > KEPT_RECORD_COUNT_MAX:
            self._forget()

    def note(self, revision: int, exchange: Exchange) -> None:
        """Keep a line of the journal."""
        entry = (revision, _NO_PUTS, _NO_DELETES, exchange)
        self._notes.append(entry)
        self._note_count += 1
        self._written.append(entry)
        self._weight += 1
        if self._weight > KEPT_RECORD_COUNT_MAX:
            self._forget()

    def feed(self, revision: int, after: int, limit: int) -> Feed:
        """Read what was written since a revision, if the present one is this."""
        newer = []
        for one in reversed(self._written):
            if one[0] <= after:
                break
            newer.append(one)
        newer.reverse()
        written = [Written(*one) for one in newer[:limit]]
        until = written[-1].revision if len(newer) > limit else revision
        return Feed(written, until, is_whole=self._has_all_since(after) and after <= revision)

    def notes(self, before: int | None, limit: int) -> Notes:
        """Read lines of the journal, newest first."""
        newest_first = reversed(self._notes)
        older = dropwhile(lambda one: before is not None and one[0] >= before, newest_first)
        lines = [Noted(revision, noted) for revision, _, _, noted in islice(older, limit)]
        return Notes(lines, is_whole=self._note_count == len(self._notes))

    def _has_all_since(self, after: int) -> bool:
        if after == 0:
            return self._lost_at == self._begun_at
        return after >= self._lost_at

    def _forget(self) -> None:
        """Let the oldest go, but never the latest, however much it is."""
        written = self._written
        while self._weight > KEPT_RECORD_COUNT_MAX and len(written) > 1:
            self._lost_at, puts, _, _ = written.popleft()
            self._weight -= 1 + len(puts)
