"""What money a world has."""

from simulator.console.control import wire
from simulator.console.control.answers import answer
from simulator.console.control.translate import account as translate
from simulator.face import Answer, Call
from simulator.services import accounts

__all__ = ["get_account", "put_account"]


async def get_account(call: Call) -> Answer:
    """Tell what money is left."""
    return answer(translate.balance(await accounts.balance_of(call.world)))


async def put_account(call: Call) -> Answer:
    """Set what money is left."""
    body = await call.read(wire.Account)
    balance = await accounts.set_balance(call.world, body.balance_usd)
    return answer(translate.balance(balance))
