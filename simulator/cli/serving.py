"""`carriersim serve`: run the simulator."""

import argparse
import asyncio
import json
import logging
import os
from pathlib import Path

from simulator.adapters.opening import CannotOpenError
from simulator.cli.speaking import EXIT_FAILED, EXIT_USAGE, Commands, fail
from simulator.resources import read_profiles
from simulator.server import CannotListenError, event_loop, serve
from simulator.settings import Settings, SettingsError, read_settings
from simulator.workers import WorkersFailed, supervise

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("serve", help="run the simulator")
    _add_flags(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    flags = {name: told for name, told in vars(options).items() if name != "run"}
    try:
        settings = read_settings(flags, os.environ, Path.cwd(), read_profiles)
    except SettingsError as error:
        return fail(error, EXIT_USAGE)
    _set_up_logging(settings)
    try:
        if settings.workers > 1:
            supervise(settings, _say)
        else:
            with asyncio.Runner(loop_factory=event_loop) as runner:
                runner.run(serve(settings, _say))
    except (CannotListenError, CannotOpenError, WorkersFailed) as error:
        return fail(error, EXIT_FAILED)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _add_flags(serve_parser: argparse.ArgumentParser) -> None:
    """Add a flag for each setting; what is wrong with one is said by the settings themselves."""
    serve_parser.epilog = (
        "Each flag can stand in carriersim.yaml or, as SIM_<NAME>, in the environment. "
        "A flag goes before the environment, and that before the file."
    )
    for flag, metavar, meaning in (
        ("--host", "ADDRESS", "where to listen (127.0.0.1)"),
        ("--admin-token", "TOKEN", "for /_sim; drawn and printed where others can reach it"),
        ("--port", "PORT", "0 picks a free one (7670)"),
        ("--port-file", "FILE", "write the port here once connections are accepted"),
        (
            "--store",
            "STORE",
            "memory, sqlite:PATH for a file, or redis://HOST for many processes (memory)",
        ),
        ("--seed", "N", "of all chance; drawn and printed where none is given"),
        ("--credit", "USD", "of each new world, or unlimited (2.00)"),
        ("--clock", "MODE", "of each new world: real, scaled or manual (real)"),
        ("--speed", "FACTOR", "of scaled clocks"),
        ("--profile", "NAME", "of each new world's carrier, such as grumpy or us-2026 (perfect)"),
        ("--review", "DURATION", "of signatures and templates; 0s decides at once (5s)"),
        ("--keep-messages", "N", "of each world, and as many from handsets (1000000)"),
        ("--keep-age", "DURATION", "of messages, by the world's clock (30d)"),
        ("--worlds", "MODE", "open: a key's first call makes its world; closed: it is refused"),
        ("--workers", "N", "processes that serve; they share a Redis store (1)"),
        ("--log-format", "FORMAT", "text or json (text)"),
    ):
        serve_parser.add_argument(flag, metavar=metavar, help=meaning)


def _set_up_logging(settings: Settings) -> None:
    handler = logging.StreamHandler()
    if settings.log_format == "json":
        handler.setFormatter(_JsonFormatter())
    else:
        who = " %(process)d" if settings.workers > 1 else ""
        line = f"%(asctime)s %(levelname)s{who} %(name)s %(message)s"
        handler.setFormatter(logging.Formatter(line))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


class _JsonFormatter(logging.Formatter):
    """One JSON object to a line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(
            {
                "time": self.formatTime(record),
                "level": record.levelname,
                "process": record.process,
                "logger": record.name,
                "message": super().format(record),
            }
        )
