"""What a process supposes of a Redis that it shares."""

from typing import Any

import pytest

from simulator.adapters.redis import known
from simulator.adapters.redis.known import Known
from simulator.adapters.redis.spelling import spell_record
from simulator.domain.message import What
from simulator.domain.steps import ArrivalStep, MessageStep, Step
from simulator.services.ports import Key
from simulator.services.tables import BALANCE, LATEST_OTP_FACE, LIKENESS, MESSAGE, SUPPRESSED
from tests.messages import born

A, B = LATEST_OTP_FACE.key("a"), LATEST_OTP_FACE.key("b")
COUNTER, RARE = LIKENESS.key("a"), SUPPRESSED.key("+12025550101")


@pytest.fixture
def process() -> Known:
    """Know nothing."""
    return Known()


def read(process: Known, key: Key[Any], record: object) -> None:
    """Read a record as it was written by somebody."""
    assert process.read("w", key, spell_record(key, record)) == record


def due(step: Step, process: Known) -> bytes:
    """Plan a step, and spell it as the timeline has it."""
    when, what = process.plan(step)
    return b"%b%022d%b" % (when, 1, what)


def test_what_was_read_or_written_last_is_supposed(process: Known) -> None:
    """In this world; where one is not known, nothing is supposed of the others either."""
    read(process, A, "read")
    process.spell("w", B, "written")

    assert process.suppose("w", (A, B)) == ["read", "written"]
    assert process.suppose("other", (A,)) is None
    assert process.suppose("w", (A, LATEST_OTP_FACE.key("c"))) is None


def test_what_is_rare_is_supposed_not_to_be_there(process: Known) -> None:
    """Until it was seen, and again when it was seen to be gone."""
    assert process.suppose("w", (RARE, COUNTER)) == [None, None]

    read(process, RARE, ())
    assert process.suppose("w", (RARE,)) == [()]

    assert process.read("w", RARE, None) is None
    assert process.suppose("w", (RARE,)) == [None]


def test_of_two_that_differ_neither_is_supposed(process: Known) -> None:
    """An answer may be older than what was written meanwhile; but if it comes once more ..."""
    process.spell("w", A, "written")
    process.spell("w", RARE, ())

    read(process, A, "read")
    assert process.suppose("w", (A,)) is None
    assert process.read("w", RARE, b"[ ]") == ()
    assert process.suppose("w", (RARE,)) is None
    assert process.read("w", RARE, b"[ ]") == ()
    assert process.suppose("w", (RARE,)) == [()]
    process.spell("w", A, "written again")

    assert process.suppose("w", (A,)) == ["written again"]


def test_the_latest_of_a_counter_is_supposed(process: Known) -> None:
    """Whatever it was before; of those that are at one nothing is remembered."""
    for balance in (7, 5):
        read(process, BALANCE, balance)
        assert process.suppose("w", (BALANCE,)) == [balance]

    assert process.spell("w", COUNTER, 1) == (b"likeness:a", b"1")
    assert process.suppose("w", (COUNTER,)) == [None]
    assert process.spell("w", COUNTER, 2) == (b"likeness:a", b"2")
    assert process.suppose("w", (COUNTER,)) == [2]


def test_a_step_of_ones_own_need_not_be_read(process: Known) -> None:
    """It is the one that was planned, once; each kind comes back."""
    step, other = MessageStep(5, "m", What.SENT), ArrivalStep(5, "m", 1)
    told, told_other = due(step, process), due(other, process)

    assert process.due("w", told) is step
    again = process.due("w", told)
    assert again == step
    assert again is not step
    assert process.due("w", told_other) == other


def test_who_has_planned_the_step_of_a_message_has_changed_it(process: Known) -> None:
    """So it is not as it was seen last, if that was somebody else."""
    message, own = born(), Known()
    key = MESSAGE.key(message.id)
    step = MessageStep(5, message.id, What.SENT)
    told = due(step, own)
    for one in (process, own):
        one.spell("w", key, message)

    assert (process.due("w", told), own.due("w", told)) == (step, step)

    assert process.suppose("w", (key,)) is None
    assert own.suppose("w", (key,)) == [message]


def test_so_many_are_remembered(process: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least so many as are said, and no more than twice as many."""
    monkeypatch.setattr(known, "_COUNT_MAX", 3)
    keys = [LATEST_OTP_FACE.key(str(number)) for number in range(7)]
    steps = [MessageStep(number, "m", What.SENT) for number in range(7)]
    told = [due(step, process) for step in steps]
    for key in keys:
        process.spell("w", key, "x")

    assert [process.suppose("w", (key,)) for key in keys] == [None] * 3 + [["x"]] * 4
    assert [process.due("w", text) is step for text, step in zip(told, steps, strict=True)] == (
        [False] * 3 + [True] * 4
    )
