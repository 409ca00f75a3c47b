"""Which vendor takes a message, and who was passed over."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.routing import InvalidRouting, Route, Routing, UnknownVendor, VendorDown

TABLE_FILE = Path(__file__).parents[2] / "fixtures" / "routing" / "default.json"
TABLE: dict[str, Any] = json.loads(TABLE_FILE.read_text(encoding="utf-8"))
VENDORS = frozenset({"telnyx", "unimatrix"})

AMERICA, CHINA = "+15550100123", "+8613800000000"
NONE_DOWN: frozenset[str] = frozenset()


@pytest.fixture
def routing() -> Routing:
    """Make the routing that is shipped; its vendors were found in no order that means anything."""
    return Routing.of(TABLE, ["unimatrix", "telnyx"])


@pytest.mark.parametrize(
    ("destination", "vendor"),
    [(AMERICA, "telnyx"), ("+447700900123", "telnyx"), (CHINA, "unimatrix")],
)
def test_china_goes_by_unimatrix_and_the_rest_by_telnyx(
    routing: Routing, destination: str, vendor: str
) -> None:
    """The shipped table prefers one vendor for +86 and the other for everywhere else."""
    assert routing.route(destination, None, NONE_DOWN) == Route(vendor, passed_over=())


@pytest.mark.parametrize(
    ("destination", "down", "vendor"),
    [(AMERICA, "telnyx", "unimatrix"), (CHINA, "unimatrix", "telnyx")],
)
def test_the_next_vendor_takes_over_and_the_first_is_named(
    routing: Routing, destination: str, down: str, vendor: str
) -> None:
    """The timeline of a message tells who would have carried it."""
    assert routing.route(destination, None, frozenset({down})) == Route(vendor, passed_over=(down,))


def test_a_vendor_further_down_the_order_is_not_passed_over(routing: Routing) -> None:
    """Only who was asked before the chosen one is told of."""
    assert routing.route(AMERICA, None, frozenset({"unimatrix"})) == Route("telnyx", passed_over=())


def test_when_all_are_down_nobody_takes_it(routing: Routing) -> None:
    """The answer names everyone who was tried, in the order of trying."""
    assert routing.route(CHINA, None, VENDORS) == VendorDown(("unimatrix", "telnyx"))


def test_a_pinned_vendor_takes_it_whatever_the_table_prefers(routing: Routing) -> None:
    """A pin goes before the table."""
    assert routing.route(CHINA, "telnyx", NONE_DOWN) == Route("telnyx", passed_over=())


def test_nobody_stands_in_for_a_pinned_vendor(routing: Routing) -> None:
    """Whoever pins a vendor wants that one or none."""
    assert routing.route(AMERICA, "telnyx", frozenset({"telnyx"})) == VendorDown(("telnyx",))


@pytest.mark.parametrize("pinned", ["nobody", "Telnyx", ""])
def test_a_vendor_nobody_knows_is_named_with_those_one_could_have_meant(
    routing: Routing, pinned: str
) -> None:
    """An unknown vendor is unknown even while it is said to be down."""
    expected = UnknownVendor(pinned, known=("telnyx", "unimatrix"))

    assert routing.route(AMERICA, pinned, frozenset({pinned})) == expected


@given(
    order=st.permutations(["a", "b", "c", "d"]),
    down=st.frozensets(st.sampled_from(["a", "b", "c", "d"])),
)
def test_the_first_vendor_that_is_up_takes_it(order: list[str], down: frozenset[str]) -> None:
    """Those passed over and the chosen one together are the beginning of the order."""
    routing = Routing.of({"default": order, "prefixes": {}}, vendors="abcd")
    match routing.route(AMERICA, None, down):
        case Route(vendor, passed_over):
            assert vendor not in down
            assert set(passed_over) <= down
            assert [*passed_over, vendor] == order[: len(passed_over) + 1]
        case VendorDown(vendors):
            assert list(vendors) == order
            assert down == set(order)
        case UnknownVendor():
            pytest.fail("nothing was pinned")


@pytest.mark.parametrize(
    "row",
    [[], ["nobody"], ["telnyx", "nobody"], ["telnyx", "telnyx"], "telnyx", None, [["telnyx"]]],
)
def test_a_wrong_order_is_refused_by_its_prefix(row: object) -> None:
    """An order names known vendors, at least one, each once."""
    with pytest.raises(InvalidRouting, match=r"vendors for \+44: .*telnyx, unimatrix"):
        Routing.of({"default": ["telnyx"], "prefixes": {"+44": row}}, VENDORS)
    with pytest.raises(InvalidRouting, match=r"vendors for default: "):
        Routing.of({"default": row, "prefixes": {}}, VENDORS)


@pytest.mark.parametrize("table", [{}, {"default": ["telnyx"]}, {"prefixes": {}}])
def test_a_routing_table_without_its_keys_is_refused(table: dict[str, object]) -> None:
    """Without a default some number would have no vendor."""
    with pytest.raises(InvalidRouting, match="a routing table holds"):
        Routing.of(table, VENDORS)


def test_a_wrong_prefix_is_refused_by_name() -> None:
    """A prefix is written with its plus sign."""
    with pytest.raises(ValueError, match='"86" is no prefix'):
        Routing.of({"default": ["telnyx"], "prefixes": {"86": ["unimatrix"]}}, VENDORS)
