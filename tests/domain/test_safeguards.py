"""Whom a project lets call, and how often it writes to a number."""

from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.safeguards import (
    CallerList,
    Exceeded,
    SendingLimits,
    Sendings,
    parse_network,
)

MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
MIDNIGHT = 20_000 * DAY_MS


@pytest.mark.parametrize(
    ("caller", "is_listed"),
    [
        ("203.0.113.7", True),
        ("203.0.113.255", True),
        ("203.0.114.0", False),
        ("198.51.100.1", True),
        ("198.51.100.2", False),
        ("::ffff:203.0.113.7", True),
        ("::1", False),
        (None, False),
    ],
)
def test_a_list_lets_in_those_on_it_or_all_others(caller: str | None, *, is_listed: bool) -> None:
    """Addresses and ranges; one that a socket for both versions shows is what it stands for."""
    networks = ("203.0.113.0/24", "198.51.100.1")

    assert CallerList(is_of_friends=True, networks=networks).admits(caller) is is_listed
    assert CallerList(is_of_friends=False, networks=networks).admits(caller) is not is_listed


@given(st.ip_addresses(v=4))
def test_an_address_is_in_the_range_of_itself(address: IPv4Address) -> None:
    """Whatever it is."""
    assert CallerList(is_of_friends=True, networks=(f"{address}",)).admits(f"{address}")


@pytest.mark.parametrize(
    "spelled", ["", "203.0.113", "203.0.113.1/24", "host.example", "1.2.3.4/33"]
)
def test_what_is_no_range_is_refused(spelled: str) -> None:
    """Bits behind the prefix are a slip: nobody can tell what was meant."""
    with pytest.raises(ValueError, match=r"."):
        parse_network(spelled)


def sent(limits: SendingLimits, *instants: int) -> list[int | None]:
    """Send a text at each instant; tell how long each that is too many has to wait."""
    so_far: Sendings | None = None
    waits: list[int | None] = []
    for now in instants:
        match limits.after_one_more(so_far, now):
            case Exceeded(wait_ms):
                waits.append(wait_ms)
            case Sendings() as counted:
                so_far = counted
                waits.append(None)
    return waits


def test_without_limits_any_number_may_be_sent() -> None:
    """They are counted all the same, for a limit that is set later."""
    assert sent(SendingLimits(), *[MIDNIGHT] * 100) == [None] * 100


@pytest.mark.parametrize(
    ("limits", "span"),
    [
        (SendingLimits(per_minute=2), MINUTE_MS),
        (SendingLimits(per_hour=2), HOUR_MS),
        (SendingLimits(per_day=2), DAY_MS),
    ],
)
def test_a_limit_holds_until_its_time_is_over(limits: SendingLimits, span: int) -> None:
    """In the last millisecond there is none yet, in the next there are as many as ever."""
    end = MIDNIGHT + span

    instants = (MIDNIGHT, MIDNIGHT + 5, MIDNIGHT + 9, end - 1, end, end, end)
    assert sent(limits, *instants) == [None, None, span - 9, 1, None, None, span]


def test_the_longest_wait_counts() -> None:
    """Where two limits are exceeded, there is nothing before both have room."""
    limits = SendingLimits(per_minute=1, per_hour=2, per_day=9)

    assert sent(limits, MIDNIGHT, MIDNIGHT, MIDNIGHT + MINUTE_MS, MIDNIGHT + MINUTE_MS) == [
        None,
        MINUTE_MS,
        None,
        HOUR_MS - MINUTE_MS,
    ]


def test_a_clock_that_was_set_back_counts_anew() -> None:
    """Else a number would have to wait until the time that was."""
    limits = SendingLimits(per_day=1)

    assert sent(limits, MIDNIGHT, MIDNIGHT - 1, MIDNIGHT - 1) == [None, None, 1]


@given(st.lists(st.integers(0, 2 * HOUR_MS), max_size=40), st.integers(1, 5))
def test_no_minute_has_more_than_its_limit(offsets: list[int], limit: int) -> None:
    """However the texts are spread."""
    instants = [MIDNIGHT + offset for offset in sorted(offsets)]
    waits = sent(SendingLimits(per_minute=limit), *instants)

    taken = [now // MINUTE_MS for now, wait in zip(instants, waits, strict=True) if wait is None]
    assert all(taken.count(minute) <= limit for minute in taken)
    wanted = [now // MINUTE_MS for now in instants]
    assert all(taken.count(minute) == min(limit, wanted.count(minute)) for minute in wanted)
