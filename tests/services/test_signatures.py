"""Signatures: made, reviewed, listed, and given up."""

import asyncio

import pytest

from simulator.domain.refusals import Invalid, NotFound, UnknownVendor
from simulator.domain.review import ReviewState, Subject
from simulator.domain.signatures import Signature
from simulator.domain.steps import ReviewStep
from simulator.services.drafts import Draft, perform
from simulator.services.pages import PageRequest, write_cursor
from simulator.services.signatures import (
    SignatureWish,
    create,
    delete,
    get,
    list_signatures,
)
from simulator.services.signatures import review as review_in
from simulator.services.tables import SIGNATURES_APPROVED
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore
from tests.traffic import once

ACME = SignatureWish("Acme")


async def made(world: World, text: str = "Acme") -> Signature:
    """Ask for a signature."""
    return (await create(world, SignatureWish(text))).result


async def review(world: World, signature_id: str) -> Signature | None:
    """Let a signature's review come to its end."""

    async def use_case(draft: Draft) -> Signature | None:
        return await review_in(draft, signature_id)

    return (await perform(world, use_case)).result


async def is_signed(world: World) -> bool:
    """Tell whether the world may send in a signature."""
    return (await world.get(SIGNATURES_APPROVED) or 0) > 0


async def hasty(bench: Bench, name: str = "hasty") -> World:
    """Make a world where reviews take no time."""
    return await bench.worlds.create(WorldWish(name, review_ms=0))


async def planned(bench: Bench, world: World) -> list[object]:
    """Tell what waits on a world's timeline."""
    lease = await bench.store.lease(world.name, until=10**15, limit=100)
    return [*lease.steps] if lease else []


# --- Making and reviewing -------------------------------------------------------------------------


async def test_a_signature_is_kept_as_it_was_asked_for(bench: Bench) -> None:
    """It waits for its review, which takes the world's time for that."""
    world = await bench.world()
    wish = SignatureWish("Acme", "company", "https://example.com/proof", "urgent", "unimatrix")

    performed = await create(world, wish)

    signature = performed.result
    assert signature == Signature(
        signature.id,
        "Acme",
        "company",
        "https://example.com/proof",
        "urgent",
        "unimatrix",
        ReviewState.PENDING,
        "",
        NOW,
    )
    assert performed.charged == 0
    assert await get(world, signature.id) == signature
    step = ReviewStep(NOW + 5_000, Subject.SIGNATURE, signature.id)
    assert await planned(bench, world) == [step]


async def test_a_review_decides_once(bench: Bench) -> None:
    """By the rules; whoever comes later finds nothing left to decide."""
    world = await bench.world()
    good, bad = await made(world), await made(world, "reject me")

    decided = [await review(world, one.id) for one in (good, bad)]

    assert [one and (one.state, bool(one.reason)) for one in decided] == [
        (ReviewState.APPROVED, False),
        (ReviewState.REJECTED, True),
    ]
    assert [await get(world, one.id) for one in (good, bad)] == decided
    assert [await review(world, one.id) for one in (good, bad)] == [None, None]


async def test_a_world_in_a_hurry_reviews_at_once(bench: Bench) -> None:
    """With no time to take, the answer is there when the signature is, and nothing is planned."""
    world = await hasty(bench)

    good, bad = await made(world), await made(world, "X")

    assert (good.state, bad.state) == (ReviewState.APPROVED, ReviewState.REJECTED)
    assert [await get(world, one.id) for one in (good, bad)] == [good, bad]
    assert await planned(bench, world) == []


@pytest.mark.parametrize("review_ms", [1, 86_400_000])
async def test_a_review_takes_the_time_of_its_world(bench: Bench, review_ms: int) -> None:
    """As long as was chosen for it."""
    world = await bench.worlds.create(WorldWish("w", review_ms=review_ms))
    signature = await made(world)

    step = ReviewStep(NOW + review_ms, Subject.SIGNATURE, signature.id)
    assert await planned(bench, world) == [step]


async def test_a_vendor_that_is_none_is_refused(bench: Bench) -> None:
    """The refusal names those there are, and nothing was made."""
    world = await bench.world()

    with pytest.raises(UnknownVendor) as caught:
        await create(world, SignatureWish("Acme", vendor="nobody"))

    assert (caught.value.vendor, caught.value.known) == ("nobody", ("telnyx", "unimatrix"))
    assert (await list_signatures(world, PageRequest())).items == []


async def test_a_retry_makes_no_second_signature(bench: Bench) -> None:
    """And hands none in a second time; what it answers is what it answered first."""
    world = await bench.world()

    first, second = [await create(world, ACME, once()) for _ in range(2)]

    assert (second.result, second.is_replayed) == (first.result, True)
    assert (await list_signatures(world, PageRequest())).items == [first.result]
    assert len(await planned(bench, world)) == 1


# --- Reading --------------------------------------------------------------------------------------


async def test_a_signature_is_found_in_its_own_world(bench: Bench) -> None:
    """Elsewhere it does not exist, nor can it be given up from there."""
    world, other = await bench.world(), await bench.world("other")
    signature = await made(world)

    for deed in (get, delete):
        with pytest.raises(NotFound) as caught:
            await deed(other, signature.id)
        assert (caught.value.kind, caught.value.name) == ("signature", signature.id)
    assert await get(world, signature.id) == signature


async def test_signatures_come_in_pages_newest_first(bench: Bench) -> None:
    """All of them, whatever their reviews came to; a strange cursor leads nowhere."""
    world = await bench.world()
    one, two, three = [await made(world, text) for text in ("One", "Two", "reject")]
    two_reviewed = await review(world, two.id)

    first = await list_signatures(world, PageRequest(limit=2))
    second = await list_signatures(world, PageRequest(first.next_cursor, 2))

    assert (first.items, second.items) == ([three, two_reviewed], [one])
    assert second.next_cursor is None
    with pytest.raises(Invalid):
        await list_signatures(world, PageRequest(write_cursor("templates", one.id)))


# --- Giving up ------------------------------------------------------------------------------------


async def test_a_signature_given_up_is_gone(bench: Bench) -> None:
    """Not found, not listed, not reviewed any more; the list has no hole where it was."""
    world = await bench.world()
    kept, gone = await made(world), await made(world, "Other")

    assert (await delete(world, gone.id)).result

    for deed in (get, delete):
        with pytest.raises(NotFound):
            await deed(world, gone.id)
    assert await review(world, gone.id) is None
    assert (await list_signatures(world, PageRequest(limit=1))).items == [kept]


async def test_a_retry_gives_up_once(bench: Bench) -> None:
    """With a key, the second answer is the first one's."""
    world = await bench.world()
    signature = await made(world)

    first, second = [await delete(world, signature.id, once()) for _ in range(2)]

    assert (first.result, second.result, second.is_replayed) == (True, True, True)


# --- Whether there is one to send in --------------------------------------------------------------


async def test_a_world_is_signed_while_it_has_an_approved_signature(bench: Bench) -> None:
    """One that waits or was rejected does not count, and one given up does not any more."""
    world = await bench.world()
    one, two = await made(world), await made(world, "Two")
    bad, waiting = await made(world, "reject"), await made(world, "Waiting")
    seen = [await is_signed(world)]

    for signature in (bad, one, two):
        await review(world, signature.id)
        seen.append(await is_signed(world))
    for signature in (waiting, bad, one, two):
        await delete(world, signature.id)
        seen.append(await is_signed(world))

    assert seen == [False, False, True, True, True, True, True, False]
    assert not await is_signed(await bench.world("other"))


async def test_a_review_at_once_counts_too(bench: Bench) -> None:
    """The world is signed as soon as the signature is made."""
    world = await hasty(bench)

    await made(world, "reject")
    assert not await is_signed(world)
    await made(world)

    assert await is_signed(world)


async def test_many_reviews_at_once_are_all_counted() -> None:
    """And many give-ups: after the last of them there is nothing left to send in."""
    store = YieldingStore()
    world = await build_bench(store=store).world()
    signatures = [await made(world, f"Name {n}") for n in range(20)]

    await asyncio.gather(*(review(world, one.id) for one in signatures))
    signed = await is_signed(world)
    await asyncio.gather(*(delete(world, one.id) for one in signatures[1:]))
    still_signed = await is_signed(world)
    await delete(world, signatures[0].id)

    assert store.conflict_count > 0
    assert (signed, still_signed, await is_signed(world)) == (True, True, False)


async def test_giving_up_while_being_reviewed_leaves_no_count() -> None:
    """Whichever comes first, a signature that is gone is not counted."""
    world = await build_bench(store=YieldingStore()).world()

    for n in range(5):
        signature = await made(world, f"Name {n}")
        await asyncio.gather(review(world, signature.id), delete(world, signature.id))
        assert not await is_signed(world)
