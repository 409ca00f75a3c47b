"""What a user has to be allowed: Redis is asked at the start whether he may all that we ask."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from simulator.adapters.redis.places import FORMAT, PREFIX, WORLDS, place_of
from simulator.adapters.redis.scripts import RIGHTS
from simulator.adapters.redis.wire import MisunderstoodError, Wire

__all__ = ["check"]

_KEY: Final = place_of("any").head
_CHANNEL: Final = place_of("any").channel

# Commands of keys, by how many words each has at least; any word will do, so that it is a key.
_COMMANDS: Final = {
    1: "del exists get hgetall hvals persist unlink zcard",
    2: "expire hdel hexists hget hmget rename set zrem zscore",
    3: "hincrby hset xrange xrevrange xtrim zadd zlexcount zrange zrangebylex zrangebyscore "
    "zremrangebylex zrevrangebylex",
    4: "xadd",
}
_OF_KEYS: Final = [
    " ".join((command, *(count * [_KEY])))
    for count, commands in _COMMANDS.items()
    for command in commands.split()
]
_OF_CHANNELS: Final = [f"spublish {_CHANNEL} 1", f"ssubscribe {_CHANNEL}"]

# To listen no more may who has the command, whatever he listens to.
_LEAVING: Final = f"sunsubscribe {_CHANNEL}"
_OF_NOTHING: Final = ["asking", "cluster|slots", "exec", "multi", "ping", _LEAVING, "time"]

# Scripts are called with keys. Who asks this may call them.
_KEYS: Final = [f"evalsha {RIGHTS.digest} 1 {key}" for key in (_KEY, FORMAT, WORLDS)]


async def check(wire: Wire, user: str) -> None:
    """See that we may ask all that we shall want to ask.

    Raises:
        MisunderstoodError: says what is missing, in the words of `ACL SETUSER`.
    """
    asked = (*_KEYS, *_OF_KEYS, *_OF_CHANNELS, *_OF_NOTHING)
    refused = await wire.call("EVALSHA", RIGHTS.digest, 0, *asked)
    if refused:
        lacking = " ".join(_lacking({command.decode() for command in refused}))
        raise MisunderstoodError(f"its user {user} lacks {lacking}")


def _lacking(refused: Collection[str]) -> Sequence[str]:
    """Tell rules; commands that are refused only for what they are of are not among them."""
    lacking = []
    if any(command in refused for command in _KEYS):
        lacking.append(f"~{PREFIX}:*")
    else:
        lacking += _rules(refused, _OF_KEYS)
    if all(command in refused for command in _OF_CHANNELS) and _LEAVING not in refused:
        lacking.append(f"&{PREFIX}:*")
    else:
        lacking += _rules(refused, _OF_CHANNELS)
    return [*lacking, *_rules(refused, _OF_NOTHING)]


def _rules(refused: Collection[str], some: Iterable[str]) -> list[str]:
    return [f"+{command.partition(' ')[0]}" for command in some if command in refused]
