"""Templates: made, reviewed after a while, filled for each message, and given up."""

from simulator.domain.refusals import FieldProblem, Invalid, TemplateNotApproved
from simulator.domain.review import ReviewState, Subject
from simulator.domain.signatures import signed
from simulator.domain.steps import ReviewStep
from simulator.domain.templates import (
    TEXT_LENGTH_MAX,
    MissingVariables,
    Template,
    placeholders,
    render,
    review_template,
)
from simulator.domain.value import value
from simulator.services.drafts import Draft, Performed, perform
from simulator.services.lists import read_page
from simulator.services.once import Once
from simulator.services.pages import Page, PageRequest
from simulator.services.tables import TEMPLATE, TEMPLATES
from simulator.services.vendors import require_known
from simulator.services.world import World

__all__ = [
    "Filling",
    "TemplateWish",
    "compose",
    "create",
    "delete",
    "get",
    "list_templates",
    "review",
]


@value
class TemplateWish:
    """What template is asked for; its members mean what they mean in a template.

    Attributes:
        variables: None takes what the body has placeholders for.
    """

    name: str
    body: str
    locale: str | None = None
    variables: tuple[str, ...] | None = None
    vendor: str | None = None


@value
class Filling:
    """A template, and what its placeholders are filled with: pairs of name and text.

    Attributes:
        signature: the name that stands before the text; None where none does.
    """

    template_id: str
    variables: tuple[tuple[str, str], ...]
    signature: str | None = None


async def create(world: World, wish: TemplateWish, once: Once | None = None) -> Performed[Template]:
    """Make a template and hand it in for review, which may be over at once.

    Raises:
        UnknownVendor: it is pinned to a vendor that is none.
    """

    async def use_case(draft: Draft) -> Template:
        require_known(world, wish.vendor)
        template = _new(world, wish)
        draft.put(TEMPLATE.key(template.id), template)
        draft.enter(TEMPLATES, template.id)
        review_ms = world.settings.review_ms
        if review_ms == 0:
            return _decide(draft, template)
        draft.plan(ReviewStep(world.now + review_ms, Subject.TEMPLATE, template.id))
        return template

    return await perform(world, use_case, once)


async def get(world: World, template_id: str) -> Template:
    """Read one template.

    Raises:
        NotFound: no such template in this world.
    """
    return await world.find(TEMPLATE, template_id)


async def list_templates(world: World, wanted: PageRequest) -> Page[Template]:
    """Read a page of all templates, newest first.

    Raises:
        Invalid: the cursor is not of this list.
    """
    return await read_page(world, TEMPLATES, TEMPLATE, wanted)


async def delete(world: World, template_id: str, once: Once | None = None) -> Performed[bool]:
    """Give a template up, whatever its review has come to; messages keep the text it made.

    Raises:
        NotFound: no such template in this world.
    """

    async def use_case(draft: Draft) -> bool:
        await draft.find(TEMPLATE, template_id)
        draft.delete(TEMPLATE.key(template_id))
        draft.withdraw(TEMPLATES, template_id)
        return True

    return await perform(world, use_case, once)


async def review(draft: Draft, template_id: str) -> Template | None:
    """Decide on a template; None if it was given up or decided before."""
    key = TEMPLATE.key(template_id)
    await draft.fetch(key)
    template = draft.get(key)
    if template is None or template.state is not ReviewState.PENDING:
        return None
    return _decide(draft, template)


async def compose(draft: Draft, filling: Filling) -> str:
    """Make the text of a message: 1 to 1600 characters.

    Raises:
        NotFound: no such template in this world.
        TemplateNotApproved: its review is not over, or came to a no.
        Invalid: a placeholder is not filled, or the text comes out empty or too long.
    """
    template = await draft.find(TEMPLATE, filling.template_id)
    if template.state is not ReviewState.APPROVED:
        raise TemplateNotApproved(template.id, template.state)
    match render(template.body, dict(filling.variables)):
        case MissingVariables(names):
            problems = [FieldProblem(f"template_vars.{name}", "is missing") for name in names]
            raise Invalid(tuple(problems))
        case str(text):
            return _fitting(signed(filling.signature, text))


def _fitting(text: str) -> str:
    if not 1 <= len(text) <= TEXT_LENGTH_MAX:
        raise Invalid.field(
            "template_vars",
            f"makes a text of {len(text)} characters, and it must have 1 to {TEXT_LENGTH_MAX}",
        )
    return text


def _decide(draft: Draft, template: Template) -> Template:
    decided = template.reviewed(review_template(template))
    draft.put(TEMPLATE.key(template.id), decided)
    return decided


def _new(world: World, wish: TemplateWish) -> Template:
    return Template(
        id=world.parts.ids.hex7(),
        name=wish.name,
        body=wish.body,
        locale=wish.locale,
        variables=placeholders(wish.body) if wish.variables is None else wish.variables,
        vendor=wish.vendor,
        state=ReviewState.PENDING,
        reason="",
        created_at=world.now,
    )
