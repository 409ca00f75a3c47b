"""One-time passcodes: sent as ordinary messages, verified once."""

from collections.abc import Iterable
from dataclasses import replace

from simulator.domain.address import E164
from simulator.domain.message import Message
from simulator.domain.otp import Otp, OtpRules, Verdict, issue
from simulator.domain.refusals import NotFound
from simulator.domain.value import value
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.once import Once
from simulator.services.ports import Key
from simulator.services.submission import Submission, submit
from simulator.services.tables import LATEST_OTP_FACE, OTP
from simulator.services.world import World

__all__ = ["OtpSent", "expiry", "forget", "latest", "send_otp", "verify"]


@value
class OtpSent:
    """A code, and the message that carries it."""

    otp: Otp
    message: Message


async def send_otp(
    world: World, face: str, destination: E164, once: Once | None = None
) -> Performed[OtpSent]:
    """Make a new code, which kills the old one, and send it.

    Raises:
        Refusal: for lack of credit or of a vendor; the old code lives on then.
    """

    async def use_case(draft: Draft) -> OtpSent:
        key = _key(face, destination)
        await draft.fetch(key)
        otp = issue(
            world.parts.ids.hex7(),
            face=face,
            destination=destination,
            previous=draft.get(key),
            rules=_rules(world, destination),
            dice=world.dice,
            now=world.now,
        )
        draft.put(key, otp)
        draft.put(LATEST_OTP_FACE.key(destination), face)
        message = await submit(draft, Submission(face, destination, _text(otp)))
        return OtpSent(otp, message)

    return await perform(world, use_case, once)


async def verify(
    world: World, face: str, destination: E164, code: str, once: Once | None = None
) -> Performed[bool]:
    """Tell whether this is the code that was sent; a right one is used up, a wrong one counted."""

    async def use_case(draft: Draft) -> bool:
        key = _key(face, destination)
        await draft.fetch(key)
        otp = draft.get(key)
        if otp is None:
            return False
        verdict = otp.verdict(code, world.now)
        draft.put(key, otp.after(verdict))
        return verdict is Verdict.VALID

    return await perform(world, use_case, once)


async def latest(world: World, destination: E164) -> Otp | None:
    """Read the last code sent to a number, through whichever face."""
    face = await world.get(LATEST_OTP_FACE.key(destination))
    if face is None:
        return None
    return await world.get(_key(face, destination))


async def expiry(world: World, destination: E164) -> int:
    """Tell when the last code sent to a number is no longer good, though nobody has used it.

    Raises:
        NotFound: none was sent.
    """
    found = await latest(world, destination)
    if found is None:
        raise NotFound("code for", destination)
    return found.expires_at


def forget(draft: Draft, destination: E164, faces: Iterable[str]) -> None:
    """Write into a draft that a number was never sent a code through any of these faces."""
    for face in faces:
        draft.delete(_key(face, destination))
    draft.delete(LATEST_OTP_FACE.key(destination))


def _rules(world: World, destination: E164) -> OtpRules:
    """Tell the rules for a number: a magic one may always get the same code."""
    fate = world.fate_of(destination)
    rules = world.stock.otp_rules
    return rules if fate is None or fate.otp is None else replace(rules, code=fate.otp)


def _key(face: str, destination: E164) -> Key[Otp]:
    return OTP.key(f"{face} {destination}")


def _text(otp: Otp) -> str:
    minute_count = -(-(otp.expires_at - otp.created_at) // 60_000)
    return f"{otp.code} is your verification code. It expires in {minute_count} min."
