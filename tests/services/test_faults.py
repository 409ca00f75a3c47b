"""The rules of a world: made, changed, counted, and taken away."""

import asyncio

import pytest

from simulator.domain.clock import ClockMode, ClockWish
from simulator.domain.fault_effects import Effect, Hang, LostResponse, RateLimit, Reset
from simulator.domain.faults import RuleWish, Stage
from simulator.domain.occasion import Match, Occasion
from simulator.domain.refusals import Conflicting, Invalid, NotFound
from simulator.services import faults
from simulator.services.deciding import decide_call
from simulator.services.faults import RULE_COUNT_MAX, ShownRule
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.parts import Bench, build_bench
from tests.stores import YieldingStore

SEND = Occasion("gateway", "sms.send", "", "+14155550100", "Hello")


def wish(effect: Effect, rule_id: str | None = None, *, times: int | None = None) -> RuleWish:
    """Ask for a rule."""
    return RuleWish(rule_id, Match(), (Stage(effect, times),), "{}")


async def decided(bench: Bench, occasion: Occasion = SEND, world: str = "demo") -> str:
    """Tell what goes wrong with a call that comes now."""
    decision = await decide_call(await bench.world(world), occasion)
    return decision.effect.kind if decision else "-"


async def told(bench: Bench) -> list[tuple[str, int]]:
    """Tell the rules, and how often each has decided."""
    return [(one.rule.id, one.hit_count) for one in await faults.show(await bench.world())]


async def test_a_world_has_no_rules(bench: Bench) -> None:
    """And nothing goes wrong, nor is anything read or written to find that out."""
    assert await told(bench) == []
    revision = await bench.store.revision("demo")
    assert await decided(bench) == "-"
    assert await bench.store.revision("demo") == revision


async def test_rules_are_put_added_and_removed(bench: Bench) -> None:
    """In their order; each has a name, given or by its place."""
    world = await bench.world()
    put = await faults.replace(world, [wish(Reset()), wish(Hang(), "b"), wish(Hang())])
    assert [one.rule.id for one in put] == ["rule-1", "b", "rule-3"]
    added = await faults.add(world, wish(LostResponse()))
    assert added == ShownRule(added.rule, 0)
    assert [name for name, _ in await told(bench)] == ["rule-1", "b", "rule-3", "rule-4"]
    await faults.remove(world, "b")
    assert [name for name, _ in await told(bench)] == ["rule-1", "rule-3", "rule-4"]
    assert (await faults.add(world, wish(Hang()))).rule.id == "rule-5"
    assert await faults.replace(world, []) == []
    assert await told(bench) == []


def test_rules_can_be_checked_before_there_is_a_world() -> None:
    """As those of a scenario are."""
    faults.check([wish(Hang(), "a"), wish(Hang())])
    with pytest.raises(Invalid) as refusal:
        faults.check([wish(Hang(), "a"), wish(Hang(), "a")])
    assert refusal.value.problems[0].field == "rules.1.id"


async def test_a_name_is_taken_once(bench: Bench) -> None:
    """Nor is one that was given made up for another."""
    world = await bench.world()
    with pytest.raises(Invalid) as refusal:
        await faults.replace(world, [wish(Hang(), "a"), wish(Hang(), "a")])
    assert refusal.value.problems[0].field == "rules.1.id"
    put = await faults.replace(world, [wish(Hang()), wish(Hang(), "rule-1")])
    assert [one.rule.id for one in put] == ["rule-2", "rule-1"]
    with pytest.raises(Conflicting, match="rule-1"):
        await faults.add(world, wish(Hang(), "rule-1"))


async def test_there_are_so_many_rules_at_the_most(bench: Bench) -> None:
    """Each call looks at all of them."""
    world = await bench.world()
    await faults.replace(world, [wish(Hang())] * RULE_COUNT_MAX)
    with pytest.raises(Conflicting, match="100"):
        await faults.add(world, wish(Hang()))


async def test_what_is_not_there_cannot_be_removed(bench: Bench) -> None:
    """Nor does anything bring a deleted world back."""
    world = await bench.world()
    with pytest.raises(NotFound):
        await faults.remove(world, "none")
    await bench.worlds.delete("demo")
    with pytest.raises(NotFound):
        await faults.add(world, wish(Hang()))
    assert await bench.worlds.names() == []


async def test_decisions_are_counted_by_rule(bench: Bench) -> None:
    """Until all rules are put anew."""
    world = await bench.world()
    await faults.replace(world, [wish(Reset(), "a", times=2), wish(Hang(), "b")])
    assert [await decided(bench) for _ in range(5)] == ["reset"] * 2 + ["hang"] * 3
    assert await told(bench) == [("a", 2), ("b", 3)]
    await faults.add(world, wish(Hang(), "c"))
    assert await told(bench) == [("a", 2), ("b", 3), ("c", 0)]
    await faults.replace(world, [wish(Reset(), "a", times=2), wish(Hang(), "b")])
    assert await told(bench) == [("a", 0), ("b", 0)]
    assert await decided(bench) == "reset"


async def test_what_changes_the_clock_leaves_the_rules(bench: Bench) -> None:
    """Though they were changed by somebody else since it began; and the other way round."""
    stale = await bench.world()
    await faults.replace(stale, [wish(Reset())])
    await bench.advance("demo", 60_000)
    assert await decided(bench) == "reset"
    await bench.timeline.change_clock("demo", ClockWish(ClockMode.SCALED, 5))
    await faults.add(stale, wish(Hang()))
    world = await bench.world()
    assert world.settings.clock.speed == 5
    assert len(world.settings.faults.rules) == 2


async def test_rules_may_change_while_time_is_moved(bench: Bench) -> None:
    """Whoever moves the clock writes the clock, and nothing that he has read before."""

    async def meddle(world: World) -> bool:
        await faults.replace(world, [wish(Reset())])
        return False

    await bench.timeline.advance("demo", lambda world: world.now + 60_000, meddle)
    assert await decided(bench) == "reset"


async def test_a_world_that_is_reset_keeps_its_rules(bench: Bench) -> None:
    """And counts from the beginning, as its story does."""
    await faults.replace(await bench.world(), [wish(Reset(), times=1)])
    assert [await decided(bench) for _ in range(2)] == ["reset", "-"]
    await bench.worlds.reset("demo")
    assert [await decided(bench) for _ in range(2)] == ["reset", "-"]


async def test_calls_at_once_are_counted_one_by_one() -> None:
    """However they meet in the store: of fifty that are alike, ten fail."""
    bench = build_bench(store=YieldingStore())
    await faults.replace(await bench.world(), [wish(Reset(), times=10)])
    came = await asyncio.gather(*(decided(bench) for _ in range(50)))
    assert came.count("reset") == 10
    assert await told(bench) == [("rule-1", 10)]


@pytest.mark.parametrize(
    ("by", "others"),
    [
        ("key", {"+14155550101": "rate_limit", "+442071838750": "rate_limit"}),
        ("recipient", {"+14155550101": "-", "+442071838750": "-"}),
        ("country", {"+14155550101": "rate_limit", "+442071838750": "-", "nobody": "-"}),
        ("sender", {"+14155550101": "rate_limit", "+442071838750": "rate_limit"}),
    ],
)
async def test_a_limit_is_exact_by_what_it_goes_by(by: str, others: dict[str, str]) -> None:
    """Of thirty calls at once seven are served; then those that share the bucket are not."""
    bench = build_bench(store=YieldingStore())
    limit = RateLimit(1_000_000, 7, by)  # type: ignore[arg-type] # one of those above
    await faults.replace(await bench.world(), [wish(limit)])
    came = await asyncio.gather(*(decided(bench) for _ in range(30)))
    assert came.count("-") == 7
    for number, fate in others.items():
        assert await decided(bench, Occasion("gateway", "sms.send", "", number, "Hi")) == fate
    other = Occasion("gateway", "sms.send", "Shop", "+14155550100", "Hi")
    assert await decided(bench, other) == ("-" if by == "sender" else "rate_limit")


async def test_limits_go_by_the_worlds_clock(bench: Bench) -> None:
    """It stands still, and so there is no room; moved by a second, there is some."""
    await faults.replace(await bench.world(), [wish(RateLimit(1_000_000, 1, "key"))])
    assert [await decided(bench) for _ in range(3)] == ["-", "rate_limit", "rate_limit"]
    await bench.advance("demo", 999)
    assert await decided(bench) == "rate_limit"
    await bench.advance("demo", 1)
    assert [await decided(bench) for _ in range(2)] == ["-", "rate_limit"]


async def test_some_worlds_are_limited_by_their_names(bench: Bench) -> None:
    """By a rule like any other, which can be looked at and taken away."""
    came = [await decided(bench, SEND, "limited7") for _ in range(6)]
    assert came == ["-"] * 5 + ["rate_limit"]
    world = await bench.worlds.create(WorldWish("limited8"))
    assert [rule.id for rule in world.settings.faults.rules] == ["limited"]
    await faults.remove(world, "limited")
    assert [await decided(bench, SEND, "limited8") for _ in range(9)] == ["-"] * 9
