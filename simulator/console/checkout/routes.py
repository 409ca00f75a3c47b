"""The checkout's operations, with their table at the foot."""

from typing import Final

from simulator.console.checkout import pages
from simulator.console.checkout.answers import page, see_other
from simulator.face import Answer, Call, Route
from simulator.face.places import CHECKOUT_PREFIX
from simulator.services import accounts, topups
from simulator.services.world import World

__all__ = ["ROUTES"]


async def show(call: Call) -> Answer:
    """Show what is to be paid, or that it has been paid."""
    world = await _enter(call)
    topup = await topups.find(world, call.part("topup"))
    shown = pages.checkout(world.name, topup, await accounts.balance_of(world))
    return page(shown, leads_away=topup.return_url is not None)


async def pay(call: Call) -> Answer:
    """Pay, and send the payer to where the top-up says."""
    world = await _enter(call)
    paid = (await topups.pay(world, call.part("topup"))).result
    return see_other(paid.return_url or call.request.rel_url.raw_path)


async def _enter(call: Call) -> World:
    """Step into the world that the path names; a visit makes none."""
    world = await call.simulation.worlds.find(call.part("world"))
    call.enter(world)
    return world


_PATH: Final = f"{CHECKOUT_PREFIX}/{{world}}/{{topup}}"

ROUTES: Final = (
    Route("GET", _PATH, "checkout.show", show, has_world=False),
    Route("POST", _PATH, "checkout.pay", pay, has_world=False),
)
