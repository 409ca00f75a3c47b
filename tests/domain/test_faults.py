"""Rules, and what they decide."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.dice import Dice
from simulator.domain.fault_effects import (
    Deliver,
    Effect,
    Hang,
    Http,
    LostResponse,
    Queue,
    RateLimit,
    Receipt,
    Refuse,
    Reset,
    VendorDown,
    Webhook,
    is_at_carrier,
)
from simulator.domain.faults import (
    LIMITED,
    NO_FAULTS,
    Decision,
    FaultPlan,
    Known,
    Rule,
    Stage,
    Tally,
    bucket_id,
    decide,
    fitting,
    limit_of,
)
from simulator.domain.occasion import Match, Occasion, Span
from simulator.domain.rate_limits import Bucket

DICE = Dice(7)
NOW = 1_790_000_000_000
SEND = Occasion("gateway", "sms.send", "", "+14155550100", "Hello")


def rule(
    *then: Effect | Stage, match: Match | None = None, rule_id: str = "r", serial: int = 1
) -> Rule:
    """Make a rule of effects that happen for ever, or of stages."""
    stages = tuple(one if isinstance(one, Stage) else Stage(one, None) for one in then)
    return Rule(rule_id, serial, match or Match(), stages, "{}")


class Story:
    """Occasions, one after another, by the same rules."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self.tallies: dict[str, Tally] = {}
        self.buckets: dict[str, Bucket] = {}
        self.now = NOW

    def meets(self, occasion: Occasion = SEND) -> Decision | None:
        """Let one more come, and tell what was decided."""
        rules = fitting(self.rules, occasion, self.now)
        limits = [(one, limit_of(stage.effect)) for one in rules for stage in one.then]
        ids = {
            (one.serial, limit): bucket_id(one, limit, occasion, "1")
            for one, limit in limits
            if limit is not None
        }
        likeness = occasion.likeness(DICE)
        known = Known(self.tallies.get(likeness), self.buckets)
        verdict = decide(rules, occasion, known, ids, DICE, self.now)
        self.tallies[likeness] = verdict.tally
        self.buckets |= verdict.buckets
        return verdict.decision

    def kinds(self, count: int, occasion: Occasion = SEND) -> list[str]:
        """Let so many come that are alike; tell what happened to each."""
        return [kind(self.meets(occasion)) for _ in range(count)]


def kind(decision: Decision | None) -> str:
    """Tell what was decided, in a word."""
    return decision.effect.kind if decision else "-"


def to(number: int) -> Occasion:
    """Make an occasion that differs from others."""
    return Occasion("gateway", "sms.send", "", f"+1415555{number:04}", "Hello")


def test_the_first_rule_that_fits_decides() -> None:
    """And tells its name, what it does, and the how-many-th that was."""
    narrow = rule(Reset(), match=Match(destination="+1415*"), rule_id="narrow")
    wide = rule(Hang(), rule_id="wide", serial=2)
    story = Story(narrow, wide)
    assert story.meets() == Decision("narrow", 1, Reset(), SEND.likeness(DICE), 1)
    other = Occasion("gateway", "sms.send", "", "+442071838750", "Hello")
    assert story.meets(other) == Decision("wide", 2, Hang(), other.likeness(DICE), 1)
    assert kind(Story(wide, narrow).meets()) == "hang"
    assert Story().meets() is None


def test_what_happens_happens_in_order() -> None:
    """So many times this, then that, and behind the last nothing, unless it is for ever."""
    twice = Stage(Refuse("INTERNAL"), 2)
    assert Story(rule(twice)).kinds(4) == ["refuse", "refuse", "-", "-"]
    assert Story(rule(twice, Stage(Reset(), 1))).kinds(4) == ["refuse", "refuse", "reset", "-"]
    assert Story(rule(twice, Reset())).kinds(5) == ["refuse", "refuse", *["reset"] * 3]


def test_a_rule_that_has_done_its_part_leaves_the_rest_to_others() -> None:
    """The next one has seen the earlier ones go by: its third is the third of all."""
    first = rule(Stage(Reset(), 2), rule_id="first")
    then = rule(Hang(), match=Match(nth=Span(3, 3)), rule_id="then", serial=2)
    assert Story(first, then).kinds(4) == ["reset", "reset", "hang", "-"]


def test_the_nth_is_counted_among_those_that_are_alike() -> None:
    """Others in between do not count."""
    story = Story(rule(Reset(), match=Match(nth=Span(2, 3))))
    for number in (1, 2, 1, 2, 1, 1):
        story.meets(to(number))
    assert kind(story.meets(to(2))) == "reset"
    assert story.kinds(4, to(3)) == ["-", "reset", "reset", "-"]


def test_times_count_what_has_happened() -> None:
    """Those that the rule let go do not use them up."""
    story = Story(rule(Stage(Reset(), 2), match=Match(nth=Span(3, None))))
    assert story.kinds(6) == ["-", "-", "reset", "reset", "-", "-"]
    by_chance = Story(rule(Stage(Reset(), 2), match=Match(ratio=0.3)))
    assert by_chance.kinds(40).count("reset") == 2


def test_a_rule_that_is_made_anew_counts_anew() -> None:
    """Its serial tells it from the one before, though it has the same name."""
    story = Story(rule(Stage(Reset(), 1)))
    assert story.kinds(2) == ["reset", "-"]
    story.rules = (rule(Stage(Reset(), 1), serial=2),)
    assert story.kinds(2) == ["reset", "-"]


@given(
    ratio=st.floats(0, 1),
    numbers=st.lists(st.integers(0, 5), max_size=40),
    data=st.data(),
)
def test_order_decides_nothing(ratio: float, numbers: list[int], data: st.DataObject) -> None:
    """The same traffic has the same fate in whatever order it comes, message by message."""
    rules = (
        rule(Stage(Reset(), 2), Hang(), match=Match(nth=Span(2, None), ratio=ratio)),
        rule(Http(503, "", is_json=False, retry_after_s=None), match=Match(ratio=0.5), serial=2),
    )
    shuffled = data.draw(st.permutations(numbers))
    assert fates(rules, numbers) == fates(rules, shuffled)


def fates(rules: Iterable[Rule], numbers: list[int]) -> dict[int, list[str]]:
    """Tell what happened, by number, to each in its turn."""
    story = Story(*rules)
    told: dict[int, list[str]] = {}
    for number in numbers:
        told.setdefault(number, []).append(kind(story.meets(to(number))))
    return told


# --- Limits ---------------------------------------------------------------------------------------


def test_what_is_too_many_waits() -> None:
    """What is not leaves the occasion to the next rule, and is no decision."""
    limit = rule(RateLimit(200_000, 2, "key"), rule_id="limit")
    story = Story(limit, rule(Reset(), match=Match(nth=Span(2, 2)), serial=2))
    assert story.kinds(2) == ["-", "reset"]
    decision = story.meets()
    assert decision is not None
    assert (decision.rule, decision.wait_ms, decision.nth) == ("limit", 200, 3)
    story.now += 200
    assert story.kinds(2) == ["-", "rate_limit"]


def test_a_limit_that_is_queued_makes_all_wait_in_turn() -> None:
    """Each behind the one before."""
    story = Story(rule(Queue(RateLimit(1_000_000, 1, "key"))))
    waits = [one.wait_ms if (one := story.meets()) else 0 for _ in range(4)]
    assert waits == [0, 1_000, 2_000, 3_000]


def test_an_earlier_decision_leaves_the_bucket_alone() -> None:
    """What goes wrong anyway is none that is served."""
    story = Story(rule(Stage(Reset(), 3)), rule(RateLimit(1_000_000, 1, "key"), serial=2))
    assert story.kinds(5) == ["reset"] * 3 + ["-", "rate_limit"]


@pytest.mark.parametrize(
    ("limit", "shared"),
    [
        (RateLimit(1, 1, "key"), "3 key all"),
        (RateLimit(1, 1, "sender"), "3 sender Shop"),
        (RateLimit(1, 1, "recipient"), "3 recipient +14155550100"),
        (RateLimit(1, 1, "country"), "3 country 1"),
    ],
)
def test_a_limit_is_one_by_what_it_goes_by(limit: RateLimit, shared: str) -> None:
    """All that have that in common share a bucket, within one rule."""
    occasion = Occasion("gateway", "sms.send", "Shop", "+14155550100", "Hello")
    assert bucket_id(rule(limit, serial=3), limit, occasion, "1") == shared


def test_some_worlds_are_limited_from_the_start() -> None:
    """Five at once and five a second."""
    story = Story(*LIMITED.rules)
    assert [kind(story.meets(to(number))) for number in range(7)] == ["-"] * 5 + ["rate_limit"] * 2


# --- Plans ----------------------------------------------------------------------------------------


def test_a_plan_tells_calls_from_messages() -> None:
    """In the order of the rules."""
    effects: list[Effect] = [Receipt("lose", None), Hang(), VendorDown(()), LostResponse()]
    rules = [rule(one, rule_id=one.kind, serial=serial) for serial, one in enumerate(effects)]
    plan = FaultPlan.of(rules, 4)
    assert [one.id for one in plan.rules] == ["receipt", "hang", "vendor_down", "lost_response"]
    assert [one.id for one in plan.at_api] == ["hang", "lost_response"]
    assert [one.id for one in plan.at_carrier] == ["receipt", "vendor_down"]
    assert not NO_FAULTS.rules


@pytest.mark.parametrize(
    ("vendors", "concerns"), [((), True), (("telnyx", "other"), True), (("unimatrix",), False)]
)
def test_a_vendor_that_is_down_concerns_who_would_have_taken_it(
    vendors: tuple[str, ...],
    concerns: bool,  # noqa: FBT001
) -> None:
    """To all others it is no matter, and the next rule is asked."""
    occasion = Occasion("gateway", "sms.send", vendor="telnyx")
    rules = (rule(VendorDown(vendors)), rule(Deliver("failed", "", None), serial=2))
    fit = fitting(rules, occasion, NOW)
    assert (rules[0] in fit) is concerns
    assert rules[1] in fit


@pytest.mark.parametrize(
    ("effect", "at_carrier"),
    [
        (Deliver("failed", "spam", None), True),
        (Queue(RateLimit(1, 1, "key")), True),
        (RateLimit(1, 1, "key"), False),
        (Refuse("INTERNAL"), False),
    ],
)
def test_an_effect_is_at_one_of_two_places(effect: Effect, at_carrier: bool) -> None:  # noqa: FBT001
    """With the call, or with the message that it brings."""
    assert is_at_carrier(effect) is at_carrier
    assert rule(effect).is_at_carrier is at_carrier


def test_each_rule_is_about_calls_messages_or_webhooks() -> None:
    """By its first effect; all that a rule does is about the same."""
    effects: list[Effect] = [Hang(), VendorDown(()), Webhook("drop", None)]
    rules = [
        Rule(f"{number}", number, Match(), (Stage(effect, None),), "{}")
        for number, effect in enumerate(effects)
    ]
    plan = FaultPlan.of(rules, 3)
    assert (*plan.at_api, *plan.at_carrier, *plan.at_webhooks) == plan.rules == tuple(rules)
    assert len(plan.at_api) == len(plan.at_carrier) == len(plan.at_webhooks) == 1
