"""What is chosen for a world."""

from simulator.domain.clock import manual_clock, real_clock
from simulator.domain.dice import Dice
from simulator.domain.pricing import MicroUsd
from simulator.domain.world import WorldSettings

NOW = 1_790_000_000_000
REAL = real_clock(wall_at=NOW, world_at=NOW)


def settings(*, seed: int = 7, realm: str = "demo", name: str = "demo") -> WorldSettings:
    """Choose, with nothing left at its default."""
    return WorldSettings(
        name=name,
        seed=seed,
        realm=realm,
        clock=REAL,
        profile="grumpy",
        credit=MicroUsd(5),
        created_at=NOW,
        starts_at=NOW + 1,
        vendors_down=frozenset({"telnyx"}),
        review_ms=1,
    )


def test_another_clock_changes_nothing_else() -> None:
    """What was chosen stays chosen, and the settings as they were are as they were."""
    before, manual = settings(), manual_clock(wall_at=NOW, world_at=0)

    after = before.with_clock(manual)

    assert (before.clock, after.clock) == (REAL, manual)
    changed = {
        name
        for name in WorldSettings.__dataclass_fields__
        if getattr(after, name) != getattr(before, name)
    }
    assert changed == {"clock"}


def test_a_world_has_the_dice_of_its_seed_and_realm() -> None:
    """Worlds on one server differ by realm; a seed of its own repeats a world anywhere."""
    assert settings().dice.number("x") == Dice(7, "demo").number("x")
    assert settings(realm="other").dice.number("x") == Dice(7, "other").number("x")
    assert settings(seed=8).dice.number("x") == Dice(8, "demo").number("x")
    assert settings(realm="", name="one").dice.number("x") == Dice(7).number("x")


def test_a_world_with_a_seed_of_its_own_is_the_same_under_any_name() -> None:
    """Where the seed was given to the world, its name does not enter into chance."""
    one, other = settings(realm="", name="one"), settings(realm="", name="other")

    assert one.dice.number("x") == other.dice.number("x")
