"""What every store promises of records: read at one moment, written all or not at all."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from simulator.domain.address import E164
from simulator.domain.otp import Otp
from simulator.services.ports import Conflict, Floor, Key, Lease, LeaseLost, Store
from simulator.services.tables import BALANCE, LATEST_OTP_FACE, LIKENESS, OTP
from tests.every_store import COUNTER, A, B, change, leased, oldest, records, step


def otp(attempts_left: int = 5) -> Otp:
    """Make a record with something inside."""
    number = E164("+12025550101")
    return Otp("1", "gateway", number, "123456", 1, 10, 20, attempts_left, superseded=("0", "1"))


async def test_what_is_not_there_is_none(store: Store) -> None:
    """A record that was never written reads as None, in a world that was never written too."""
    assert await records(store, A, COUNTER) == [None, None]

    await store.commit("w", change(puts={B: "b"}))

    assert await records(store, A) == [None]


async def test_records_are_read_in_the_order_of_their_keys(store: Store) -> None:
    """The answer has a place for each key that was asked, however often it was."""
    await store.commit("w", change(puts={A: "1", B: "2"}))

    assert await records(store, B, COUNTER, A, B) == ["2", None, "1", "2"]


async def test_nothing_asked_is_nothing_answered(store: Store) -> None:
    """Reading no records reads none."""
    assert await records(store) == []


async def test_a_record_reads_as_it_was_written(store: Store) -> None:
    """A value comes back equal, to its last attribute; the last one written counts."""
    key = OTP.key("gateway +12025550101")
    await store.commit("w", change(puts={key: otp(4)}))
    await store.commit("w", change(puts={key: otp(3)}))

    assert await records(store, key) == [otp(3)]


async def test_equal_ids_of_two_tables_are_two_records(store: Store) -> None:
    """A record is found by its table and its id."""
    await store.commit("w", change(puts={LATEST_OTP_FACE.key("x"): "x", LIKENESS.key("x"): 1}))

    assert await records(store, LIKENESS.key("x"), OTP.key("x")) == [1, None]


async def test_a_deleted_record_is_gone(store: Store) -> None:
    """Deleting takes away what is named and nothing else; what is not there may be deleted too."""
    await store.commit("w", change(puts={A: "1", B: "2"}))

    await store.commit("w", change(deletes=[A, COUNTER]))

    assert await records(store, A, B) == [None, "2"]


async def test_records_are_read_all_at_one_moment(store: Store) -> None:
    """Whoever reads two records that are only ever written together sees them equal."""

    async def write(number: int) -> None:
        await store.commit("w", change(puts={A: str(number), B: str(number)}))

    async def read() -> bool:
        first, second = await records(store, A, B)
        return first == second

    answers = await asyncio.gather(*(f for n in range(50) for f in (write(n), read())))

    assert False not in answers


async def test_an_expectation_is_met_by_an_equal_value(store: Store) -> None:
    """What counts is what a record says, not which object says it."""
    key = OTP.key("x")
    await store.commit("w", change(puts={key: otp(4)}))

    await store.commit("w", change(expected={key: otp(4)}, puts={key: otp(3)}))

    assert await records(store, key) == [otp(3)]


@pytest.mark.parametrize(
    "expected",
    [{A: None}, {A: "other"}, {B: "missing"}, {A: "1", B: "missing"}, {LIKENESS.key("a"): 1}],
)
async def test_an_expectation_that_does_not_hold_is_a_conflict(
    store: Store, expected: Mapping[Key[Any], object]
) -> None:
    """A record that has changed, come or gone since it was read keeps the change from happening."""
    await store.commit("w", change(puts={A: "1"}))

    with pytest.raises(Conflict):
        await store.commit("w", change(expected=expected, puts={A: "2"}))

    assert await records(store, A) == ["1"]


async def test_none_expects_that_nothing_is_there(store: Store) -> None:
    """Of two that make the same record, one does; after a deletion it can be made again."""
    make = change(expected={A: None}, puts={A: "1"})
    await store.commit("w", make)

    with pytest.raises(Conflict):
        await store.commit("w", make)
    await store.commit("w", change(deletes=[A]))
    await store.commit("w", make)

    assert await records(store, A) == ["1"]


async def test_of_many_that_expect_the_same_one_wins(store: Store) -> None:
    """However many read the same and write at once, all but one are told to read again."""
    commits = [store.commit("w", change(expected={A: None}, puts={A: str(n)})) for n in range(20)]

    answers = await asyncio.gather(*commits, return_exceptions=True)

    assert answers.count(None) == 1
    assert sum(isinstance(answer, Conflict) for answer in answers) == 19


@pytest.mark.parametrize("reason", ["expectation", "floor", "lease"])
async def test_a_change_that_cannot_be_written_writes_nothing(store: Store, reason: str) -> None:
    """Records, counters, indexes, steps and revision are as they were if one part does not hold."""
    await store.commit("w", change(puts={A: "1", COUNTER: 5}, entries=[("i", "a")]))
    revision = await store.revision("w")
    refused = change(
        puts={A: "2", B: "2"},
        adds={COUNTER: Floor(1, 0)},
        entries=[("i", "b")],
        withdrawn=[("i", "a")],
        steps=[step(1)],
    )
    match reason:
        case "expectation":
            refused.expected[B] = "missing"
        case "floor":
            refused.adds[BALANCE] = Floor(-1, 0)
        case _:
            refused.done = Lease(404, [step(1)])

    with pytest.raises(LeaseLost if reason == "lease" else Conflict):
        await store.commit("w", refused)

    assert await records(store, A, B, COUNTER, BALANCE) == ["1", None, 5, None]
    assert await oldest(store) == "a"
    assert await store.next_due_at("w") is None
    assert await store.revision("w") == revision


async def test_a_refused_change_does_not_make_a_world(store: Store) -> None:
    """A world in which nothing was ever written is not named."""
    with pytest.raises(Conflict):
        await store.commit("w", change(expected={A: "missing"}, puts={B: "2"}))

    assert list(await store.worlds()) == []


async def test_a_lease_survives_a_refused_change(store: Store) -> None:
    """Who met a conflict reads again and finishes with the same lease."""
    await store.commit("w", change(steps=[step(1)]))
    lease = await leased(store)

    with pytest.raises(Conflict):
        await store.commit("w", change(expected={A: "missing"}, done=lease))
    await store.commit("w", change(puts={A: "done"}, done=lease))

    assert await records(store, A) == ["done"]
