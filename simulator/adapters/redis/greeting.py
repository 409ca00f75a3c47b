"""What is said first on a connection."""

from typing import Final

from simulator.adapters.redis.address import Address
from simulator.adapters.redis.wire import MisunderstoodError, Wire

__all__ = ["greet"]

# The first that has scripts with flags, and channels that belong to a slot.
_VERSION_MIN: Final = 7


async def greet(wire: Wire, address: Address) -> None:
    """Say who we are, and in which of its databases we want to be.

    Raises:
        MisunderstoodError: it does not let us in, or is none that we can use.
    """
    said = await wire.call("HELLO", 2, *address.login, "SETNAME", "carriersim")
    told = dict(zip(said[::2], said[1::2], strict=True))
    version = told[b"version"].decode()
    if int(version.partition(".")[0]) < _VERSION_MIN:
        raise MisunderstoodError(f"it is version {version}, and {_VERSION_MIN} is needed")
    match told.get(b"mode"), told.get(b"role"):
        case b"sentinel", _:
            raise MisunderstoodError("it is a Sentinel, and the Redis that it minds is needed")
        case b"standalone", b"replica":  # in a cluster, each says who has what he is asked for
            raise MisunderstoodError("it is a replica, and takes no writes")
        case _:
            pass
    if address.database:
        await wire.call("SELECT", address.database)
