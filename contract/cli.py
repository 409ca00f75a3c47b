"""The command line: `carriersim-contract --url URL --key KEY`, and what helps around it."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from traceback import format_exc
from typing import Final

from rich.console import Console

from contract.baseline import NO_BASELINE, Baseline, read_baseline, write_baseline
from contract.diff import compare
from contract.flags import parser, to_options, to_target
from contract.options import Options
from contract.report import console as terminal
from contract.report import write
from contract.requirements import Requirement, read_requirements
from contract.runner import examine_only, judge
from contract.target import Target
from contract.verdicts import ExitStatus, HarnessError, Report, Verdict

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; None takes those of the process.

    Returns:
        0 where the contract is kept, 1 where it is broken or the baseline is stale, 2 where nothing
        could be judged or the command was wrong, 3 where the judgement is incomplete.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = _COMMANDS.get(words[0]) if words else None
    try:
        return int(command(words[1:]) if command else _judge(words))
    except HarnessError as error:
        print(f"carriersim-contract: {error}", file=sys.stderr)
        return int(ExitStatus.HARNESS_ERROR)
    except Exception:  # noqa: BLE001 - a fault of ours must not end with the status of a broken target
        print(f"carriersim-contract: this is our own fault\n{format_exc()}", file=sys.stderr)
        return int(ExitStatus.HARNESS_ERROR)
    except KeyboardInterrupt:
        print("carriersim-contract: interrupted", file=sys.stderr)
        return int(ExitStatus.HARNESS_ERROR)


def _judge(words: Sequence[str]) -> int:
    """Judge a target, and write the reports that were asked for."""
    flags = parser().parse_args(words)
    if flags.self_test:
        return _self_test(flags)
    target, options = to_target(flags, os.environ), to_options(flags)
    baseline = read_baseline(flags.baseline) if flags.baseline else NO_BASELINE
    console = Console(stderr=False)
    report = _watched(target, options, baseline, console)
    terminal.show(report, console)
    for name, file in flags.report:
        write(report, name, file)
    if flags.write_baseline:
        count = write_baseline(flags.write_baseline, report)
        console.print(f"{flags.write_baseline}: {count} rules that are broken for now")
    return report.exit_status


def _watched(target: Target, options: Options, baseline: Baseline, console: Console) -> Report:
    """Judge while somebody watches."""
    with terminal.progress(console) as bar:
        rules = len(options.chosen(read_requirements().values()))
        task = bar.add_task("rules", total=rules)

        def advance(verdict: Verdict) -> None:
            bar.update(task, advance=1, description=verdict.id)

        return asyncio.run(judge(target, options, baseline=baseline, watch=advance))


def _self_test(flags: argparse.Namespace) -> int:
    """Try the suite itself on gateways that lie."""
    from contract.self_test import self_test  # noqa: PLC0415 - it needs what a judge does not

    return asyncio.run(self_test(to_target(flags, os.environ), to_options(flags), Console()))


def _doctor(words: Sequence[str]) -> int:
    """Say how things stand, and what will not be able to run."""
    flags = parser("carriersim-contract doctor").parse_args(words)
    options = to_options(flags)
    found = asyncio.run(examine_only(to_target(flags, os.environ), options))
    print(f"a call takes {found.round_trip_s * 1000:.1f} ms; the balance is {found.balance or '?'}")
    for rule, reason in found.not_run:
        print(f"{rule.id} does not apply: {reason}")
    count = len(options.chosen(read_requirements().values())) - len(found.not_run)
    print(f"{count} rules can be put to the test, {len(found.not_run)} cannot")
    return ExitStatus.KEPT


def _list(words: Sequence[str]) -> int:
    """List the rules that count."""
    options = to_options(parser("carriersim-contract list").parse_args(words))
    for rule in options.chosen(read_requirements().values()):
        print(f"{rule.id:32} {rule.level}  {rule.says}")
    return ExitStatus.KEPT


def _explain(words: Sequence[str]) -> int:
    """Tell all about rules."""
    known = read_requirements()
    if not words or not set(words) <= known.keys():
        raise HarnessError(f"explain takes ids of rules, such as {next(iter(known))}")
    for word in words:
        print("\n".join(_told(known[word])))
    return ExitStatus.KEPT


def _told(rule: Requirement) -> list[str]:
    """Tell all about a rule."""
    lines = [f"{rule.id} ({rule.level}), checked by {rule.by}", f"  {rule.says}"]
    lines += [f'  {rule.source}: "{quote}"' for quote in rule.quotes] or [f"  {rule.origin}"]
    lines.append(f"  about: {', '.join(rule.operations)}")
    if rule.needs:
        lines.append(f"  needs: {', '.join(sorted(rule.needs))}")
    if rule.excluded:
        lines.append(f"  not checked: {rule.excluded}")
    return lines


def _diff(words: Sequence[str]) -> int:
    """Tell what became better and worse between two reports in JSON."""
    if len(words) != 2:
        raise HarnessError("diff takes two reports in JSON: the earlier one, then the later one")
    before, after = (Path(word) for word in words)
    difference = compare(before, after)
    print(difference.text)
    return ExitStatus.BROKEN if difference.is_worse else ExitStatus.KEPT


_COMMANDS: Final[Mapping[str, Callable[[Sequence[str]], int]]] = {
    "doctor": _doctor,
    "list": _list,
    "explain": _explain,
    "diff": _diff,
}
