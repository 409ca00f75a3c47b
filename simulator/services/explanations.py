"""Explaining a message: all that decided about it is looked up, as it is now, and told."""

from collections.abc import Iterator

from simulator.domain.arrival import facing, hinders
from simulator.domain.explanation import (
    CancelReason,
    Explanation,
    FaultReason,
    HandsetReason,
    MagicReason,
    PriceReason,
    ProfileReason,
    Reason,
    RouteReason,
    SuppressionReason,
    terms_met,
)
from simulator.domain.foretelling import foretell
from simulator.domain.handset import ORDINARY, Handset
from simulator.domain.magic import Fate
from simulator.domain.message import Message, State
from simulator.domain.pricing import MicroUsd
from simulator.domain.profile import Profile
from simulator.domain.suppression import Suppressions, stops
from simulator.services.carriage import has_registered
from simulator.services.lists import find_message
from simulator.services.tables import HANDSETS, PARTICULARS, SUPPRESSED
from simulator.services.world import World

__all__ = ["explain"]


async def explain(world: World, message_id: str) -> Explanation:
    """Tell why a message fares as it does.

    Raises:
        NotFound: no such message in this world.
    """
    message = await find_message(world, message_id)
    handsets = await world.get(HANDSETS) or ORDINARY
    handset = handsets.get(message.destination)
    suppressions = await world.get(SUPPRESSED.key(message.destination)) or ()
    profile = facing(world.profile_of(message), handset)
    is_registered = await has_registered(world, message, profile)
    foretold, draws = foretell(
        message,
        profile,
        world.dice,
        handset,
        is_registered=is_registered,
        sets_out_at=await _sets_out_at(world, message),
    )
    reasons = _reasons(world, message, profile, handset, suppressions)
    return Explanation(message, foretold, draws, tuple(reasons))


async def _sets_out_at(world: World, message: Message) -> int | None:
    """Look up when a message sets out that waits for that."""
    if message.state is not State.SCHEDULED:
        return None
    particulars = await world.get(PARTICULARS.key(message.id))
    return None if particulars is None else particulars.send_at


def _reasons(
    world: World, message: Message, profile: Profile, handset: Handset, suppressions: Suppressions
) -> Iterator[Reason]:
    fate = world.fate_of(message.destination)
    yield _route(world, message)
    yield _price(message)
    yield ProfileReason(profile.name, world.settings.profile, profile.summary, profile.sources)
    if fate is not None:
        yield MagicReason(fate.story)
    if message.fault is not None:
        yield FaultReason(message.fault)
    if hinders(handset):
        yield HandsetReason(handset)
    if message.state is State.SUPPRESSED:
        yield _suppression(message, fate, suppressions)
    if message.state is State.CANCELLED:
        yield CancelReason()
    yield from terms_met(message, profile)


def _route(world: World, message: Message) -> RouteReason:
    preferred = world.stock.routing.preferences.longest_match(message.destination)
    return RouteReason(message.vendor, preferred, message.timeline[0].detail)


def _price(message: Message) -> PriceReason:
    segment_price = MicroUsd(message.price // message.segment_count)
    return PriceReason(
        message.encoding, message.segment_count, segment_price, message.price, message.charged
    )


def _suppression(
    message: Message, fate: Fate | None, suppressions: Suppressions
) -> SuppressionReason:
    if fate is not None and fate.is_opted_out:
        return SuppressionReason(fate.story, is_fate=True)
    stopping = [one for one in suppressions if stops((one,), message.originator)]
    return SuppressionReason((stopping[0].reason or stopping[0].scope) if stopping else "")
