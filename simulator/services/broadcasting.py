"""Broadcasting: one text to some numbers, all of them or none."""

from simulator.domain.address import E164
from simulator.domain.message import Message
from simulator.domain.value import value
from simulator.services import wording
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.safeguards import keep_to_limits
from simulator.services.submission import Submission, foresee, submit
from simulator.services.templates import Filling
from simulator.services.world import World

__all__ = ["Broadcast", "broadcast"]


@value
class Broadcast:
    """What a sender asks for.

    Attributes:
        face: the API through which it is asked.
        vendor: who is to carry it.
        name: in which it is sent, where it is in any; it stands in the content already.
        content: the text, or a template, by id or name, and what fills it.
    """

    face: str
    vendor: str
    destinations: tuple[E164, ...]
    name: str | None
    content: str | Filling


async def broadcast(world: World, wish: Broadcast) -> Performed[tuple[Message, ...]]:
    """Accept a text to all of its numbers, in their order, and charge for it.

    Raises:
        Refusal: for its name or its template, because one of the numbers has had too much of late,
            or for lack of credit or of a vendor; then nothing is sent to anybody.
    """
    await wording.check_name(world, wish.name, wish.destinations)
    content = await wording.settle(world, wish.content)
    submissions = [
        Submission(wish.face, destination, content, vendor=wish.vendor)
        for destination in wish.destinations
    ]

    async def use_case(draft: Draft) -> tuple[Message, ...]:
        await foresee(draft, submissions)
        messages = []
        for submission in submissions:
            await keep_to_limits(draft, submission.destination)
            messages.append(await submit(draft, submission))
        return tuple(messages)

    return await perform(world, use_case)
