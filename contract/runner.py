"""Judges a target: chooses the rules, has them checked, and gathers what came of them."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from aiohttp import ClientSession, TCPConnector

from contract import wall
from contract.baseline import NO_BASELINE, Baseline
from contract.checks import Check, read_checks
from contract.doctor import Examination, examine, missing, tidied
from contract.doors import Doors
from contract.engines import ENGINES
from contract.evidence import evidence
from contract.families import read_families
from contract.gateway import Gateway
from contract.monitors import Monitors
from contract.options import Options
from contract.purse import fill
from contract.requirements import By, Level, Requirement, read_requirements
from contract.running import Run
from contract.target import Target
from contract.transport import Pace, Transport
from contract.verdicts import Broken, CouldNotRun, NotApplicable, Report, Trial, Verdict, Word

__all__ = ["Watcher", "examine_only", "judge"]

Watcher = Callable[[Verdict], None]

# Many servers close a connection that was idle for five seconds. Who asks at that moment is reset,
# and nobody can tell whether what he asked for was done.
_IDLE_MAX_S: Final = 2.0

_OVER: Final = "the budget of time was used up"
_ORDER: Final = list(Level)


async def judge(
    target: Target,
    options: Options | None = None,
    *,
    baseline: Baseline = NO_BASELINE,
    watch: Watcher = lambda _: None,
) -> Report:
    """Judge a target.

    Args:
        target: whom.
        options: how; None for the documented rules, all of them.
        baseline: what is known to be broken.
        watch: is shown each verdict as it comes.

    Raises:
        HarnessError: there is nobody to judge.
    """
    begun_at = wall.now()
    wanted = options or Options()
    async with _session(wanted) as session:
        run = _run(target, wanted, session)
        judgement = _Judgement(run, baseline, watch)
        await examine(run, judgement.rules)
        await fill(run)
        await judgement.pronounce()
    return Report(
        run.target.url,
        wanted.profile,
        wanted.seed,
        wanted.strict,
        judgement.verdicts,
        run.round_trip_s * 1000,
        wall.now() - begun_at,
        run.transport.count,
        wall.today(),
        run.name,
    )


async def examine_only(target: Target, options: Options) -> Examination:
    """Look at a target without judging it.

    Raises:
        HarnessError: there is nobody to judge.
    """
    async with _session(options) as session:
        run = _run(target, options, session)
        return await examine(run, options.chosen(read_requirements().values()))


def _session(options: Options) -> ClientSession:
    limit = 2 * options.at_once
    return ClientSession(connector=TCPConnector(limit=limit, keepalive_timeout=_IDLE_MAX_S))


def _run(target: Target, options: Options, session: ClientSession) -> Run:
    target = tidied(target)
    transport = Transport(target.url, session, options.timeout_s, Pace(options.rps))
    return Run(target, options, transport, Doors(target, session))


class _Judgement:
    """One run in the making."""

    def __init__(self, run: Run, baseline: Baseline, watch: Watcher) -> None:
        self.rules = run.options.chosen(read_requirements().values())
        self._run = run
        self._baseline = baseline
        self._watch = watch
        self._monitors = Monitors()
        run.transport.watch(self._monitors.watch)
        self._ends_at = wall.now() + run.options.budget_s
        self._checks = {**read_checks(), **read_families()}
        self._found: dict[str, Verdict] = {}

    @property
    def verdicts(self) -> list[Verdict]:
        """All verdicts, in the order in which the rules are written."""
        return [self._found[rule.id] for rule in self.rules]

    async def pronounce(self) -> None:
        """Have all rules checked."""
        todo = []
        for rule in self.rules:
            if reason := missing(rule, self._run.target, self._run.options):
                self._keep(rule, Trial(Word.NOT_APPLICABLE, reason))
            elif rule.by not in self._run.options.engines:
                self._keep(rule, Trial(Word.NOT_APPLICABLE, f"{rule.by} was not asked to check"))
            else:
                todo.append(rule)
        await self._check(todo)
        for by, engine in ENGINES.items():
            if rules := [rule for rule in todo if rule.by is by]:
                trials = await engine(self._run, rules, self._ends_at)
                for rule in rules:
                    self._keep(rule, trials[rule.id])
        for rule in todo:
            if rule.by is By.MONITOR:
                self._keep(rule, self._monitored(rule))

    async def _check(self, rules: Sequence[Requirement]) -> None:
        """Check what has a check, and make traffic for monitors that would see none."""
        checked = [rule for rule in rules if rule.id in self._checks]
        by_level = sorted(checked, key=lambda rule: _ORDER.index(rule.level))
        together = [rule for rule in by_level if not rule.alone]
        places = asyncio.Semaphore(self._run.options.at_once)
        await asyncio.gather(*(self._check_one(rule, places) for rule in together))
        for rule in by_level:
            if rule.alone:
                await self._check_one(rule, places)
        watched = [rule for rule in rules if rule.by is By.MONITOR]
        unseen = [rule for rule in watched if not self._monitors.seen[rule.id]]
        await self._make_traffic(unseen if checked else watched)

    async def _make_traffic(self, rules: Iterable[Requirement]) -> None:
        """Run what calls the operations that the monitors are about, and look at nothing else."""
        operations = {operation for rule in rules for operation in rule.operations}
        options = self._run.options
        for rule in read_requirements().values():
            is_about = rule.id in self._checks and operations.intersection(rule.operations)
            has_time = wall.now() < self._ends_at
            if is_about and has_time and not missing(rule, self._run.target, options):
                await self._try(rule)

    async def _check_one(self, rule: Requirement, places: asyncio.Semaphore) -> None:
        async with places:
            if wall.now() >= self._ends_at:
                self._keep(rule, Trial(Word.COULD_NOT_RUN, _OVER))
                return
            trial = await self._try(rule)
            if trial.word is Word.BROKEN:
                trial = await self._try_again(rule, trial)
            self._keep(rule, trial)

    async def _try_again(self, rule: Requirement, first: Trial) -> Trial:
        """Tell what is broken from what is so now and then."""
        again = [await self._try(rule) for _ in range(self._run.options.repeats)]
        kept = [trial for trial in again if trial.word is Word.KEPT]
        if not kept:
            return first
        rate = f"{len(again) + 1 - len(kept)} of {len(again) + 1} times"
        return Trial(Word.FLAKY, f"{rate}: {first.why}", first.evidence)

    async def _try(self, rule: Requirement) -> Trial:
        gateway = Gateway(self._run)
        check: Check = self._checks[rule.id]
        limit_s = self._run.rule_limit_s
        try:
            async with asyncio.timeout(limit_s):
                await check(gateway)
            trial = Trial(Word.KEPT, "", evidence(gateway.told))
        except Broken as broken:
            trial = Trial(Word.BROKEN, str(broken), evidence(gateway.told))
        except CouldNotRun as reason:
            trial = Trial(Word.COULD_NOT_RUN, str(reason), evidence(gateway.told))
        except NotApplicable as reason:
            trial = Trial(Word.NOT_APPLICABLE, str(reason))
        except TimeoutError:
            why = f"it was not done after {limit_s:.0f} s"
            trial = Trial(Word.COULD_NOT_RUN, why, evidence(gateway.told))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as surprise:
            # The answer is not of the shape that the check reads; the monitors say what is wrong.
            why = f"an answer was not as expected: {surprise!r}"
            trial = Trial(Word.COULD_NOT_RUN, why, evidence(gateway.told))
        await _clean_up(gateway)
        self._monitors.place(gateway.steps)
        return trial

    def _monitored(self, rule: Requirement) -> Trial:
        if rule.id in self._monitors.found:
            return Trial(Word.BROKEN, *self._monitors.found[rule.id])
        if not self._monitors.seen[rule.id]:
            return Trial(Word.COULD_NOT_RUN, "no call was made that shows it")
        return Trial(Word.KEPT)

    def _keep(self, rule: Requirement, trial: Trial) -> None:
        word = trial.word
        if word is Word.BROKEN and rule.level is Level.IMPLIED and not self._run.options.strict:
            word = Word.WARNED
        verdict = Verdict(rule, word, trial.why, trial.evidence)
        verdict = self._baseline.applied(verdict, wall.today())
        self._found[rule.id] = verdict
        self._watch(verdict)


async def _clean_up(gateway: Gateway) -> None:
    try:
        await gateway.clean_up()
    except CouldNotRun:
        return  # it stays as it is, and whatever comes next says why
