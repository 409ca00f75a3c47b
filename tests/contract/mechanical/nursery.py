"""Bears simulators with one edit in them: `python -m tests.contract.mechanical.nursery`.

It imports all but the face that is edited, once, and forks a process for each line that it reads:
`simulator.faces.gateway.wire 17`. What is born there serves on a free port, and says where:
`PID http://127.0.0.1:PORT`, or `PID stillborn`. Whoever wanted it ends it, or ends us.
"""

import asyncio
import os
import signal
import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from simulator.server import event_loop, serve
from simulator.settings import read_settings
from tests.contract.mechanical.edits import edited

__all__ = ["FLAGS", "file_of"]

FACE: Final = "simulator.faces.gateway"
ROOT: Final = Path(__file__).parents[3]

FLAGS: Final = {"port": "0", "credit": "1000", "review": "1s", "seed": "7"}


class _Edited(MetaPathFinder, Loader):
    """Finds one module otherwise than it stands in its file."""

    def __init__(self, name: str, file: Path, code: CodeType) -> None:
        self._name = name
        self._file = file
        self._code = code

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        is_package = self._file.stem == "__init__"
        within = [str(self._file.parent)] if is_package else None
        return spec_from_file_location(
            fullname, self._file, loader=self, submodule_search_locations=within
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - that is what it is for


def file_of(name: str) -> Path:
    """Find the file of a module, without importing anything."""
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _bear(name: str, number: int) -> None:
    """Serve with an edit, or say that it cannot be done."""
    # `find_spec` would import the package around it, and with that the module as it stands.
    file = file_of(name)
    code = compile(edited(file.read_text(encoding="utf-8"), number), file, "exec")
    sys.meta_path.insert(0, _Edited(name, file, code))
    try:
        with asyncio.Runner(loop_factory=event_loop) as runner:
            runner.run(serve(read_settings(FLAGS, {}, Path.cwd()), say=_say))
    except BaseException:  # noqa: BLE001 - whatever an edit does
        _say("stillborn")
    os._exit(0)


def _say(line: str) -> None:
    url = next((word for word in line.split() if word.startswith("http://")), line)
    print(os.getpid(), url, flush=True)


def main() -> None:
    """Bear whatever is asked for; when nobody asks any more, all of it ends, and we with it."""
    os.setpgrp()
    import_module("simulator.app")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    assert FACE not in sys.modules, "it would be edited too late"
    for line in sys.stdin:
        name, number = line.split()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _bear(name, int(number))
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
