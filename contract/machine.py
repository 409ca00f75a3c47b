"""Calls in orders that nobody thought of, held against a model of what is documented."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from contract import wall
from contract.conversation import Conversation
from contract.evidence import evidence
from contract.purse import affordable
from contract.reporter import Detour, Reporter, Stopped
from contract.requirements import Need, Requirement
from contract.running import Run
from contract.verdicts import CouldNotRun, Trial, Word

__all__ = ["converse"]

_STEPS: Final = 25
_EXAMPLES_MIN, _EXAMPLES_MAX = 2, 40
_TIME_S: Final = 20.0
_SENDS_PER_EXAMPLE: Final = 10

# The only rule that takes what may not come about: that a message can be cancelled.
_OF_CANCELLED: Final = "GW-MACH-005"

# What is said next, the important things more often. One rule and not one for each: Hypothesis
# would leave out most of them in each conversation, and it takes several to come anywhere.
_MOVES: Final = (
    *("send", "send", "send", "send", "retry", "retry", "send_many"),
    *("look", "look", "look", "cancel", "cancel", "cancel", "read_list", "read_list"),
    *("suppress", "lift", "ask_about", "ask_about"),
    *("try_code", "try_code", "try_code", "count_money", "count_money"),
)


class Machine(RuleBasedStateMachine):
    """A conversation with the gateway, step by step; what is said is in `Conversation`."""

    reporter: ClassVar[Reporter]

    def __init__(self) -> None:
        super().__init__()
        self.conversation = Conversation(self.reporter)

    @rule(
        move=st.sampled_from(_MOVES),
        number=st.sampled_from((0, 1)),
        key=st.sampled_from(("", "a", "b")),
        place=st.integers(0, 5),
        is_right=st.booleans(),
    )
    def say(self, move: str, number: int, key: str, place: int, is_right: bool) -> None:  # noqa: FBT001 - draws
        """Make the next move."""
        talk = self.conversation
        match move:
            case "send":
                talk.send(number, key)
            case "retry":
                talk.retry(key or "a")
            case "look" | "cancel":
                getattr(talk, move)(place)
            case "try_code":
                talk.try_code(number, is_right=is_right)
            case "read_list" | "count_money":
                getattr(talk, move)()
            case _:
                getattr(talk, move)(number)

    def teardown(self) -> None:
        self.conversation.end()


async def converse(run: Run, rules: Sequence[Requirement], ends_at: float) -> Mapping[str, Trial]:
    """Check the rules that hold in any order of calls.

    Args:
        run: with whom.
        rules: which of them.
        ends_at: after which instant of the wall's clock no further step is made.
    """
    ends_at = min(ends_at, wall.now() + 2 * _TIME_S)
    reporter = Reporter(run, asyncio.get_running_loop(), ends_at, run.has(Need.OTP_READER))
    count = await _example_count(run)
    if not count:
        why = "the project has too little credit left for it"
        return {one.id: Trial(Word.COULD_NOT_RUN, why) for one in rules}
    found: dict[str, Trial] = {}
    # Each fault hides those that come later in a conversation: it is left out, and all begins anew.
    for _ in rules:
        detour = await asyncio.to_thread(_talk, reporter, count, run.options.seed)
        if detour is None:
            break
        found[detour.rule] = Trial(Word.BROKEN, detour.why, evidence(detour.steps))
        reporter.muted.add(detour.rule)
    return {one.id: found.get(one.id) or _unbroken(one.id, reporter) for one in rules}


def _unbroken(rule_id: str, reporter: Reporter) -> Trial:
    if reporter.claimed[rule_id]:
        return Trial(Word.KEPT)
    if rule_id == _OF_CANCELLED and reporter.run.is_far:
        return Trial(Word.NOT_APPLICABLE, "from so far away nothing could be cancelled in time")
    return Trial(Word.COULD_NOT_RUN, reporter.stopped or "no conversation led there")


async def _example_count(run: Run) -> int:
    """Tell how many conversations there are time and money for."""
    by_time = int(_TIME_S / (_STEPS * max(run.round_trip_s, 0.003)))
    by_money = await affordable(run) // _SENDS_PER_EXAMPLE
    return min(max(by_time, _EXAMPLES_MIN), _EXAMPLES_MAX, by_money)


def _talk(reporter: Reporter, count: int, number: int) -> Detour | None:
    """Converse, and tell the first thing that was wrong, as shortly as it can be said."""
    reporter.latest, reporter.retold = None, 0
    machine = type("Talk", (Machine,), {"reporter": reporter})
    try:
        _tour(Conversation(reporter))
        run_state_machine_as_test(seed(number)(machine), settings=_settings(count))
    except Detour as detour:
        return detour
    except Stopped:
        return reporter.latest
    except (Flaky, ExceptionGroup, CouldNotRun):
        return reporter.latest
    return None


def _tour(talk: Conversation) -> None:
    """Come by everything once, since chance may not where there is time for little."""
    talk.send(0, "a")
    talk.send(1, "b")
    talk.retry("a")
    talk.send_many(1)
    talk.send(0, "")
    talk.cancel(4)
    talk.look(0)
    talk.suppress(0)
    talk.ask_about(0)
    talk.lift(0)
    talk.ask_about(0)
    talk.read_list()
    talk.count_money()
    talk.try_code(0, is_right=True)
    talk.try_code(1, is_right=False)
    talk.end()


def _settings(count: int) -> settings:
    return settings(
        max_examples=count,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
