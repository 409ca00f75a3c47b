"""What every world has at first."""

import re
from uuid import UUID

from simulator.domain.dice import Dice
from simulator.domain.founding import (
    FOUNDING_NAME,
    FOUNDING_NUMBERS,
    FOUNDING_SHORT_CODE,
    draw_id,
    found,
    number_id,
)


def test_a_world_has_a_profile_and_senders_of_all_sorts_on_it() -> None:
    """So that the first send works, whichever sort it is from, and wherever it goes."""
    there = found(7, "demo", 5)
    (profile,) = there.profiles

    assert profile.reaches("US")
    assert profile.is_enabled
    assert profile.pool is not None
    assert there.senders_of(profile.id) == (*FOUNDING_NUMBERS, FOUNDING_SHORT_CODE, FOUNDING_NAME)
    assert {one.kind.value for one in there.numbers} == {"long_code", "toll_free"}
    assert there.names[0].fallback == FOUNDING_NUMBERS[0]
    assert profile.created_at == there.numbers[0].created_at == 5


def test_ids_are_the_seed_s() -> None:
    """Equal seeds, equal ids, whenever the world began; in another world there are others."""
    there = found(7, "demo", 5)

    assert found(7, "demo", 6).profiles[0].id == there.profiles[0].id
    for other in (found(8, "demo", 5), found(7, "test", 5)):
        assert other.profiles[0].id != there.profiles[0].id
        assert other.profiles[0].secret != there.profiles[0].secret
        assert other.owner_id != there.owner_id
        assert {one.id for one in other.numbers}.isdisjoint(one.id for one in there.numbers)


def test_all_ids_differ() -> None:
    """Of everything in a world."""
    there = found(7, "demo", 5)
    ids = [one.id for one in there.numbers] + [one.id for one in there.short_codes]
    ids += [there.owner_id, there.profiles[0].id, there.names[0].id]
    assert len(set(ids)) == len(ids)


def test_ids_make_uuids() -> None:
    """Of version 8 and the variant of RFC 9562, or strict readers would not take them.

    They differ from end to end: people tell them apart by the first digits, or by the last.
    """
    drawn = [UUID(draw_id(Dice(7), "thing", str(nth))) for nth in range(50)]
    assert {(one.version, one.variant) for one in drawn} == {(8, "specified in RFC 4122")}
    assert len({one.hex[:12] for one in drawn}) == len({one.hex[-12:] for one in drawn}) == 50


def test_ids_of_numbers_have_nineteen_digits() -> None:
    """As the vendor's have."""
    ids = {number_id(Dice(seed), FOUNDING_NUMBERS[0]) for seed in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch("[1-9][0-9]{18}", one) for one in ids)
