"""Runs `schemathesis run` again and again: `python -m tests.contract.plain.nursery`.

It loads Schemathesis once, which takes longer than most runs, and forks a process for each line
that it reads: a ticket, and what would stand behind `schemathesis run`, as a list in JSON. When
that is done, it says the ticket, the exit status, and what was found, in JSON as well.
"""

import json
import os
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from typing import Final

from schemathesis.cli import schemathesis

__all__: list[str] = []

# As its report lists them: `- Response violates schema`.
_FINDING: Final = re.compile(r"^- (\S.*)$", re.MULTILINE)

# What is loaded late, and would be loaded by each of the forked processes.
_LATE: Final = ("schemathesis.cli.commands.run", "schemathesis.openapi", "tests.openapi.hooks")


def main() -> None:
    """Run whatever is asked for."""
    for name in _LATE:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        ticket, words = json.loads(line)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _run(ticket, words)


def _run(ticket: int, words: Sequence[str]) -> None:
    """Run in this process, which ends with it, and say on what was its standard output."""
    answers = os.dup(1)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        status = _status(words)
        sys.stdout.flush()
        said.seek(0)
        found = sorted(set(_FINDING.findall(said.read().decode(errors="replace"))))
    os.write(answers, f"{json.dumps([ticket, status, found])}\n".encode())
    os._exit(0)


def _status(words: Sequence[str]) -> int:
    try:
        schemathesis.main(["run", *words], prog_name="schemathesis")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 2
    except BaseException:  # noqa: BLE001 - whatever it is, it is no finding
        return 2
    return 0


if __name__ == "__main__":
    main()
