"""Pages: `page[number]`, `page[size]` and `meta`."""

import pytest

from simulator.faces.telnyx.answers import meta_of
from tests.faces.telnyx.speaking import Telnyx, assert_refused

COUNT = 4  # of the numbers that every world has


async def page(telnyx: Telnyx, query: str) -> tuple[int, dict[str, int]]:
    """Read a page of numbers; tell how many are on it, and what is said of it."""
    spelled = query.replace("[", "%5B").replace("]", "%5D")
    document = (await telnyx.get(f"/phone_numbers/messaging{spelled}")).document
    return len(document["data"]), document["meta"]


@pytest.mark.parametrize(
    ("query", "shown", "number", "size", "pages"),
    [
        ("", 4, 1, 20, 1),
        ("?page[size]=3", 3, 1, 3, 2),
        ("?page[size]=3&page[number]=2", 1, 2, 3, 2),
        ("?page[size]=3&page[number]=3", 0, 3, 3, 2),
        ("?page[size]=250", 4, 1, 250, 1),
        ("?page[number]=0&page[size]=0", 4, 1, 20, 1),
        ("?page[number]=1000000000", 0, 1_000_000_000, 20, 1),
    ],
)
async def test_pages_are_counted_from_one(
    telnyx: Telnyx, query: str, shown: int, number: int, size: int, pages: int
) -> None:
    """The vendor's own tests ask for page 0 of size 0, which is the first of the usual size."""
    assert await page(telnyx, query) == (
        shown,
        {"page_number": number, "page_size": size, "total_pages": pages, "total_results": COUNT},
    )


async def test_pages_together_are_the_list(telnyx: Telnyx) -> None:
    """Without repeats and gaps."""
    every = [one["id"] for one in await telnyx.data("/phone_numbers/messaging")]
    paths = [
        f"/phone_numbers/messaging?page%5Bsize%5D=1&page%5Bnumber%5D={nth}"
        for nth in range(1, COUNT + 1)
    ]
    assert [one["id"] for path in paths for one in await telnyx.data(path)] == every
    assert len(set(every)) == COUNT


def test_of_nothing_there_is_no_page() -> None:
    """As an empty list of the vendor's says."""
    assert meta_of(0, 1, 20) == {
        "page_number": 1,
        "page_size": 20,
        "total_pages": 0,
        "total_results": 0,
    }


@pytest.mark.parametrize("member", ["page[number]", "page[size]"])
async def test_what_is_no_page_is_refused(telnyx: Telnyx, member: str) -> None:
    """By the name of the parameter."""
    spelled = member.replace("[", "%5B").replace("]", "%5D")
    for told in ("-1", "x", "", "1.5", "251000000000", "%00"):
        reply = await telnyx.get(f"/short_codes?{spelled}={told}")
        assert_refused(reply, 422, "10015", parameter=member)
