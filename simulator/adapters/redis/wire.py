"""A connection: what is asked goes out in order, and the answers come back in it."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias, cast

import hiredis

from simulator.domain.refusals import StoreFailed

__all__ = [
    "HALF_MOVED",
    "RETRY_AFTER_S",
    "Ask",
    "MisunderstoodError",
    "Wire",
    "Word",
    "Words",
    "pack",
    "pack_bytes",
]

Word: TypeAlias = str | bytes | int
Words: TypeAlias = tuple[Word, ...]

# Its own annotation knows commands of a single word only.
pack: Final = cast("Callable[[Words], bytes]", hiredis.pack_command)

# What stands before a word of so many bytes is made once, if it is no longer than nearly all are.
_SHORT_MAX: Final = 4_096

# When it may be worth a try to ask again.
RETRY_AFTER_S: Final = 1

# Who says so may have been restarted, or is not the one to be asked any more; he will be asked
# again on a connection made anew.
_ASKED_AGAIN: Final = ("NOSCRIPT", "LOADING", "READONLY", "MASTERDOWN")

# Who says so is not the one of the cluster that has it, for good or for once; or has a part of it.
HALF_MOVED: Final = "TRYAGAIN "
_ELSEWHERE: Final = ("MOVED ", "ASK ", HALF_MOVED)

# And who says so is there, and has refused, whole.
_REFUSED: Final = ("OOM", "MISCONF", "NOREPLICAS", "BUSY", "CLUSTERDOWN")

_LOSS_COUNT_MAX: Final = 3

# Nearly always only one waits for an answer.
_NOBODY: Final["list[asyncio.Future[Any]]"] = []


class _Heads(dict[int, bytes]):
    """What stands before a word, by its length."""

    def __missing__(self, length: int) -> bytes:
        head = b"$%d" % length
        if length <= _SHORT_MAX:
            self[length] = head
        return head


_head: Final = _Heads().__getitem__


def pack_bytes(words: Sequence[bytes]) -> bytes:
    """Put words into the bytes of the protocol, but not how many there are.

    Where there are many words, it takes a third of the time of `pack`.
    """
    pieces = [b""] * (2 * len(words) + 1)
    pieces[:-1:2] = map(_head, map(len, words))
    pieces[1::2] = words
    return b"\r\n".join(pieces)


class MisunderstoodError(Exception):
    """Redis does not understand us: a fault of ours, or somebody else writes to our keys."""


class Ask:
    """Something that is asked, in the words of the protocol, and who waits for the answer.

    Attributes:
        count: of answers that there are; it is the last one that counts, or the first error.
        left_count: of those that are still to come.
        loss_count: of connections that were lost while it was on its way.
        others: who wait for the same answer.
    """

    __slots__ = ("answer", "count", "error", "left_count", "loss_count", "others", "packed")

    def __init__(self, packed: bytes, answer: "asyncio.Future[Any]", count: int = 1) -> None:
        self.packed = packed
        self.answer = answer
        self.count = self.left_count = count
        self.loss_count = 0
        self.error: Exception | None = None
        self.others: list[asyncio.Future[Any]] = _NOBODY

    def wait_too(self) -> "asyncio.Future[Any]":
        """Wait for the same answer."""
        if self.others is _NOBODY:
            self.others = []
        # One for each, for who is cancelled must not take the others along.
        answer = asyncio.get_running_loop().create_future()
        self.others.append(answer)
        return answer

    def succeed(self, reply: Any) -> None:  # noqa: ANN401 - whatever Redis says
        """Give the answer to whoever waits for it."""
        if not self.answer.done():
            self.answer.set_result(reply)
        for answer in self.others:
            if not answer.done():
                answer.set_result(reply)

    def fail(self, error: Exception) -> None:
        """Let whoever waits fail."""
        for answer in (self.answer, *self.others):
            if not answer.done():
                answer.set_exception(error)
                answer.exception()  # or it would be told as unseen, where nobody waits

    def take(self, reply: Any) -> bool:  # noqa: ANN401 - whatever Redis says
        """Take an answer, and tell whether it was the last one."""
        if type(reply) is hiredis.ReplyError and self.error is None:
            self.error = reply
        self.left_count -= 1
        if self.left_count == 0 and self.error is None:
            self.succeed(reply)
        return self.left_count == 0

    def end(self, error: Exception) -> None:
        """Fail, as the error says."""
        if not str(error).startswith(_REFUSED):
            self.fail(MisunderstoodError(error))
            return
        failed = StoreFailed(RETRY_AFTER_S)
        failed.__cause__ = error
        self.fail(failed)

    def may_go_again(self) -> bool:
        """Forget what has come so far, for the connection is lost; tell if that was not too often.

        It could be what Redis cannot do in time.
        """
        self.left_count = self.count
        self.error = None
        self.loss_count += 1
        if self.loss_count <= _LOSS_COUNT_MAX:
            return True
        self.fail(StoreFailed(RETRY_AFTER_S))
        return False


class Wire(asyncio.Protocol):
    """One connection to Redis, until it is lost.

    Attributes:
        waiting: what was asked and has not been answered.
        heard_count: how often anything came.
        hear: takes whatever comes that was not asked for; None where nothing does.
        redirect: takes what has to be asked elsewhere, and what was said of that.
        refused: is told why something was refused that another time may not be.
    """

    def __init__(self, lost: Callable[["Wire", str], None]) -> None:
        """Take whom to tell when the connection is lost, and why."""
        self.redirect: Callable[[Ask, str], None] = _go_nowhere
        self.refused: Callable[[str], None] = _tell_nobody
        self.waiting: deque[Ask] = deque()
        self.heard_count = 0
        self.hear: Callable[[Any], None] | None = None
        self._lost = lost
        self._why = "it was closed"
        self._parser = hiredis.Reader()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._lost(self, str(exc) if exc else self._why)

    def data_received(self, data: bytes) -> None:
        self.heard_count += 1
        parser, waiting = self._parser, self.waiting
        parser.feed(data)
        while (reply := parser.gets()) is not False:
            if self.hear is not None:
                self.hear(reply)
                continue
            ask = waiting[0]
            if type(reply) is hiredis.ReplyError:
                if self._has_to_be_asked_again(reply):
                    return
            elif ask.count == 1:  # as nearly always
                waiting.popleft()
                ask.succeed(reply)
                continue
            if ask.take(reply):
                waiting.popleft()
                self._end(ask)

    def send(self, asks: Iterable[Ask]) -> None:
        """Ask, all in one piece."""
        self.waiting.extend(asks)
        self.write(b"".join([ask.packed for ask in asks]))

    def write(self, packed: bytes) -> None:
        """Say something."""
        if self._transport is not None:
            self._transport.write(packed)

    async def call(self, *words: Word) -> Any:  # noqa: ANN401 - whatever Redis says
        """Ask something, and wait for the answer.

        Raises:
            MisunderstoodError: it is an error.
        """
        ask = Ask(pack(words), asyncio.get_running_loop().create_future())
        self.send((ask,))
        return await ask.answer

    def abort(self, why: str) -> None:
        """Give the connection up."""
        self._why = why
        if self._transport is not None:
            self._transport.abort()

    def _end(self, ask: Ask) -> None:
        if ask.error is None:
            return
        told = str(ask.error)
        if told.startswith(_ELSEWHERE):
            self.redirect(ask, told)
            return
        if told.startswith(_REFUSED):
            self.refused(told)
        ask.end(ask.error)

    def _has_to_be_asked_again(self, reply: Exception) -> bool:
        if not str(reply).startswith(_ASKED_AGAIN):
            return False
        self.abort(str(reply))
        return True


def _go_nowhere(ask: Ask, told: str) -> None:
    ask.end(MisunderstoodError(told))


def _tell_nobody(_why: str) -> None:
    """Keep it for oneself."""
