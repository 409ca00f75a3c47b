"""Bears simulators: `python -m tests.brood FD`, which has imported all of one and forks.

What it is asked comes over the socket FD, one thing at a time. A list `[FOLDER, ARGUMENTS,
ENVIRONMENT, SECONDS]` comes with two files that the newborn shall print to, the second for what
goes wrong, and is answered with its pid; it is ended after that time, if that is not 0. A pid is
answered with the exit status, as soon as that process has ended. When nobody asks any more, all of
it ends.
"""

import json
import os
import signal
import socket
import sys
import traceback
from importlib import import_module
from typing import Final

from simulator import console, faces
from simulator.cli import main
from simulator.face import discover

__all__ = ["BYTES_MAX"]

# Of anything that is asked or answered.
BYTES_MAX: Final = 65_536


def _answer(line: socket.socket) -> bool:
    """Do what is asked next, if anything is."""
    asked, files, *_ = socket.recv_fds(line, BYTES_MAX, 2)
    if not asked:
        return False
    match json.loads(asked):
        case int(pid):
            answer = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        case [str(folder), list(arguments), dict(environment), int(lifetime_s)]:
            if (answer := os.fork()) == 0:
                line.close()
                for file, stream in zip(files, (sys.stdout, sys.stderr), strict=True):
                    os.dup2(file, stream.fileno())
                    os.close(file)
                signal.alarm(lifetime_s)
                _run(folder, arguments, environment)
            for file in files:
                os.close(file)
        case _:
            raise ValueError(asked)
    line.send(str(answer).encode())
    return True


def _run(folder: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Be a simulator, and never come back."""
    status = 1
    try:
        os.chdir(folder)
        os.environ.update(environment)
        status = main(arguments)
    except BaseException:  # noqa: BLE001 - whoever waits for it reads why it has ended
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def _breed() -> None:
    os.setpgrp()
    import_module("simulator.app")
    for package in (faces, console):
        list(discover(package))
    with socket.socket(fileno=int(sys.argv[1])) as line:
        while _answer(line):
            pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    _breed()
