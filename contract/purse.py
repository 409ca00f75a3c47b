"""Money for a run: what is there, and how far it goes."""

from decimal import Decimal
from typing import Final

from contract.checks.account import balance
from contract.gateway import Gateway
from contract.requirements import Need
from contract.running import Run
from contract.verdicts import Broken, CouldNotRun

__all__ = ["affordable", "fill"]

_WANTED: Final = Decimal(100)
_ENOUGH: Final = Decimal(20)

# What a message may cost at the most, where nobody says.
_PRICE: Final = Decimal("0.05")


async def fill(run: Run) -> None:
    """Give the project money enough for a run, where somebody can."""
    if not (run.has(Need.CREDIT) and run.has(Need.MONEY)):
        return
    try:
        if await balance(Gateway(run)) < _ENOUGH:
            await run.doors.set_balance(str(_WANTED))
    except (Broken, CouldNotRun):
        return  # the rules that need it say why


async def affordable(run: Run) -> int:
    """Tell how many messages the project can pay for, and have as much left."""
    gateway = Gateway(run)
    try:
        left = await balance(gateway)
        sent = await gateway.ask("sms.send", {"to": gateway.number(), "body": gateway.text()})
    except CouldNotRun:
        return 0
    if not sent.is_success:
        return 0
    price = Decimal(str(sent.metadata.get("cost_usd", _PRICE)))
    return int(left / price / 2) if price else 10_000
