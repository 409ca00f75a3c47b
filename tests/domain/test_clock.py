"""A world's clock is a straight line through the wall's."""

from collections.abc import Callable
from functools import partial
from math import nan

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.domain.clock import (
    CLOCK_MAX,
    Clock,
    ClockMode,
    ClockWish,
    manual_clock,
    real_clock,
    scaled_clock,
)
from simulator.domain.refusals import Invalid

WALL_AT, WORLD_AT = 1_790_000_000_000, 1_000_000
REAL = real_clock(wall_at=WALL_AT, world_at=WORLD_AT)
DOUBLE = scaled_clock(2, wall_at=WALL_AT, world_at=WORLD_AT)
MANUAL = manual_clock(wall_at=WALL_AT, world_at=WORLD_AT)

instants = st.integers(min_value=0, max_value=4 * 10**12)
spans = st.integers(min_value=0, max_value=10**11)
speeds = st.floats(min_value=0.001, max_value=10_000)
running_clocks = st.builds(real_clock, wall_at=instants, world_at=instants) | st.builds(
    scaled_clock, speeds, wall_at=instants, world_at=instants
)
clocks = running_clocks | st.builds(manual_clock, wall_at=instants, world_at=instants)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        (REAL, WORLD_AT + 1_500),
        (DOUBLE, WORLD_AT + 3_000),
        (scaled_clock(0.5, wall_at=WALL_AT, world_at=WORLD_AT), WORLD_AT + 750),
        (MANUAL, WORLD_AT),
    ],
    ids=["real", "double", "half", "manual"],
)
def test_time_passes_as_fast_as_the_clock_runs(clock: Clock, expected: int) -> None:
    """A real clock follows the wall's, a scaled one multiplies, a manual one stands still."""
    assert clock.now(WALL_AT + 1_500) == expected


@given(clock=clocks, earlier=spans, later=spans)
def test_time_never_goes_backwards(clock: Clock, earlier: int, later: int) -> None:
    """What the wall shows later, the world does not show earlier."""
    first, second = sorted((earlier, later))

    assert clock.now(clock.wall_at + first) <= clock.now(clock.wall_at + second)


def test_a_step_between_two_instants_of_the_wall_is_due_at_the_later_one() -> None:
    """Three milliseconds are one and a half on the wall; the third of one is none."""
    assert DOUBLE.wall_when(WORLD_AT + 3) == WALL_AT + 2
    assert scaled_clock(3, wall_at=WALL_AT, world_at=WORLD_AT).wall_when(WORLD_AT + 1) == (
        WALL_AT + 1
    )


@given(clock=running_clocks, ahead=spans)
@example(clock=DOUBLE, ahead=1)
def test_a_step_is_due_at_the_first_wall_instant_at_which_the_world_is_there(
    clock: Clock, ahead: int
) -> None:
    """Never early by its own world's clock, and not a millisecond later than it must be."""
    due_at = clock.world_at + ahead

    wall_at = clock.wall_when(due_at)

    assert wall_at is not None
    assert clock.now(wall_at) >= due_at
    assert wall_at == clock.wall_at or clock.now(wall_at - 1) < due_at


@given(clock=clocks, behind=spans)
def test_what_is_due_already_is_due_as_soon_as_the_clock_is_read(clock: Clock, behind: int) -> None:
    """The line begins where the clock was set; what lies before it is not looked up on the wall."""
    assert clock.wall_when(clock.world_at - behind) == clock.wall_at


@given(ahead=st.integers(min_value=1, max_value=10**11))
def test_the_future_of_a_manual_clock_never_comes_by_itself(ahead: int) -> None:
    """No instant of the wall's can be waited for."""
    assert MANUAL.wall_when(WORLD_AT + ahead) is None


@pytest.mark.parametrize(
    "make", [real_clock, partial(scaled_clock, 1_000_000), manual_clock], ids=lambda _: ""
)
def test_no_clock_goes_on_after_the_last_year(make: Callable[..., Clock]) -> None:
    """What is due then may be waited for, and what is due later never comes."""
    clock = make(wall_at=WALL_AT, world_at=CLOCK_MAX)

    assert clock.now(WALL_AT + 5) == CLOCK_MAX
    assert clock.wall_when(CLOCK_MAX) == WALL_AT
    assert clock.wall_when(CLOCK_MAX + 1) is None


def test_a_clock_is_set_to_no_later_year() -> None:
    """The last instant can be shown, and none after it."""
    assert MANUAL.changed(ClockWish(now=CLOCK_MAX), wall_at=WALL_AT).now(WALL_AT) == CLOCK_MAX

    with pytest.raises(Invalid) as refused:
        MANUAL.changed(ClockWish(now=CLOCK_MAX + 1), wall_at=WALL_AT)

    assert [problem.field for problem in refused.value.problems] == ["now"]


@pytest.mark.parametrize("clock", [REAL, DOUBLE, MANUAL], ids=["real", "scaled", "manual"])
def test_a_clock_that_is_set_goes_on_from_there_at_its_own_speed(clock: Clock) -> None:
    """Setting a clock changes what it shows, not how it runs."""
    moved = clock.set_to(5, wall_at=WALL_AT + 70)

    assert moved.now(WALL_AT + 70) == 5
    assert (moved.mode, moved.speed) == (clock.mode, clock.speed)


@pytest.mark.parametrize(
    ("clock", "wish", "mode", "speed"),
    [
        (REAL, ClockWish(), ClockMode.REAL, 1),
        (DOUBLE, ClockWish(), ClockMode.SCALED, 2),
        (MANUAL, ClockWish(), ClockMode.MANUAL, 0),
        (DOUBLE, ClockWish(ClockMode.REAL), ClockMode.REAL, 1),
        (MANUAL, ClockWish(ClockMode.REAL), ClockMode.REAL, 1),
        (REAL, ClockWish(ClockMode.MANUAL), ClockMode.MANUAL, 0),
        (DOUBLE, ClockWish(ClockMode.MANUAL), ClockMode.MANUAL, 0),
        (REAL, ClockWish(ClockMode.SCALED), ClockMode.SCALED, 1),
        (DOUBLE, ClockWish(ClockMode.SCALED), ClockMode.SCALED, 2),
        (REAL, ClockWish(ClockMode.SCALED, speed=60), ClockMode.SCALED, 60),
        (MANUAL, ClockWish(ClockMode.SCALED, speed=60), ClockMode.SCALED, 60),
        (REAL, ClockWish(speed=60), ClockMode.SCALED, 60),
        (MANUAL, ClockWish(speed=0.5), ClockMode.SCALED, 0.5),
        (DOUBLE, ClockWish(speed=1), ClockMode.SCALED, 1),
    ],
)
def test_a_wish_says_how_time_passes_and_the_rest_goes_on(
    clock: Clock, wish: ClockWish, mode: ClockMode, speed: float
) -> None:
    """A speed without a mode asks for a scaled clock; a mode without a speed keeps a scaled one."""
    changed = clock.changed(wish, wall_at=WALL_AT + 40)

    assert (changed.mode, changed.speed) == (mode, speed)


@pytest.mark.parametrize("mode", [None, *ClockMode])
@pytest.mark.parametrize("clock", [REAL, DOUBLE], ids=["real", "double"])
def test_time_goes_on_from_where_it_was_however_it_passes_next(
    clock: Clock, mode: ClockMode | None
) -> None:
    """Changing how a clock runs does not make it jump."""
    changed = clock.changed(ClockWish(mode), wall_at=WALL_AT + 40)

    assert changed.now(WALL_AT + 40) == clock.now(WALL_AT + 40)


@pytest.mark.parametrize("mode", [None, *ClockMode])
@pytest.mark.parametrize("now", [0, 5])
def test_a_wish_may_say_the_time(mode: ClockMode | None, now: int) -> None:
    """Zero is a time like any other."""
    changed = DOUBLE.changed(ClockWish(mode, now=now), wall_at=WALL_AT + 40)

    assert changed.now(WALL_AT + 40) == now


@pytest.mark.parametrize(
    ("clock", "wish", "message"),
    [
        (REAL, ClockWish(ClockMode.REAL, speed=1), "is for scaled clocks"),
        (REAL, ClockWish(ClockMode.MANUAL, speed=2), "is for scaled clocks"),
        (DOUBLE, ClockWish(ClockMode.MANUAL, speed=0), "is for scaled clocks"),
        (REAL, ClockWish(speed=0), "must be from 0.001 to 1000000"),
        (REAL, ClockWish(ClockMode.SCALED, speed=-1), "must be from 0.001 to 1000000"),
        (REAL, ClockWish(speed=nan), "must be from 0.001 to 1000000"),
        (MANUAL, ClockWish(ClockMode.SCALED), "must be from 0.001 to 1000000"),
    ],
)
def test_a_speed_that_does_not_fit_the_mode_is_refused(
    clock: Clock, wish: ClockWish, message: str
) -> None:
    """Only scaled clocks have a speed, and theirs is bounded: a manual clock has none to keep."""
    with pytest.raises(Invalid) as refused:
        clock.changed(wish, wall_at=WALL_AT)

    (problem,) = refused.value.problems
    assert (problem.field, problem.message) == ("speed", message)
