"""One-time passcodes: sent as ordinary messages, verified once."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from simulator.domain.address import E164
from simulator.domain.message import Message
from simulator.domain.otp import Otp, OtpRules, Verdict, issue
from simulator.domain.refusals import NotFound
from simulator.domain.signatures import signed
from simulator.domain.value import value
from simulator.services import wording
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.once import Once
from simulator.services.ports import Key
from simulator.services.safeguards import keep_to_limits
from simulator.services.submission import Submission, submit
from simulator.services.tables import LATEST_OTP_FACE, OTP, otps_of
from simulator.services.templates import Filling
from simulator.services.world import World

__all__ = ["OtpSent", "OtpWish", "expiry", "forget", "latest", "send_otp", "send_wished", "verify"]


@value
class OtpSent:
    """A code, and the message that carries it."""

    otp: Otp
    message: Message


@value
class OtpWish:
    """What code is asked for.

    Attributes:
        face: the API through which it is asked.
        vendor: who is to carry it; None lets the carrier route.
        purpose: codes for one do not replace those for another, nor verify for it.
        digit_count: of a code that is drawn; None leaves it to the rules.
        code: the code itself, if it is not to be drawn.
        lifetime_ms: how long such a code is good; None leaves it to the rules.
        name: in which it is sent, where it is in any.
        words: what is sent; None takes a template of the project's.
        template_id: its id, or its name; both are filled with `code` and `ttl`, its minutes.
    """

    face: str
    destination: E164
    vendor: str | None = None
    purpose: str = ""
    digit_count: int | None = None
    code: str | None = None
    lifetime_ms: int | None = None
    name: str | None = None
    words: str | None = "{code} is your verification code. It expires in {ttl} min."
    template_id: str | None = None


async def send_otp(
    world: World, face: str, destination: E164, once: Once | None = None
) -> Performed[OtpSent]:
    """Make a new code, which kills the old one, and send it.

    Raises:
        Refusal: for lack of credit or of a vendor; the old code lives on then.
    """
    wish = OtpWish(face, destination)
    return await perform(world, partial(_send, wish=wish), once)


async def send_wished(world: World, wish: OtpWish) -> Performed[OtpSent]:
    """Make a code as it is asked for, for a project that limits how many a number may be sent.

    Raises:
        Refusal: as above, for its name or its template, or because the number has had too many.
    """
    await wording.check_name(world, wish.name, [wish.destination])

    async def use_case(draft: Draft) -> OtpSent:
        await keep_to_limits(draft, wish.destination)
        return await _send(draft, wish)

    return await perform(world, use_case)


async def _send(draft: Draft, wish: OtpWish) -> OtpSent:
    world, destination, scope = draft.world, wish.destination, _scope(wish.face, wish.purpose)
    key = _key(scope, destination)
    await draft.fetch(key)
    previous = draft.get(key)
    otp = issue(
        world.parts.ids.hex7(),
        face=wish.face,
        destination=destination,
        previous=previous,
        rules=_rules(world, wish),
        dice=world.dice,
        now=world.now,
    )
    draft.put(key, otp)
    draft.put(LATEST_OTP_FACE.key(destination), scope)
    if wish.purpose and previous is None:
        draft.enter(otps_of(destination), scope)
    content = await wording.settle(world, _content(wish, otp))
    submission = Submission(wish.face, destination, content, vendor=wish.vendor)
    return OtpSent(otp, await submit(draft, submission))


async def verify(
    world: World,
    face: str,
    destination: E164,
    code: str,
    once: Once | None = None,
    *,
    purpose: str = "",
    lifetime_ms: int | None = None,
) -> Performed[bool]:
    """Tell whether this is the code that was sent; a right one is used up, a wrong one counted.

    Args:
        world: where.
        face: the API through which it was sent.
        destination: to whom.
        code: what was tried.
        once: whether to do this once.
        purpose: what it was sent for.
        lifetime_ms: how long codes are good that were drawn; None leaves it to the rules.
    """

    async def use_case(draft: Draft) -> bool:
        key = _key(_scope(face, purpose), destination)
        await draft.fetch(key)
        otp = draft.get(key)
        if otp is None:
            return False
        verdict = otp.verdict(code, world.now, lifetime_ms)
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


async def forget(draft: Draft, destination: E164, faces: Iterable[str]) -> None:
    """Write into a draft that a number was never sent a code through any of these faces."""
    index = otps_of(destination)
    scopes = await draft.fetch_lines(index)
    for scope in (*faces, *scopes):
        draft.delete(_key(scope, destination))
    for scope in scopes:
        draft.withdraw(index, scope)
    draft.delete(LATEST_OTP_FACE.key(destination))


def _rules(world: World, wish: OtpWish) -> OtpRules:
    """Tell the rules for a code: a magic number may always get the same one."""
    rules, fate = world.stock.otp_rules, world.fate_of(wish.destination)
    if wish.purpose:
        rules = replace(rules, purpose=wish.purpose)
    if wish.code is not None:
        lifetime_ms = wish.lifetime_ms or rules.lifetime_ms
        return replace(rules, code=wish.code, is_own=True, lifetime_ms=lifetime_ms)
    if fate is not None and fate.otp is not None:
        return replace(rules, code=fate.otp)
    return rules if wish.digit_count is None else replace(rules, digit_count=wish.digit_count)


def _scope(face: str, purpose: str) -> str:
    return f"{face}/{purpose}" if purpose else face


def _key(scope: str, destination: E164) -> Key[Otp]:
    return OTP.key(f"{scope} {destination}")


def _content(wish: OtpWish, otp: Otp) -> str | Filling:
    minute_count = -(-(otp.expires_at - otp.created_at) // 60_000)
    told = {"code": otp.code, "ttl": str(minute_count)}
    if wish.words is None:
        return Filling(f"{wish.template_id}", tuple(told.items()), wish.name)
    return signed(wish.name, wish.words.format_map(told))
