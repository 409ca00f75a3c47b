"""The metrics, once somebody asks for them."""

from functools import cached_property
from typing import TYPE_CHECKING

from simulator.services.simulation import Simulation

if TYPE_CHECKING:
    from simulator.adapters.exposition import Registry

__all__ = ["Metrics"]


class Metrics:
    """Tells what one process has counted.

    Several that are asked by one address have numbers, by which their metrics are told apart.
    """

    def __init__(self, simulation: Simulation, worker: int | None = None) -> None:
        self._simulation = simulation
        self._worker = worker

    async def expose(self) -> bytes:
        """Write all metrics in the text format."""
        return await self._registry.expose()

    @cached_property
    def _registry(self) -> "Registry":
        # A twelfth of the time of a start, which only a scrape need wait for.
        from simulator.adapters.exposition import Registry  # noqa: PLC0415

        return Registry(self._simulation, self._worker)
