"""Reviews: what is handed in is decided on when its time has come."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from simulator.domain.review import Subject
from simulator.domain.signatures import Signature
from simulator.domain.steps import ReviewStep
from simulator.domain.templates import Template
from simulator.services import signatures, templates
from simulator.services.drafts import Draft
from simulator.services.ports import Key
from simulator.services.tables import SIGNATURE, TEMPLATE

__all__ = ["Reviewed", "review"]

Reviewed: TypeAlias = Signature | Template


async def review(draft: Draft, steps: Sequence[ReviewStep]) -> list[Reviewed]:
    """Decide on what is still there and not decided on, and tell what it has become, in order."""
    # One reading for all: what each of them fetches for itself has then been seen.
    await draft.fetch(*dict.fromkeys(map(_key, steps)))
    reviewed = [await _review(draft, step) for step in steps]
    return [subject for subject in reviewed if subject is not None]


async def _review(draft: Draft, step: ReviewStep) -> Reviewed | None:
    match step.subject:
        case Subject.SIGNATURE:
            return await signatures.review(draft, step.subject_id)
        case Subject.TEMPLATE:
            return await templates.review(draft, step.subject_id)


def _key(step: ReviewStep) -> Key[Any]:
    match step.subject:
        case Subject.SIGNATURE:
            return SIGNATURE.key(step.subject_id)
        case Subject.TEMPLATE:
            return TEMPLATE.key(step.subject_id)
