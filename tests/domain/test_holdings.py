"""All that there is to send with, as one value."""

from dataclasses import replace

import pytest

from simulator.domain.address import E164, AlphanumericSenderId, ShortCode
from simulator.domain.autoresponses import Autoresponse
from simulator.domain.holdings import Holding, Holdings
from simulator.domain.keywords import Keyword
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.own_senders import NumberKind, OwnNumber, OwnShortCode, SenderName

ONE = MessagingProfile("p1", "One", ("US",), "s1", 1, 1)
TWO = MessagingProfile("p2", "Two", ("US",), "s2", 1, 1)
NUMBER = OwnNumber("71", E164("+13125550101"), NumberKind.LONG_CODE, "US", "p1", 1, 1)
OTHER = OwnNumber("72", E164("+13125550102"), NumberKind.LONG_CODE, "US", None, 1, 1)
CODE = OwnShortCode("c1", ShortCode("12345"), "US", "p2", 1, 1)
NAME = SenderName("n1", AlphanumericSenderId("Acme"), "p1", None, 1)
ANSWER = Autoresponse("a1", "p1", Keyword.HELP, ("WHO",), "*", None, 1, 1)
ELSEWHERE = Autoresponse("a2", "p2", Keyword.HELP, ("WHO",), "*", None, 1, 1)

EVERY: tuple[Holding, ...] = (ONE, TWO, NUMBER, OTHER, CODE, NAME, ANSWER, ELSEWHERE)


def holdings(*held: Holding) -> Holdings:
    """Hold some things."""
    all_of_them = Holdings("o1")
    for one in held:
        all_of_them = all_of_them.holding(one)
    return all_of_them


def test_each_thing_is_found_by_its_id() -> None:
    """Numbers and short codes are found by themselves, too."""
    there = holdings(*EVERY)

    assert there.profile("p2") == TWO
    assert there.number("71") == there.number("+13125550101") == NUMBER
    assert there.short_code("c1") == there.short_code("12345") == CODE
    assert there.sender_name("n1") == NAME
    assert there.autoresponse("a2") == ELSEWHERE


def test_what_is_not_there_is_not_found() -> None:
    """Whichever kind is asked for, another kind's id leads nowhere."""
    there = holdings(*EVERY)

    assert there.profile("71") is None
    assert there.number("p1") is None
    assert there.short_code("p1") is None
    assert there.sender_name("Acme") is None
    assert there.autoresponse("p1") is None


def test_senders_and_profiles_lead_to_one_another() -> None:
    """A number on no profile sends under none."""
    there = holdings(*EVERY)

    assert there.profile_id_of("+13125550101") == "p1"
    assert there.profile_id_of("+13125550102") is None
    assert there.profile_id_of("+13125550103") is None
    assert there.profile_id_of("12345") == "p2"
    assert there.profile_id_of("Acme") == "p1"
    assert there.senders_of("p1") == ("+13125550101", "Acme")
    assert there.senders_of("p2") == ("12345",)
    assert there.senders_of("p3") == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ONE, replace(ONE, name="Uno")),
        (NUMBER, replace(NUMBER, tags=("a",))),
        (CODE, replace(CODE, tags=("a",))),
        (NAME, replace(NAME, fallback=NUMBER.number)),
        (ANSWER, replace(ANSWER, text="We.")),
    ],
)
def test_what_changes_stays_in_its_place(before: Holding, after: Holding) -> None:
    """Lists go by the order in which things came."""
    there = holdings(*EVERY)
    changed = there.holding(after)

    assert changed != there
    assert changed == holdings(*(after if one is before else one for one in EVERY))


@pytest.mark.parametrize("gone", [NUMBER, CODE, NAME, ANSWER])
def test_what_is_given_up_is_gone_and_all_else_stays(gone: Holding) -> None:
    """Of whichever kind."""
    rest = [one for one in EVERY if one is not gone]
    assert holdings(*EVERY).without(gone) == holdings(*rest)


def test_with_a_profile_go_its_answers() -> None:
    """They are no use to any other."""
    left = holdings(*EVERY).without(ONE)
    assert (left.profiles, left.autoresponses) == ((TWO,), (ELSEWHERE,))
    assert left.numbers == (NUMBER, OTHER)


def test_the_largest_kind_is_counted() -> None:
    """However few there are of the others."""
    assert holdings().largest_count == 0
    assert holdings(ONE, CODE, NUMBER, OTHER).largest_count == 2
