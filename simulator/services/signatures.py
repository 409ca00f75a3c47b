"""Signatures: made, reviewed after a while, and given up."""

from simulator.domain.review import ReviewState, Subject
from simulator.domain.signatures import Signature, review_signature
from simulator.domain.steps import ReviewStep
from simulator.domain.value import value
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.lists import read_page
from simulator.services.once import Once
from simulator.services.pages import Page, PageRequest
from simulator.services.tables import SIGNATURE, SIGNATURES, SIGNATURES_APPROVED
from simulator.services.vendors import require_known
from simulator.services.world import World

__all__ = [
    "SignatureWish",
    "create",
    "delete",
    "get",
    "list_signatures",
    "review",
]


@value
class SignatureWish:
    """What signature is asked for; its members mean what they mean in a signature."""

    text: str
    type: str | None = None
    proof_url: str | None = None
    remark: str | None = None
    vendor: str | None = None


async def create(
    world: World, wish: SignatureWish, once: Once | None = None
) -> Performed[Signature]:
    """Make a signature and hand it in for review, which may be over at once.

    Raises:
        UnknownVendor: it is pinned to a vendor that is none.
    """

    async def use_case(draft: Draft) -> Signature:
        require_known(world, wish.vendor)
        signature = _new(world, wish)
        draft.put(SIGNATURE.key(signature.id), signature)
        draft.enter(SIGNATURES, signature.id)
        review_ms = world.settings.review_ms
        if review_ms == 0:
            return await _decide(draft, signature)
        draft.plan(ReviewStep(world.now + review_ms, Subject.SIGNATURE, signature.id))
        return signature

    return await perform(world, use_case, once)


async def get(world: World, signature_id: str) -> Signature:
    """Read one signature.

    Raises:
        NotFound: no such signature in this world.
    """
    return await world.find(SIGNATURE, signature_id)


async def list_signatures(world: World, wanted: PageRequest) -> Page[Signature]:
    """Read a page of all signatures, newest first.

    Raises:
        Invalid: the cursor is not of this list.
    """
    return await read_page(world, SIGNATURES, SIGNATURE, wanted)


async def delete(world: World, signature_id: str, once: Once | None = None) -> Performed[bool]:
    """Give a signature up, whatever its review has come to; messages already sent keep their way.

    Raises:
        NotFound: no such signature in this world.
    """

    async def use_case(draft: Draft) -> bool:
        signature = await draft.find(SIGNATURE, signature_id)
        draft.delete(SIGNATURE.key(signature_id))
        draft.withdraw(SIGNATURES, signature_id)
        if signature.state is ReviewState.APPROVED:
            await _count_approved(draft, -1)
        return True

    return await perform(world, use_case, once)


async def review(draft: Draft, signature_id: str) -> Signature | None:
    """Decide on a signature; None if it was given up or decided before."""
    key = SIGNATURE.key(signature_id)
    await draft.fetch(key)
    signature = draft.get(key)
    if signature is None or signature.state is not ReviewState.PENDING:
        return None
    return await _decide(draft, signature)


async def _decide(draft: Draft, signature: Signature) -> Signature:
    decided = signature.reviewed(review_signature(signature))
    draft.put(SIGNATURE.key(signature.id), decided)
    if decided.state is ReviewState.APPROVED:
        await _count_approved(draft, +1)
    return decided


async def _count_approved(draft: Draft, change: int) -> None:
    await draft.fetch(SIGNATURES_APPROVED)
    draft.put(SIGNATURES_APPROVED, (draft.get(SIGNATURES_APPROVED) or 0) + change)


def _new(world: World, wish: SignatureWish) -> Signature:
    return Signature(
        id=world.parts.ids.hex7(),
        text=wish.text,
        type=wish.type,
        proof_url=wish.proof_url,
        remark=wish.remark,
        vendor=wish.vendor,
        state=ReviewState.PENDING,
        reason="",
        created_at=world.now,
    )
