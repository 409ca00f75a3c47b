"""Reviews that come due together."""

from collections.abc import Sequence
from functools import partial

from simulator.domain.review import ReviewState, Subject
from simulator.domain.signatures import Signature
from simulator.domain.steps import ReviewStep
from simulator.domain.templates import Template
from simulator.services import signatures, templates
from simulator.services.drafts import perform
from simulator.services.reviews import Reviewed, review
from simulator.services.signatures import SignatureWish
from simulator.services.tables import SIGNATURES_APPROVED
from simulator.services.templates import TemplateWish
from simulator.services.world import World
from tests.parts import NOW, Bench, build_bench
from tests.stores import TakenStore


async def signature(world: World, text: str = "Acme") -> Signature:
    """Ask for a signature."""
    return (await signatures.create(world, SignatureWish(text))).result


async def template(world: World, body: str = "Hi") -> Template:
    """Ask for a template."""
    return (await templates.create(world, TemplateWish("t", body))).result


def due(*subjects: Reviewed) -> list[ReviewStep]:
    """Make the steps that decide on these."""
    return [ReviewStep(NOW + 5_000, _kind(subject), subject.id) for subject in subjects]


def _kind(subject: Reviewed) -> Subject:
    return Subject.SIGNATURE if isinstance(subject, Signature) else Subject.TEMPLATE


async def reviewed(world: World, steps: Sequence[ReviewStep]) -> list[Reviewed]:
    """Let these reviews come to their end in one draft."""
    return (await perform(world, partial(review, steps=steps))).result


async def approved_count(world: World) -> int | None:
    """Tell how many signatures may be sent in."""
    return await world.get(SIGNATURES_APPROVED)


async def test_what_comes_due_together_is_decided_together(bench: Bench) -> None:
    """Signatures and templates in one draft, told in the order of their steps."""
    world = await bench.world()
    one, bad = await signature(world), await template(world, "reject")
    two, three = await signature(world, "reject"), await signature(world, "Three")

    decided = await reviewed(world, due(one, bad, two, three))

    approved, rejected = ReviewState.APPROVED, ReviewState.REJECTED
    assert [subject.id for subject in decided] == [one.id, bad.id, two.id, three.id]
    assert [subject.state for subject in decided] == [approved, rejected, rejected, approved]
    assert [
        await signatures.get(world, one.id),
        await templates.get(world, bad.id),
        await signatures.get(world, two.id),
        await signatures.get(world, three.id),
    ] == decided


async def test_each_approved_signature_is_counted(bench: Bench) -> None:
    """Several in one draft count as several, and a template does not."""
    world = await bench.world()
    handed_in = [await signature(world, f"Name {n}") for n in range(3)]

    await reviewed(world, due(*handed_in, await template(world)))
    assert await approved_count(world) == 3
    await signatures.delete(world, handed_in[0].id)

    assert await approved_count(world) == 2


async def test_what_is_gone_or_decided_is_passed_over(bench: Bench) -> None:
    """It is neither told nor counted, though it come up twice in one draft."""
    world = await bench.world()
    gone, kept = await signature(world), await signature(world, "Kept")
    gone_template, kept_template = await template(world), await template(world)
    await signatures.delete(world, gone.id)
    await templates.delete(world, gone_template.id)
    steps = due(gone, kept, kept, gone_template, kept_template, kept_template)

    decided = await reviewed(world, steps)

    assert [subject.id for subject in decided] == [kept.id, kept_template.id]
    assert await approved_count(world) == 1
    assert await reviewed(world, steps) == []
    assert await approved_count(world) == 1


async def test_nothing_due_is_nothing_done(bench: Bench) -> None:
    """No steps, no decisions."""
    assert await reviewed(await bench.world(), []) == []


async def test_a_review_that_met_another_change_decides_again() -> None:
    """And counts once."""
    store = TakenStore()
    world = await build_bench(store=store).world()
    steps = due(await signature(world))
    store.taken_count = 2

    assert len(await reviewed(world, steps)) == 1
    assert await approved_count(world) == 1
