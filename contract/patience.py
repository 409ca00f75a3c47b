"""How long a message takes to come to rest, and by which word one knows that it did.

No source lists the states. Some words leave no doubt; else the first message of a run is watched
until nothing has happened to it for a good while, and the word that it ended with is one more.
"""

from typing import Final

from contract.gateway import Gateway

__all__ = ["settled"]

_WATCH_MAX_S: Final = 30.0
_QUIET_MIN_S: Final = 2.0
# What has gone through its first stages may take so many times as long for the next one.
_QUIET_RATIO: Final = 4
_PAUSE_S: Final = 0.1

# Who uses one of these words most likely means that more will happen.
_PASSING: Final = {"scheduled", "accepted", "pending", "queued", "sending", "sent"}


async def settled(gw: Gateway, sms_id: str) -> str:
    """Wait until nothing more happens to a message, and tell its state."""
    run = gw.run
    async with run.measuring:
        if run.delivery_s is None:
            with gw.aside():
                run.delivery_s = await _watch(gw)
    return await gw.until(
        lambda: gw.state(sms_id), lambda state: state in run.final_states, run.patience_s
    )


async def _watch(gw: Gateway) -> float:
    """Watch a message, and tell after how many seconds the last thing happened to it."""
    name = (await gw.sent())["sms_id"]
    state, changed_s, spent_s = await gw.state(name), 0.0, 0.0
    while state not in gw.run.final_states and not _is_quiet(state, changed_s, spent_s):
        spent_s += await gw.pause(_PAUSE_S) + gw.run.round_trip_s
        seen = await gw.state(name)
        if seen != state:
            state, changed_s = seen, spent_s
    gw.run.final_states.add(state)
    return changed_s


def _is_quiet(state: str, changed_s: float, spent_s: float) -> bool:
    """Tell whether nothing has happened for so long that nothing will."""
    if spent_s > _WATCH_MAX_S or state in _PASSING:
        return spent_s > _WATCH_MAX_S
    return changed_s > 0 and spent_s - changed_s > max(_QUIET_MIN_S, _QUIET_RATIO * changed_s)
