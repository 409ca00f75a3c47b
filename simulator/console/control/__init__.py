"""The control API, under `/_sim`: worlds, clocks, and what is in them."""

from simulator.console.control.answers import refuse
from simulator.console.control.auth import environment, guard, keys, world_of
from simulator.console.control.routes import ROUTES
from simulator.face import Face

__all__ = ["FACE"]

FACE = Face(
    name="control",
    prefix="/_sim",
    routes=ROUTES,
    world_of=world_of,
    refuse=refuse,
    keys=keys,
    environment=environment,
    guard=guard,
    is_journaled=False,
)
