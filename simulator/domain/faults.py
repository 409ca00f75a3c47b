"""Failing on purpose: rules, and what they decide.

The first rule that an occasion fits decides; calls, messages and attempts to deliver a webhook are
occasions of their own, and each has its rules. What is counted is counted by rule and by kind: the
third of those that are all alike is the third, whoever else is served in between, and in whatever
order they come.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Self

from simulator.domain.dice import Dice
from simulator.domain.fault_effects import (
    Effect,
    Queue,
    RateLimit,
    VendorDown,
    Webhook,
    is_at_carrier,
)
from simulator.domain.occasion import Match, Occasion
from simulator.domain.rate_limits import Bucket, Taken, queue, take
from simulator.domain.value import value

__all__ = [
    "LIMITED",
    "NO_FAULTS",
    "Count",
    "Decision",
    "FaultPlan",
    "Known",
    "Rule",
    "RuleWish",
    "Stage",
    "Tally",
    "Verdict",
    "bucket_id",
    "decide",
    "fitting",
    "limit_of",
]

_ALL: Final = "all"  # of a key: everybody in the world shares it


@value
class Stage:
    """An effect, and how often it is the one; None is for ever."""

    effect: Effect
    times: int | None


@value
class Rule:
    """When something goes wrong, and what.

    Attributes:
        id: as people know it, in this world.
        serial: no other rule of this world ever had it, so nothing is counted twice.
        then: what happens to the first that fit, to the next, and so on; behind the last, nothing.
        spelled: the rule as it was told, in JSON, for people who look.
    """

    id: str
    serial: int
    match: Match
    then: tuple[Stage, ...]
    spelled: str

    @property
    def is_at_carrier(self) -> bool:
        """Whether it is about messages; else it is about calls, or webhooks."""
        return is_at_carrier(self.then[0].effect)

    @property
    def is_at_webhooks(self) -> bool:
        """Whether it is about attempts to deliver webhooks."""
        return isinstance(self.then[0].effect, Webhook)

    def concerns(self, occasion: Occasion, now: int) -> bool:
        """Tell whether it may have something to say: it is no matter if others are down."""
        if not self.match.fits(occasion, now):
            return False
        effects = [stage.effect for stage in self.then]
        down = [one.vendors for one in effects if isinstance(one, VendorDown)]
        return not down or any(not vendors or occasion.vendor in vendors for vendors in down)

    def effect_after(self, hit_count: int) -> Effect | None:
        """Tell what happens to the next one; None if the rule has done all that it was to do."""
        for stage in self.then:
            if stage.times is None or hit_count < stage.times:
                return stage.effect
            hit_count -= stage.times
        return None


@value
class RuleWish:
    """A rule that is wanted; without an id it gets one."""

    id: str | None
    match: Match
    then: tuple[Stage, ...]
    spelled: str


@value
class FaultPlan:
    """All rules of a world, in their order.

    Attributes:
        made_count: how many were ever made; the next one's serial.
        at_api: those about calls.
        at_carrier: those about messages.
        at_webhooks: those about attempts to deliver webhooks.
    """

    rules: tuple[Rule, ...]
    made_count: int
    at_api: tuple[Rule, ...]
    at_carrier: tuple[Rule, ...]
    at_webhooks: tuple[Rule, ...] = ()

    @classmethod
    def of(cls, rules: Iterable[Rule], made_count: int) -> Self:
        """Put rules together."""
        ordered = tuple(rules)
        at_carrier = tuple(rule for rule in ordered if rule.is_at_carrier)
        at_webhooks = tuple(rule for rule in ordered if rule.is_at_webhooks)
        at_api = tuple(rule for rule in ordered if not (rule.is_at_carrier or rule.is_at_webhooks))
        return cls(ordered, made_count, at_api, at_carrier, at_webhooks)


# What a world has in which nothing goes wrong on purpose.
NO_FAULTS: Final = FaultPlan((), 0, (), ())

# What a world has whose clients are to meet a limit on their first calls.
LIMITED: Final = FaultPlan.of(
    [
        Rule(
            "limited",
            1,
            Match(),
            (Stage(RateLimit(200_000, 5, "key"), None),),
            '{"id": "limited", "then": {"rate_limit": {"rate": 5, "burst": 5}}}',
        )
    ],
    made_count=1,
)


@value
class Count:
    """Of occasions that are alike: how many fitted a rule, and how many it took."""

    serial: int
    fitted: int
    taken: int


@value
class Tally:
    """The counts of all rules that occasions of one likeness have fitted."""

    counts: tuple[Count, ...]


@value
class Known:
    """What has to be known to decide: counts so far, and buckets by their ids."""

    tally: Tally | None
    buckets: Mapping[str, Bucket]


@value
class Decision:
    """What goes wrong now, and which rule says so.

    Attributes:
        rule: its id.
        serial: of the rule.
        likeness: of the occasion.
        nth: the how-many-th of its kind this is, for that rule.
        wait_ms: what is too many has to wait so long, by the world's time.
    """

    rule: str
    serial: int
    effect: Effect
    likeness: str
    nth: int
    wait_ms: int = 0


@value
class Verdict:
    """What was decided, if anything was, and all that is to be remembered of it."""

    decision: Decision | None
    tally: Tally
    buckets: Mapping[str, Bucket]


def fitting(rules: Sequence[Rule], occasion: Occasion, now: int) -> list[Rule]:
    """Find the rules that may have something to say."""
    return [rule for rule in rules if rule.concerns(occasion, now)]


def bucket_id(rule: Rule, limit: RateLimit, occasion: Occasion, country: str) -> str:
    """Name the bucket that a limit looks at."""
    return f"{rule.serial} {limit.by} {_shared_by(limit, occasion, country)}"


def _shared_by(limit: RateLimit, occasion: Occasion, country: str) -> str:
    match limit.by:
        case "key":
            return _ALL
        case "sender":
            return occasion.originator
        case "recipient":
            return occasion.destination
        case "country":
            return country


def decide(
    rules: Sequence[Rule],
    occasion: Occasion,
    known: Known,
    ids: Mapping[tuple[int, RateLimit], str],
    dice: Dice,
    now: int,
) -> Verdict:
    """Decide what goes wrong.

    A limit that has room is no decision: it only counts, and leaves the occasion to the next rule.

    Args:
        rules: those that the occasion fits, in their order.
        occasion: what may go wrong.
        known: of earlier ones.
        ids: of the buckets that the rules look at, by the rule's serial and the limit.
        dice: of the world.
        now: by the world's clock.
    """
    likeness = occasion.likeness(dice)
    counts = {count.serial: count for count in known.tally.counts} if known.tally else {}
    buckets: dict[str, Bucket] = {}
    decision: Decision | None = None
    for rule in rules:
        count = counts.get(rule.serial) or Count(rule.serial, 0, 0)
        fitted, taken = count.fitted, count.taken
        effect = rule.effect_after(taken) if decision is None else None
        if effect is not None and rule.match.takes(fitted + 1, (rule.id, likeness), dice):
            wait_ms = 0
            if limit := limit_of(effect):
                bucket = ids[rule.serial, limit]
                charged = _charge(effect, limit, known.buckets.get(bucket), now)
                buckets[bucket], wait_ms = charged.bucket, charged.wait_ms
            if limit is None or wait_ms:
                decision = Decision(rule.id, rule.serial, effect, likeness, fitted + 1, wait_ms)
                taken += 1
        counts[rule.serial] = Count(rule.serial, fitted + 1, taken)
    return Verdict(decision, Tally(tuple(counts.values())), buckets)


def limit_of(effect: Effect) -> RateLimit | None:
    """Tell the limit that an effect is about, if it is about one."""
    match effect:
        case RateLimit():
            return effect
        case Queue(limit):
            return limit
        case _:
            return None


def _charge(effect: Effect, limit: RateLimit, bucket: Bucket | None, now: int) -> Taken:
    is_queued = isinstance(effect, Queue)
    return queue(limit, bucket, now) if is_queued else take(limit, bucket, now)
