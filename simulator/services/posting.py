"""Posting: a message is accepted from a sender whom the vendor knows, under one of his profiles.

It is refused for its content, for its sender, for where it goes, for want of consent, of allowance,
of credit or of the vendor, in this order.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from simulator.domain.address import E164
from simulator.domain.fault_effects import Deliver, Fault
from simulator.domain.links import Link, shorten
from simulator.domain.message import Message
from simulator.domain.number_pool import Sticky
from simulator.domain.particulars import Particulars
from simulator.domain.posting import Posting, medium_of, spell
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Declined, Ground
from simulator.domain.standing import Standing, require_way, scruple, stand, takes_media
from simulator.domain.suppression import stops_profile
from simulator.domain.tariffs import Fee, Medium
from simulator.domain.transliteration import Spelled
from simulator.domain.value import value
from simulator.services.allowances import LimitTeller, overspends, refuse, spend
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.holdings import fetch_holdings
from simulator.services.once import Once
from simulator.services.submission import Quote, Submission, accept
from simulator.services.tables import (
    HOLDINGS,
    INBOUND,
    PARTICULARS,
    STICKY,
    SUPPRESSED,
    group_of,
    inbound_from,
)
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["NOT_INVITED", "Posted", "post", "post_to_group"]

# For how long people may be written to freely who have written, on networks that mind.
_INVITATION_MS: Final = 24 * 60 * 60 * 1000
NOT_INVITED: Final = "outside the 24-hour window"
_WINDOW: Final = "24-hour window"


@value
class Posted:
    """A message, and what is kept of it beside."""

    message: Message
    particulars: Particulars


@value
class _Plan:
    """What is going to be sent, if nothing more speaks against it."""

    posting: Posting
    standing: Standing
    medium: Medium
    spelled: Spelled
    fee: Fee
    fault: Fault | None
    links: tuple[Link, ...]


async def post(
    world: World, posting: Posting, tell: LimitTeller, once: Once | None = None
) -> Performed[Posted]:
    """Accept one message, or put it by for later.

    Args:
        world: at an instant.
        posting: what is asked for.
        tell: words the news that a profile's daily limit was reached.
        once: the caller's wish that it be done once.

    Raises:
        Refusal: it is not taken.
    """

    async def use_case(draft: Draft) -> Posted | Declined:
        posted = await _post(draft, [posting], tell)
        return posted if isinstance(posted, Declined) else posted[0]

    return await perform(world, use_case, once)


async def post_to_group(
    world: World,
    posting: Posting,
    destinations: Sequence[E164],
    tell: LimitTeller,
    once: Once | None = None,
) -> Performed[tuple[Posted, ...]]:
    """Accept a message to several people, each of whom sees who else has got it: all or none.

    Raises:
        Refusal: it is not taken, for one of them at least.
    """

    async def use_case(draft: Draft) -> tuple[Posted, ...] | Declined:
        postings = [replace(posting, destination=one) for one in destinations]
        return await _post(draft, postings, tell)

    return await perform(world, use_case, once)


async def _post(
    draft: Draft, postings: Sequence[Posting], tell: LimitTeller
) -> tuple[Posted, ...] | Declined:
    """Write messages that belong together into a draft, all from one sender."""
    plans = [await _plan(draft, posting) for posting in postings]
    profile = plans[0].standing.profile
    price = MicroUsd(sum(plan.fee.total for plan in plans))
    if await overspends(draft.world, profile, price):
        return await refuse(draft, profile, tell)
    messages = [await _send(draft, plan) for plan in plans]
    spend(draft, profile, price)
    is_group = len(plans) > 1
    group_id = messages[0].id if is_group else None
    posted = []
    for plan, message in zip(plans, messages, strict=True):
        others = tuple(one.destination for one in messages if one is not message)
        particulars = _particulars(plan, group_id, others)
        draft.put(PARTICULARS.key(message.id), particulars)
        if group_id is not None:
            draft.enter(group_of(group_id), message.id)
        posted.append(Posted(message, particulars))
    return tuple(posted)


async def _plan(draft: Draft, posting: Posting) -> _Plan:
    """Decide how a message is sent, as whom, and for how much.

    Raises:
        Refusal: it is not.
    """
    world, destination = draft.world, posting.destination
    rules = world.stock.rules
    fate = world.fate_of(destination)
    if fate is not None and fate.refused:
        raise Declined(Ground.DESTINATION_INVALID, {"destination": destination})
    medium = medium_of(posting)
    region = world.parts.directory.region_of(destination)
    standing = await _stand(draft, posting, region)
    medium, text = _carried_by(medium, posting, standing, region)
    require_way(posting, standing, medium, region)
    text, links = _linked(draft, text, posting, standing)
    spelled = spell(text, posting, medium, standing.profile, rules.orthography)
    await _require_consent(draft, posting, standing)
    fee = rules.tariffs.fee(medium, destination, spelled.segment_count)
    fault = scruple(standing, medium, region) or await _uninvited(world, posting, standing)
    return _Plan(replace(posting, text=text), standing, medium, spelled, fee, fault, links)


def _carried_by(
    medium: Medium, posting: Posting, standing: Standing, region: str
) -> tuple[Medium, str]:
    """Let an MMS become an SMS with links, where only that is taken and the profile has it so."""
    if medium is not Medium.MMS or takes_media(region) or not standing.profile.falls_back_to_sms:
        return medium, posting.text
    return Medium.SMS, "\n".join(filter(None, (posting.text, *posting.media_urls)))


def _linked(
    draft: Draft, text: str, posting: Posting, standing: Standing
) -> tuple[str, tuple[Link, ...]]:
    """Replace links where the profile has it so, in what is text and nothing more."""
    how = standing.profile.links
    if how is None or posting.content:
        return text, ()
    return shorten(text, how, posting.destination, draft.world.dice)


async def _stand(draft: Draft, posting: Posting, region: str) -> Standing:
    """Find out as who a message is sent, and remember what sticks to its recipient."""
    world = draft.world
    key = STICKY.key(f"{posting.profile_id} {posting.destination}")
    await draft.fetch(HOLDINGS, key)
    holdings = await fetch_holdings(draft)
    standing = stand(posting, holdings, region, draft.get(key), world.dice, world.now)
    pool = standing.profile.pool
    if standing.is_drawn and pool is not None and pool.is_sticky:
        draft.put(key, Sticky(E164(standing.originator), world.now))
    return standing


async def _require_consent(draft: Draft, posting: Posting, standing: Standing) -> None:
    key = SUPPRESSED.key(posting.destination)
    await draft.fetch(key)
    fate = draft.world.fate_of(posting.destination)
    is_stopped = fate is not None and fate.is_opted_out
    originator, profile_id = standing.originator, standing.profile.id
    if is_stopped or stops_profile(draft.get(key) or (), originator, profile_id):
        told = {"sender": originator, "destination": posting.destination}
        raise Declined(Ground.OPTED_OUT, told)


async def _uninvited(world: World, posting: Posting, standing: Standing) -> Fault | None:
    """Tell what a network will object to that is written in only by those who were written to."""
    if not posting.needs_invitation:
        return None
    since = world.now - _INVITATION_MS
    async for inbound in newest_first(world, inbound_from(posting.destination), INBOUND):
        if inbound.received_at <= since:
            break
        if inbound.destination == standing.originator:
            return None
    return Fault(_WINDOW, Deliver("undelivered", NOT_INVITED, None))


async def _send(draft: Draft, plan: _Plan) -> Message:
    posting, spelled = plan.posting, plan.spelled
    submission = Submission(
        posting.face,
        posting.destination,
        posting.text,
        plan.standing.originator,
        vendor=posting.face,
    )
    quote = Quote(
        spelled.encoding, spelled.segment_count, plan.fee.total, posting.send_at, plan.fault
    )
    return await accept(draft, submission, posting.text, quote)


def _particulars(plan: _Plan, group_id: str | None, others: tuple[E164, ...]) -> Particulars:
    posting = plan.posting
    return Particulars(
        plan.medium,
        plan.standing.profile.id,
        plan.fee,
        posting.subject,
        posting.media_urls,
        posting.hooks,
        plan.spelled.is_respelled,
        posting.send_at,
        group_id,
        others,
        posting.content,
        plan.links,
    )
