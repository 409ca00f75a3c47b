"""The checkout, under `/_sim/checkout`: a page on which a person pays for a top-up."""

from simulator.console.checkout.answers import refuse
from simulator.console.checkout.auth import environment, guard, keys, world_of
from simulator.console.checkout.routes import ROUTES
from simulator.face import Face
from simulator.face.places import CHECKOUT_PREFIX

__all__ = ["FACE"]

FACE = Face(
    name="checkout",
    prefix=CHECKOUT_PREFIX,
    routes=ROUTES,
    world_of=world_of,
    refuse=refuse,
    keys=keys,
    environment=environment,
    guard=guard,
    is_journaled=False,
)
