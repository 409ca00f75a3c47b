"""In whose name somebody may write, and in the words of which template, as vendors check it."""

from collections.abc import Iterable

from simulator.domain import signatures
from simulator.domain.address import E164
from simulator.domain.refusals import Invalid, NotFound, SignatureRequired
from simulator.domain.review import ReviewState
from simulator.services.tables import SIGNATURE, SIGNATURES, TEMPLATE, TEMPLATES
from simulator.services.templates import Filling
from simulator.services.traffic import newest_first
from simulator.services.world import World

__all__ = ["check_name", "settle"]


async def check_name(world: World, name: str | None, destinations: Iterable[E164]) -> None:
    """See that one may write to these numbers in this name; None is in nobody's.

    Where a country asks for a name, it has to be approved. Elsewhere one that nobody has handed in
    is any name, and one that was handed in has to be approved all the same.

    Raises:
        SignatureRequired: there is none, to a country that asks for one.
        Invalid: it was not approved, or could not be.
        NotFound: nobody has handed it in, and it has to be approved.
    """
    asking = next((number for number in destinations if signatures.are_needed_for(number)), None)
    if name is None:
        if asking is not None:
            raise SignatureRequired(asking)
        return
    if not signatures.TEXT_LENGTH_MIN <= len(name) <= signatures.TEXT_LENGTH_MAX:
        raise Invalid.field("signature", "must have 2 to 16 characters")
    standing = await _standing(world, name)
    if standing is None and asking is not None:
        raise NotFound(SIGNATURE.name, name)
    if standing not in {None, ReviewState.APPROVED}:
        raise Invalid.field("signature", f"is {standing}")


async def settle(world: World, content: str | Filling) -> str | Filling:
    """Find the template that is meant by its id or, if there is none, by its name.

    Raises:
        NotFound: there is none of that name either.
    """
    if isinstance(content, str):
        return content
    called = content.template_id
    if await world.get(TEMPLATE.key(called)) is not None:
        return content
    async for template in newest_first(world, TEMPLATES, TEMPLATE):
        if template.name == called:
            return Filling(template.id, content.variables, content.signature)
    raise NotFound(TEMPLATE.name, called)


async def _standing(world: World, name: str) -> ReviewState | None:
    """Tell how the review of a name went, at its best; None if nobody has handed it in."""
    standing: ReviewState | None = None
    async for signature in newest_first(world, SIGNATURES, SIGNATURE):
        if signature.text == name:
            if signature.state is ReviewState.APPROVED:
                return ReviewState.APPROVED
            standing = standing or signature.state
    return standing
