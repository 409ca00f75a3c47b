"""Sending: a message is accepted, lives, and may be taken back or sent again."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from simulator.domain import routing
from simulator.domain.address import E164, Originator
from simulator.domain.carrier import next_step
from simulator.domain.message import Event, ImpossibleTransitionError, Message, State, What, may
from simulator.domain.refusals import NotFound, Refusal, UnknownVendor, VendorUnavailable
from simulator.domain.segmentation import segment
from simulator.domain.steps import MessageStep
from simulator.domain.value import value
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.once import Once
from simulator.services.ports import Key, Lease
from simulator.services.tables import LIKENESS, MESSAGE, MESSAGES, messages_to
from simulator.services.world import World

__all__ = [
    "BatchAnswer",
    "BatchItem",
    "Cancellation",
    "Submission",
    "cancel",
    "move",
    "resend",
    "send",
    "send_batch",
    "submit",
]


@value
class Submission:
    """What a sender asks for.

    Attributes:
        face: the API through which it is asked.
        originator: None lets the carrier choose.
        vendor: who is to carry it; None lets the carrier route.
    """

    face: str
    destination: E164
    text: str
    originator: Originator | None = None
    vendor: str | None = None


BatchItem: TypeAlias = Submission | Refusal
BatchAnswer: TypeAlias = Message | Refusal


@value
class Cancellation:
    """What came of the wish to take a message back: the message now, and whether that was done."""

    message: Message
    is_cancelled: bool


async def send(
    world: World, submission: Submission, once: Once | None = None
) -> Performed[Message]:
    """Accept one message and charge for it.

    Raises:
        Refusal: for lack of credit or of a vendor.
    """
    return await perform(world, partial(submit, submission=submission), once)


async def send_batch(
    world: World, items: Sequence[BatchItem], once: Once | None = None
) -> Performed[tuple[BatchAnswer, ...]]:
    """Accept what can be accepted of many messages; what is refused is told at its place."""

    async def use_case(draft: Draft) -> tuple[BatchAnswer, ...]:
        submissions = [item for item in items if isinstance(item, Submission)]
        # One reading for all: what each of them fetches for itself has then been seen.
        await draft.fetch(*(_likeness(world, wanted)[1] for wanted in submissions))
        return tuple([await _answer(draft, item) for item in items])

    return await perform(world, use_case, once)


async def cancel(
    world: World, message_id: str, once: Once | None = None
) -> Performed[Cancellation]:
    """Take a message back, and give its price back, if it has not been dispatched.

    Raises:
        NotFound: no such message in this world.
    """

    async def use_case(draft: Draft) -> Cancellation:
        message = await _fetch(draft, message_id)
        if not may(message.state, What.CANCELLED):
            return Cancellation(message, is_cancelled=False)
        cancelled = message.after(What.CANCELLED, world.now)
        draft.put(MESSAGE.key(message_id), cancelled)
        draft.refund(message.price)
        return Cancellation(cancelled, is_cancelled=True)

    return await perform(world, use_case, once)


async def resend(
    world: World, message_id: str, *, only_failed: bool, once: Once | None = None
) -> Performed[tuple[Message, ...]]:
    """Send the same content to the same number again, as a new message.

    With `only_failed`, a message that did not fail is left alone, and nothing comes back.

    Raises:
        NotFound: no such message in this world.
        Refusal: for lack of credit or of a vendor.
    """

    async def use_case(draft: Draft) -> tuple[Message, ...]:
        message = await _fetch(draft, message_id)
        if only_failed and message.state not in {State.UNDELIVERED, State.FAILED}:
            return ()
        return (await submit(draft, _again(message)),)

    return await perform(world, use_case, once)


async def submit(draft: Draft, submission: Submission) -> Message:
    """Write a new message into a draft: routed, segmented, charged, and on its way."""
    world = draft.world
    parts, now, destination = world.parts, world.now, submission.destination
    route = _route(world, submission)
    likeness, counter = _likeness(world, submission)
    await draft.fetch_with_balance(counter)
    nth = (draft.get(counter) or 0) + 1
    segmentation = segment(submission.text)
    segment_count = len(segmentation.parts)
    price = parts.stock.prices.price(destination, segment_count)
    draft.charge(price)
    message_id = parts.ids.hex7()
    message = Message(
        message_id,
        submission.face,
        route.vendor,
        submission.originator,
        destination,
        submission.text,
        segmentation.encoding,
        segment_count,
        price,
        likeness,
        nth,
        State.QUEUED,
        (Event(now, What.QUEUED, State.QUEUED, _detail(route)),),
    )
    draft.put(counter, nth)
    draft.put(MESSAGE.key(message_id), message)
    draft.enter(MESSAGES, message_id)
    draft.enter(messages_to(destination), message_id)
    draft.plan(next_step(message, world.profile, world.dice, now))
    return message


async def move(world: World, lease: Lease, steps: Sequence[MessageStep]) -> Sequence[Message]:
    """Let due things happen to messages, and tell those to which they did happen.

    Raises:
        LeaseLost: the steps were not ours to do any more.
    """
    keys = [MESSAGE.key(step.message_id) for step in steps]

    async def use_case(draft: Draft) -> list[Message]:
        draft.finish(lease)
        await draft.fetch(*dict.fromkeys(keys))
        profile, dice = world.profile, world.dice
        moved = []
        for key, step in zip(keys, steps, strict=True):
            message = _after(draft.get(key), step)
            if message is not None:
                draft.put(key, message)
                draft.plan(next_step(message, profile, dice, step.due_at))
                moved.append(message)
        return moved

    return (await perform(world, use_case)).result


def _after(message: Message | None, step: MessageStep) -> Message | None:
    """Let one thing happen, unless it cannot any more: the message was cancelled, say."""
    if message is None:
        return None
    try:
        return message.after(step.what, step.due_at, step.detail)
    except ImpossibleTransitionError:
        return None


async def _answer(draft: Draft, item: BatchItem) -> BatchAnswer:
    match item:
        case Refusal():
            return item
        case Submission():
            try:
                return await submit(draft, item)
            except Refusal as refusal:
                # It may be remembered for a day, and must not keep a whole call stack alive.
                return refusal.with_traceback(None)


async def _fetch(draft: Draft, message_id: str) -> Message:
    key = MESSAGE.key(message_id)
    await draft.fetch(key)
    message = draft.get(key)
    if message is None:
        raise NotFound("message", message_id)
    return message


def _likeness(world: World, submission: Submission) -> tuple[str, Key[int]]:
    """Draw what is equal for equal messages, and name the counter of such messages."""
    likeness = world.dice.digest(
        "message",
        submission.face,
        submission.originator or "",
        submission.destination,
        submission.text,
    )
    return likeness, LIKENESS.key(likeness)


def _route(world: World, submission: Submission) -> routing.Route:
    down = world.settings.vendors_down
    routes = world.parts.stock.routing
    match routes.route(submission.destination, submission.vendor, down):
        case routing.Route() as route:
            return route
        case routing.UnknownVendor(vendor, known):
            raise UnknownVendor(vendor, known)
        case routing.VendorDown(vendors):
            raise VendorUnavailable(", ".join(vendors))


def _detail(route: routing.Route) -> str:
    """Say who would have carried the message, had he not been down."""
    if not route.passed_over:
        return ""
    return f"{', '.join(route.passed_over)} down, taken by {route.vendor}"


def _again(message: Message) -> Submission:
    return Submission(
        message.face,
        message.destination,
        message.text,
        message.originator,
        message.vendor,
    )
