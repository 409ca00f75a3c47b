"""The command line: `carriersim COMMAND`, a module for each command."""

import argparse
from collections.abc import Sequence

from simulator import __version__
from simulator.cli import scenario, serving

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; None takes those of the process.

    Returns:
        the exit status: 0, 1 where the work failed, 2 where it was asked for wrongly.
    """
    options = _parser().parse_args(arguments)
    status: int = options.run(options)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="carriersim", description="A carrier in a box.")
    parser.add_argument("--version", action="version", version=f"carriersim {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving.add_to(commands)
    scenario.add_to(commands)
    return parser
