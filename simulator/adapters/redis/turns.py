"""Doing once what may be sent twice."""

from collections.abc import Iterable, Sequence
from itertools import count
from secrets import token_hex

from simulator.adapters.redis.places import Place
from simulator.adapters.redis.scripts import Script
from simulator.adapters.redis.wire import Word, Words

__all__ = ["Turns"]


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

    def take(self) -> int:
        """Take a turn."""
        if self._free:
            return self._free.pop()
        self._turn_count += 1
        return self._turn_count

    def give_back(self, turn: int) -> None:
        """Let others have a turn."""
        self._free.append(turn)

    def words(
        self, turn: int, script: Script, at: Place, keys: Sequence[str], told: Iterable[Word]
    ) -> Words:
        """Call a script whose last keys are where the turn is remembered, and the channel.

        Args:
            turn: of this call.
            script: whose first word is the number.
            at: the world that it is about.
            keys: its first keys.
            told: its words behind the number.
        """
        did = f"{at.stem}did:{self._name}:{turn}"
        count = len(keys) + 2
        number = next(self._numbers)
        return ("EVALSHA", script.digest, count, *keys, did, at.channel, number, *told)
