"""Messaging profiles: where they reach, and their secrets."""

import re

import pytest

from simulator.domain.dice import Dice
from simulator.domain.messaging_profiles import MessagingProfile, draw_secret


def profile(*destinations: str) -> MessagingProfile:
    """Make a profile that reaches some countries."""
    return MessagingProfile("p1", "Plain", destinations, "secret", created_at=1, updated_at=1)


@pytest.mark.parametrize(
    ("destinations", "country", "is_reached"),
    [
        (("US", "GB"), "GB", True),
        (("US", "GB"), "DE", False),
        (("*",), "DE", True),
        (("*",), None, True),
        (("US",), None, False),
    ],
)
def test_a_profile_reaches_the_countries_on_its_list(
    destinations: tuple[str, ...], country: str | None, *, is_reached: bool
) -> None:
    """A star stands for all of them, and for numbers of no country."""
    assert profile(*destinations).reaches(country) is is_reached


def test_secrets_follow_from_the_seed_and_from_one_another() -> None:
    """A story that is told twice has the same secrets; no two in a row are equal."""
    first = profile().with_new_secret(Dice(7), now=5)
    second = first.with_new_secret(Dice(7), now=6)

    assert (first.updated_at, second.updated_at) == (5, 6)
    assert len({"secret", first.secret, second.secret}) == 3
    assert profile().with_new_secret(Dice(7), now=9).secret == first.secret
    assert profile().with_new_secret(Dice(8), now=5).secret != first.secret


def test_a_secret_is_24_letters_and_digits() -> None:
    """As the vendor's are."""
    secrets = {draw_secret(Dice(seed), "x") for seed in range(20)}
    assert len(secrets) == 20
    assert all(re.fullmatch("[0-9A-Za-z]{24}", secret) for secret in secrets)
    assert len(set("".join(secrets))) > 50
