"""What a world is given to send with."""

import pytest

from simulator.domain.address import E164, AlphanumericSenderId, ShortCode
from simulator.domain.dice import Dice
from simulator.domain.founding import found
from simulator.domain.holdings import Holdings
from simulator.domain.messaging_profiles import NumberPool
from simulator.domain.own_senders import NumberKind
from simulator.domain.pricing import MicroUsd
from simulator.domain.provision import (
    GivenCode,
    GivenName,
    GivenNumber,
    GivenProfile,
    Provision,
)
from simulator.domain.refusals import Invalid

DICE = Dice(7, "demo")
NUMBER, OTHER = E164("+13125550101"), E164("+448005550102")
CODE = ShortCode("54321")
NAME, OTHER_NAME = AlphanumericSenderId("Acme"), AlphanumericSenderId("Ajax")
ID = "abc85f6457174562b3fc2c9600000000"


def made(provision: Provision) -> Holdings:
    """Make it what there is to send with, where numbers of +44 are British and others nobody's."""
    return provision.made(DICE, lambda number: "GB" if number.startswith("+44") else None, 5)


def objections(provision: Provision) -> list[str]:
    """Tell what is wrong with it."""
    with pytest.raises(Invalid) as refusal:
        provision.check()
    return [problem.field for problem in refusal.value.problems]


def test_without_profiles_all_is_on_the_one_that_every_world_has() -> None:
    """And there is nothing else of what every world has."""
    there = made(Provision(numbers=(GivenNumber(NUMBER),), names=(GivenName(NAME),)))
    founding = found(7, "demo", 5)

    assert there.owner_id == founding.owner_id
    assert there.profiles == founding.profiles
    assert there.senders_of(founding.profiles[0].id) == (NUMBER, NAME)


def test_what_is_given_is_made_as_it_is_told() -> None:
    """Ids, profiles by name or id, and the rest."""
    pool = NumberPool(2, 0, skips_unhealthy=True)
    there = made(
        Provision(
            (
                GivenProfile("Main", ID, ("US",), pool=pool, daily_limit=MicroUsd(5)),
                GivenProfile("Second", is_registered=False),
            ),
            (
                GivenNumber(NUMBER, "42", profile="Second", tags=("a",)),
                GivenNumber(OTHER, profile=ID, is_hosted=True),
                GivenNumber(E164("+18005550103"), profile=""),
            ),
            (GivenCode(CODE, "c1", "Second", "CA", ("b",)), GivenCode(ShortCode("99999"))),
            (GivenName(NAME, "n1", fallback=NUMBER), GivenName(NAME, profile="Second")),
        )
    )
    main, second = there.profiles

    assert (main.id, main.destinations, main.pool) == (ID, ("US",), pool)
    assert (main.daily_limit, main.is_limited, main.is_registered) == (5, True, True)
    assert (second.is_limited, second.is_registered) == (False, False)
    assert [(one.id, one.profile_id, one.tags) for one in there.numbers[:1]] == [
        ("42", second.id, ("a",))
    ]
    assert [(one.country, one.is_hosted, one.kind) for one in there.numbers] == [
        ("US", False, NumberKind.LONG_CODE),
        ("GB", True, NumberKind.LONG_CODE),
        ("US", False, NumberKind.TOLL_FREE),
    ]
    assert [one.profile_id for one in there.numbers] == [second.id, ID, None]
    assert [(one.id, one.profile_id, one.country) for one in there.short_codes[:1]] == [
        ("c1", second.id, "CA")
    ]
    assert [(one.profile_id, one.fallback) for one in there.names] == [
        (ID, NUMBER),
        (second.id, None),
    ]
    ids = [one.id for one in there.numbers] + [one.id for one in there.short_codes]
    ids += [one.id for one in there.names] + [main.id, second.id]
    assert len(set(ids)) == len(ids) == 9


def test_the_same_is_made_of_the_same() -> None:
    """Ids that are not chosen come from the seed."""
    given = Provision((GivenProfile("Main"),), (GivenNumber(NUMBER),), (GivenCode(CODE),))
    assert made(given) == made(given)
    assert made(given) != given.made(Dice(8), lambda _: None, 5)


@pytest.mark.parametrize(
    ("provision", "where"),
    [
        (Provision((GivenProfile("A"), GivenProfile("A"))), "profiles.1.name"),
        (Provision((GivenProfile("A", "1"), GivenProfile("B", "1"))), "profiles.1.id"),
        (Provision(numbers=(GivenNumber(NUMBER), GivenNumber(NUMBER))), "numbers.1.number"),
        (Provision(numbers=(GivenNumber(NUMBER, "1"), GivenNumber(OTHER, "1"))), "numbers.1.id"),
        (Provision(short_codes=(GivenCode(CODE), GivenCode(CODE))), "short_codes.1.code"),
        (
            Provision(short_codes=(GivenCode(CODE, "1"), GivenCode(ShortCode("1234"), "1"))),
            "short_codes.1.id",
        ),
        (Provision(names=(GivenName(NAME, "1"), GivenName(OTHER_NAME, "1"))), "names.1.id"),
        (Provision(names=(GivenName(NAME), GivenName(NAME))), "names.1.name"),
        (Provision(numbers=(GivenNumber(NUMBER, profile="A"),)), "numbers.0.profile"),
        (Provision(short_codes=(GivenCode(CODE, profile="A"),)), "short_codes.0.profile"),
        (Provision(names=(GivenName(NAME, profile="A"),)), "names.0.profile"),
        (Provision(names=(GivenName(NAME, profile=""),)), "names.0.profile"),
    ],
)
def test_what_is_there_twice_or_nowhere_is_refused(provision: Provision, where: str) -> None:
    """By its place."""
    assert objections(provision) == [where]


def test_what_is_in_order_is_not_refused() -> None:
    """Two names that are the same may be on two profiles."""
    Provision().check()
    Provision(
        (GivenProfile("A"), GivenProfile("B", ID)),
        (GivenNumber(NUMBER, profile="A"), GivenNumber(OTHER, profile="")),
        (GivenCode(CODE, profile=ID),),
        (GivenName(NAME, profile="A"), GivenName(NAME, profile=ID)),
    ).check()
