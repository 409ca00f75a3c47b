"""What every store promises of indexes: order, pages, and cursors that stay good."""

import pytest

from simulator.services.ports import Change, Conflict, Store
from tests.every_store import A, change, oldest, records


async def newest(store: Store, after: str | None = None, limit: int = 99) -> str:
    """Read a page, newest first, as one word."""
    return "".join(await store.page("w", "i", after=after, limit=limit, newest_first=True))


async def filled(store: Store, letters: str = "abcde") -> None:
    """Enter letters into an index."""
    await store.commit("w", change(entries=[("i", letter) for letter in letters]))


async def test_an_index_nobody_wrote_is_empty(store: Store) -> None:
    """There is nothing to read and nothing to count."""
    assert await oldest(store) == ""
    assert await newest(store, after="c") == ""
    assert await store.count("w", "i") == 0


async def test_entries_are_read_in_the_order_of_their_ids(store: Store) -> None:
    """It does not matter in which order they came, or whether one came twice."""
    await filled(store, "dab")
    await filled(store, "cdea")

    assert await oldest(store) == "abcde"
    assert await newest(store) == "edcba"
    assert await store.count("w", "i") == 5


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [(None, 2, "ab"), ("b", 2, "cd"), ("d", 2, "e"), ("e", 2, ""), ("bb", 9, "cde"), ("A", 1, "a")],
)
async def test_a_page_begins_behind_an_id(
    store: Store, after: str | None, limit: int, expected: str
) -> None:
    """Oldest first: what is greater than `after`, which need not be there, up to the limit."""
    await filled(store)

    assert await oldest(store, after=after, limit=limit) == expected


@pytest.mark.parametrize(
    ("after", "limit", "expected"),
    [(None, 2, "ed"), ("d", 2, "cb"), ("b", 2, "a"), ("a", 2, ""), ("cc", 9, "cba"), ("z", 1, "e")],
)
async def test_a_page_backwards_begins_before_an_id(
    store: Store, after: str | None, limit: int, expected: str
) -> None:
    """Newest first: what is less than `after`, which need not be there, up to the limit."""
    await filled(store)

    assert await newest(store, after=after, limit=limit) == expected


async def test_a_withdrawn_entry_is_gone(store: Store) -> None:
    """It is neither read nor counted; what is not there may be withdrawn too."""
    await filled(store)

    await store.commit("w", change(withdrawn=[("i", "c"), ("i", "x"), ("never", "a")]))

    assert await oldest(store) == "abde"
    assert await store.count("w", "i") == 4


async def test_a_page_begins_behind_an_id_that_was_withdrawn(store: Store) -> None:
    """A cursor stays good when its own row goes away."""
    await filled(store)
    await store.commit("w", change(withdrawn=[("i", "c")]))

    assert await oldest(store, after="c") == "de"
    assert await newest(store, after="c") == "ba"


async def test_a_withdrawn_entry_can_come_back(store: Store) -> None:
    """It takes its old place."""
    await filled(store)
    await store.commit("w", change(withdrawn=[("i", "c")]))

    await filled(store, "c")

    assert await oldest(store) == "abcde"


async def test_indexes_are_apart(store: Store) -> None:
    """An entry is in the index it was entered in."""
    await store.commit("w", change(entries=[("i", "a"), ("j", "b"), ("j", "c")]))

    assert await oldest(store) == "a"
    assert list(await store.page("w", "j", after=None, limit=9, newest_first=False)) == ["b", "c"]
    assert (await store.count("w", "i"), await store.count("w", "j")) == (1, 2)


@pytest.mark.parametrize(
    "meanwhile",
    [
        change(entries=[("i", "c")]),
        change(entries=[("i", "a1")]),
        change(withdrawn=[("i", "b")]),
        change(entries=[("i", "c")], withdrawn=[("i", "a")]),
    ],
)
async def test_an_index_is_held_to_its_lines(store: Store, meanwhile: Change) -> None:
    """Nothing is written if one has come or gone, though there be as many."""
    await store.commit("w", change(entries=[("i", "a"), ("i", "b")]))
    await store.commit("w", change(lines={"i": ["a", "b"], "none": []}, puts={A: "1"}))
    await store.commit("w", meanwhile)

    with pytest.raises(Conflict):
        await store.commit("w", change(lines={"i": ["a", "b"]}, puts={A: "2"}))
    with pytest.raises(Conflict):
        await store.commit("w", change(lines={"none": ["a"]}, puts={A: "2"}))

    assert await records(store, A) == ["1"]
