"""Which operations a lie is about, as far as plain Schemathesis could ever see.

It asks each operation the same, whoever is asked: its chance is drawn by seed. So it is recorded
once, what it asks of a gateway that does not lie, and what it is answered, of which nothing is an
accusation. Then the lie is told to the recorded requests. Where it passes one on as it came, hands
back the answer as it came and writes nothing down, plain Schemathesis sees what it has seen, and
there is no need to ask it again. The operations of all other requests are tried in earnest, and
beside them those that gave them ids: Schemathesis asks about what it was told earlier.

This holds for what judges answers one by one. Where calls follow links, all operations are there.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any, Final

from contract.mutants import Mutant
from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Notes
from tests.document import GATEWAY

__all__ = ["ALL", "Corpus", "touched"]

ALL: Final = frozenset(GATEWAY.operations)
"""All operations."""

Corpus = Sequence[tuple[Ask, Answer]]
"""What was asked, and what was answered, in its order."""

_ID_MIN: Final = 8


class _Watched(Notes):
    """Notes that know whether anything was written down."""

    is_written = False

    def __setitem__(self, key: object, value: object) -> None:
        self.is_written = True
        super().__setitem__(key, value)

    def setdefault(self, key: object, default: object = None) -> Any:  # noqa: ANN401 - as in a dictionary
        self.is_written = True
        return super().setdefault(key, default)

    def update(self, *others: Any, **more: object) -> None:  # noqa: ANN401 - as above
        self.is_written = True
        super().update(*others, **more)

    def pop(self, key: object, *default: Any) -> Any:  # noqa: ANN401 - as above
        self.is_written = True
        return super().pop(key, *default)


async def touched(mutant: Mutant, corpus: Corpus) -> frozenset[str]:
    """Tell which operations have to be asked for a lie to be seen; none, if it cannot be."""
    notes = _Watched()
    found: set[str] = set()
    for ask, answer in corpus:
        notes.is_written = False
        if not await _passes_on(mutant, ask, answer, notes) or notes.is_written:
            found.add(ask.operation)
    return _with_sources(found, corpus) if found <= ALL else ALL


async def _passes_on(mutant: Mutant, ask: Ask, answer: Answer, notes: Notes) -> bool:
    """Tell whether a lie leaves a request and its answer as they are."""
    asked: list[Ask] = []

    async def onward(one: Ask) -> Answer:
        asked.append(one)
        return Answer(answer.status, answer.headers.copy(), deepcopy(answer.document), answer.raw)

    try:
        told = await mutant.answer(ask, onward, notes)
    except (KeyError, TypeError, IndexError, AttributeError):
        return False  # it asked something else, and was not answered that
    return asked == [ask] and told == answer


def _with_sources(operations: set[str], corpus: Corpus) -> frozenset[str]:
    """Add the operations whose answers these build upon."""
    sources = _sources(corpus)
    found, new = set(operations), set(operations)
    while new:
        new = {source for one in new for source in sources.get(one, ())} - found
        found |= new
    return frozenset(found)


def _sources(corpus: Corpus) -> dict[str, set[str]]:
    """Tell for each operation which other ones gave it an id."""
    given: dict[str, str] = {}
    sources: dict[str, set[str]] = {}
    for ask, answer in corpus:
        for word in {ask.id, *_words(ask.members)} & given.keys():
            sources.setdefault(ask.operation, set()).add(given[word])
        for word in _words(answer.data):
            given.setdefault(word, ask.operation)
    return sources


def _words(node: object) -> Iterator[str]:
    """Find what could be an id."""
    match node:
        case str() if len(node) >= _ID_MIN and node.isascii() and not node.startswith("+"):
            yield node
        case dict():
            for item in node.values():
                yield from _words(item)
        case list():
            for item in node:
                yield from _words(item)
        case _:
            pass
