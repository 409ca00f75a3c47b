"""What may be spent under a profile in a day."""

from functools import partial

import pytest

from simulator.domain.posting import Posting
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Ground
from simulator.domain.webhooks import Notice
from simulator.services.allowances import overspends, spend, spent
from simulator.services.drafts import Draft
from simulator.services.ledger import NoticeFilter, list_notices
from simulator.services.ports import Conflict
from simulator.services.posting import post_to_group
from simulator.services.tables import BALANCE
from tests.parts import Bench
from tests.posts import SENDER, change_profile, ground_of, profile_of, say_limit, send_post
from tests.traffic import ALICE, BOB

PRICE = 5_100
DAY_MS = 24 * 60 * 60 * 1000


async def notices(bench: Bench) -> list[Notice]:
    """Tell what there was to tell."""
    return list((await list_notices(await bench.world(), NoticeFilter(), None, 100)).items)


async def test_all_that_is_spent_counts(bench: Bench) -> None:
    """Also while nothing is limited: a limit may come later in the day."""
    world = await bench.world()
    await send_post(world, ALICE)
    await send_post(world, BOB)
    assert await spent(world, (await profile_of(world)).id) == 2 * PRICE
    await change_profile(world, is_limited=True, daily_limit=MicroUsd(2 * PRICE))
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.SPENDING_LIMIT


async def test_a_limit_is_minded_if_it_is_enabled(bench: Bench) -> None:
    """To the last micro-dollar."""
    world = await bench.world()
    await change_profile(world, is_limited=False, daily_limit=MicroUsd(0))
    await send_post(world, ALICE)
    await change_profile(world, is_limited=True, daily_limit=None)
    await send_post(world, ALICE)
    await change_profile(world, is_limited=True, daily_limit=MicroUsd(3 * PRICE))
    await send_post(world, ALICE)
    assert await ground_of(partial(send_post, world, ALICE)) is Ground.SPENDING_LIMIT
    assert await world.get(BALANCE) == 2_000_000 - 3 * PRICE


async def test_the_day_ends_at_midnight(bench: Bench) -> None:
    """In UTC, by the world's clock."""
    world = await bench.world()
    await change_profile(world, is_limited=True, daily_limit=MicroUsd(PRICE))
    await send_post(world, ALICE)
    until_midnight = DAY_MS - world.now % DAY_MS
    await bench.advance("demo", until_midnight - 1)
    last = await bench.world()
    assert await ground_of(partial(send_post, last, ALICE)) is Ground.SPENDING_LIMIT
    await bench.advance("demo", 1)
    await send_post(await bench.world(), ALICE)


async def test_it_is_told_once_a_day(bench: Bench) -> None:
    """When the limit is met for the first time."""
    world = await bench.world()
    await change_profile(world, is_limited=True, daily_limit=MicroUsd(PRICE))
    await send_post(world, ALICE)
    assert await notices(bench) == []
    for _ in range(2):
        assert await ground_of(partial(send_post, world, ALICE)) is Ground.SPENDING_LIMIT
    [notice] = await notices(bench)
    assert (notice.event, notice.content) == ("limit", f"Default profile {PRICE}")


async def test_a_group_is_paid_for_as_a_whole(bench: Bench) -> None:
    """Or not at all."""
    world = await bench.world()
    await change_profile(world, is_limited=True, daily_limit=MicroUsd(2 * PRICE - 1))
    posting = Posting("telnyx", ALICE, "Hi", sender=SENDER)
    sending = partial(post_to_group, world, posting, [ALICE, BOB], say_limit)
    assert await ground_of(sending) is Ground.SPENDING_LIMIT
    assert await spent(world, (await profile_of(world)).id) == 0


async def test_who_meet_do_not_overspend_together(bench: Bench) -> None:
    """Though each of them has seen that it would do for him."""
    world = await bench.world()
    profile = await change_profile(world, is_limited=True, daily_limit=MicroUsd(PRICE))
    drafts = [Draft(world), Draft(world)]
    for draft in drafts:
        assert not await overspends(world, profile, MicroUsd(PRICE))
        spend(draft, profile, MicroUsd(PRICE))

    await world.commit(drafts[0])
    with pytest.raises(Conflict):
        await world.commit(drafts[1])

    assert await spent(world, profile.id) == PRICE
