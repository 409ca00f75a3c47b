"""The command line: `carriersim COMMAND`, a module for each command."""

import argparse
import gc
from collections.abc import Sequence

from simulator import __version__

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: without the program's name; None takes those of the process.

    Returns:
        the exit status: 0, 1 where the work failed, 2 where it was asked for wrongly.
    """
    # All modules stay, and so does what is built of them: to look through it while it comes is a
    # tenth of the time of a start. Who serves looks when it is there.
    gc.disable()
    try:
        options = _parser().parse_args(arguments)
        status: int = options.run(options)
    finally:
        gc.enable()
    return status


def _parser() -> argparse.ArgumentParser:
    from simulator.cli import scenario, serving  # noqa: PLC0415 - as said above

    parser = argparse.ArgumentParser(prog="carriersim", description="A carrier in a box.")
    parser.add_argument("--version", action="version", version=f"carriersim {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serving.add_to(commands)
    scenario.add_to(commands)
    return parser
