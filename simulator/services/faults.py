"""The rules of a world, by which things go wrong on purpose."""

from collections.abc import Callable, Sequence

from simulator.domain.faults import FaultPlan, Rule, RuleWish
from simulator.domain.refusals import Conflicting, Invalid, NotFound
from simulator.domain.value import value
from simulator.services.drafts import Draft, fetch_settings, perform
from simulator.services.tables import FAULT_HITS, SETTINGS
from simulator.services.world import World

__all__ = ["RULE_COUNT_MAX", "ShownRule", "add", "check", "install", "remove", "replace", "show"]

RULE_COUNT_MAX = 100


@value
class ShownRule:
    """A rule, and how often it has decided."""

    rule: Rule
    hit_count: int


async def show(world: World) -> Sequence[ShownRule]:
    """Tell the rules, in their order."""
    rules = world.settings.faults.rules
    counts = await world.get_all([FAULT_HITS.key(str(rule.serial)) for rule in rules])
    return [ShownRule(rule, count or 0) for rule, count in zip(rules, counts, strict=True)]


async def replace(world: World, wishes: Sequence[RuleWish]) -> Sequence[ShownRule]:
    """Let these be the rules, and no others; all counting begins anew.

    Raises:
        Invalid: two of them have the same id.
    """
    plan = (await perform(world, lambda draft: install(draft, wishes))).result
    return [ShownRule(rule, 0) for rule in plan.rules]


def check(wishes: Sequence[RuleWish]) -> None:
    """See that these could be the rules of a world.

    Raises:
        Invalid: two of them have the same id.
    """
    _with(FaultPlan.of((), 0), wishes)


async def install(draft: Draft, wishes: Sequence[RuleWish]) -> FaultPlan:
    """Write into a draft that these are the rules, and no others.

    Raises:
        Invalid: two of them have the same id.
        NotFound: the world is no more.
    """
    return await _install(draft, lambda plan: _with(FaultPlan.of((), plan.made_count), wishes))


async def add(world: World, wish: RuleWish) -> ShownRule:
    """Add a rule behind all others.

    Raises:
        Conflicting: there is one of that id, or there are too many.
    """

    def made(plan: FaultPlan) -> FaultPlan:
        if any(rule.id == wish.id for rule in plan.rules):
            raise Conflicting(f"there is a rule {wish.id}")
        if len(plan.rules) >= RULE_COUNT_MAX:
            raise Conflicting(f"there are {RULE_COUNT_MAX} rules, which is the most")
        return _with(plan, [wish])

    return ShownRule((await _change(world, made)).rules[-1], 0)


async def remove(world: World, rule_id: str) -> None:
    """Take a rule away; what it has done to messages stays done.

    Raises:
        NotFound: there is none of that id.
    """

    def made(plan: FaultPlan) -> FaultPlan:
        left = [rule for rule in plan.rules if rule.id != rule_id]
        if len(left) == len(plan.rules):
            raise NotFound("rule", rule_id)
        return FaultPlan.of(left, plan.made_count)

    await _change(world, made)


async def _change(world: World, made: Callable[[FaultPlan], FaultPlan]) -> FaultPlan:
    return (await perform(world, lambda draft: _install(draft, made))).result


async def _install(draft: Draft, made: Callable[[FaultPlan], FaultPlan]) -> FaultPlan:
    settings = await fetch_settings(draft)
    plan = made(settings.faults)
    draft.put(SETTINGS, settings.with_faults(plan))
    return plan


def _with(plan: FaultPlan, wishes: Sequence[RuleWish]) -> FaultPlan:
    """Make rules, and put them behind those that there are."""
    rules = list(plan.rules)
    taken = {rule.id for rule in rules} | {wish.id for wish in wishes}
    for position, wish in enumerate(wishes):
        if wish.id is not None and any(rule.id == wish.id for rule in rules):
            raise Invalid.field(f"rules.{position}.id", "is that of another rule, too")
        rule_id = wish.id or _free_id(taken, len(rules) + 1)
        taken.add(rule_id)
        serial = plan.made_count + position + 1
        rules.append(Rule(rule_id, serial, wish.match, wish.then, wish.spelled))
    return FaultPlan.of(rules, plan.made_count + len(wishes))


def _free_id(taken: set[str | None], number: int) -> str:
    """Name a rule by its place: the same rules have the same names, and so the same chance."""
    while f"rule-{number}" in taken:
        number += 1
    return f"rule-{number}"
