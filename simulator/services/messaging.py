"""Sending: a message is accepted, lives, and may be taken back or sent again."""

from collections.abc import Sequence
from functools import partial
from typing import TypeAlias

from simulator.domain.erasure import is_erased
from simulator.domain.message import Message, State, What, may
from simulator.domain.refusals import Conflicting, NotFound, Refusal
from simulator.domain.value import value
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.once import Once
from simulator.services.retention import forgotten
from simulator.services.submission import Submission, foresee, submit
from simulator.services.tables import MESSAGE
from simulator.services.world import World

__all__ = [
    "BatchAnswer",
    "BatchItem",
    "Cancellation",
    "cancel",
    "resend",
    "send",
    "send_batch",
]


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
        await foresee(draft, submissions)
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
        message = await _find(draft, message_id)
        if not may(message.state, What.CANCELLED):
            return Cancellation(message, is_cancelled=False)
        cancelled = message.after(What.CANCELLED, world.now)
        draft.put(MESSAGE.key(message_id), cancelled)
        draft.moved.append(cancelled)
        draft.pay_in(message.price)
        return Cancellation(cancelled, is_cancelled=True)

    return await perform(world, use_case, once)


async def resend(
    world: World, message_id: str, *, only_failed: bool, once: Once | None = None
) -> Performed[tuple[Message, ...]]:
    """Send the same content to the same number again, as a new message.

    With `only_failed`, a message that did not fail is left alone, and nothing comes back.

    Raises:
        NotFound: no such message in this world.
        Conflicting: the number it went to has been erased.
        Refusal: for lack of credit or of a vendor.
    """

    async def use_case(draft: Draft) -> tuple[Message, ...]:
        message = await _find(draft, message_id)
        if only_failed and message.state not in {State.UNDELIVERED, State.FAILED}:
            return ()
        if is_erased(message.destination):
            raise Conflicting("the number that this message went to has been erased")
        return (await submit(draft, _again(message)),)

    return await perform(world, use_case, once)


async def _find(draft: Draft, message_id: str) -> Message:
    key = MESSAGE.key(message_id)
    await draft.fetch(key)
    message = draft.get(key)
    if message is None:
        raise NotFound(MESSAGE.name, message_id, await forgotten(draft.world))
    return message


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


def _again(message: Message) -> Submission:
    return Submission(
        message.face,
        message.destination,
        message.text,
        message.originator,
        message.vendor,
    )
