"""What counts tries rather than what came of them: it is kept where all else is refused."""

from typing import Final

from simulator.services.ports import Change, Conflict, WorldGone
from simulator.services.tables import BUCKET, FAULT_HITS, FAULT_TALLY
from simulator.services.world import World

__all__ = ["keep_count"]

_COUNTED: Final = frozenset({FAULT_TALLY.name, FAULT_HITS.name, BUCKET.name})


async def keep_count(world: World, refused: Change) -> bool:
    """Write down how often a refused thing was tried, and nothing else; tell if that is done.

    What goes wrong the first two times goes wrong by a refusal, and would do so for ever.
    """
    counts = Change()
    counts.puts = {key: kept for key, kept in refused.puts.items() if key[0] in _COUNTED}
    if not counts.puts:
        return True
    counts.expected = {key: refused.expected[key] for key in counts.puts}
    counts.adds = {key: floor for key, floor in refused.adds.items() if key[0] in _COUNTED}
    try:
        await world.commit(counts)
    except Conflict:
        return False
    except WorldGone:  # and all that was counted in it
        return True
    return True
