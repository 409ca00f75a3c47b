"""The store that survives: the memory store, and a journal of its change sets in a SQLite file."""

from simulator.adapters.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
