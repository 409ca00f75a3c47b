"""Messages for tests to send under a profile."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from simulator.domain.address import E164
from simulator.domain.messaging_profiles import MessagingProfile
from simulator.domain.posting import Posting
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Declined, Ground
from simulator.services.drafts import Draft
from simulator.services.holdings import held
from simulator.services.messaging_profiles import update
from simulator.services.posting import Posted, post
from simulator.services.telling import NoticeWish
from simulator.services.world import World

__all__ = ["HOOK", "SENDER", "change_profile", "ground_of", "profile_of", "say_limit", "send_post"]

FACE = "telnyx"
SENDER = E164("+13125551234")  # one that a world begins with
HOOK = "http://shop.test/hooks"


def say_limit(draft: Draft, profile: MessagingProfile, spent: MicroUsd) -> NoticeWish:
    """Word the news that a limit was reached."""
    return NoticeWish("limit", draft.world.now, [HOOK], f"{profile.name} {spent}")


async def send_post(world: World, to: E164, text: str = "Hi", **more: Any) -> Posted:  # noqa: ANN401 - members of a posting
    """Send a message under the profile that a world begins with."""
    posting = Posting(FACE, to, text, **{"sender": SENDER, **more})
    return (await post(world, posting, say_limit)).result


async def ground_of(sending: Callable[[], Any]) -> Ground:
    """Tell on what ground a message is not taken."""
    try:
        await sending()
    except Declined as declined:
        return declined.ground
    raise AssertionError("it was taken")


async def profile_of(world: World) -> MessagingProfile:
    """Find the profile that a world begins with, as it is now."""
    return (await held(world)).profiles[0]


async def change_profile(world: World, **members: Any) -> MessagingProfile:  # noqa: ANN401 - members of a profile
    """Change the profile that a world begins with."""
    profile = await profile_of(world)
    return await update(world, profile.id, lambda there: replace(there, **members))
