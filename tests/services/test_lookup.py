"""Looking numbers up, with all there is to know or some of it."""

import pytest

from simulator.domain.address import E164
from simulator.domain.handset import Handset
from simulator.domain.numbering import DETAILS, LineType, Listing
from simulator.domain.refusals import Invalid
from simulator.services import handsets
from simulator.services.lookup import look_up
from tests.parts import Bench

ALICE = "+14155550123"


async def test_all_is_told_where_nothing_is_chosen(bench: Bench) -> None:
    """Naming every field is the same as naming none."""
    world = await bench.world()

    listing = await look_up(world, ALICE)

    assert (listing.phone, listing.is_valid, listing.country_code) == (ALICE, True, "US")
    assert listing.line_type is LineType.MOBILE_OR_LANDLINE
    assert listing.caller_name
    assert await look_up(world, ALICE, DETAILS) == listing


async def test_what_is_not_chosen_is_left_out(bench: Bench) -> None:
    """No field at all is a choice, too: only whether it is a number."""
    world = await bench.world()

    assert await look_up(world, ALICE, []) == Listing(ALICE, is_valid=True)
    assert await look_up(world, ALICE, ["country_code", "country_code"]) == Listing(
        ALICE, is_valid=True, country_code="US"
    )


async def test_a_number_is_the_same_in_every_world(bench: Bench) -> None:
    """Whose a number is has nothing to do with who asks."""
    one, other = await bench.world("one"), await bench.world("other")

    assert await look_up(one, ALICE) == await look_up(other, ALICE)


@pytest.mark.parametrize("phone", ["nonsense", ALICE])
@pytest.mark.parametrize("strange", ["colour", "", "phone", "valid", "Carrier", "carrier "])
async def test_an_unknown_field_is_refused(bench: Bench, strange: str, phone: str) -> None:
    """Wherever it stands, it is named by its place, with the fields there are; the rest is moot."""
    world = await bench.world()

    with pytest.raises(Invalid) as caught:
        await look_up(world, phone, ["carrier", "line_type", strange, "another"])

    (problem,) = caught.value.problems
    assert problem.field == "fields.2"
    assert problem.message == (
        "is not known; there are country_code, carrier, line_type, caller_name"
    )


async def test_a_handset_says_more_than_the_directory(bench: Bench) -> None:
    """To whom a number was ported, and that it is a landline after all; others are as ever."""
    world, other = await bench.world(), E164("+14155550124")
    before = await look_up(world, ALICE)
    await handsets.put(world, Handset(E164(ALICE), is_landline=True, ported_to="Acme Mobile"))
    await handsets.put(world, Handset(other, is_on=False))

    listing = await look_up(world, "+1 415 555 0123")

    assert (listing.carrier, listing.line_type) == ("Acme Mobile", LineType.LANDLINE)
    assert listing.caller_name == before.caller_name
    assert await look_up(world, other) == await look_up(await bench.world("else"), other)
    assert await look_up(world, "nonsense") == Listing("nonsense", is_valid=False)
    assert await look_up(world, ALICE, ["carrier"]) == Listing(
        ALICE, is_valid=True, carrier="Acme Mobile"
    )
