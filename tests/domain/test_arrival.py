"""What becomes of a message that comes to its handset."""

from dataclasses import replace

import pytest
from msgspec import structs

from simulator.domain.address import AlphanumericSenderId, Originator
from simulator.domain.arrival import Meeting, Refused, Taken, Waits, hinders, meet
from simulator.domain.coverage import Coverage, Span
from simulator.domain.handset import CARRIER_NUMBER, AutoReply, Handset
from simulator.domain.message import Message
from tests.messages import BORN_AT, born

PHONE = Handset(born().destination)
OFF = replace(PHONE, is_on=False)
TUNNEL = replace(PHONE, coverage=Coverage((Span(BORN_AT + 10, BORN_AT + 20),)))
SHOP = AlphanumericSenderId("Shop")


def of_parts(count: int, originator: Originator | None = None) -> Message:
    """Make a message of so many segments."""
    return structs.replace(born(), segment_count=count, originator=originator)


@pytest.mark.parametrize(
    "handset",
    [
        PHONE,
        replace(PHONE, auto_reply=AutoReply("a", 0), ported_to="Acme", reads_after_ms=1),
    ],
)
def test_most_handsets_are_in_nobodys_way(handset: Handset) -> None:
    """What they do with a message comes after it has arrived."""
    assert not hinders(handset)
    assert meet(of_parts(3), handset, 0, BORN_AT) == Taken(3)


@pytest.mark.parametrize(
    ("handset", "meeting"),
    [
        (OFF, Waits("handset off")),
        (TUNNEL, Waits("out of coverage", until=BORN_AT + 10)),
        (replace(TUNNEL, is_on=False), Waits("handset off")),
        (replace(PHONE, is_landline=True), Refused("landline")),
        (replace(OFF, is_landline=True, blocks_all=True), Refused("landline")),
        (replace(OFF, blocks_all=True), Refused("blocked by recipient")),
        (replace(PHONE, blocked=frozenset({CARRIER_NUMBER})), Refused("blocked by recipient")),
        (replace(PHONE, blocked=frozenset({SHOP})), Taken(1)),
        (replace(OFF, memory_part_count=0), Waits("handset off")),
        (replace(PHONE, memory_part_count=0), Waits("memory full")),
        (replace(PHONE, memory_part_count=1), Taken(1)),
    ],
)
def test_a_handset_may_be_in_the_way(handset: Handset, meeting: Meeting) -> None:
    """What will never change goes before what may, and a handset without power notices nothing."""
    assert hinders(handset)
    assert meet(of_parts(1), handset, 0, BORN_AT) == meeting


def test_a_handset_is_out_of_coverage_only_for_a_time() -> None:
    """While a window is open it takes everything; after the last one it never will."""
    assert meet(of_parts(1), TUNNEL, 0, BORN_AT + 10) == Taken(1)
    assert meet(of_parts(1), TUNNEL, 0, BORN_AT + 20) == Waits("out of coverage")


@pytest.mark.parametrize(("sender", "is_blocked"), [(SHOP, True), (None, False)])
def test_a_sender_is_blocked_by_its_name(sender: Originator | None, *, is_blocked: bool) -> None:
    """Others are not."""
    handset = replace(PHONE, blocked=frozenset({SHOP}))

    assert isinstance(meet(of_parts(1, sender), handset, 0, BORN_AT), Refused) == is_blocked


@pytest.mark.parametrize(
    ("room", "there", "meeting"),
    [
        (2, 0, Waits("memory full: parts 1-2 of 3 arrived", 2)),
        (1, 0, Waits("memory full: part 1 of 3 arrived", 1)),
        (0, 0, Waits("memory full", 0)),
        (0, 2, Waits("memory full: parts 1-2 of 3 arrived", 0)),
        (1, 1, Waits("memory full: parts 1-2 of 3 arrived", 1)),
        (1, 2, Taken(1)),
        (3, 0, Taken(3)),
        (9, 1, Taken(2)),
    ],
)
def test_a_message_may_arrive_in_part(room: int, there: int, meeting: Meeting) -> None:
    """Its segments are stored as far as there is room; the rest comes later, and nothing twice."""
    handset = replace(PHONE, memory_part_count=room)

    assert meet(of_parts(3), handset, there, BORN_AT) == meeting
