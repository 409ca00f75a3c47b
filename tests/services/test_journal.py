"""The journal of calls: which of them are shown, and page by page."""

import pytest

from simulator.adapters import recent
from simulator.domain.refusals import Invalid
from simulator.services import journal
from simulator.services.journal import ExchangeFilter, list_exchanges
from simulator.services.pages import write_cursor
from simulator.services.world import World
from tests.exchanges import exchange
from tests.parts import NOW, Bench, build_bench
from tests.stores import YieldingStore

ANY = ExchangeFilter()


@pytest.fixture(params=["memory", "yielding"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """A bench with a store that answers at once, and one that does not."""
    return build_bench(store=YieldingStore() if request.param == "yielding" else None)


def note(world: World, operation: str, **members: str | int) -> None:
    """Take a call down."""
    world.parts.store.note(world.name, exchange(operation=operation, **members))


async def operations(world: World, wanted: ExchangeFilter, limit: int = 99) -> list[str]:
    """Read page by page to the end, while another call comes in between any two pages."""
    told, cursor = [], None
    while True:
        page = await list_exchanges(world, wanted, cursor, limit)
        told.append("".join(line.exchange.operation for line in page.lines))
        cursor = page.next_cursor
        if cursor is None:
            return told
        note(world, "!", face="gateway", status=200, at=NOW)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ANY, "dcba"),
        (ExchangeFilter(face="gateway"), "dba"),
        (ExchangeFilter(face="nobody's"), ""),
        (ExchangeFilter(operation="b"), "b"),
        (ExchangeFilter(statuses=range(200, 201)), "ca"),
        (ExchangeFilter(statuses=range(400, 500)), "b"),
        (ExchangeFilter(since=NOW + 2), "dc"),
        (ExchangeFilter(face="gateway", statuses=range(200, 600), since=NOW + 1), "db"),
    ],
)
async def test_a_filter_asks_for_everything_at_once(
    bench: Bench, wanted: ExchangeFilter, expected: str
) -> None:
    """What matches in every respect comes, newest first."""
    world = await bench.world()
    note(world, "a")
    note(world, "b", status=422, at=NOW + 1)
    note(world, "c", face="carrier", at=NOW + 2)
    note(world, "d", status=500, at=NOW + 3)

    assert await operations(world, wanted) == [expected]


@pytest.mark.parametrize("chunk", [1, 500])
@pytest.mark.parametrize(
    ("limit", "expected"), [(1, ["d", "c", "b", "a"]), (3, ["dcb", "a"]), (4, ["dcba"])]
)
async def test_pages_are_right_while_calls_come_in(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, chunk: int, limit: int, expected: list[str]
) -> None:
    """Without repeats and without gaps, however many lines are read at a time."""
    monkeypatch.setattr(journal, "_CHUNK", chunk)
    world = await bench.world()
    for name in "abcd":
        note(world, name)

    assert await operations(world, ANY, limit) == expected


async def test_it_says_when_older_calls_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once there were more than it keeps."""
    monkeypatch.setattr(recent, "KEPT_NOTE_COUNT_MAX", 2)
    world = await build_bench().world()
    for name in "ab":
        note(world, name)
    assert (await list_exchanges(world, ANY, None, 1)).is_whole

    note(world, "c")
    page = await list_exchanges(world, ANY, None, 9)

    assert ([line.exchange.operation for line in page.lines], page.is_whole) == (["c", "b"], False)


@pytest.mark.parametrize(
    "cursor",
    ["", "x", write_cursor("messages", "1"), write_cursor("requests", "x")]
    + [write_cursor("requests", text) for text in ("", "-1", "²", "9" * 5_000)],
)
async def test_a_cursor_of_another_list_is_refused(bench: Bench, cursor: str) -> None:
    """Whatever stands in it."""
    with pytest.raises(Invalid):
        await list_exchanges(await bench.world(), ANY, cursor, 9)
