"""A world at an instant."""

from simulator.domain.clock import ClockMode
from simulator.domain.dice import Dice
from simulator.services.tables import BALANCE, MESSAGE, SETTINGS
from tests.parts import CREDIT, NOW, Bench, build_bench
from tests.traffic import post


async def test_a_world_knows_what_it_was_set_to(bench: Bench) -> None:
    """Its name, its carrier, and dice that no other world of this server throws."""
    world, other = await bench.world("one"), await bench.world("other")

    assert world.name == "one"
    assert world.profile is world.stock.profiles["perfect"]
    assert world.dice.number("q") == Dice(7, "one").number("q") != other.dice.number("q")


async def test_a_world_stands_at_one_instant(bench: Bench) -> None:
    """Time passes for whoever steps in later, not for whoever is in."""
    world = await bench.world()
    await bench.advance("demo", 500)

    assert (world.now, (await bench.world()).now) == (NOW, NOW + 500)


async def test_records_are_read_in_the_order_asked_for(bench: Bench) -> None:
    """One by one or together, they are the same."""
    world = await bench.world()

    assert await world.get(BALANCE) == CREDIT
    assert await world.get(SETTINGS) == world.settings
    messages = [await post(world, text) for text in "ab"]
    keys = [MESSAGE.key(name) for name in (messages[1].id, "none", messages[0].id)]
    found = await world.get_all(keys)
    assert list(found) == [messages[1], None, messages[0]]


async def test_the_agenda_is_told_when_a_step_will_be_due() -> None:
    """It is told the wall's time, however fast the world's passes."""
    bench = build_bench(mode=ClockMode.REAL)

    await post(await bench.world())

    assert bench.agenda.expected == [("demo", NOW + 250)]


async def test_the_agenda_is_not_told_what_nobody_can_foresee(bench: Bench) -> None:
    """On a clock that stands still nothing comes due by itself."""
    await post(await bench.world())

    assert bench.agenda.expected == []
