"""What all tests share: the parts of a simulation, and the whole of it over a socket."""

import gc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

import pytest
from aiohttp import ClientSession
from coverage import Coverage
from hypothesis import HealthCheck, settings

from simulator.domain.clock import ClockMode
from simulator.face import edge
from simulator.face.replies import reply
from simulator.settings import Settings
from tests import witness
from tests.clients import Control, Gateway, serving
from tests.parts import Bench, build_bench

# An answer that does not go aiohttp's way is seen here.
setattr(edge, "reply", witness.watching(reply))  # noqa: B010 - it is not ours to export

# A deadline measures the machine's other tenants, and so does what is held to be too slow.
settings.register_profile("carriersim", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carriersim")


# Whose tests have to reach every branch of the two layers by themselves. Others are not watched: it
# would double the time that they take, and what they happen to pass through proves little. Nor are
# those that draw what they try, or what chance has reached would be missed in the next run.
_COVERING: Final = ("domain", "services")
_HERE: Final = Path(__file__).parent


# Ten thousand tests and all modules outlive every one of them, and an application is small beside
# that: to look through them all again and again would take a sixth of the time of all tests.
_YOUNG_COUNT_MAX: Final = 20_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: begun last, it would leave all other processes idle."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def pytest_collection_finish() -> None:
    """Let the garbage collector look at nothing that was there before the first test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG_COUNT_MAX)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let coverage look at the tests that have to cover, from their first fixture on."""
    watching = Coverage.current()
    if watching is None or _is_covering(item):
        return (yield)
    watching.stop()
    try:
        return (yield)
    finally:
        watching.start()


def _is_covering(item: pytest.Item) -> bool:
    is_long = item.get_closest_marker("long") is not None
    is_drawn = hasattr(getattr(item, "obj", None), "hypothesis")
    return item.path.relative_to(_HERE).parts[0] in _COVERING and not is_long and not is_drawn


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Iterator[None]:
    """Fail a test in which the gateway says what its document does not."""
    with witness.judging():
        yield


@pytest.fixture
def bench() -> Bench:
    """A simulation in memory on a wall clock that stands still until the test moves it."""
    return build_bench()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A simulator of the test's own; its worlds stand still until the test moves them."""
    async with serving(Settings(clock=ClockMode.MANUAL)) as url:
        yield url


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """A pool of connections."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def gateway(session: ClientSession, url: str) -> Gateway:
    """A client of the gateway with a key."""
    return Gateway.of(session, url, "test")


@pytest.fixture
def control(session: ClientSession, url: str) -> Control:
    """Steers the world of `gateway`."""
    return Control.of(session, url, "test")
