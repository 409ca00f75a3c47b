"""What one process counts of what it does."""

from collections.abc import Mapping

import pytest

from simulator.domain.message import What
from simulator.domain.refusals import InsufficientCredit
from simulator.domain.steps import MessageStep
from simulator.services.messaging import cancel, resend, send, send_batch
from simulator.services.otps import send_otp
from simulator.services.ports import Change
from simulator.services.tally import BOUNDS_NS, Durations, Tally
from tests.parts import Bench, build_bench
from tests.stores import TakenStore
from tests.traffic import ALICE, BOB, FACE, hello, once, post

MS = 1_000_000


def states(bench: Bench) -> Mapping[str, int]:
    """Tell how often messages came into each state, whoever carried them through whatever face."""
    counts: dict[str, int] = {}
    for (_, _, state), count in bench.worlds.parts.tally.messages.items():
        counts[str(state)] = counts.get(str(state), 0) + count
    return counts


async def test_messages_are_counted_in_each_state(bench: Bench) -> None:
    """By whichever way they are sent; face and vendor tell them apart."""
    world = await bench.world()
    await send(world, hello())
    await send_batch(world, [hello("b", to=BOB), hello("c", to=BOB, vendor="unimatrix")])
    await send_otp(world, FACE, ALICE)
    await bench.advance("demo", 60_000)
    await resend(world, (await post(world, "again")).id, only_failed=False)
    await cancel(world, (await post(world, "never mind")).id)

    assert states(bench) == {
        "queued": 7,
        "sending": 4,
        "sent": 4,
        "delivered": 4,
        "cancelled": 1,
    }
    assert bench.worlds.parts.tally.messages[FACE, "unimatrix", "delivered"] == 1


async def test_what_did_not_come_to_pass_is_not_counted() -> None:
    """Neither what is refused, nor what a retry would have been, nor what had to be done again."""
    store = TakenStore()
    bench = build_bench(store=store, credit=None)
    world = await bench.world()
    store.taken_count = 3
    for _ in range(2):
        await send(world, hello(), once())
    assert states(bench) == {"queued": 1}

    poor = build_bench()
    for number in range(2):
        try:
            await send_batch(await poor.world(), [hello(f"{number} {n}") for n in range(200)])
            await send(await poor.world(), hello())
        except InsufficientCredit:
            continue
    assert states(poor) == {"queued": 253}


async def test_a_second_receipt_brings_nothing_into_a_state(bench: Bench) -> None:
    """The message was delivered already."""
    message = await post(await bench.world())
    await bench.advance("demo", 60_000)
    change = Change()
    now = (await bench.world()).now
    change.steps = [MessageStep(now + 1, message.id, What.RECEIPT_REPEATED)]
    await (await bench.world()).commit(change)

    assert len(await bench.advance("demo", 60_000)) == 1
    assert states(bench)["delivered"] == 1


async def test_steps_are_counted(bench: Bench) -> None:
    """Each that was done, by the wall or on demand."""
    await post(await bench.world())
    await bench.advance("demo", 60_000)

    assert bench.worlds.parts.tally.step_count == 3


def test_durations_fall_into_classes() -> None:
    """A bound belongs to the class below it; what takes longer than all of them counts, too."""
    durations = Durations()
    for elapsed_ns in (0, BOUNDS_NS[0], BOUNDS_NS[0] + 1, 700 * MS, 3_600_000 * MS):
        durations.take(elapsed_ns)

    found = {
        bound: count
        for bound, count in zip([*BOUNDS_NS, None], durations.counts, strict=True)
        if count
    }
    assert found == {100_000: 2, 250_000: 1, 1_000 * MS: 1, None: 1}
    assert durations.sum_ns == 2 * BOUNDS_NS[0] + 1 + 700 * MS + 3_600_000 * MS


@pytest.mark.parametrize("face", ["gateway", "control"])
def test_counts_of_a_face_are_one(face: str) -> None:
    """Whoever asks for them gets the same."""
    tally = Tally()
    tally.statuses(face, "send")[200] += 1
    tally.durations_of(face).take(5)

    assert tally.statuses(face, "send") == {200: 1}
    assert tally.statuses(face, "list") == {}
    assert tally.durations_of(face).sum_ns == 5
    assert tally.durations_of("other").sum_ns == 0
