"""Whatever a world keeps can be written and read back, as the very same value."""

import importlib
import inspect
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pkgutil import iter_modules
from typing import Any, Final, Literal, NamedTuple, get_args, get_type_hints

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import services
from simulator.adapters.codec import STEP, Malformed, codec_of, of_table
from simulator.domain.address import E164, Originator
from simulator.domain.message import Event, Message, State, What
from simulator.domain.steps import MessageStep, ReviewStep, Step
from simulator.domain.value import value
from simulator.services.once import Remembered
from simulator.services.ports import Table
from tests.kept import are_same, kept
from tests.messages import born

MESSAGE: Final = of_table("message")


@value
class Low:
    """One of two that have the same members."""

    ms: int


@value
class High:
    """The other one."""

    ms: int


@value
class Mixed:
    """Everything that a member can be."""

    either: Low | High | None
    at: int
    ends_at: int | None
    due_at: int
    ratio: float
    many: tuple[Low | High, ...]
    names: frozenset[str]
    by_name: Mapping[E164, Low | High]
    number: int | str
    states: Mapping[State, tuple[int, ...]]
    step: Step
    by_number: Mapping[int, Low]
    row: tuple[int, Low | High, str]
    plain_row: tuple[int, int]
    word: Literal["yes", "no"] | int
    later: int = 7
    more: tuple[Low, ...] = (Low(1),)


class Pair(NamedTuple):
    """A tuple with names, one of which may be missing."""

    left: str
    right: State = State.SENT


def remembered() -> Iterator[Any]:
    """Find what each use case returns that can be asked for once."""
    for module in iter_modules(services.__path__):
        found = importlib.import_module(f"{services.__name__}.{module.name}")
        for name, function in inspect.getmembers(found, inspect.iscoroutinefunction):
            hints = get_type_hints(function)
            if "once" in hints and name != "perform" and not name.startswith("_"):
                yield get_args(hints["return"])[0]


def there_and_back(kind: Any, one: object) -> object:  # noqa: ANN401 - unions are no `type`
    """Write a value, and read what was written."""
    codec = codec_of(kind)
    return codec.decode(codec.encode(one))


@pytest.mark.parametrize("name", sorted(Table.all))
@settings(max_examples=30)
@given(data=st.data())
def test_every_record_comes_back(name: str, data: st.DataObject) -> None:
    """Of every table that there is, whatever may be kept in it."""
    record = data.draw(kept(Table.all[name].type))

    codec = of_table(name)

    assert are_same(codec.decode(codec.encode(record)), record)


@given(kept(Step))
def test_every_step_comes_back(step: Step) -> None:
    """Whatever may wait on a timeline."""
    assert are_same(STEP.decode(STEP.encode(step)), step)


@pytest.mark.parametrize("kind", dict.fromkeys(remembered()), ids=str)
@settings(max_examples=30)
@given(data=st.data())
def test_everything_that_is_remembered_comes_back(kind: object, data: st.DataObject) -> None:
    """The results of all use cases that take an idempotency key."""
    record = Remembered("f", data.draw(kept(kind)), 5)

    assert are_same(there_and_back(Remembered, record), record)


def test_there_are_results_to_be_remembered() -> None:
    """Else the test above would find nothing wrong."""
    kinds = list(remembered())

    assert len(kinds) >= 14
    assert {bool, Message} <= set(kinds)


@given(kept(Mixed))
def test_a_value_of_all_sorts_comes_back(one: Mixed) -> None:
    """Values that have the same members are told apart, and numbers from texts."""
    assert are_same(there_and_back(Mixed, one), one)


def test_what_is_written_can_be_read_by_people() -> None:
    """Members by their names, choices by their values, and in a union also what it is."""
    written = orjson.loads(STEP.encode(MessageStep(5, "m", What.SENT)))

    assert written == {"is": "MessageStep", "due_at": 5, "message_id": "m", "what": "sent"} | {
        "detail": ""
    }
    assert orjson.loads(MESSAGE.encode(born()))["state"] == "queued"


def test_a_choice_comes_back_as_its_very_member() -> None:
    """So that whoever asks `state is State.QUEUED` is told the truth."""
    message = MESSAGE.decode(MESSAGE.encode(born()))

    assert type(message) is Message
    assert message.state is State.QUEUED
    assert type(message.timeline[0]) is Event
    assert message.timeline[0].what is What.QUEUED


def test_a_member_that_came_later_has_its_default() -> None:
    """So a document stays good when values grow; what has no default has to be there."""
    assert codec_of(Pair).decode(b'{"left":"x"}') == Pair("x", State.SENT)
    with pytest.raises(Malformed, match="is missing") as missing:
        codec_of(Pair).decode(b'{"right":"sent"}')
    assert missing.value.path == ("left",)
    mixed = codec_of(Mixed)
    first = Mixed(
        None,
        0,
        None,
        0,
        0.5,
        (),
        frozenset(),
        {},
        "x",
        {},
        MessageStep(1, "m", What.SENT),
        {},
        (1, Low(1), "x"),
        (1, 2),
        5,
    )
    written = orjson.loads(mixed.encode(first))
    del written["later"], written["more"]
    assert mixed.read(written) == first


@pytest.mark.parametrize(
    ("kind", "sent", "path", "reason"),
    [
        (str, "5", (), "should be a string"),
        (int, "true", (), "should be a whole number"),
        (int, "1.0", (), "should be a whole number"),
        (int, str(2**63), (), "should be a whole number"),
        (bool, "1", (), "should be true or false"),
        (float, '"1"', (), "should be a number"),
        (float, "true", (), "should be a number"),
        (type(None), "0", (), "should be null"),
        (str | None, "0", (), "should be a string or null"),
        (int | None, "[]", (), "should be a whole number or null"),
        (E164, '"hello"', (), r"must start with \+"),
        (E164, "5", (), "should be a string"),
        (Originator, "5", (), "should be a string"),
        (State, '"lost"', (), "should be one of scheduled, queued"),
        (State, "[]", (), "should be one of scheduled"),
        (tuple[int, ...], "{}", (), "should be a list"),
        (tuple[int, ...], '[1, 2, "x"]', ("2",), "should be a whole number"),
        (tuple[int, str], '["x"]', (), "should be a list of 2"),
        (tuple[int, str], "{}", (), "should be a list of 2"),
        (tuple[int, str], "[5, 5]", ("1",), "should be a string"),
        (Literal["yes", 1], '"no"', (), "should be one of yes, 1"),
        (Literal["yes", 1], "true", (), "should be one of yes, 1"),
        (Literal["yes", 1], "[]", (), "should be one of yes, 1"),
        (Mapping[str, int], "[]", (), "should be an object"),
        (Mapping[str, int], '{"a": "x"}', ("a",), "should be a whole number"),
        (Mapping[E164, int], '{"a": 1}', ("a",), r"must start with \+"),
        (Mapping[int, int], '{"a": 1}', ("a",), "should be named by a whole number"),
        (Low, "[]", (), "should be an object"),
        (Low, '{"ms": 1, "us": 2}', ("us",), "is not known here"),
        (Low, '{"us": 2}', ("us",), "is not known here"),
        (Low | High, "[]", (), "should be an object"),
        (Low | High, '{"ms": 1}', ("is",), "should be one of Low, High"),
        (Low | High, '{"is": [], "ms": 1}', ("is",), "should be one of Low, High"),
        (Low | High, '{"is": "Low", "ms": "x"}', ("ms",), "should be a whole number"),
        (Low | High | None, "5", (), "should be an object or null"),
        (Step, '{"is": "Message"}', ("is",), "should be one of MessageStep, ReviewStep"),
        (Event, '{"at": -1, "what": "sent", "state": "sent"}', ("at",), "should be milliseconds"),
        (object, '{"is": "Nobody"}', ("is",), "should be one of Cancellation"),
        (object, '[{"is": "Topup"}]', ("0", "amount"), "is missing"),
        (str, "{", (), "cannot be parsed"),
    ],
)
def test_what_is_malformed_is_told_by_its_path(
    kind: object, sent: str, path: tuple[str, ...], reason: str
) -> None:
    """Nothing is taken for what it is not, and the error leads to the very member."""
    with pytest.raises(Malformed, match=reason) as wrong:
        codec_of(kind).decode(sent.encode())
    assert wrong.value.path == path


def test_what_a_value_refuses_to_be_is_malformed() -> None:
    """A class may have rules of its own."""

    @value
    class Even:
        """An even number."""

        number: int

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError("is odd")

    assert codec_of(Even).decode(b'{"number":2}') == Even(2)
    with pytest.raises(Malformed, match="makes no sense: is odd"):
        codec_of(Even).decode(b'{"number":3}')


@given(st.data())
def test_no_document_does_more_than_being_refused(data: st.DataObject) -> None:
    """Whatever stands in the place of whichever member, it is read or refused."""
    written = orjson.loads(of_table("remembered").encode(Remembered("f", (born(),), 5)))
    place = data.draw(st.sampled_from(list(places(written))))
    odd: st.SearchStrategy[Any] = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([])
    )
    holder: Any = written
    for part in place[:-1]:
        holder = holder[part]
    holder[place[-1]] = data.draw(odd | st.just({}) | st.dictionaries(st.text(), odd, max_size=2))

    with suppress(Malformed):
        assert type(of_table("remembered").read(written)) is Remembered


def places(document: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - JSON
    """Find everything in a document, by its path."""
    inside = enumerate(document) if isinstance(document, list) else document.items()
    for part, item in inside:
        yield (part,)
        if isinstance(item, list | dict):
            yield from ((part, *rest) for rest in places(item))


class Hidden(NamedTuple):
    """A tuple that holds what JSON has no words for."""

    what: complex


@value
class Private:
    """A value with a member that is nobody's business."""

    _secret: int


@pytest.mark.parametrize(
    "kind",
    [
        complex,
        Hidden,
        Private,
        Mapping[float, str],
        frozenset[str] | tuple[str, ...],
        State | str,
        list[int],
    ],
)
def test_what_cannot_be_written_is_told_before_anything_is(kind: object) -> None:
    """A type without a way fails when its codec is made, and not when a day's work is lost."""
    with pytest.raises(TypeError):
        codec_of(kind)


@pytest.mark.parametrize("odd", [object(), 1 + 2j, [1], {"a": 1}, Low(1), ReviewStep])
def test_only_results_are_remembered(odd: object) -> None:
    """What no use case returns is a fault of ours, told at once."""
    with pytest.raises(TypeError):
        codec_of(Remembered).encode(Remembered("f", odd, 1))
