"""Which messages a number's suppressions stop, and how they come and go."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.address import E164, AlphanumericSenderId, Originator
from simulator.domain.suppression import (
    Suppression,
    Suppressions,
    SuppressionWish,
    find,
    lifted,
    opted_in,
    opted_out,
    scope_of,
    stops,
    stops_profile,
    upserted,
)

PHONE: Final = E164("+12025550101")
SHOP: Final = AlphanumericSenderId("Shop")
BANK: Final = AlphanumericSenderId("Bank")
NOW: Final = 1_790_000_000_000

# Few of each, so that they meet often.
scopes = st.sampled_from(["account", "global"])
senders = st.sampled_from([None, "Shop", "Bank"])
reasons = st.sampled_from([None, "opt_out", "complaint"])
wishes = st.builds(
    SuppressionWish, st.just(PHONE), st.none() | scopes, senders, reasons, st.none() | st.just("n")
)


def suppressed(*wanted: SuppressionWish) -> Suppressions:
    """Fulfil wishes one after the other, a second apart; ids are their ordinals."""
    there: Suppressions = ()
    for ordinal, wish in enumerate(wanted):
        there = upserted(there, wish.fulfilled(there, str(ordinal), NOW + ordinal * 1_000))
    return there


def wish(
    scope: str | None = None, sender_scope: str | None = None, reason: str | None = None
) -> SuppressionWish:
    """Wish for the suppression of one number."""
    return SuppressionWish(PHONE, scope, sender_scope, reason)


def test_a_suppression_is_of_the_account_unless_it_is_said_otherwise() -> None:
    """What was asked for is kept; of what was not, only the scope has a default."""
    (plain,) = suppressed(wish())
    (other,) = suppressed(SuppressionWish(PHONE, "global", "Shop", "complaint", "by phone"))

    assert plain == Suppression("0", PHONE, "account", None, None, None, NOW)
    assert other == Suppression("0", PHONE, "global", "Shop", "complaint", "by phone", NOW)


def test_a_second_wish_for_the_same_place_changes_why_and_not_since_when() -> None:
    """Same scope and same sender: one suppression, with the first id and instant."""
    there = suppressed(
        SuppressionWish(PHONE, None, None, "complaint", "by phone"),
        wish("global"),
        SuppressionWish(PHONE, "account", None, "bounce", None),
    )

    assert [one.place for one in there] == [("account", None), ("global", None)]
    assert there[0] == Suppression("0", PHONE, "account", None, "bounce", None, NOW)


@given(st.lists(wishes))
def test_each_place_has_the_latest_reason_and_the_first_instant(
    wanted: list[SuppressionWish],
) -> None:
    """However often and in whatever order they were wished for; and the oldest come first."""
    there = suppressed(*wanted)

    places = [one.place for one in wanted]
    assert {one.place: (one.reason, one.notes) for one in there} == {
        one.place: (one.reason, one.notes) for one in wanted
    }
    assert [one.id for one in there] == [str(places.index(one.place)) for one in there]
    assert [one.created_at for one in there] == sorted(one.created_at for one in there)


@pytest.mark.parametrize(
    ("scope", "sender_scope", "left"),
    [
        (None, None, ""),
        ("account", None, "23"),
        ("global", None, "01"),
        (None, "Shop", "02"),
        ("account", "Shop", "023"),
        ("team", None, "0123"),
        (None, "Bank", "0123"),
    ],
)
def test_what_is_named_is_lifted(scope: str | None, sender_scope: str | None, left: str) -> None:
    """Without a scope any, without a sender any; with a sender not what stops everybody."""
    there = suppressed(
        wish("account"), wish("account", "Shop"), wish("global"), wish("global", "Shop")
    )

    assert "".join(one.id for one in lifted(there, scope, sender_scope)) == left


@pytest.mark.parametrize(
    ("scope", "sender_scope", "found"),
    [
        (None, None, "0"),
        ("account", None, "0"),
        ("global", None, "1"),
        ("team", None, None),
        (None, "Shop", "0"),
        (None, "Bank", "1"),
        ("account", "Bank", None),
        ("global", "Shop", "1"),
    ],
)
def test_a_check_finds_what_would_stop_the_sender(
    scope: str | None, sender_scope: str | None, found: str | None
) -> None:
    """Without a scope in any; for a sender also what stops everybody; the oldest of several."""
    there = suppressed(wish("account", "Shop"), wish("global"))

    suppression = find(there, scope, sender_scope)

    assert (suppression.id if suppression else None) == found


@pytest.mark.parametrize(
    ("there", "stopped"),
    [
        (suppressed(), []),
        (suppressed(wish()), [SHOP, BANK, None]),
        (suppressed(wish("global")), [SHOP, BANK, None]),
        (suppressed(wish(None, "Shop")), [SHOP]),
        (suppressed(wish(None, "Shop"), wish("global", "Bank")), [SHOP, BANK]),
        (suppressed(wish(None, "Shop"), wish("global")), [SHOP, BANK, None]),
    ],
)
def test_a_suppression_stops_everybody_or_its_sender(
    there: Suppressions, stopped: list[Originator | None]
) -> None:
    """A message whose sender the carrier chooses is stopped only by what stops everybody."""
    assert [sender for sender in (SHOP, BANK, None) if stops(there, sender)] == stopped


@given(wanted=st.lists(wishes), sender=st.sampled_from([SHOP, BANK]))
def test_a_check_for_a_sender_foretells_the_send(
    wanted: list[SuppressionWish], sender: AlphanumericSenderId
) -> None:
    """What is found without a scope is what stops."""
    there = suppressed(*wanted)

    assert (find(there, None, sender) is not None) == stops(there, sender)


# --- STOP and START -------------------------------------------------------------------------------


def test_who_says_stop_gets_nothing_from_the_account() -> None:
    """It is a suppression as any other, and its reason tells where it came from."""
    there = opted_out(suppressed(wish("global")), PHONE, "new", NOW)

    assert there[1:] == (Suppression("new", PHONE, "account", None, "opt_out", None, NOW),)
    assert stops(there, SHOP)


def test_stop_said_again_changes_nothing() -> None:
    """They have opted out since the first time."""
    once = opted_out((), PHONE, "first", NOW)

    assert opted_out(once, PHONE, "second", NOW + 1) == once


@given(st.lists(wishes))
def test_start_lifts_what_stop_did_and_nothing_else(wanted: list[SuppressionWish]) -> None:
    """What was there before the STOP is there after the START, unless it was an opt-out itself."""
    there = suppressed(*wanted)

    after = opted_in(opted_out(there, PHONE, "new", NOW))

    opt_outs = [one for one in there if one.place == ("account", None) and one.reason == "opt_out"]
    assert after == tuple(one for one in there if one not in opt_outs)


@pytest.mark.parametrize(
    "other",
    [wish("global", None, "opt_out"), wish(None, "Shop", "opt_out"), wish(None, None, "complaint")],
)
def test_start_leaves_what_another_did(other: SuppressionWish) -> None:
    """Another scope, one sender alone, or another reason is none of theirs."""
    there = suppressed(other)

    assert opted_in(there) == there


# --- Profiles -------------------------------------------------------------------------------------


def test_stop_to_a_profiles_number_stops_that_profile_alone() -> None:
    """Other profiles go on, and the account, which has no profiles, does not."""
    there = opted_out((), PHONE, "new", NOW, scope=scope_of("mine"))

    assert stops_profile(there, SHOP, "mine")
    assert not stops_profile(there, SHOP, "other")
    assert stops(there, SHOP)
    assert opted_in(there) == there
    assert opted_in(there, scope_of("mine")) == ()


@pytest.mark.parametrize(
    ("suppression", "is_stopped"),
    [
        (wish(), True),
        (wish("global"), True),
        (wish(None, SHOP), True),
        (wish(None, "Other"), False),
        (wish(scope_of("mine"), "Other"), False),
    ],
)
def test_what_is_of_no_profile_stops_every_profile(
    suppression: SuppressionWish, *, is_stopped: bool
) -> None:
    """Unless it is about another sender."""
    assert stops_profile(suppressed(suppression), SHOP, "mine") is is_stopped
