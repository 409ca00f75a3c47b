"""What matters of an answer, however it is cut into pieces, and whatever is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.adapters.webhook_answer import (
    BODY_BYTES_MAX,
    RECEIVED_BYTES_MAX,
    Answer,
    NoAnswer,
    read_answer,
)

LONG = b"x" * BODY_BYTES_MAX

# Answers that are whole, and what they say.
WHOLE = {
    b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks": Answer(200, b"thanks", is_last=False),
    b"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n": Answer(200, b"", is_last=False),
    b"HTTP/1.1 503 \nContent-Length : 2\n\nno": Answer(503, b"no", is_last=False),
    b"HTTP/1.1 204 No Content\r\n\r\n": Answer(204, b"", is_last=False),
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n": Answer(304, b"", is_last=False),
    b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\na": Answer(
        200, b"a", is_last=True
    ),
    b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na": Answer(200, b"a", is_last=True),
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na": Answer(200, b"a", is_last=False),
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n": Answer(101, b"", is_last=False),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\nContent-Length: 1\r\n\r\n"
    b"3\r\nfoo\r\nA ; a=b\r\n0123456789\r\n00\r\n\r\n": Answer(
        200, b"foo0123456789", is_last=False
    ),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\na\n0\nExpires: 0\n\n": Answer(
        200, b"a", is_last=False
    ),
    b"HTTP/1.1 200 OK\r\nContent-Length: 512\r\n\r\n" + LONG: Answer(200, LONG, is_last=False),
}

# Answers to which there would be more that nobody wants to read, or that only end with the
# connection.
CUT = {
    b"HTTP/1.1 200 OK\r\nContent-Length: 513\r\n\r\n" + LONG: Answer(200, LONG, is_last=True),
    b"HTTP/1.1 200 OK\r\n\r\n" + LONG: Answer(200, LONG, is_last=True),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n" + LONG: Answer(200, LONG, is_last=True),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n" + LONG: Answer(
        200, LONG, is_last=True
    ),
}
BROKEN_OFF = {
    b"HTTP/1.1 200 OK\r\n\r\nthanks": Answer(200, b"thanks", is_last=True),
    b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nthanks": Answer(200, b"thanks", is_last=True),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nthanks": Answer(
        200, b"thanks", is_last=True
    ),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nthanks\r\n0\r\n": Answer(
        200, b"thanks", is_last=True
    ),
    b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nthanks": Answer(200, b"thanks", is_last=True),
}


@pytest.mark.parametrize(("received", "answer"), (WHOLE | CUT).items())
def test_an_answer_is_read_once_it_has_come(received: bytes, answer: Answer) -> None:
    """And not before its last byte."""
    assert read_answer(received, has_ended=False) == answer
    for length in range(len(received)):
        assert read_answer(received[:length], has_ended=False) is None


@pytest.mark.parametrize(("received", "answer"), BROKEN_OFF.items())
def test_an_answer_may_end_with_its_connection(received: bytes, answer: Answer) -> None:
    """Whether it should or not: its status has been said."""
    assert read_answer(received, has_ended=True) == answer


@pytest.mark.parametrize("received", WHOLE)
def test_who_says_more_than_one_answer_is_asked_nothing_more(received: bytes) -> None:
    """What comes too soon would be taken for the answer to the next question."""
    answer = read_answer(received + b"H", has_ended=False)
    assert answer is not None
    assert answer.is_last


@pytest.mark.parametrize(
    ("received", "why"),
    [
        (b"220 mail.test\r\n", "no HTTP/1"),
        (b"HTTP/2 200\r\n\r\n", "no HTTP/1"),
        (b"HTTP/1.1 20\r\n\r\n", "no HTTP/1"),
        (b"HTTP/1.1 2000\r\n\r\n", "no HTTP/1"),
        (b"HTTP/1.1 100 Continue\r\n\r\nGET / ", "no HTTP/1"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "no length"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "no length"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * RECEIVED_BYTES_MAX, "does not end"),
        (b"HTTP/1.1 100 Go\r\n\r\n" * (RECEIVED_BYTES_MAX // 16), "does not end"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"x" * RECEIVED_BYTES_MAX,
            "does not end",
        ),
    ],
)
def test_what_is_no_answer_is_told(received: bytes, why: str) -> None:
    """As soon as that can be seen, and before it fills the memory."""
    with pytest.raises(NoAnswer, match=why):
        read_answer(received, has_ended=False)


@pytest.mark.parametrize("received", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 C\r\n\r\n"])
def test_who_hangs_up_has_not_answered(received: bytes) -> None:
    """Unless he had said a status before."""
    with pytest.raises(NoAnswer, match="closed"):
        read_answer(received, has_ended=True)


@given(
    st.binary() | st.binary().map(lambda any_bytes: b"HTTP/1.1 200 OK\r\n" + any_bytes),
    st.booleans(),
)
def test_nothing_that_comes_is_beyond_it(received: bytes, has_ended: bool) -> None:  # noqa: FBT001 - drawn
    """It is an answer, or none, or not yet one."""
    try:
        answer = read_answer(received, has_ended=has_ended)
    except NoAnswer:
        return
    assert answer is None or len(answer.body) <= BODY_BYTES_MAX
