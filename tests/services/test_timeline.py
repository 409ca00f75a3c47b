"""What is due happens, each thing at its own instant, by the wall or on demand."""

import pytest

from simulator.adapters.memory_store import MemoryStore
from simulator.domain.clock import CLOCK_MAX, ClockMode, ClockWish
from simulator.domain.message import Message, State
from simulator.domain.refusals import Conflicting, Invalid, NotFound
from simulator.services import timeline as timeline_module
from simulator.services.lists import find_message
from simulator.services.messaging import cancel
from simulator.services.ports import Lease
from simulator.services.timeline import Advanced
from simulator.services.world import World
from tests.parts import NOW, Bench, build_bench
from tests.stores import InterruptedStore
from tests.traffic import fate, forget, post

PERFECT = [0, 250, 500, 1_000]


async def state_of(bench: Bench, message_id: str) -> State:
    """Look at a message as it is now."""
    return (await find_message(await bench.world(), message_id)).state


async def advance(bench: Bench, by_ms: int) -> Advanced:
    """Move the time of the world that most of these tests are about."""
    return await bench.timeline.advance("demo", lambda world: world.now + by_ms)


# --- On demand ------------------------------------------------------------------------------------


async def test_nothing_moves_on_a_clock_that_stands_still(bench: Bench) -> None:
    """Neither the wall's time nor a look at the timeline makes anything happen."""
    message = await post(await bench.world())
    bench.wall.at += 10**9

    await bench.timeline.catch_up("demo")

    assert await state_of(bench, message.id) is State.QUEUED
    assert (await bench.world()).now == NOW


def messages(advanced: Advanced) -> list[Message]:
    """Take the messages out of what happened."""
    return [one for one in advanced.fired if isinstance(one, Message)]


async def test_each_thing_happens_at_its_own_instant(bench: Bench) -> None:
    """However far time is moved at once, every line of a timeline has the time it was due."""
    message = await post(await bench.world())

    advanced = await advance(bench, 10**9)

    moved = await find_message(await bench.world(), message.id)
    assert [event.at - NOW for event in moved.timeline] == PERFECT
    assert [one.timeline[-1].at - NOW for one in messages(advanced)] == PERFECT[1:]
    assert advanced.fired_count == 3
    assert advanced.is_reached
    assert (advanced.world.now, (await bench.world()).now) == (NOW + 10**9, NOW + 10**9)


async def test_what_is_alike_in_many_messages_is_kept_once(bench: Bench) -> None:
    """Of a million that are kept, an integer of its own for each would be a tenth of all memory."""
    sent = [await post(await bench.world()) for _ in range(3)]
    await advance(bench, 1_000)

    one, *others = [await find_message(await bench.world(), message.id) for message in sent]
    for other in others:
        assert other.price is one.price
        assert all(
            mine.at is theirs.at
            for mine, theirs in zip(one.timeline[1:], other.timeline[1:], strict=True)
        )


@pytest.mark.parametrize(
    ("by_ms", "state"),
    [
        (0, State.QUEUED),
        (249, State.QUEUED),
        (250, State.SENDING),
        (999, State.SENT),
        (1_000, State.DELIVERED),
    ],
)
async def test_time_moves_to_an_instant_and_with_it(bench: Bench, by_ms: int, state: State) -> None:
    """What is due at the very end happens; what is due a millisecond later does not."""
    message = await post(await bench.world())

    await advance(bench, by_ms)

    assert await state_of(bench, message.id) is state


async def test_time_does_not_move_beyond_its_end(bench: Bench) -> None:
    """Where clocks stop, and not a millisecond further."""
    await bench.world()
    assert (await bench.timeline.advance("demo", lambda _: CLOCK_MAX)).world.now == CLOCK_MAX

    with pytest.raises(Invalid) as caught:
        await bench.timeline.advance("demo", lambda _: CLOCK_MAX + 1)

    assert [problem.field for problem in caught.value.problems] == ["to"]


async def test_time_does_not_move_back(bench: Bench) -> None:
    """The past is refused, and nothing has happened."""
    await bench.world()

    with pytest.raises(Invalid) as caught:
        await advance(bench, -1)

    assert caught.value.problems[0].field == "to"
    assert (await bench.world()).now == NOW


async def test_time_goes_on_for_as_long_as_there_are_dates(bench: Bench) -> None:
    """To the last instant that a clock shows, and not a millisecond further."""
    with pytest.raises(Invalid):
        await bench.timeline.advance("demo", lambda _: CLOCK_MAX + 1)
    assert (await bench.timeline.advance("demo", lambda _: CLOCK_MAX)).world.now == CLOCK_MAX


async def test_time_stops_where_the_goal_is_met(bench: Bench) -> None:
    """The clock shows the instant of the step that met it, and nothing later has happened."""
    message = await post(await bench.world())

    async def is_sent(world: World) -> bool:
        return (await find_message(world, message.id)).state is State.SENT

    advanced = await bench.timeline.advance("demo", lambda world: world.now + 10**9, is_sent)

    assert advanced.is_reached
    assert (await bench.world()).now == NOW + 500
    assert await state_of(bench, message.id) is State.SENT
    again = await bench.timeline.advance("demo", lambda world: world.now + 10**9, is_sent)
    assert (again.fired_count, again.world.now) == (0, NOW + 500)


async def test_a_goal_that_is_never_met_does_not_hold_time_up(bench: Bench) -> None:
    """Time is moved as far as was asked for, and the answer says that it was in vain."""
    await post(await bench.world())

    async def never(_world: World) -> bool:
        return False

    advanced = await bench.timeline.advance("demo", lambda world: world.now + 5_000, never)

    assert not advanced.is_reached
    assert (advanced.fired_count, (await bench.world()).now) == (3, NOW + 5_000)


async def test_an_answer_names_some_and_counts_all(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What happened is named up to a limit, in order, and counted beyond it."""
    monkeypatch.setattr(timeline_module, "FIRED_COUNT_MAX", 4)
    for number in range(3):
        await post(await bench.world(), str(number))

    advanced = await advance(bench, 5_000)

    assert advanced.fired_count == 9
    assert [one.state for one in messages(advanced)] == [State.SENDING] * 3 + [State.SENT]


async def test_what_was_taken_back_does_not_happen(bench: Bench) -> None:
    """A cancelled message's step comes due and is passed over, and others' are not."""
    world = await bench.world()
    taken, left = await post(world, "taken"), await post(world, "left")
    await cancel(world, taken.id)

    advanced = await advance(bench, 5_000)

    assert advanced.fired_count == 3
    assert await state_of(bench, taken.id) is State.CANCELLED
    assert await state_of(bench, left.id) is State.DELIVERED


async def test_others_may_go_first_now_and_then(bench: Bench) -> None:
    """A long way through many instants is taken in strides, with a breath after each."""
    for number in range(150):
        await post(await bench.world(), str(number))

    await advance(bench, 5_000)

    assert 1 <= bench.alarm.breath_count <= 4


async def test_the_agenda_is_told_to_look_after_time_was_moved() -> None:
    """On a clock that runs, what was not reached comes due earlier than was foreseen."""
    bench = build_bench(mode=ClockMode.REAL)
    await post(await bench.world())
    bench.agenda.expected.clear()

    await advance(bench, 100)

    assert bench.agenda.expected[-1] == ("demo", NOW)
    await bench.timeline.catch_up("demo")
    assert bench.agenda.expected[-1] == ("demo", NOW + 150)


# --- Worlds that go -------------------------------------------------------------------------------


async def test_a_world_dropped_with_its_steps_leased_is_left_alone() -> None:
    """Nothing of it comes back: no message, no settings, and no failure."""
    store = InterruptedStore()
    bench = build_bench(store=store, mode=ClockMode.REAL)
    await post(await bench.world())
    bench.wall.at += 250

    async def drop() -> None:
        await store.drop("demo")

    store.after_lease = drop
    await bench.timeline.catch_up("demo")

    assert await bench.worlds.names() == []


async def test_a_world_deleted_while_its_time_is_moved_does_not_come_back() -> None:
    """Who moves it is told that it is gone."""
    store = InterruptedStore()
    bench = build_bench(store=store)
    await post(await bench.world())

    async def drop() -> None:
        await store.drop("demo")

    store.after_lease = drop
    with pytest.raises(NotFound):
        await advance(bench, 5_000)

    assert await bench.worlds.names() == []


async def test_time_that_another_process_has_moved_is_not_moved_back() -> None:
    """Who thought to be the only mover is told that he is not, and nothing is lost by it."""
    store = InterruptedStore()
    bench, other = build_bench(store=store), build_bench(store=store)
    await bench.world()
    store.before_commit = lambda: other.advance("demo", 5_000)

    with pytest.raises(Conflicting):
        await bench.advance("demo", 1_000)

    assert (await bench.world()).now == NOW + 5_000
    await bench.advance("demo", 1_000)
    assert (await other.world()).now == NOW + 6_000


async def test_a_message_that_is_gone_is_not_moved(bench: Bench) -> None:
    """A step whose message is not there any more is passed over."""
    world = await bench.world()
    message = await post(world)
    await forget(world, message.id)

    assert (await advance(bench, 5_000)).fired_count == 0


# --- By the wall ----------------------------------------------------------------------------------


async def test_what_is_due_by_the_wall_happens() -> None:
    """Each thing has the time it was due, not the time somebody looked; the next is foreseen."""
    bench = build_bench(mode=ClockMode.REAL)
    message = await post(await bench.world())
    bench.wall.at += 700

    await bench.timeline.catch_up("demo")

    moved = await find_message(await bench.world(), message.id)
    assert [event.at - NOW for event in moved.timeline] == PERFECT[:3]
    assert bench.agenda.expected[-1] == ("demo", NOW + 1_000)


class CountingStore(MemoryStore):
    """A memory store that counts how often it is asked for steps."""

    def __init__(self) -> None:
        super().__init__()
        self.lease_count = 0

    async def lease(self, world: str, *, until: int, limit: int) -> Lease | None:
        self.lease_count += 1
        return await super().lease(world, until=until, limit=limit)


async def test_where_there_was_no_more_nobody_looks_for_more() -> None:
    """A store elsewhere is asked once for what is due, and again for what came of that."""
    store = CountingStore()
    bench = build_bench(store=store, mode=ClockMode.REAL)
    await post(await bench.world())

    for at, lease_count in ((NOW + 249, 1), (NOW + 250, 2), (NOW + 1_000, 4)):
        bench.wall.at = at
        await bench.timeline.catch_up("demo")
        assert store.lease_count == lease_count


async def test_with_nothing_left_nothing_is_foreseen() -> None:
    """After the last step the agenda is not told anything."""
    bench = build_bench(mode=ClockMode.REAL)
    await post(await bench.world())
    bench.wall.at += 5_000
    bench.agenda.expected.clear()

    await bench.timeline.catch_up("demo")

    assert [expected for expected in bench.agenda.expected if expected[1] > NOW + 1_000] == []


async def test_a_clock_can_be_changed(bench: Bench) -> None:
    """What is due by the new clock happens at once, at its own instant."""
    message = await post(await bench.world())

    world = await bench.timeline.change_clock("demo", ClockWish(ClockMode.SCALED, 2, now=NOW + 600))

    assert (world.now, world.settings.clock.speed) == (NOW + 600, 2)
    assert fate(await find_message(world, message.id))[-1][:2] == (500, "sent")
    assert bench.agenda.expected[-1] == ("demo", NOW + 200)
    bench.wall.at += 100
    assert (await bench.world()).now == NOW + 800


async def test_a_clock_that_makes_no_sense_is_refused(bench: Bench) -> None:
    """And the old one goes on."""
    before = await bench.world()

    with pytest.raises(Invalid):
        await bench.timeline.change_clock("demo", ClockWish(ClockMode.SCALED, -1))

    assert (await bench.world()).settings == before.settings


async def test_worlds_that_were_there_before_are_looked_at_at_once(bench: Bench) -> None:
    """Their appointments were another process's."""
    for name in ("one", "two"):
        await bench.worlds.enter(name)
    bench.agenda.expected.clear()

    await bench.timeline.resume()

    assert bench.agenda.expected == [("one", NOW), ("two", NOW)]
