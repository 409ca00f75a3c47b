"""Money, in the gateway's words."""

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Invalid
from simulator.domain.topup import Topup, TopupState
from simulator.faces.gateway import wire
from simulator.faces.gateway.translate.ids import TOPUP

__all__ = ["amount", "balance", "dollars", "topup"]


def dollars(sum_: MicroUsd) -> float:
    """Spell an amount: the nearest float of a number with at most six decimals prints as it."""
    return sum_ / 1_000_000


def balance(left: MicroUsd) -> dict[str, object]:
    """Spell what is left."""
    return {"balance_usd": dollars(left), "currency": "USD"}


def amount(sent: wire.Topup) -> MicroUsd:
    """Read how much is to be paid in.

    Raises:
        Invalid: it is not said, or said twice and differently.
    """
    said = {named for named in (sent.amount_usd, sent.amount) if named is not None}
    if len(said) != 1:
        raise Invalid.field("amount_usd", "is needed, and amount must not differ from it")
    return said.pop()


def topup(opened: Topup, link: str) -> dict[str, object]:
    """Spell a TopupRecord. One page of the documentation calls the link one thing, one another."""
    return {
        "topup_id": TOPUP.spell(opened.id),
        "amount_usd": dollars(opened.amount),
        "state": _state(opened.state),
        "checkout_url": link,
        "next_action_url": link,
    }


def _state(state: TopupState) -> str:
    match state:
        case TopupState.PENDING:
            return "pending"
        case TopupState.COMPLETED:
            return "completed"
