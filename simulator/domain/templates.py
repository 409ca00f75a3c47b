"""Templates: texts with holes, which are filled when a message is sent.

A placeholder is a name between braces: `{name}` or `{{name}}`. A name is one or more letters,
digits and underscores, of any script, with nothing else between it and its braces. It takes two
braces on each side where there are two on both, and one otherwise. Every other brace is plain text:

    {{{name}}}      a placeholder within braces
    {{name}         a brace, and a placeholder
    {a{name}}       the text `{a`, a placeholder, and a brace
    { name } {a-b}  plain text
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from simulator.domain.review import Review, ReviewState, objections_to_words
from simulator.domain.value import value

__all__ = [
    "TEXT_LENGTH_MAX",
    "MissingVariables",
    "Template",
    "placeholders",
    "render",
    "review_template",
]

# Of a template's body, and of the text that comes of it.
TEXT_LENGTH_MAX: Final = 1_600

# Group 1 is the second brace on the left; one on the right is asked for if it is there. Where the
# right has only one, the search goes on at the next brace, and so takes one from each side.
_PLACEHOLDER: Final = re.compile(r"(\{)?\{(\w+)\}(?(1)\})")


@value
class MissingVariables:
    """The placeholders that nothing was given for, in order."""

    names: tuple[str, ...]


@value
class Template:
    """A text with holes, and how its review went.

    Attributes:
        id: 32 hexadecimal characters, ordered by creation.
        name: what its owner calls it.
        locale: the language of the body, in its owner's spelling.
        variables: what may stand in placeholders: declared, or else whatever the body has.
        vendor: who is to register it; None leaves it to the carrier.
        reason: why it was rejected; empty unless it was.
    """

    id: str
    name: str
    body: str
    locale: str | None
    variables: tuple[str, ...]
    vendor: str | None
    state: ReviewState
    reason: str
    created_at: int

    def reviewed(self, review: Review) -> "Template":
        """Tell what the template is once this has come of its review."""
        return Template(
            self.id,
            self.name,
            self.body,
            self.locale,
            self.variables,
            self.vendor,
            review.state,
            review.reason,
            self.created_at,
        )


def placeholders(body: str) -> tuple[str, ...]:
    """Name the placeholders of a body, each once, in the order in which they first appear."""
    return tuple(dict.fromkeys(found[2] for found in _PLACEHOLDER.finditer(body)))


def render(body: str, variables: Mapping[str, str]) -> str | MissingVariables:
    """Fill all placeholders at once, so that braces in what they are filled with stay plain text.

    What the body has no placeholder for is not used.
    """
    missing = tuple(name for name in placeholders(body) if name not in variables)
    if missing:
        return MissingVariables(missing)
    return _PLACEHOLDER.sub(lambda found: variables[found[2]], body)


def review_template(template: Template) -> Review:
    """Review a template by its body.

    A variable that is declared and not used is no reason to reject: the translations of one text
    share a list of variables, and not every language has a place for each of them.
    """
    return Review.of(_objections(template))


def _objections(template: Template) -> Iterator[str]:
    body, declared = template.body, frozenset(template.variables)
    if len(body) > TEXT_LENGTH_MAX:  # and nobody reads on
        yield f"The body has {len(body)} characters, and may have {TEXT_LENGTH_MAX}."
        return
    if not body.strip():
        yield "The body is empty."
    undeclared = [name for name in placeholders(body) if name not in declared]
    if undeclared:
        yield f"The body has placeholders that are not declared: {', '.join(undeclared)}."
    yield from objections_to_words(body)
