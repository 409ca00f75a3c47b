"""Deciding what goes wrong on purpose, with a call, a message or a webhook, and counting it."""

from collections.abc import Sequence

from simulator.domain.address import InvalidAddress, calling_code, parse_e164
from simulator.domain.fault_effects import RateLimit
from simulator.domain.faults import Decision, Known, Rule, bucket_id, decide, fitting, limit_of
from simulator.domain.occasion import Occasion
from simulator.services.drafts import Draft, perform
from simulator.services.ports import Floor
from simulator.services.tables import BUCKET, FAULT_HITS, FAULT_TALLY
from simulator.services.world import World

__all__ = ["decide_call", "decide_message", "decide_webhook"]


async def decide_call(world: World, occasion: Occasion) -> Decision | None:
    """Decide what goes wrong with a call, before it is carried out; None if nothing does."""
    rules = fitting(world.settings.faults.at_api, occasion, world.now)
    if not rules:
        return None
    return (await perform(world, lambda draft: _decide(draft, rules, occasion))).result


async def decide_message(draft: Draft, occasion: Occasion) -> Decision | None:
    """Decide what goes wrong with a message that is about to be accepted."""
    world = draft.world
    rules = fitting(world.settings.faults.at_carrier, occasion, world.now)
    return await _decide(draft, rules, occasion) if rules else None


async def decide_webhook(draft: Draft, occasion: Occasion) -> Decision | None:
    """Decide what goes wrong with an attempt to deliver a webhook that is about to be made."""
    world = draft.world
    rules = fitting(world.settings.faults.at_webhooks, occasion, world.now)
    return await _decide(draft, rules, occasion) if rules else None


async def _decide(draft: Draft, rules: Sequence[Rule], occasion: Occasion) -> Decision | None:
    world = draft.world
    tally = FAULT_TALLY.key(occasion.likeness(world.dice))
    ids = _bucket_ids(rules, occasion)
    await draft.fetch(tally, *(BUCKET.key(one) for one in ids.values()))
    found = {one: draft.get(BUCKET.key(one)) for one in ids.values()}
    buckets = {one: bucket for one, bucket in found.items() if bucket is not None}
    known = Known(draft.get(tally), buckets)
    verdict = decide(rules, occasion, known, ids, world.dice, world.now)
    draft.put(tally, verdict.tally)
    for one, bucket in verdict.buckets.items():
        draft.put(BUCKET.key(one), bucket)
    if verdict.decision is not None:
        _count(draft, verdict.decision)
    return verdict.decision


def _count(draft: Draft, decision: Decision) -> None:
    """Count a decision for whoever looks; nobody decides by this, so nobody need meet on it."""
    key, adds = FAULT_HITS.key(str(decision.serial)), draft.adds
    so_far = adds[key].delta if key in adds else 0
    adds[key] = Floor(so_far + 1, None)


def _bucket_ids(rules: Sequence[Rule], occasion: Occasion) -> dict[tuple[int, RateLimit], str]:
    """Name the buckets that rules look at, by the rules' serials and their limits."""
    limits = [(rule, limit_of(stage.effect)) for rule in rules for stage in rule.then]
    return {
        (rule.serial, limit): bucket_id(rule, limit, occasion, _country(occasion))
        for rule, limit in limits
        if limit is not None
    }


def _country(occasion: Occasion) -> str:
    """Tell which country a number is of, by its calling code; a request may say anything."""
    try:
        return calling_code(parse_e164(occasion.destination))
    except InvalidAddress:
        return ""
