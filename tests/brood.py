"""Bears simulators: `python -m tests.brood FD`, which has imported all of one and forks.

What it is asked comes over the socket FD, one thing at a time. A list `[FOLDER, ARGUMENTS,
ENVIRONMENT]` comes with the pipe that the newborn shall print to, and is answered with its pid. A
pid is answered as soon as that process has ended. When nobody asks any more, all of it ends.
"""

import json
import os
import signal
import socket
import sys
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
    asked, pipes, *_ = socket.recv_fds(line, BYTES_MAX, 1)
    if not asked:
        return False
    match json.loads(asked):
        case int(pid):
            os.waitpid(pid, 0)
        case [str(folder), list(arguments), dict(environment)]:
            if (pid := os.fork()) == 0:
                line.close()
                os.dup2(pipes[0], sys.stdout.fileno())
                _serve(folder, arguments, environment)
            os.close(pipes[0])
        case _:
            raise ValueError(asked)
    line.send(str(pid).encode())
    return True


def _serve(folder: str, arguments: list[str], environment: dict[str, str]) -> None:
    """Be a simulator, and never come back."""
    status = 1
    try:
        os.chdir(folder)
        os.environ.update(environment)
        status = main(arguments)
    finally:
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
