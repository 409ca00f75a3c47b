"""Answers to webhooks: what matters of them, read out of the bytes that have come (RFC 9112)."""

import re
from collections.abc import Mapping
from typing import Final

from simulator.domain.value import value

__all__ = ["BODY_BYTES_MAX", "RECEIVED_BYTES_MAX", "Answer", "NoAnswer", "read_answer"]

# Of an answer, as many bytes of its body are read and kept; nobody acts on them.
BODY_BYTES_MAX: Final = 512

# Who has sent so much and still not said that is never going to.
RECEIVED_BYTES_MAX: Final = 65_536

_BEGINNING: Final = b"HTTP/1."
_STATUS_LINE: Final = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9]{2})(?![^ \r\n])")
_FIELD: Final = re.compile(
    rb"\n(content-length|transfer-encoding|connection)[ \t]*:[ \t]*([^\r\n]*)", re.IGNORECASE
)
_LENGTH: Final = re.compile(rb"[0-9]{1,15}")
# 2.2: who reads may take a single LF for the end of a line.
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
_CHUNK: Final = re.compile(rb"(?:\r?\n)?([0-9a-f]{1,8})[ \t]*(?:;[^\n]*)?\r?\n", re.IGNORECASE)

_INTERIM: Final = 1  # the first digit of a status before the one that counts
_SWITCHING_PROTOCOLS: Final = 101
_WITHOUT_BODY: Final = frozenset({_SWITCHING_PROTOCOLS, 204, 304})


class NoAnswer(ValueError):
    """What has come is no answer; the message says why."""


@value
class Answer:
    """What matters of an answer.

    Attributes:
        body: how it begins.
        is_last: whether nothing more can be asked on its connection, which will be closed, or has
            more of this answer on it than anybody wants to read.
    """

    status: int
    body: bytes
    is_last: bool


@value
class _Body:
    """As much of a body as has come.

    Attributes:
        is_whole: whether that is all of it.
        left: what has come behind it.
    """

    begun: bytes
    is_whole: bool = False
    left: bytes = b""


def read_answer(received: bytes, *, has_ended: bool) -> Answer | None:
    """Read what has come since somebody was asked; None if more has to come.

    An answer that breaks off within its body is one: its status has been said.

    Args:
        received: from the first byte on.
        has_ended: whether nothing more will come.

    Raises:
        NoAnswer: it is none, or not going to be one.
    """
    answer = _read(received, has_ended=has_ended)
    if answer is None:
        if has_ended:
            raise NoAnswer("the connection was closed")
        if len(received) > RECEIVED_BYTES_MAX:
            raise NoAnswer("the answer does not end")
    return answer


def _read(received: bytes, *, has_ended: bool) -> Answer | None:
    """Read an answer, behind those of a kind that may come before it."""
    at = 0
    while blank := _BLANK_LINE.search(received, at):
        head = received[at : blank.start()]
        line = _STATUS_LINE.match(head)
        if line is None:
            raise NoAnswer(f"the answer is no HTTP/1: {head[:40]!r}")
        at, status = blank.end(), int(line[2])
        if status // 100 != _INTERIM or status == _SWITCHING_PROTOCOLS:
            fields = {name.lower(): told.strip().lower() for name, told in _FIELD.findall(head)}
            body = _body(status, fields, received[at:])
            is_persistent = line[1] == b"1" and b"close" not in fields.get(b"connection", b"")
            return _answer(status, body, is_persistent=is_persistent, has_ended=has_ended)
    begun = received[at : at + len(_BEGINNING)]
    if not _BEGINNING.startswith(begun):
        raise NoAnswer(f"the answer is no HTTP/1: {received[at : at + 40]!r}")
    return None


def _answer(status: int, body: _Body, *, is_persistent: bool, has_ended: bool) -> Answer | None:
    if not (body.is_whole or has_ended or len(body.begun) >= BODY_BYTES_MAX):
        return None
    is_good_for_more = is_persistent and body.is_whole and not body.left and not has_ended
    return Answer(status, body.begun[:BODY_BYTES_MAX], is_last=not is_good_for_more)


def _body(status: int, fields: Mapping[bytes, bytes], rest: bytes) -> _Body:
    """Tell what has come of a body; 6.3 says how one ends."""
    coding, told = fields.get(b"transfer-encoding"), fields.get(b"content-length")
    if status in _WITHOUT_BODY:
        return _Body(b"", is_whole=True, left=rest)
    if coding is not None:
        return _unchunked(rest) if coding.endswith(b"chunked") else _Body(rest)
    if told is None:  # it ends with the connection
        return _Body(rest)
    if not _LENGTH.fullmatch(told):
        raise NoAnswer(f"the answer has no length: {told[:40]!r}")
    length = int(told)
    return _Body(rest[:length], is_whole=len(rest) >= length, left=rest[length:])


def _unchunked(rest: bytes) -> _Body:
    """Put together what has come in chunks, as far as anybody wants to read; 7.1."""
    body, at = b"", 0
    while len(body) < BODY_BYTES_MAX and (line := _CHUNK.match(rest, at)):
        size = int(line[1], 16)
        if size == 0:  # trailers may follow, which end as heads do
            end = _BLANK_LINE.search(rest, line.end() - 2)
            return _Body(body, is_whole=end is not None, left=rest[end.end() :] if end else b"")
        at = line.end() + size
        body += rest[line.end() : at]
    return _Body(body)
