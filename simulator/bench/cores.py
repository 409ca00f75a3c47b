"""Which core works for whom."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from simulator.domain.value import value

__all__ = ["Cores", "choose_cores", "pinned_to"]


@value
class Cores:
    """A core for the server under load and another for the load, or none where we cannot choose."""

    server: int | None
    load: int | None
    remark: str


def choose_cores(allowed: frozenset[int], *, server_count: int = 1) -> Cores:
    """Keep server and load apart; core 0 takes most interrupts, so it gets the load.

    Several processes that serve are not pinned, nor is one that is measured against them.
    """
    if server_count > 1:
        remark = f"not pinned: {len(allowed)} cores for {server_count} processes, store and load"
        return Cores(server=None, load=None, remark=remark)
    if len(allowed) > 1:
        load, server = min(allowed), max(allowed)
        return Cores(server=server, load=load, remark=f"server on core {server}, load on {load}")
    return Cores(server=None, load=None, remark="not pinned: only one core to be had")


def allowed_cores() -> frozenset[int]:
    """The cores that this process may use; nothing where the platform does not tell."""
    if not hasattr(os, "sched_setaffinity"):
        return frozenset()
    return frozenset(os.sched_getaffinity(0))


@contextmanager
def pinned_to(core: int | None) -> Iterator[None]:
    """Children inherit the core from their first instruction, threads and all."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
