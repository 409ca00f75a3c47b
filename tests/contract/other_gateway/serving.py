"""The gateway on a free port, in a thread."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import uvicorn

from tests.contract.other_gateway.app import Gate, build
from tests.contract.other_gateway.clock import Clock
from tests.contract.other_gateway.project import Pace, Project

__all__ = ["OtherGateway", "Pace", "serve"]

KEY: Final = "ifr_pk_proj_other"
SECOND_KEY: Final = "ifr_pk_proj_another"
POOR_KEY: Final = "ifr_pk_proj_poor"

_CREDITS: Final = {KEY: Decimal(1000), SECOND_KEY: Decimal(1000), POOR_KEY: Decimal(0)}


@dataclass(frozen=True)
class OtherGateway:
    """A gateway that serves."""

    url: str
    clock: Clock
    pace: Pace
    projects: dict[str, Project]
    key: str = KEY
    second_key: str = SECOND_KEY
    poor_key: str = POOR_KEY

    def open(self, name: str, credit: int = 1000) -> str:
        """Open a project, and tell its key."""
        key = f"ifr_pk_proj_{name}"
        self.projects[key] = Project(Decimal(credit), self.clock, self.pace)
        return key

    def advance(self, seconds: float) -> None:
        """Move the time."""
        self.clock.advance(seconds)

    def code(self, to: str) -> str:
        """Tell the last code that was sent to a number."""
        return next(one.codes[to] for one in self.projects.values() if to in one.codes)


@contextmanager
def serve(pace: Pace = Pace()) -> Iterator[OtherGateway]:  # noqa: B008 - a value
    """Serve on a free port until the end of the block."""
    clock = Clock()
    projects = {key: Project(credit, clock, pace) for key, credit in _CREDITS.items()}
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(build(Gate(projects, clock)), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield OtherGateway(
                f"http://127.0.0.1:{listener.getsockname()[1]}", clock, pace, projects
            )
        finally:
            server.should_exit = True
            thread.join()
