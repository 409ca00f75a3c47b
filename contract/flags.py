"""The flags of the command line, and what they mean."""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from contract.options import Options, Profile
from contract.report import FORMATS
from contract.requirements import read_requirements
from contract.target import CONTROL, Numbers, Target
from contract.verdicts import HarnessError

__all__ = ["parser", "to_options", "to_target"]

_EPILOG: Final = (
    "The key may also stand in INFRAI_API_KEY, a second one in INFRAI_API_KEY2, the token of a"
    " control API in SIM_ADMIN_TOKEN. Further commands: doctor, list, explain ID, diff A B."
)
_NUMBER: Final = re.compile(r"\+[0-9x]{2,15}")
_DURATION: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|)")
_SECONDS: Final = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0}


def parser(program: str = "carriersim-contract") -> argparse.ArgumentParser:
    """Make the parser of all flags."""
    made = argparse.ArgumentParser(
        prog=program, description="Judge an implementation of the gateway.", epilog=_EPILOG
    )
    _add_target(made)
    _add_options(made)
    _add_reports(made)
    return made


def to_target(flags: argparse.Namespace, environment: Mapping[str, str]) -> Target:
    """Read whom to judge.

    Raises:
        HarnessError: a URL or a key is missing.
    """
    key = flags.key or environment.get("INFRAI_API_KEY", "")
    if not flags.url or not key:
        raise HarnessError("there is nobody to judge: give --url and --key")
    if not flags.url.startswith(("http://", "https://")):
        raise HarnessError(f"--url {flags.url} does not begin with http:// or https://")
    return Target(
        flags.url,
        key,
        flags.key2 or environment.get("INFRAI_API_KEY2", ""),
        flags.otp_reader,
        flags.clock,
        environment.get("SIM_ADMIN_TOKEN", ""),
        Numbers(tuple(flags.numbers)) if flags.numbers else Numbers(),
    )


def to_options(flags: argparse.Namespace) -> Options:
    """Read how to judge.

    Raises:
        HarnessError: `--only` names what there is not.
    """
    options = Options(
        tuple(flags.only),
        Profile(flags.profile),
        flags.strict,
        flags.read_only,
        flags.no_cost,
        flags.seed,
        flags.budget,
        flags.rps,
    )
    if flags.only and not options.chosen(read_requirements().values()):
        raise HarnessError(f"no rule that counts is called {' or '.join(flags.only)}; see list")
    return options


def _add_target(made: argparse.ArgumentParser) -> None:
    made.add_argument("--url", default="", help="where the gateway is, without /v1")
    made.add_argument("--key", default="", help="the key of a project")
    made.add_argument("--key2", default="", help="the key of another project")
    made.add_argument(
        "--otp-reader",
        default="",
        metavar="control|CMD",
        help="who reads codes: a control API, or a command that prints the code of its argument",
    )
    made.add_argument("--clock", default="", choices=("", CONTROL), help="who moves time")
    made.add_argument(
        "--numbers",
        action="append",
        type=_numbers,
        metavar="+1415555xxxx",
        help="numbers that messages may go to, x for any digit (fictitious ones)",
    )


def _add_options(made: argparse.ArgumentParser) -> None:
    made.add_argument("--profile", default=Profile.DOCUMENTED, choices=list(Profile))
    made.add_argument("--strict", action="store_true", help="implied rules count in full")
    made.add_argument("--read-only", action="store_true", help="make nothing, change nothing")
    made.add_argument("--no-cost", action="store_true", help="send no message")
    made.add_argument("--seed", type=int, default=0, metavar="N", help="repeats a run (0)")
    made.add_argument(
        "--budget", type=_duration, default=600.0, metavar="60s", help="begin no rule after (600s)"
    )
    made.add_argument("--rps", type=float, default=0, metavar="N", help="calls a second")
    made.add_argument(
        "--only", action="append", default=[], metavar="ID", help="a rule, or its area: GW-SEND"
    )
    made.add_argument("--self-test", action="store_true", help="judge gateways that lie")


def _add_reports(made: argparse.ArgumentParser) -> None:
    made.add_argument("--baseline", type=Path, metavar="F", help="what is known to be broken")
    made.add_argument("--write-baseline", type=Path, metavar="F", help="write down what is broken")
    made.add_argument(
        "--report",
        action="append",
        type=_report,
        default=[],
        metavar="FORMAT=F",
        help=f"{', '.join(FORMATS)}",
    )


def _report(word: str) -> tuple[str, Path]:
    name, _, file = word.partition("=")
    if name not in FORMATS or not file:
        raise argparse.ArgumentTypeError(f"a report is one of {', '.join(FORMATS)}, = and a file")
    return name, Path(file)


def _numbers(word: str) -> str:
    if not _NUMBER.fullmatch(word):
        raise argparse.ArgumentTypeError("a range is + and digits, with x for any digit")
    return word


def _duration(word: str) -> float:
    found = _DURATION.fullmatch(word)
    if found is None:
        raise argparse.ArgumentTypeError("a duration is a number and ms, s or m")
    return float(found[1]) * _SECONDS[found[2]]
