"""Templates: made, reviewed, listed, given up, and filled for a message."""

import pytest

from simulator.domain.refusals import (
    FieldProblem,
    Invalid,
    NotFound,
    TemplateNotApproved,
    UnknownVendor,
)
from simulator.domain.review import ReviewState, Subject
from simulator.domain.steps import ReviewStep
from simulator.domain.templates import Template
from simulator.services.drafts import Draft, perform
from simulator.services.pages import PageRequest, write_cursor
from simulator.services.templates import (
    Filling,
    TemplateWish,
    create,
    delete,
    get,
    list_templates,
)
from simulator.services.templates import compose as compose_in
from simulator.services.templates import review as review_in
from simulator.services.world import World
from simulator.services.worlds import WorldWish
from tests.parts import NOW, Bench
from tests.traffic import once

CODE = TemplateWish("otp", "Your code is {{code}}")


async def made(world: World, body: str = "Your code is {{code}}") -> Template:
    """Ask for a template."""
    return (await create(world, TemplateWish("otp", body))).result


async def review(world: World, template_id: str) -> Template | None:
    """Let a template's review come to its end."""

    async def use_case(draft: Draft) -> Template | None:
        return await review_in(draft, template_id)

    return (await perform(world, use_case)).result


async def compose(world: World, template_id: str, **variables: str) -> str:
    """Fill a template."""

    async def use_case(draft: Draft) -> str:
        return await compose_in(draft, Filling(template_id, tuple(variables.items())))

    return (await perform(world, use_case)).result


async def refused(world: World, template_id: str, **variables: str) -> tuple[FieldProblem, ...]:
    """Fill a template in vain, and tell what was wrong."""
    with pytest.raises(Invalid) as caught:
        await compose(world, template_id, **variables)
    return caught.value.problems


async def hasty(bench: Bench) -> World:
    """Make a world where reviews take no time."""
    return await bench.worlds.create(WorldWish("hasty", review_ms=0))


async def planned(bench: Bench, world: World) -> list[object]:
    """Tell what waits on a world's timeline."""
    lease = await bench.store.lease(world.name, until=10**15, limit=100)
    return [*lease.steps] if lease else []


# --- Making and reviewing -------------------------------------------------------------------------


async def test_a_template_is_kept_as_it_was_asked_for(bench: Bench) -> None:
    """It waits for its review, which takes the world's time for that."""
    world = await bench.world()

    performed = await create(world, TemplateWish("hi", "Hi {b}", "en", ("b", "a"), "telnyx"))

    template = performed.result
    assert template == Template(
        template.id, "hi", "Hi {b}", "en", ("b", "a"), "telnyx", ReviewState.PENDING, "", NOW
    )
    assert performed.charged == 0
    assert await get(world, template.id) == template
    step = ReviewStep(NOW + 5_000, Subject.TEMPLATE, template.id)
    assert await planned(bench, world) == [step]


@pytest.mark.parametrize(
    ("variables", "kept", "state"),
    [
        (None, ("b", "a"), ReviewState.APPROVED),
        (("a", "b"), ("a", "b"), ReviewState.APPROVED),
        (("a",), ("a",), ReviewState.REJECTED),
        ((), (), ReviewState.REJECTED),
    ],
)
async def test_variables_that_are_not_declared_are_those_of_the_body(
    bench: Bench,
    variables: tuple[str, ...] | None,
    kept: tuple[str, ...],
    state: ReviewState,
) -> None:
    """To declare none is something else than not to declare."""
    wish = TemplateWish("t", "{b} {{a}} {b}", variables=variables)

    template = (await create(await hasty(bench), wish)).result

    assert (template.variables, template.state) == (kept, state)


async def test_a_review_decides_once(bench: Bench) -> None:
    """By the rules; whoever comes later finds nothing left to decide."""
    world = await bench.world()
    good, bad = await made(world), await made(world, "reject me")

    decided = [await review(world, one.id) for one in (good, bad)]

    assert [one and (one.state, bool(one.reason)) for one in decided] == [
        (ReviewState.APPROVED, False),
        (ReviewState.REJECTED, True),
    ]
    assert [await get(world, one.id) for one in (good, bad)] == decided
    assert [await review(world, one.id) for one in (good, bad)] == [None, None]


async def test_a_world_in_a_hurry_reviews_at_once(bench: Bench) -> None:
    """With no time to take, the answer is there when the template is, and nothing is planned."""
    world = await hasty(bench)

    good, bad = await made(world), await made(world, "")

    assert (good.state, bad.state) == (ReviewState.APPROVED, ReviewState.REJECTED)
    assert [await get(world, one.id) for one in (good, bad)] == [good, bad]
    assert await planned(bench, world) == []


async def test_a_vendor_that_is_none_is_refused(bench: Bench) -> None:
    """Nothing was made."""
    world = await bench.world()

    with pytest.raises(UnknownVendor):
        await create(world, TemplateWish("t", "Hi", vendor="nobody"))

    assert (await list_templates(world, PageRequest())).items == []


async def test_a_retry_makes_no_second_template(bench: Bench) -> None:
    """And hands none in a second time; what it answers is what it answered first."""
    world = await bench.world()

    first, second = [await create(world, CODE, once()) for _ in range(2)]

    assert (second.result, second.is_replayed) == (first.result, True)
    assert (await list_templates(world, PageRequest())).items == [first.result]
    assert len(await planned(bench, world)) == 1


# --- Reading and giving up ------------------------------------------------------------------------


async def test_a_template_is_found_in_its_own_world(bench: Bench) -> None:
    """Elsewhere it does not exist: it is not found, given up or filled from there."""
    world, other = await bench.world(), await bench.world("other")
    template = await made(world)

    for deed in (get, delete, compose):
        with pytest.raises(NotFound) as caught:
            await deed(other, template.id)
        assert (caught.value.kind, caught.value.name) == ("template", template.id)
    assert await get(world, template.id) == template


async def test_templates_come_in_pages_newest_first(bench: Bench) -> None:
    """All of them, whatever their reviews came to; a strange cursor leads nowhere."""
    world = await bench.world()
    one, two, three = [await made(world, body) for body in ("One", "Two", "reject")]
    two_reviewed = await review(world, two.id)

    first = await list_templates(world, PageRequest(limit=2))
    second = await list_templates(world, PageRequest(first.next_cursor, 2))

    assert (first.items, second.items) == ([three, two_reviewed], [one])
    assert second.next_cursor is None
    with pytest.raises(Invalid):
        await list_templates(world, PageRequest(write_cursor("signatures", one.id)))


async def test_a_template_given_up_is_gone(bench: Bench) -> None:
    """Not found, listed, reviewed or filled any more; the list has no hole where it was."""
    world = await bench.world()
    kept, gone = await made(world), await made(world)

    first, second = [await delete(world, gone.id, once()) for _ in range(2)]

    assert (first.result, second.result, second.is_replayed) == (True, True, True)
    for deed in (get, delete, compose):
        with pytest.raises(NotFound):
            await deed(world, gone.id)
    assert await review(world, gone.id) is None
    assert (await list_templates(world, PageRequest(limit=1))).items == [kept]


# --- Filling --------------------------------------------------------------------------------------


async def test_an_approved_template_is_filled(bench: Bench) -> None:
    """What it has no placeholder for is not used."""
    world = await hasty(bench)
    template = await made(world, "{greeting} {{name}}!")

    text = await compose(world, template.id, greeting="Hi", name="{greeting}", other="x")

    assert text == "Hi {greeting}!"


async def test_a_template_that_is_not_approved_is_not_filled(bench: Bench) -> None:
    """It waits, or was rejected; that goes before what it lacks."""
    world = await bench.world()
    waiting, rejected = await made(world), await made(world, "reject {it}")
    await review(world, rejected.id)

    for template, state in ((waiting, ReviewState.PENDING), (rejected, ReviewState.REJECTED)):
        with pytest.raises(TemplateNotApproved) as caught:
            await compose(world, template.id)
        assert (caught.value.template_id, caught.value.state) == (template.id, state)


async def test_each_missing_variable_is_a_problem_of_its_own(bench: Bench) -> None:
    """In the order of the body; a variable that is declared and not used is not missing."""
    world = await hasty(bench)
    wish = TemplateWish("t", "{b} {a} {c}", variables=("a", "b", "c", "d"))
    template = (await create(world, wish)).result

    assert await refused(world, template.id, a="1") == (
        FieldProblem("template_vars.b", "is missing"),
        FieldProblem("template_vars.c", "is missing"),
    )


@pytest.mark.parametrize("length", [1, 1_600])
async def test_a_text_of_a_message_has_1_to_1600_characters(bench: Bench, length: int) -> None:
    """The bounds themselves are fine."""
    world = await hasty(bench)
    template = await made(world, "{text}")

    assert await compose(world, template.id, text="x" * length) == "x" * length


@pytest.mark.parametrize("length", [0, 1_601])
async def test_a_text_that_is_empty_or_too_long_is_refused(bench: Bench, length: int) -> None:
    """It is what fills the template that is wrong, and the refusal counts the characters."""
    world = await hasty(bench)
    template = await made(world, "{text}")

    (problem,) = await refused(world, template.id, text="x" * length)

    assert problem.field == "template_vars"
    assert f" {length} characters" in problem.message
