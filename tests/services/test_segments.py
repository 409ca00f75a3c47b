"""Inspecting a text before anybody sends it."""

import pytest

from simulator.domain.refusals import Invalid
from simulator.services.segments import inspect_text
from tests.parts import Bench
from tests.traffic import ALICE, PRICE


async def test_a_text_is_priced_by_its_destination(bench: Bench) -> None:
    """A segment costs what it costs there; without a destination nobody knows."""
    world = await bench.world()

    assert (await inspect_text(world, "a" * 161, ALICE)).segment_price == PRICE
    assert (await inspect_text(world, "a" * 161, None)).segment_price is None


async def test_the_shipped_look_alikes_are_offered(bench: Bench) -> None:
    """Those of the stock, which is the same in every world."""
    found = await inspect_text(await bench.world(), "It\u2019s", None)

    assert found.inspection.respelling is not None
    assert found.inspection.respelling.text == "It's"


async def test_a_text_that_no_concatenation_holds_is_refused(bench: Bench) -> None:
    """With the number of segments that it would take."""
    with pytest.raises(Invalid) as refused:
        await inspect_text(await bench.world(), "😀" * 9_000, ALICE)

    (problem,) = refused.value.problems
    assert problem.field == "text"
    assert problem.message == "cannot be sent: 273 segments are more than 255"
