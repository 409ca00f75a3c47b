"""Receptions: what a profile makes of messages to its numbers; some it obeys, some it answers."""

from contextlib import suppress
from typing import Final

from simulator.domain.autoresponses import autoresponse_to
from simulator.domain.holdings import Holdings
from simulator.domain.inbound import Inbound
from simulator.domain.keywords import Keyword
from simulator.domain.particulars import FREE, Hooks, Particulars, Reception
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Refusal
from simulator.domain.segmentation import TooManySegments
from simulator.domain.suppression import scope_of
from simulator.domain.tariffs import Medium
from simulator.domain.value import value
from simulator.services.drafts import Draft
from simulator.services.holdings import fetch_holdings
from simulator.services.submission import Quote, Submission, accept
from simulator.services.suppressions import opt_in, opt_out
from simulator.services.tables import ANSWERED_AT, PARTICULARS, RECEPTION

__all__ = ["take_in"]

# To the same handset, under the same profile. Two machines that answer each other would never end.
_ANSWER_EVERY_MS: Final = 60_000


@value
class _Heard:
    """What a message asks for, and what there is to say to it."""

    keyword: Keyword | None
    answer: str | None


async def take_in(draft: Draft, inbound: Inbound) -> bool:
    """Write into a draft what becomes of a message to a profile's number; tell if it is to one."""
    holdings = await fetch_holdings(draft)
    profile_id = holdings.profile_id_of(inbound.destination)
    if profile_id is None:
        return False
    heard = _hear(draft, holdings, profile_id, inbound)
    draft.put(RECEPTION.key(inbound.id), Reception(profile_id, heard.keyword))
    has_changed = await _obey(draft, inbound, profile_id, heard.keyword)
    if heard.answer is not None and has_changed:
        await _answer(draft, inbound, profile_id, heard.answer)
    return True


def _hear(draft: Draft, holdings: Holdings, profile_id: str, inbound: Inbound) -> _Heard:
    """Understand a message: the profile's own words go before everybody's."""
    world = draft.world
    rules = world.stock.rules
    country = world.parts.directory.region_of(inbound.handset)
    own = autoresponse_to(holdings.autoresponses, profile_id, inbound.text, country)
    if own is not None:
        return _Heard(own.keyword, own.text)
    keyword = rules.keywords.recognise(inbound.text)
    return _Heard(keyword, None if keyword is None else rules.confirmations.get(keyword))


async def _obey(draft: Draft, inbound: Inbound, profile_id: str, keyword: Keyword | None) -> bool:
    """Do what is asked for; tell if there was anything to do, or nothing but to answer."""
    handset, scope = inbound.handset, scope_of(profile_id)
    match keyword:
        case Keyword.STOP:
            said, said_to = inbound.text, inbound.destination
            return await opt_out(draft, handset, inbound.received_at, said, said_to, scope)
        case Keyword.START:
            return await opt_in(draft, handset, scope)
        case Keyword.HELP | None:
            return True


async def _answer(draft: Draft, inbound: Inbound, profile_id: str, text: str) -> None:
    """Send an answer, unless there has just been one; it costs nothing, and tells no webhooks."""
    key, now = ANSWERED_AT.key(f"{profile_id} {inbound.handset}"), draft.world.now
    await draft.fetch(key)
    last_at = draft.get(key)
    if last_at is not None and now < last_at + _ANSWER_EVERY_MS:
        return
    draft.put(key, now)
    # What happens by itself has nobody to refuse it to.
    with suppress(Refusal, TooManySegments):
        await _send(draft, inbound, profile_id, text)


async def _send(draft: Draft, inbound: Inbound, profile_id: str, text: str) -> None:
    rules = draft.world.stock.rules
    spelled = rules.orthography.spell(text)
    quote = Quote(spelled.encoding, spelled.segment_count, MicroUsd(0))
    submission = Submission(
        rules.vendor, inbound.handset, text, inbound.destination, vendor=rules.vendor
    )
    answer = await accept(draft, submission, text, quote)
    particulars = Particulars(Medium.SMS, profile_id, FREE, hooks=Hooks(uses_profile=False))
    draft.put(PARTICULARS.key(answer.id), particulars)
