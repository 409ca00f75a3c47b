"""How the server is, and what it is."""

import platform

from simulator import __version__
from simulator.console.control.answers import answer
from simulator.face import Answer, Call

__all__ = ["livez", "readyz", "version"]


async def livez(call: Call) -> Answer:  # noqa: ARG001 - a handler takes a call
    """Tell that the process runs."""
    return answer({"status": "ok"})


async def readyz(call: Call) -> Answer:
    """Tell that the store answers."""
    await call.simulation.worlds.names()
    return answer({"status": "ok"})


async def version(call: Call) -> Answer:
    """Tell what this is."""
    seed = call.simulation.worlds.defaults.seed
    return answer({"version": __version__, "python": platform.python_version(), "seed": seed})
