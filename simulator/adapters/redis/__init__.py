"""The store of several processes: everything is in a Redis, and each process asks for it there."""

from simulator.adapters.redis.store import RedisStore

__all__ = ["RedisStore"]
