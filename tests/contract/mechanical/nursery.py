"""Bears simulators with one edit in them: `python -m tests.contract.mechanical.nursery`.

It imports all but the face that is edited, once, and forks a process for each line that it reads:
`simulator.faces.gateway.wire 17`. What is born there serves on a free port, and says where:
`PID http://127.0.0.1:PORT`, or `PID stillborn`. Whoever wanted it ends it.
"""

import asyncio
import os
import signal
import sys
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec, spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from simulator.server import event_loop, serve
from simulator.settings import read_settings
from tests.contract.mechanical.edits import edited

__all__ = ["FLAGS"]

FLAGS: Final = {"port": "0", "credit": "unlimited", "review": "0s", "seed": "7"}


class _Edited(MetaPathFinder, Loader):
    """Finds one module otherwise than it stands in its file."""

    def __init__(self, name: str, code: CodeType) -> None:
        self._name = name
        self._code = code

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == self._name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)  # noqa: S102 - that is what it is for


def _bear(name: str, number: int) -> None:
    """Serve with an edit, or say that it cannot be done."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    tree = edited(Path(spec.origin).read_text(encoding="utf-8"), number)
    code = compile(tree, spec.origin, "exec")
    sys.meta_path.insert(0, _Edited(name, code))
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
    """Bear whatever is asked for."""
    import_module("simulator.app")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        name, number = line.split()
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _bear(name, int(number))


if __name__ == "__main__":
    main()
