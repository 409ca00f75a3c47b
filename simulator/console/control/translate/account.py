"""Money, in the control API's words."""

from simulator.console.control import shapes
from simulator.domain.pricing import MicroUsd

__all__ = ["balance", "money"]


def money(amount: MicroUsd) -> float:
    """Spell an amount of dollars: the nearest float prints as the exact amount."""
    return amount / 1_000_000


def balance(left: MicroUsd) -> shapes.Balance:
    """Spell what is left."""
    return {"balance_usd": money(left), "currency": "USD"}
