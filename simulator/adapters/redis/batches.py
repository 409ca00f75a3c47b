"""What is asked of a world at once, by whomever: it goes to Redis as one command."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from simulator.adapters.recent import KEPT_RECORD_COUNT_MAX
from simulator.adapters.redis.places import place_of
from simulator.adapters.redis.scripts import COMMIT
from simulator.adapters.redis.spelling import field_of
from simulator.adapters.redis.turns import Turns
from simulator.adapters.redis.wire import Ask, pack_bytes
from simulator.services.ports import Key

__all__ = ["Batch", "Reads", "Writes"]

# So much is gathered at most. Many small commands cost more than a few large ones, but while Redis
# does the first of several, this process can go on with the next.
_FIELD_COUNT_MAX: Final = 500
_CHANGE_COUNT_MAX: Final = 16
_WORD_COUNT_MAX: Final = 4_000


class Batch(Ask, ABC):
    """Gathers what many ask, until it goes out; all are given the same answer."""

    __slots__ = ("_is_awaited", "world")

    def __init__(self, world: str) -> None:
        super().__init__(b"", asyncio.get_running_loop().create_future())
        self.world = world
        self._is_awaited = False

    @property
    @abstractmethod
    def is_full(self) -> bool:
        """Whether it should go out before more is asked."""

    def fits(self, premise: bytes | None) -> bool:
        """Tell whether what is to be asked supposes nothing that others here do not."""
        return premise is None

    @abstractmethod
    def close(self) -> None:
        """Put into bytes what was gathered."""

    def wait(self) -> "asyncio.Future[Any]":
        """Wait for the answer, as one of those who ask."""
        if self._is_awaited:
            return self.wait_too()
        self._is_awaited = True
        return self.answer


class Reads(Batch):
    """Reads records of a world, each of them once."""

    __slots__ = ("_places",)

    def __init__(self, world: str) -> None:
        super().__init__(world)
        self._places: dict[bytes, int] = {}

    @property
    def is_full(self) -> bool:
        return len(self._places) >= _FIELD_COUNT_MAX

    def add(self, keys: Sequence[Key[Any]]) -> list[int]:
        """Ask for records, and tell where in the answer they will be."""
        places = self._places
        return [places.setdefault(field_of(key), len(places)) for key in keys]

    def close(self) -> None:
        words = [b"HMGET", place_of(self.world).records.encode(), *self._places]
        self.packed = b"*%d\r\n%b" % (len(words), pack_bytes(words))


class Writes(Batch):
    """Writes change sets to a world, in the order in which they came.

    How the world is set, those that were decided by it suppose together: the premise.
    """

    __slots__ = ("_count", "_fields", "_premise", "_turn", "_turns", "_words")

    def __init__(self, turns: Turns, world: str) -> None:
        super().__init__(world)
        self._turns = turns
        self._turn = turns.take()
        self._count = 0
        self._premise = b""
        self._fields: list[bytes] = []
        self._words: list[bytes] = []

    @property
    def is_full(self) -> bool:
        return self._count >= _CHANGE_COUNT_MAX or len(self._words) >= _WORD_COUNT_MAX

    def fits(self, premise: bytes | None) -> bool:
        """Tell whether those that are here already suppose the same, if anything."""
        return premise is None or not self._premise or premise == self._premise

    def add(self, fields: Sequence[bytes], words: Sequence[bytes], premise: bytes | None) -> int:
        """Add a change set, and tell the place of what comes of it in the answer."""
        if premise is not None:
            self._premise = premise
        self._fields += fields
        self._words += words
        self._count += 1
        return self._count - 1

    def close(self) -> None:
        words = (
            b"%d" % KEPT_RECORD_COUNT_MAX,
            self._premise,
            b"%d" % len(self._fields),
            *self._fields,
            *self._words,
        )
        self.packed = self._turns.call(self._turn, COMMIT, self.world, words)

    def succeed(self, reply: Any) -> None:  # noqa: ANN401 - as in `Ask`
        self._turns.give_back(self._turn)
        super().succeed(reply)

    def fail(self, error: Exception) -> None:
        self._turns.give_back(self._turn)
        super().fail(error)
