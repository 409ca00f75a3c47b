"""Senders: registered, verified by a code sent to them as an ordinary message, and given up."""

from simulator.domain.address import E164
from simulator.domain.refusals import Conflicting, Invalid, Refusal
from simulator.domain.senders import Sender, SenderState, SenderWish
from simulator.domain.senders import register as make_sender
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.lists import read_page
from simulator.services.once import Once
from simulator.services.pages import Page, PageRequest
from simulator.services.submission import Submission, submit
from simulator.services.tables import SENDER, SENDER_CODE_COUNT, SENDER_OF_NUMBER, SENDERS
from simulator.services.world import World

__all__ = ["SenderWish", "delete", "get", "list_senders", "register", "verify"]


async def register(
    world: World, face: str, wish: SenderWish, once: Once | None = None
) -> Performed[Sender]:
    """Register a number, and send a code to it.

    A number that was rejected may be registered again, as another sender.

    Raises:
        Conflicting: it is registered already.
        Refusal: the message with the code is refused.
    """

    async def use_case(draft: Draft) -> Sender:
        await _refuse_registered(draft, wish.number)
        sender = make_sender(
            world.parts.ids.hex7(),
            wish,
            face=face,
            code_nth=await _next_code(draft, wish.number),
            dice=world.dice,
            now=world.now,
        )
        draft.put(SENDER.key(sender.id), sender)
        draft.put(SENDER_OF_NUMBER.key(sender.number), sender.id)
        draft.enter(SENDERS, sender.id)
        await _send_code(draft, sender)
        return sender

    return await perform(world, use_case, once)


async def verify(
    world: World, sender_id: str, code: str | None = None, once: Once | None = None
) -> Performed[Sender]:
    """Confirm a sender by its code; without a code, send a new one, which kills the old.

    A sender that is verified already is answered as it is, whatever the code.

    Raises:
        NotFound: no such sender in this world.
        Invalid: the code is wrong, which has been counted.
        Conflicting: the sender has been rejected.
        Refusal: the message with a new code is refused; the old code lives on then.
    """

    async def use_case(draft: Draft) -> Sender | Refusal:
        sender = await draft.find(SENDER, sender_id)
        match sender.state:
            case SenderState.VERIFIED:
                return sender
            case SenderState.REJECTED:
                raise Conflicting("the sender was rejected; register its number again")
            case SenderState.PENDING:
                if code is None:
                    return await _renew_code(draft, sender)
                return _try(draft, sender, code)

    return await perform(world, use_case, once)


async def get(world: World, sender_id: str) -> Sender:
    """Read one sender.

    Raises:
        NotFound: no such sender in this world.
    """
    return await world.find(SENDER, sender_id)


async def list_senders(world: World, wanted: PageRequest) -> Page[Sender]:
    """Read a page of all senders, newest first.

    Raises:
        Invalid: the cursor is not of this list.
    """
    return await read_page(world, SENDERS, SENDER, wanted)


async def delete(world: World, sender_id: str, once: Once | None = None) -> Performed[bool]:
    """Give a sender up, after which its number may be registered again.

    Raises:
        NotFound: no such sender in this world.
    """

    async def use_case(draft: Draft) -> bool:
        sender = await draft.find(SENDER, sender_id)
        draft.delete(SENDER.key(sender_id))
        draft.withdraw(SENDERS, sender_id)
        of_number = SENDER_OF_NUMBER.key(sender.number)
        await draft.fetch(of_number)
        if draft.get(of_number) == sender_id:  # else a rejected one, and the number is another's
            draft.delete(of_number)
        return True

    return await perform(world, use_case, once)


async def _refuse_registered(draft: Draft, number: E164) -> None:
    of_number = SENDER_OF_NUMBER.key(number)
    await draft.fetch(of_number)
    sender_id = draft.get(of_number)
    if sender_id is None:
        return
    sender = await draft.find(SENDER, sender_id)
    if sender.state is not SenderState.REJECTED:
        raise Conflicting(f"{number} is registered already")


def _try(draft: Draft, sender: Sender, code: str) -> Sender | Refusal:
    """Let a guess count; a wrong one is refused all the same."""
    tried = sender.after_code(code)
    draft.put(SENDER.key(sender.id), tried)
    match tried.state:
        case SenderState.VERIFIED:
            return tried
        case SenderState.REJECTED:
            return Invalid.field("code", "is wrong for the last time; the sender is rejected")
        case SenderState.PENDING:
            return Invalid.field("code", f"is wrong; attempts left: {tried.attempts_left}")


async def _renew_code(draft: Draft, sender: Sender) -> Sender:
    code_nth = await _next_code(draft, sender.number)
    renewed = sender.with_new_code(code_nth, draft.world.dice)
    draft.put(SENDER.key(sender.id), renewed)
    await _send_code(draft, renewed)
    return renewed


async def _next_code(draft: Draft, number: E164) -> int:
    """Count one more code for a number: no sender begins with one that an earlier one was sent."""
    counter = SENDER_CODE_COUNT.key(number)
    await draft.fetch(counter)
    code_nth = (draft.get(counter) or 0) + 1
    draft.put(counter, code_nth)
    return code_nth


async def _send_code(draft: Draft, sender: Sender) -> None:
    text = f"{sender.code} is the code that registers {sender.number} as a sender."
    await submit(draft, Submission(sender.face, sender.number, text))
