"""Who is measured: a contender is a name and the command that starts its server."""

import sys

from simulator.domain.value import value

__all__ = ["BARE", "CARRIERSIM", "PORT_FILE", "Contender"]

# Stands in a command for the file into which the server writes its port.
PORT_FILE = "{port_file}"


@value
class Contender:
    """A server that picks a free port, writes it to a file and stops at SIGTERM."""

    name: str
    command: tuple[str, ...]


BARE = Contender(
    name="bare", command=(sys.executable, "-m", "simulator.bench.bare", "--port-file", PORT_FILE)
)

# Everything is on, as a user gets it; only the money must not run out in the middle of a round.
CARRIERSIM = Contender(
    name="carriersim",
    command=(
        *(sys.executable, "-m", "simulator", "serve"),
        *("--port", "0", "--port-file", PORT_FILE),
        *("--credit", "unlimited"),
    ),
)
