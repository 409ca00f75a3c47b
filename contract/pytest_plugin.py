"""`pytest --gw-url URL --gw-key KEY`: one item for each rule, judged in one run.

The rules are an item each under `contract`, so that they can be chosen with `-k` and told apart in
JUnit's XML. The run happens when the first of them is reached.
"""

import asyncio
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pytest

from contract.options import Options, Profile
from contract.report.sentences import explained
from contract.requirements import Requirement, read_requirements
from contract.target import CONTROL, Target
from contract.verdicts import HarnessError, Report, Verdict, Word

__all__ = ["RuleItem"]

_FAILS: Final = {Word.BROKEN, Word.STALE, Word.COULD_NOT_RUN}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flags; nothing happens without `--gw-url`."""
    group = parser.getgroup("contract", "judge an implementation of the gateway")
    group.addoption("--gw-url", help="where the gateway is, without /v1")
    group.addoption("--gw-key", default="", help="the key of a project")
    group.addoption("--gw-key2", default="", help="the key of another project")
    group.addoption("--gw-profile", default=Profile.DOCUMENTED, choices=list(Profile))
    group.addoption("--gw-otp-reader", default="", help="control, or a command that prints codes")
    group.addoption("--gw-clock", default="", choices=("", CONTROL))
    group.addoption("--gw-strict", action="store_true", help="implied rules count in full")
    group.addoption("--gw-only", action="append", default=[], help="a rule, or its area")
    group.addoption("--gw-seed", type=int, default=0)


def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Add the rules to what was collected."""
    if config.getoption("--gw-url"):
        contract = _Contract.from_parent(session, name="contract", nodeid="contract")
        items.extend(contract.collect())


class _Contract(pytest.Collector):
    """All rules, and the one run that judges them."""

    def collect(self) -> Iterator["RuleItem"]:
        for rule in self.options.chosen(read_requirements().values()):
            yield RuleItem.from_parent(self, name=rule.id, rule=rule)

    @cached_property
    def options(self) -> Options:
        """How to judge."""
        told = self.config.getoption
        return Options(
            tuple(told("--gw-only")),
            Profile(told("--gw-profile")),
            told("--gw-strict"),
            seed=told("--gw-seed"),
        )

    @cached_property
    def target(self) -> Target:
        """Whom to judge."""
        told = self.config.getoption
        names = ("url", "key", "key2", "otp-reader", "clock")
        return Target(*(told(f"--gw-{name}") for name in names))

    def judge(self, rules: Sequence[str]) -> Report:
        """Judge what was chosen, once."""
        # Other tests of whoever has us installed shall not wait for what we need.
        from contract.runner import judge  # noqa: PLC0415

        if not hasattr(self, "_report"):
            only = Options(
                tuple(rules),
                self.options.profile,
                self.options.strict,
                seed=self.options.seed,
            )
            self._report = asyncio.run(judge(self.target, only))
        return self._report


class RuleItem(pytest.Item):
    """A rule.

    Attributes:
        rule: the requirement.
    """

    def __init__(self, *, rule: Requirement, **more: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**more)
        self.rule = rule
        self.user_properties += [("level", str(rule.level)), ("says", rule.says)]

    def runtest(self) -> None:
        parent = self.parent
        if not isinstance(parent, _Contract):
            raise TypeError(f"{self.name} stands alone")
        chosen = [one.rule.id for one in self.session.items if isinstance(one, RuleItem)]
        report = parent.judge(chosen)
        verdict = report.verdict(self.rule.id)
        if verdict.word is Word.NOT_APPLICABLE:
            pytest.skip(verdict.why)
        if verdict.word in _FAILS:
            raise _Failed(verdict, report)

    def repr_failure(
        self,
        excinfo: pytest.ExceptionInfo[BaseException],
        style: Any = None,  # noqa: ANN401 - pytest's own
    ) -> Any:  # noqa: ANN401 - pytest's own
        """Say what came, in place of a traceback that is none of the user's business."""
        match excinfo.value:
            case _Failed() | HarnessError():
                return str(excinfo.value)
            case _:
                return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return Path(__file__), None, f"{self.rule.id}: {self.rule.says}"


class _Failed(Exception):
    def __init__(self, verdict: Verdict, report: Report) -> None:
        super().__init__(explained(verdict, report))
