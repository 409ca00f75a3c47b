"""Doing once what may be sent twice."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import count
from secrets import token_hex
from typing import Final, TypeAlias

from simulator.adapters.redis.places import Place, place_of
from simulator.adapters.redis.scripts import COMMIT, NOTE, Script
from simulator.adapters.redis.wire import pack_bytes

__all__ = ["Turns"]

_Keys: TypeAlias = Callable[[Place], tuple[str, ...]]

# The first keys of each script; the last two are where turns are remembered, and the channel.
_KEYS: Final[dict[Script, _Keys]] = {
    COMMIT: lambda at: (
        *(at.head, at.records, at.lines, at.steps),
        *(at.held, at.leases, at.feed, at.last),
    ),
    NOTE: lambda at: (at.head, at.notes),
}


class Turns:
    """Numbers what this process writes.

    The connection may be lost before the answer to something has come, and then nobody knows
    whether it was done. So each has a number that is greater than all before, and one of a few
    turns while it is on its way. Redis remembers the latest number in each turn and what came of
    it, and does nothing that is not later.
    """

    def __init__(self) -> None:
        self._name = token_hex(8)
        self._numbers = count(1)
        self._turn_count = 0
        self._free: list[int] = []
        # All that a script is told of a world is the same each time, so it is packed once.
        self._head = lru_cache(maxsize=1024)(self._packed)

    def take(self) -> int:
        """Take a turn."""
        if self._free:
            return self._free.pop()
        self._turn_count += 1
        return self._turn_count

    def give_back(self, turn: int) -> None:
        """Let others have a turn."""
        self._free.append(turn)

    def call(self, turn: int, script: Script, world: str, words: Iterable[bytes]) -> bytes:
        """Put a call of a script into bytes: its first words are the turn and a number."""
        count, head = self._head(script, world)
        told = [b"%d" % turn, b"%d" % next(self._numbers), *words]
        return b"*%d\r\n%b%b" % (count + len(told), head, pack_bytes(told))

    def _packed(self, script: Script, world: str) -> tuple[int, bytes]:
        at = place_of(world)
        keys = (*_KEYS[script](at), f"{at.stem}did:{self._name}", at.channel)
        words = ("EVALSHA", script.digest, str(len(keys)), *keys)
        return len(words), pack_bytes([word.encode() for word in words])
