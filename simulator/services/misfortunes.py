"""What goes wrong on purpose with a message while it is accepted: by a rule, or by its number."""

from typing import Final, cast

from simulator.domain.fault_effects import CarrierEffect, Fault, LostResponse, VendorDown
from simulator.domain.faults import Count, Tally
from simulator.domain.magic import Fate
from simulator.domain.occasion import Occasion
from simulator.domain.refusals import VendorFailed
from simulator.services.deciding import decide_message
from simulator.services.drafts import Draft
from simulator.services.tables import FAULT_TALLY

__all__ = ["MAGIC", "befall", "vendors_down"]

# The rule that a magic number is, in what is told of messages to it.
MAGIC: Final = "magic"

# What no rule has for a serial: what a number's own fate counts.
_OF_FATE: Final = 0


async def befall(draft: Draft, occasion: Occasion, fate: Fate | None) -> Fault | None:
    """Decide what goes wrong with a message; a rule goes before what the number says.

    Raises:
        VendorFailed: the number's fate is that the vendor fails at first.
    """
    decision = await decide_message(draft, occasion)
    if decision is not None:
        return Fault(decision.rule, cast("CarrierEffect", decision.effect), decision.wait_ms)
    if fate is None:
        return None
    if fate.error_count:
        await _fail_at_first(draft, occasion, fate.error_count)
    return Fault(MAGIC, LostResponse()) if fate.is_answer_lost else None


def vendors_down(fault: Fault | None, vendor: str) -> frozenset[str]:
    """Tell which vendors do not take a message that this one would have taken."""
    match fault:
        case Fault(effect=VendorDown(vendors)):
            return frozenset(vendors or (vendor,))
        case _:
            return frozenset()


async def _fail_at_first(draft: Draft, occasion: Occasion, error_count: int) -> None:
    key = FAULT_TALLY.key(f"{MAGIC} {occasion.likeness(draft.world.dice)}")
    await draft.fetch(key)
    tally = draft.get(key)
    failed = tally.counts[0].taken if tally else 0
    if failed < error_count:
        draft.put(key, Tally((Count(_OF_FATE, failed + 1, failed + 1),)))
        raise VendorFailed(occasion.vendor)
