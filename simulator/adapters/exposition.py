"""The metrics registry: what was counted, in the words of Prometheus.

Counting is plain arithmetic (`services/tally.py`); only a scrape makes metrics of it. Labels are
what there is a fixed number of: no world, no number and no path is one.
"""

import platform
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Final

from prometheus_client import CollectorRegistry, GCCollector, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from simulator import __version__
from simulator.domain.value import value
from simulator.services.couriers import Couriers
from simulator.services.simulation import Simulation
from simulator.services.tally import BOUNDS_NS, Durations, Tally
from simulator.services.watching import Purpose, Watching

__all__ = ["Registry"]

_NS: Final = 1_000_000_000


@value
class _Levels:
    """What has to be asked for: how much there is now."""

    world_count: int = 0
    step_count: int = 0


class Registry(Collector):
    """Makes metrics of what one process has counted.

    Several that are asked by one address have numbers, by which their metrics are told apart.
    """

    def __init__(self, simulation: Simulation, worker: int | None) -> None:
        self._simulation = simulation
        self._levels = _Levels()
        self._own = {} if worker is None else {"worker": str(worker)}
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)
        GCCollector(registry=self._registry)

    async def expose(self) -> bytes:
        """Write all metrics in the text format."""
        names = await self._simulation.worlds.names()
        store = self._simulation.parts.store
        step_counts = [await store.steps_waiting(name) for name in names]
        self._levels = _Levels(len(names), sum(step_counts))
        return generate_latest(_Labelled(self._registry, self._own))

    def collect(self) -> Iterator[Metric]:
        """Make the metrics; the registry asks for them."""
        parts = self._simulation.parts
        yield InfoMetricFamily(
            "carriersim_build",
            "What runs here.",
            {"version": __version__, "python": platform.python_version()},
        )
        yield from _of_calls(parts.tally)
        yield from _of_the_carrier(parts.tally, self._levels)
        yield from _of_those_who_wait(parts.watching)
        yield from _of_webhooks(parts.tally, self._simulation.timeline.couriers)


@value
class _Labelled(Collector):
    """Metrics with labels more, which are the same on all of them."""

    registry: CollectorRegistry
    labels: Mapping[str, str]

    def collect(self) -> Iterator[Metric]:
        for metric in self.registry.collect():
            if self.labels:
                metric.samples = [
                    sample._replace(labels={**sample.labels, **self.labels})
                    for sample in metric.samples
                ]
            yield metric


def _of_calls(tally: Tally) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "carriersim_requests",
        "Calls that were answered, by face, operation and status.",
        labels=("face", "op", "status"),
    )
    for (face, operation), statuses in tally.requests.items():
        for status, count in statuses.items():
            requests.add_metric((face, operation, str(status)), count)
    yield requests
    durations = HistogramMetricFamily(
        "carriersim_request_duration_seconds",
        "How long answers took, by face, on the wall's clock.",
        labels=("face",),
    )
    for face, taken in tally.durations.items():
        durations.add_metric((face,), _buckets(taken), taken.sum_ns / _NS)
    yield durations
    faults = CounterMetricFamily(
        "carriersim_faults", "Calls whose answer a rule decided, by its effect.", labels=("effect",)
    )
    for effect, count in tally.faults.items():
        faults.add_metric((effect,), count)
    yield faults


def _buckets(taken: Durations) -> list[tuple[str, float]]:
    """Tell how many took so long or less, for each bound, as Prometheus wants it."""
    bounds = [*(str(bound / _NS) for bound in BOUNDS_NS), "+Inf"]
    return list(zip(bounds, accumulate(taken.counts), strict=True))


def _of_the_carrier(tally: Tally, levels: _Levels) -> Iterator[Metric]:
    messages = CounterMetricFamily(
        "carriersim_messages",
        "How often a message came into a state, by face, vendor and state.",
        labels=("face", "vendor", "state"),
    )
    for labels, count in tally.messages.items():
        messages.add_metric(labels, count)
    yield messages
    yield CounterMetricFamily(
        "carriersim_steps", "Steps of timelines that were done.", tally.step_count
    )
    yield GaugeMetricFamily(
        "carriersim_steps_waiting", "Steps that wait on the timelines.", levels.step_count
    )
    yield GaugeMetricFamily("carriersim_worlds", "Worlds that are there.", levels.world_count)


def _of_those_who_wait(watching: Watching) -> Iterator[Metric]:
    open_count = watching.open_count
    yield GaugeMetricFamily(
        "carriersim_long_polls", "Calls that wait for something.", open_count[Purpose.POLL]
    )
    yield GaugeMetricFamily(
        "carriersim_event_streams", "Clients that follow events.", open_count[Purpose.STREAM]
    )


def _of_webhooks(tally: Tally, couriers: Couriers) -> Iterator[Metric]:
    attempts = CounterMetricFamily(
        "carriersim_webhook_attempts",
        "Attempts to deliver a webhook, by face and by what came of them.",
        labels=("face", "outcome"),
    )
    for labels, count in tally.webhooks.items():
        attempts.add_metric(labels, count)
    yield attempts
    yield GaugeMetricFamily(
        "carriersim_webhooks_open", "Webhooks that are being delivered.", couriers.open_count
    )
    yield GaugeMetricFamily(
        "carriersim_webhooks_waiting",
        "Webhooks that are due and wait for others to the same host.",
        couriers.waiting_count,
    )
