"""`carriersim scenario`: which there are, whether one is right, and starting one on a server."""

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.app import check_scenario
from simulator.cli.calling import CallFailed, remote_of
from simulator.cli.speaking import EXIT_FAILED, EXIT_USAGE, Commands, fail, say
from simulator.domain.refusals import Invalid
from simulator.face.yaml_text import parse_yaml
from simulator.resources import read_scenarios

__all__ = ["add_to"]


class _Unreadable(Exception):
    """There is no such scenario, or it makes no sense; the message is for a person."""


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("scenario", help="tell, check and run scenarios")
    doings = parser.add_subparsers(required=True, metavar="DOING")
    _add_list(doings)
    _add_check(doings)
    _add_run(doings)


def _add_list(doings: Commands) -> None:
    parser = doings.add_parser("list", help="tell the scenarios that are shipped")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.set_defaults(run=_list)


def _add_check(doings: Commands) -> None:
    parser = doings.add_parser("check", help="tell what is wrong with scenario files")
    parser.add_argument("files", nargs="+", metavar="FILE", help="in YAML or JSON")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.set_defaults(run=_check)


def _add_run(doings: Commands) -> None:
    parser = doings.add_parser("run", help="start a scenario on a server that runs")
    parser.add_argument("scenario", metavar="NAME", help="of a shipped one, or of a file")
    parser.add_argument("--world", metavar="WORLD", help="where; a new one is made without")
    parser.add_argument("--url", metavar="URL", help="of the server (SIM_URL)")
    parser.add_argument("--token", metavar="TOKEN", help="of its control API (SIM_ADMIN_TOKEN)")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.set_defaults(run=_run)


def _list(options: argparse.Namespace) -> int:
    shipped = read_scenarios()
    rows = [{"name": name, "summary": one["summary"]} for name, one in shipped.items()]
    width = max(len(name) for name in shipped)
    lines = [f"{row['name']:{width}}  {row['summary']}" for row in rows]
    say("\n".join(lines), {"items": rows}, as_json=options.json)
    return 0


def _check(options: argparse.Namespace) -> int:
    checked = [(file, _problems(file)) for file in options.files]
    lines = [line for file, problems in checked for line in _report(file, problems)]
    items = [{"file": file, "problems": problems} for file, problems in checked]
    say("\n".join(lines), {"items": items}, as_json=options.json)
    return EXIT_FAILED if any(problems for _, problems in checked) else 0


def _run(options: argparse.Namespace) -> int:
    try:
        document = _find(options.scenario)
    except _Unreadable as error:
        return fail(error, EXIT_USAGE)
    if problems := _problems_of(document):
        return fail(f"{options.scenario}: {'; '.join(problems)}", EXIT_USAGE)
    remote = remote_of(options.url, options.token, os.environ)
    try:
        made = {} if options.world else remote.call("POST", "worlds", {})
        world = options.world or made["world"]
        started = remote.call("POST", "scenarios", document, world)
    except CallFailed as error:
        return fail(error, EXIT_FAILED)
    environment = made.get("env", {})
    lines = [f"{started['name']} runs in the world {world}: {started['summary']}"]
    lines += [f"{turn['at']}  {turn['note']}".rstrip() for turn in started["steps"]]
    lines += [f"export {name}={told}" for name, told in environment.items()]
    say("\n".join(lines), {**started, "env": environment}, as_json=options.json)
    return 0


def _find(name: str) -> Mapping[str, Any]:
    shipped = read_scenarios()
    return shipped[name] if name in shipped else _read(name)


def _read(file: str) -> Mapping[str, Any]:
    """Read a file; JSON is YAML, too (YAML 1.2.2, 1.2)."""
    try:
        return parse_yaml(Path(file).read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(read_scenarios())
        raise _Unreadable(f"{file}: {error.strerror}; shipped are {known}") from None
    except UnicodeDecodeError:
        raise _Unreadable(f"{file}: is not UTF-8") from None
    except Invalid as refusal:
        raise _Unreadable(f"{file}: {'; '.join(_spelled(refusal))}") from None


def _problems(file: str) -> list[str]:
    try:
        return _problems_of(_read(file))
    except _Unreadable as error:
        return [f"{error}".removeprefix(f"{file}: ")]


def _problems_of(document: Mapping[str, Any]) -> list[str]:
    try:
        check_scenario(document)
    except Invalid as refusal:
        return [*_spelled(refusal)]
    return []


def _spelled(refusal: Invalid) -> Iterator[str]:
    for problem in refusal.problems:
        yield f"{problem.field} {problem.message}"


def _report(file: str, problems: Sequence[str]) -> Iterator[str]:
    if not problems:
        yield f"{file}: fine"
    for problem in problems:
        yield f"{file}: {problem}"
