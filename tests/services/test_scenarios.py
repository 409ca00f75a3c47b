"""Scenarios: what was told in advance happens, each thing at its own instant."""

import pytest

from simulator.domain.clock import ClockMode
from simulator.domain.fault_effects import Deliver, Effect
from simulator.domain.faults import RuleWish, Stage
from simulator.domain.handset import CARRIER_NUMBER, Handset
from simulator.domain.message import Message, State
from simulator.domain.occasion import Match
from simulator.domain.pricing import MicroUsd
from simulator.domain.provision import GivenNumber, GivenProfile, Provision
from simulator.domain.refusals import Invalid, NotFound
from simulator.domain.scenarios import (
    Say,
    Scenario,
    SetBalance,
    SetHandset,
    SetProfile,
    SetProvision,
    SetRules,
    Turn,
    Turned,
)
from simulator.services import handsets, suppressions
from simulator.services.accounts import balance_of
from simulator.services.holdings import held
from simulator.services.inbound import list_inbound
from simulator.services.lists import find_message
from simulator.services.pages import PageRequest
from simulator.services.scenarios import running, start
from tests.parts import NOW, Bench, build_bench
from tests.traffic import ALICE, BOB, fate, post

TO = (ALICE, BOB)
FAILED: Effect = Deliver("failed", "told so", None)


def rule(name: str, effect: Effect = FAILED) -> RuleWish:
    """Wish for a rule about all messages."""
    return RuleWish(name, Match(), (Stage(effect, None),), "{}")


def story(*turns: Turn, name: str = "story", seed: int | None = None) -> Scenario:
    """Tell a scenario."""
    return Scenario(name, "A story.", seed, turns)


async def rules(bench: Bench) -> list[str]:
    """Name the rules that there are now."""
    return [one.id for one in (await bench.world()).settings.faults.rules]


async def test_turns_are_taken_at_their_instants_and_told(bench: Bench) -> None:
    """What is at the start is done at once, the rest when its time has come, and `fired` has it."""
    told = story(
        Turn(0, "", (SetRules((rule("first"),)), SetBalance(MicroUsd(5)))),
        Turn(2_000, "then", (SetRules(()), SetBalance(MicroUsd(9)))),
        Turn(1_000, "before", (Say(ALICE, CARRIER_NUMBER, "STOP"),)),
    )

    started = await start(await bench.world(), told)

    assert (started.started_at, started.serial) == (NOW, 1)
    assert await rules(bench) == ["first"]
    assert await balance_of(await bench.world()) == 5
    assert await bench.advance("demo", 1_500) == (Turned("story", "before", NOW + 1_000),)
    (said,) = (await list_inbound(await bench.world(), PageRequest())).items
    assert (said.text, said.received_at) == ("STOP", NOW + 1_000)
    assert await suppressions.check(await bench.world(), ALICE) is not None
    assert await rules(bench) == ["first"]
    assert await bench.advance("demo", 1_500) == (Turned("story", "then", NOW + 2_000),)
    assert await rules(bench) == []
    assert await balance_of(await bench.world()) == 9


async def test_another_scenario_takes_the_place_of_the_first(bench: Bench) -> None:
    """Of the first nothing more happens; what it has done stays done."""
    first = story(Turn(0, "", (SetRules((rule("first"),)),)), Turn(1_000, "", (SetRules(()),)))
    await start(await bench.world(), first)

    second = await start(await bench.world(), story(Turn(5_000, "late", ()), name="second"))

    assert second.serial == 2
    there = await running(await bench.world())
    assert there is not None
    assert there.scenario.name == "second"
    assert await bench.advance("demo", 9_000) == (Turned("second", "late", NOW + 5_000),)
    assert await rules(bench) == ["first"]


async def test_nothing_runs_where_nothing_was_started(bench: Bench) -> None:
    """And another world's scenario is its own."""
    await start(await bench.world("other"), story(Turn(0, "", ())))
    assert await running(await bench.world()) is None


async def test_a_seed_and_a_carrier_are_so_from_then_on(bench: Bench) -> None:
    """The seed at the start, the carrier in its turn."""
    told = story(Turn(1_000, "", (SetProfile("grumpy"),)), seed=99)

    await start(await bench.world(), told)

    assert (await bench.world()).dice.digest("x") == type((await bench.world()).dice)(99).digest(
        "x"
    )
    assert (await bench.world()).profile.name == "perfect"
    await bench.advance("demo", 1_000)
    assert (await bench.world()).profile.name == "grumpy"


async def test_a_phone_that_goes_off_is_off_for_what_comes_later(bench: Bench) -> None:
    """In one lease, too: a real clock does all that is due at once, each thing in its turn."""
    await start(
        await bench.world(),
        story(
            Turn(600, "", (SetHandset(Handset(ALICE, is_on=False)),)),
            Turn(60_000, "", (SetHandset(Handset(ALICE)),)),
        ),
    )
    message = await post(await bench.world())

    await bench.advance("demo", 59_000)
    waiting = await find_message(await bench.world(), message.id)
    await bench.advance("demo", 10_000)
    delivered = await find_message(await bench.world(), message.id)

    assert waiting.state is State.SENT
    assert delivered.state is State.DELIVERED
    assert delivered.timeline[-1].at > NOW + 60_000
    assert await handsets.get(await bench.world(), ALICE) == Handset(ALICE)


async def test_rules_that_a_turn_brings_decide_while_time_is_moved(bench: Bench) -> None:
    """Moving the clock does not bring back what the world was set to before."""
    await start(await bench.world(), story(Turn(1_000, "", (SetRules((rule("r"),)),))))
    await post(await bench.world(), "carries time on")

    await bench.advance("demo", 5_000)

    assert await rules(bench) == ["r"]
    message = await post(await bench.world(), "now")
    fired = await bench.advance("demo", 5_000)
    last = fired[-1]
    assert isinstance(last, Message)
    assert (last.id, last.state) == (message.id, State.FAILED)


async def test_rules_of_one_name_are_refused_and_change_nothing(bench: Bench) -> None:
    """A scenario is started as a whole or not at all."""
    twice = story(Turn(0, "", (SetBalance(MicroUsd(5)), SetRules((rule("r"), rule("r"))))))

    with pytest.raises(Invalid):
        await start(await bench.world(), twice)

    assert await running(await bench.world()) is None
    assert await balance_of(await bench.world()) != 5


async def test_a_world_that_is_gone_starts_nothing(bench: Bench) -> None:
    """Not even an empty one is made of it."""
    world = await bench.world()
    await bench.worlds.delete("demo")

    with pytest.raises(NotFound):
        await start(world, story(Turn(0, "", (SetRules(()),))))

    assert await bench.worlds.names() == []


@pytest.mark.parametrize("profile", ["perfect", "in-2026"])
async def test_what_happens_late_happens_as_it_would_have_in_time(profile: str) -> None:
    """A clock that runs on while nobody looks comes to the story that small steps of one tell."""
    told = story(
        Turn(400, "", (SetHandset(Handset(ALICE, is_on=False)),)),
        Turn(10_000, "", (SetProfile("grumpy"),)),
        Turn(20_000, "", (SetHandset(Handset(ALICE, memory_part_count=1)),)),
        Turn(3_600_000, "", (SetHandset(Handset(ALICE)), SetProfile("perfect"))),
    )

    async def begin(bench: Bench) -> list[Message]:
        await start(await bench.world(), told)
        return [await post(await bench.world(), f"sale {n}", to=to) for n in range(9) for to in TO]

    async def end(bench: Bench, sent: list[Message]) -> list[object]:
        return [fate(await find_message(await bench.world(), one.id)) for one in sent]

    in_time = build_bench(mode=ClockMode.MANUAL, profile=profile)
    sent = await begin(in_time)
    for _ in range(300):
        await in_time.advance("demo", 60_000)
    expected = await end(in_time, sent)
    late = build_bench(mode=ClockMode.REAL, profile=profile)
    sent = await begin(late)
    late.wall.at += 300 * 60_000
    await late.timeline.catch_up("demo")

    assert await end(late, sent) == expected


async def test_what_there_is_to_send_with_may_change(bench: Bench) -> None:
    """All of it, at the start and later; ids come from the story's own seed, and so come again."""
    main = (GivenProfile("Main"),)
    told = story(
        Turn(0, "", (SetProvision(Provision(main, (GivenNumber(ALICE),))),)),
        Turn(1_000, "ported", (SetProvision(Provision(main, (GivenNumber(BOB),))),)),
        seed=5,
    )
    for name in ("one", "two"):
        await start(await bench.world(name), told)
    first = await held(await bench.world("one"))
    assert [one.number for one in first.numbers] == [ALICE]
    assert first == await held(await bench.world("two"))

    await bench.advance("one", 1_000)
    then = await held(await bench.world("one"))
    assert [one.number for one in then.numbers] == [BOB]
    assert then.profiles[0].id == first.profiles[0].id
    assert then.profiles[0].created_at == NOW + 1_000


async def test_another_seed_leaves_what_there_is_to_send_with(bench: Bench) -> None:
    """Whoever has read an id before can use it still; chance is another from now on."""
    before = await held(await bench.world())
    await start(await bench.world(), story(seed=5))

    assert (await bench.world()).settings.seed == 5
    assert await held(await bench.world()) == before
