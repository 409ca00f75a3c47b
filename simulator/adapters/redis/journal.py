"""Lines of the journal on their way to Redis: all of a turn of the loop go there at once."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from simulator.adapters.recent import KEPT_NOTE_COUNT_MAX
from simulator.adapters.redis.scripts import NOTE
from simulator.adapters.redis.spelling import spell_exchange
from simulator.adapters.redis.turns import Turns
from simulator.adapters.redis.wire import Ask, MisunderstoodError
from simulator.services.exchange import Exchange

__all__ = ["Journal"]

_LOG: Final = logging.getLogger(__name__)


class Journal:
    """Gathers lines, world by world; while there is no connection, as many as would be kept."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._lines: defaultdict[str, list[bytes]] = defaultdict(list)

    def note(self, world: str, exchange: Exchange) -> None:
        """Add a line."""
        lines = self._lines[world]
        if len(lines) < KEPT_NOTE_COUNT_MAX:
            lines.append(spell_exchange(exchange))

    def asks(self) -> Iterable[Ask]:
        """Give what is to be sent."""
        if not self._lines:
            return ()
        lines, self._lines = self._lines, defaultdict(list)
        return [self._ask(world, some) for world, some in lines.items()]

    def _ask(self, world: str, lines: Sequence[bytes]) -> Ask:
        turn = self._turns.take()
        words = (b"%d" % KEPT_NOTE_COUNT_MAX, b"%d" % len(lines), b"".join(lines))
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        answer.add_done_callback(lambda done: self._end(turn, done))
        return Ask(self._turns.call(turn, NOTE, world, words), answer)

    def _end(self, turn: int, done: "asyncio.Future[Any]") -> None:
        self._turns.give_back(turn)
        # That Redis is out of reach has been told.
        if not done.cancelled() and isinstance(done.exception(), MisunderstoodError):
            _LOG.error("lines of the journal were not written: %s", done.exception())
