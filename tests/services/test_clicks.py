"""People follow links in messages that have arrived."""

from dataclasses import replace

import pytest

from simulator.domain.links import Link
from simulator.domain.message import Message
from simulator.domain.messaging_profiles import LinkShortening
from simulator.domain.refusals import Conflicting, Invalid, NotFound
from simulator.services import erasure
from simulator.services.clicks import Clicked, click
from simulator.services.drafts import Draft
from simulator.services.ledger import of_message
from simulator.services.lists import find_message
from simulator.services.tables import PARTICULARS
from simulator.services.telling import NoticeWish
from simulator.services.world import World
from tests.bells.bell import WEBHOOKS
from tests.parts import Bench, Told, build_bench
from tests.posts import HOOK, change_profile, send_post
from tests.receivers import ScriptedSender
from tests.traffic import ALICE
from tests.traffic import post as send_by_gateway

A, B = "https://example.com/a", f"https://example.com/{ALICE}"


async def arrive(bench: Bench, text: str = f"{A} and {B}") -> str:
    """Have a message arrive whose links were replaced; tell its id."""
    world = await bench.world()
    await change_profile(world, links=LinkShortening("acct.fyi"))
    posted = await send_post(world, ALICE, text)
    await bench.advance("demo", 60_000)
    return posted.message.id


async def links_of(world: World, message_id: str) -> list[tuple[str, str]]:
    """Tell the links that are kept of a message."""
    particulars = await world.get(PARTICULARS.key(message_id))
    assert particulars is not None
    return [(link.short, link.url) for link in particulars.links]


async def test_a_link_is_followed_by_either_name(bench: Bench) -> None:
    """Short or long; at the world's time."""
    message_id = await arrive(bench)
    world = await bench.world()
    message = await find_message(world, message_id)
    (short_a, _), (short_b, _) = await links_of(world, message_id)
    assert message.text == f"{short_a} and {short_b}"

    followed = [await click(world, message_id, url) for url in (A, short_a, B, short_b)]

    assert [one.link.url for one in followed] == [A, A, B, B]
    assert followed[0] == Clicked(message, followed[0].link, world.now)


async def test_a_face_with_words_for_it_tells_its_customer() -> None:
    """Which link it was, and when; a face without any tells nothing."""

    async def tell_click(_: Draft, message: Message, link: Link, at: int) -> list[NoticeWish]:
        return [NoticeWish("clicked", at, [HOOK], link.url, message.id)]

    webhooks = replace(WEBHOOKS, tell_click=tell_click)
    bench = build_bench(told=Told({"telnyx": webhooks}, ScriptedSender()))
    message_id = await arrive(bench)
    world = await bench.world()

    await click(world, message_id, B)

    (notice,) = await of_message(world, message_id)
    assert (notice.event, notice.content, notice.occurred_at) == ("clicked", B, world.now)


async def test_who_follows_nothing_is_told(bench: Bench) -> None:
    """There is no such link, no such message, or it has not come."""
    message_id = await arrive(bench)
    world = await bench.world()
    with pytest.raises(Invalid):
        await click(world, message_id, "https://example.com/c")
    with pytest.raises(NotFound):
        await click(world, "0" * 32, A)
    on_its_way = await send_post(world, ALICE, A)
    bare = await send_by_gateway(world)
    for other in (on_its_way.message.id, bare.id):
        with pytest.raises(Conflicting):
            await click(world, other, A)


async def test_rich_messages_keep_their_links(bench: Bench) -> None:
    """They are another network's affair."""
    world = await bench.world()
    await change_profile(world, links=LinkShortening("acct.fyi"))
    posted = await send_post(world, ALICE, A, content="{}")
    assert (posted.message.text, posted.particulars.links) == (A, ())


async def test_an_erased_number_is_in_no_link(bench: Bench) -> None:
    """Nor in what it leads to."""
    message_id = await arrive(bench)
    world = await bench.world()
    await erasure.erase(world, ALICE, erasure.gdpr_token(world, ALICE))
    assert not any(ALICE in url for _, url in await links_of(world, message_id))
