"""What messages are expected, and what comes closest."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from simulator.domain.address import E164
from simulator.domain.direction import Direction
from simulator.domain.encoding import Encoding
from simulator.domain.expectation import (
    Difference,
    Expected,
    Member,
    Pattern,
    Sighting,
    nearest,
)
from simulator.domain.glob import Glob
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State, What
from tests.messages import BORN_AT, born

ALICE, BOB = E164("+14155550100"), E164("+14155550101")


def sent(text: str = "Your code is 123456", to: E164 = ALICE) -> Message:
    """A message that has just been accepted."""
    return structs.replace(born(), text=text, destination=to, originator=BOB)


def seen(text: str = "Your code is 123456", to: E164 = ALICE) -> Sighting:
    """See such a message."""
    return Sighting.of(sent(text, to))


def received(text: str = "Yes") -> Sighting:
    """See a message from a handset."""
    return Sighting.of(Inbound("1" * 32, ALICE, BOB, text, Encoding.GSM_7, 2, BORN_AT, None))


FITTING = [
    Pattern(),
    Pattern(destination=ALICE),
    Pattern(originator=BOB),
    Pattern(text="Your code is 123456"),
    Pattern(contains="code"),
    Pattern(matches=Glob.of("*code is ??????")),
    Pattern(state=State.QUEUED),
    Pattern(ever_state=State.QUEUED),
    Pattern(never_state=State.FAILED),
    Pattern(face="gateway"),
    Pattern(direction=Direction.MT),
    Pattern(segment_count=1),
    Pattern(destination=ALICE, contains="123456", state=State.QUEUED, face="gateway"),
]
OTHERWISE = [
    (Pattern(destination=BOB), Difference(Member.TO, BOB, ALICE)),
    (Pattern(originator=ALICE), Difference(Member.FROM, ALICE, BOB)),
    (Pattern(text="Your code"), Difference(Member.TEXT, "Your code", "Your code is 123456")),
    (Pattern(contains="Code"), Difference(Member.CONTAINS, "Code", "Your code is 123456")),
    (Pattern(matches=Glob.of("c*")), Difference(Member.MATCHES, "c*", "Your code is 123456")),
    (Pattern(state=State.SENT), Difference(Member.STATE, "sent", "queued")),
    (Pattern(ever_state=State.SENT), Difference(Member.EVER_STATE, "sent", "queued")),
    (Pattern(never_state=State.QUEUED), Difference(Member.NEVER_STATE, "queued", "queued")),
    (Pattern(face="telnyx"), Difference(Member.FACE, "telnyx", "gateway")),
    (Pattern(direction=Direction.MO), Difference(Member.DIRECTION, "mo", "mt")),
    (Pattern(segment_count=2), Difference(Member.SEGMENTS, 2, 1)),
]


@pytest.mark.parametrize("pattern", FITTING)
def test_a_message_that_is_all_that_is_asked_for_fits(pattern: Pattern) -> None:
    """What is not asked for does not matter."""
    assert pattern.fits(seen())
    assert pattern.differences(seen()) == ()


@pytest.mark.parametrize(("pattern", "difference"), OTHERWISE, ids=lambda told: str(told)[:20])
def test_a_message_that_differs_tells_in_what(pattern: Pattern, difference: Difference) -> None:
    """What was asked for, and what is there instead."""
    assert not pattern.fits(seen())
    assert pattern.differences(seen()) == (difference,)


def test_everything_that_differs_is_told() -> None:
    """Where it went first, for nothing else matters as much."""
    pattern = Pattern(destination=BOB, contains="x", state=State.SENT, segment_count=9)

    members = [one.member for one in pattern.differences(seen())]
    assert members == [Member.TO, Member.STATE, Member.SEGMENTS, Member.CONTAINS]


def test_states_are_looked_up_in_the_whole_life_of_a_message() -> None:
    """`state` is where it is now, the other two ask where it has been."""
    message = sent().after(What.DISPATCHED, BORN_AT + 1).after(What.FAILED, BORN_AT + 2)
    failed = Sighting.of(message)

    assert failed.state is State.FAILED
    assert Pattern(state=State.FAILED, ever_state=State.SENDING).fits(failed)
    assert not Pattern(state=State.SENDING).fits(failed)
    assert not Pattern(never_state=State.SENDING).fits(failed)
    assert Pattern(never_state=State.DELIVERED).fits(failed)


def test_a_message_from_a_handset_has_no_state_and_no_face() -> None:
    """Who asks for one does not mean it; who asks for none of them may."""
    reply = received()

    assert reply.state is None
    fitting = Pattern(BOB, ALICE, "Yes", direction=Direction.MO, segment_count=2)
    assert replace(fitting, never_state=State.FAILED).fits(reply)
    assert not Pattern(state=State.QUEUED).fits(reply)
    assert not Pattern(ever_state=State.QUEUED).fits(reply)
    assert not Pattern(face="gateway").fits(reply)
    assert not Pattern(direction=Direction.MT).fits(reply)


@pytest.mark.parametrize(("wanted", "enough"), [(None, {1, 2, 3}), (0, {0}), (1, {1}), (2, {2})])
def test_a_count_is_exact_and_none_is_at_least_one(wanted: int | None, enough: set[int]) -> None:
    """Nothing may be waited for only where nothing is wanted."""
    expected = Expected(Pattern(), wanted)

    assert {count for count in range(4) if expected.is_met_by(count)} == enough
    assert expected.is_presence == (0 not in enough)


def test_too_many_are_hopeless_if_they_stay() -> None:
    """A message may leave a state again, but neither its number nor its text."""
    assert Expected(Pattern(text="x"), 1).is_hopeless_at(2)
    assert Expected(Pattern(ever_state=State.SENT), 0).is_hopeless_at(1)
    assert not Expected(Pattern(text="x"), 1).is_hopeless_at(1)
    assert not Expected(Pattern(text="x")).is_hopeless_at(9)
    assert not Expected(Pattern(state=State.SENT), 1).is_hopeless_at(2)
    assert not Expected(Pattern(never_state=State.SENT), 1).is_hopeless_at(2)


# --- Coming close ---------------------------------------------------------------------------------


def closest(pattern: Pattern, *messages: Sighting) -> list[str]:
    """Tell the texts of messages, the closest first."""
    return [one.seen.message.text for one in nearest(pattern, messages, 9)]


def test_what_differs_in_less_is_closer() -> None:
    """However alike the texts are."""
    pattern = Pattern(text="abc", destination=ALICE, face="telnyx")

    assert closest(pattern, seen("abd", BOB), seen("xyz")) == ["xyz", "abd"]


@pytest.mark.parametrize(
    "pattern",
    [
        Pattern(text="Your code is 123456"),
        Pattern(contains="code is 123456"),
        Pattern(matches=Glob.of("*code is 123456")),
    ],
)
def test_what_reads_more_alike_is_closer(pattern: Pattern) -> None:
    """Among those that differ in as much."""
    near, far = "Your cod is 123457", "Hello"

    assert closest(pattern, seen(far), seen(near)) == [near, far]


def test_of_a_part_it_counts_how_much_is_there() -> None:
    """A long text that nearly has it is closer than a short one that has not."""
    long = "Dear customer, this is the codd that you have asked us to send to you"

    assert closest(Pattern(contains="code"), seen("xx"), seen(long)) == [long, "xx"]


def test_what_went_there_is_closer_than_what_went_elsewhere() -> None:
    """Who sends to the wrong number finds out by the text, who writes the wrong text more often."""
    pattern = Pattern(destination=ALICE, contains="code")

    assert closest(pattern, seen("code", BOB), seen("Your cod")) == ["Your cod", "code"]


def test_what_is_as_close_as_another_stays_where_it_was() -> None:
    """The newest first, as they come."""
    assert closest(Pattern(face="x"), seen("c"), seen("a"), seen("b")) == ["c", "a", "b"]


def test_what_fits_is_not_what_comes_close() -> None:
    """Nothing is wrong with it."""
    assert closest(Pattern(contains="a"), seen("a"), seen("b")) == ["b"]


def test_only_so_many_are_told() -> None:
    """The closest of them, with their differences."""
    (one,) = nearest(Pattern(text="a"), [seen("b"), seen("c")], 1)

    assert one.differences == (Difference(Member.TEXT, "a", "b"),)


def test_an_empty_glob_can_be_missed() -> None:
    """There is nothing of it in any text, nor is anything missing."""
    assert closest(Pattern(matches=Glob.of("")), seen("a")) == ["a"]


def test_among_many_only_the_first_are_compared_by_text() -> None:
    """Comparing takes time; the rest follow in their order."""
    texts = [f"{number:02}" for number in range(19)]
    many = [*map(seen, texts), seen("axx"), seen("abc")]

    assert nearest(Pattern(text="ab"), many, 1)[0].seen.message.text == "axx"
    assert len(nearest(Pattern(text="ab"), many, 99)) == len(many)


@given(st.lists(st.sampled_from([one for one, _ in OTHERWISE] + FITTING)), st.integers(0, 4))
def test_whatever_is_told_does_not_fit(patterns: list[Pattern], limit: int) -> None:
    """And nothing is told twice."""
    sightings = [seen("one"), seen("two", BOB), received()]
    for pattern in patterns:
        told = nearest(pattern, sightings, limit)
        assert len(told) == min(limit, sum(not pattern.fits(one) for one in sightings))
        assert all(one.differences == pattern.differences(one.seen) != () for one in told)
