"""Accepting a message: it is routed, segmented, charged for, and put on its way.

It is refused for its content, for want of a signature, of credit or of a vendor, in this order.
"""

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from simulator.domain import signatures
from simulator.domain.address import E164, Originator
from simulator.domain.carrier import next_step
from simulator.domain.encoding import Encoding
from simulator.domain.fault_effects import Fault
from simulator.domain.magic import Fate
from simulator.domain.message import Event, Message, State, What
from simulator.domain.occasion import Occasion
from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    Invalid,
    SignatureRequired,
    UnknownVendor,
    VendorFailed,
    VendorUnavailable,
)
from simulator.domain.routing import Route, VendorDown
from simulator.domain.routing import UnknownVendor as NobodyOfThatName
from simulator.domain.segmentation import segment
from simulator.domain.steps import MessageStep
from simulator.domain.suppression import Suppressions, stops
from simulator.domain.value import value
from simulator.services.drafts import Draft
from simulator.services.misfortunes import befall, vendors_down
from simulator.services.ports import Key
from simulator.services.tables import (
    LIKENESS,
    MESSAGE,
    MESSAGES,
    SIGNATURES_APPROVED,
    SUPPRESSED,
    messages_to,
)
from simulator.services.templates import Filling, compose
from simulator.services.world import Stock, World

__all__ = ["Quote", "Submission", "accept", "foresee", "submit"]

# Names of our own: in 3.11 a look at a member of an enumeration costs twenty looks at one of these.
_QUEUED, _IS_QUEUED = What.QUEUED, State.QUEUED

# With nearly all messages nothing goes wrong on purpose.
_SOUND: Final[Fault | None] = None


class Submission(Struct, frozen=True, gc=False):
    """What a sender asks for.

    Attributes:
        face: the API through which it is asked.
        content: the text, or a template and what fills it.
        originator: None lets the carrier choose.
        vendor: who is to carry it; None lets the carrier route.
    """

    face: str
    destination: E164
    content: str | Filling
    originator: Originator | None = None
    vendor: str | None = None


@value
class Quote:
    """How a vendor that has ways of his own spells a message, and what he takes for it.

    Attributes:
        price: micro-USD for all segments.
        send_at: when the message sets out; None at once.
        fault: what will go wrong with it by the vendor's own rules; a rule of the world goes first.
    """

    encoding: Encoding
    segment_count: int
    price: MicroUsd
    send_at: int | None = None
    fault: Fault | None = None


async def submit(draft: Draft, submission: Submission) -> Message:
    """Write a new message into a draft; one to a suppressed number goes no further than that."""
    world, destination, text = draft.world, submission.destination, submission.content
    stock, fault = world.parts.stock, _SOUND
    fate = _fate(world, destination) if destination.startswith(stock.magic.prefix) else None
    routed = _routed(world, submission)
    text = text if isinstance(text, str) else await compose(draft, text)
    if signatures.are_needed_for(destination):
        await _require_signature(draft, destination)
    likeness = _likeness(world, submission, text)
    counter, suppressed = LIKENESS.key(likeness), SUPPRESSED.key(destination)
    await draft.fetch_with_balance(counter, suppressed)
    segmentation = segment(text)
    price = _price(stock, routed, destination, segment_count := len(segmentation.parts))
    if _is_stopped(draft.get(suppressed), submission, fate):
        vendor, event = routed.vendor, Event(world.now, What.SUPPRESSED, State.SUPPRESSED)
    else:
        draft.charge(price)
        if fate is not None or world.settings.faults.at_carrier:
            fault, routed = await _go_wrong(draft, submission, text, fate, routed, price)
            price = _recharge(draft, price, _price(stock, routed, destination, segment_count))
        vendor, event = _queue(draft, routed, price, fault)
    message = Message(
        world.parts.ids.hex7(),
        submission.face,
        vendor,
        submission.originator,
        destination,
        text,
        segmentation.encoding,
        segment_count,
        price,
        likeness,
        (draft.get(counter) or 0) + 1,
        fault,
        event.state,
        (event,),
    )
    return _send_off(draft, message, counter)


async def accept(draft: Draft, submission: Submission, text: str, quote: Quote) -> Message:
    """Write a new message into a draft whose vendor has said how he sends it and for how much.

    Whether its number is suppressed is the vendor's to ask first, for he refuses where we suppress.
    """
    world, destination = draft.world, submission.destination
    fate, routed = _fate(world, destination), _routed(world, submission)
    likeness = _likeness(world, submission, text)
    counter = LIKENESS.key(likeness)
    await draft.fetch_with_balance(counter)
    draft.charge(quote.price)
    fault, routed = await _go_wrong(draft, submission, text, fate, routed, quote.price)
    vendor, event = _queue(draft, routed, quote.price, fault)
    if quote.send_at is not None:
        event = Event(world.now, What.SCHEDULED, State.SCHEDULED, event.detail)
    message = Message(
        world.parts.ids.hex7(),
        submission.face,
        vendor,
        submission.originator,
        destination,
        text,
        quote.encoding,
        quote.segment_count,
        quote.price,
        likeness,
        (draft.get(counter) or 0) + 1,
        fault or quote.fault,
        event.state,
        (event,),
    )
    if quote.send_at is not None:
        draft.plan(MessageStep(quote.send_at, message.id, What.QUEUED))
    return _send_off(draft, message, counter)


def _fate(world: World, destination: E164) -> Fate | None:
    fate = world.fate_of(destination)
    if fate is not None and fate.refused:
        raise Invalid.field("to", fate.refused)
    return fate


def _queue(
    draft: Draft, routed: Route | VendorDown, price: MicroUsd, fault: Fault | None
) -> tuple[str, Event]:
    if isinstance(routed, VendorDown):
        _give_back(draft, price)
        is_to_blame = vendors_down(fault, routed.vendor)
        raise VendorUnavailable(", ".join(routed.vendors), fault if is_to_blame else None)
    detail = _detail(routed) if routed.passed_over else ""
    return routed.vendor, Event(draft.world.now, _QUEUED, _IS_QUEUED, detail)


def _is_stopped(
    suppressions: Suppressions | None, submission: Submission, fate: Fate | None
) -> bool:
    if suppressions and stops(suppressions, submission.originator):
        return True
    return fate is not None and fate.is_opted_out


async def _go_wrong(
    draft: Draft,
    submission: Submission,
    text: str,
    fate: Fate | None,
    routed: Route | VendorDown,
    price: MicroUsd,
) -> tuple[Fault | None, Route | VendorDown]:
    """Let go wrong what shall, and tell who carries the message then."""
    world, vendor = draft.world, routed.vendor
    told = (submission.originator or "", submission.destination, text)
    occasion = Occasion.of(submission.face, world.op, told, vendor=vendor)
    try:
        fault = await befall(draft, occasion, fate)
    except VendorFailed:
        _give_back(draft, price)
        raise
    down = vendors_down(fault, vendor)
    return fault, _routed(world, submission, down) if down else routed


def _recharge(draft: Draft, charged: MicroUsd, price: MicroUsd) -> MicroUsd:
    """Charge what another vendor takes who has stepped in, rather than what the first one would."""
    if price != charged:
        draft.charge(MicroUsd(price - charged))
    return price


def _price(
    stock: Stock, routed: Route | VendorDown, destination: E164, segment_count: int
) -> MicroUsd:
    prices = stock.vendor_prices.get(routed.vendor, stock.prices)
    return prices.price(destination, segment_count)


def _send_off(draft: Draft, message: Message, counter: Key[int]) -> Message:
    world, message_id = draft.world, message.id
    draft.moved.append(message)
    # In one piece: a draft's own words for it are a call for each.
    draft.puts |= {counter: message.nth, MESSAGE.key(message_id): message}
    draft.entries += ((MESSAGES, message_id), (messages_to(message.destination), message_id))
    # Until it is dispatched a magic recipient's message is like any other: no fate bends that leg.
    profile = world.profile
    if profile.countries is not None:
        profile = profile.of_country(message.destination)
    held_ms = 0 if message.fault is None else message.fault.held_ms
    if (step := next_step(message, profile, world.dice, world.now + held_ms)) is not None:
        draft.steps.append(step)
    return message


async def foresee(draft: Draft, submissions: Iterable[Submission]) -> None:
    """Read at once what many submissions need: what each fetches for itself has then been seen."""
    keys: list[Key[Any]] = []
    for wanted in submissions:
        keys.append(SUPPRESSED.key(wanted.destination))
        if isinstance(wanted.content, str):
            keys.append(LIKENESS.key(_likeness(draft.world, wanted, wanted.content)))
    await draft.fetch(*dict.fromkeys(keys))


def _likeness(world: World, submission: Submission, text: str) -> str:
    """Draw what is equal for equal messages."""
    return world.dice.digest(
        "message",
        submission.face,
        submission.originator or "",
        submission.destination,
        text,
    )


async def _require_signature(draft: Draft, destination: E164) -> None:
    await draft.fetch(SIGNATURES_APPROVED)
    if not draft.get(SIGNATURES_APPROVED):
        raise SignatureRequired(destination)


def _routed(
    world: World, submission: Submission, also_down: frozenset[str] = frozenset()
) -> Route | VendorDown:
    down = world.settings.vendors_down
    if also_down:
        down |= also_down
    routes = world.parts.stock.routing
    match routes.route(submission.destination, submission.vendor, down):
        case NobodyOfThatName(vendor, known):
            raise UnknownVendor(vendor, known)
        case routed:
            return routed


def _give_back(draft: Draft, price: MicroUsd) -> None:
    """Charge nothing after all: in a batch the others are charged for, and this one is not."""
    draft.charge(MicroUsd(-price))


def _detail(route: Route) -> str:
    """Say who would have carried the message, had he not been down."""
    return f"{', '.join(route.passed_over)} down, taken by {route.vendor}"
