"""What a world's Unimatrix account guards against."""

from simulator.console.control.answers import answer
from simulator.console.control.guarding import UnimatrixAccount
from simulator.console.control.translate import safeguards as translate
from simulator.face import Answer, Call
from simulator.services import safeguards

__all__ = ["get_unimatrix", "put_unimatrix"]


async def get_unimatrix(call: Call) -> Answer:
    """Tell what is switched on for this world's Unimatrix key."""
    return answer(translate.shown_account(call.world.settings.safeguards))


async def put_unimatrix(call: Call) -> Answer:
    """Say what is switched on from now on for this world's Unimatrix key, as in the console."""
    wanted = translate.safeguards(await call.read_optional(UnimatrixAccount))
    return answer(translate.shown_account(await safeguards.put(call.world, wanted)))
