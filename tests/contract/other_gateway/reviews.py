"""Signatures and templates, which somebody looks at before long."""

import re
import secrets
from collections.abc import Mapping
from typing import Final, Literal

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.clock import written
from tests.contract.other_gateway.paging import page
from tests.contract.other_gateway.project import Project, Review
from tests.contract.other_gateway.refusing import Refusal

__all__ = [
    "create_signature",
    "create_template",
    "delete",
    "get",
    "has_signature",
    "list_signatures",
    "list_templates",
    "rendered",
]

_BLANK: Final = re.compile(r"\{{1,2}\s*(\w+)\s*\}{1,2}")


def create_signature(call: Call) -> Outcome:
    """Hand in a signature."""
    call.body.optional("proof_url")
    call.body.optional("remark")
    about: dict[str, object] = {
        "text": call.body.text("name"),
        "type": call.body.optional("type"),
        "reject_reason": None,
        "vendor": call.body.optional("vendor"),
    }
    return _create(call, "signature", about)


def create_template(call: Call) -> Outcome:
    """Hand in a template; nobody minds whether its variables were told."""
    name, body = call.body.text("name"), call.body.text("body")
    call.body.optional("vendor")
    about: dict[str, object] = {
        "name": name,
        "body": body,
        "locale": call.body.optional("locale") or "und",
        "variables": call.body.texts("variables") or list(dict.fromkeys(_BLANK.findall(body))),
    }
    return _create(call, "template", about)


def get(call: Call) -> Outcome:
    """Tell one of either."""
    return Outcome(_spell(_found(call), call.project))


def list_signatures(call: Call) -> Outcome:
    """Tell all signatures."""
    return _list(call, "signature")


def list_templates(call: Call) -> Outcome:
    """Tell all templates."""
    return _list(call, "template")


def delete(call: Call) -> Outcome:
    """Forget one of either."""
    review = _found(call)
    del call.project.reviews[review.id]
    call.project.deleted.add(review.id)
    return Outcome({"deleted": True})


def has_signature(project: Project) -> bool:
    """Tell whether a signature has passed."""
    return any(
        review.kind == "signature" and review.decided <= project.now
        for review in project.reviews.values()
    )


def rendered(project: Project, template_id: str, values: Mapping[str, str]) -> str:
    """Fill in a template, whether it has passed or not; what has no value stays as it is."""
    review = project.reviews.get(template_id)
    if review is None or review.kind != "template":
        raise Refusal(404, "NO_SUCH_TEMPLATE")
    body = str(review.about["body"])
    return _BLANK.sub(lambda blank: values.get(blank[1], blank[0]), body)


def _create(
    call: Call, kind: Literal["signature", "template"], about: dict[str, object]
) -> Outcome:
    project = call.project
    decided = project.after(project.pace.review)
    review = Review(project.serial(), kind, secrets.token_hex(5), about, project.now, decided)
    project.reviews[review.id] = review
    return Outcome(_spell(review, project), 201)


def _list(call: Call, kind: Literal["signature", "template"]) -> Outcome:
    rows = [review for review in call.project.reviews.values() if review.kind == kind]
    return Outcome(page(rows, call.query, lambda review: _spell(review, call.project)))


def _found(call: Call) -> Review:
    if call.id in call.project.deleted:
        raise Refusal(410, "DELETED")
    review = call.project.reviews.get(call.id)
    if review is None:
        raise Refusal(404, "NOTHING_HERE")
    return review


def _spell(review: Review, project: Project) -> dict[str, object]:
    return {
        f"{review.kind}_id": review.id,
        **review.about,
        "review_state": "passed" if review.decided <= project.now else "in_review",
        "created_at": written(review.at),
    }
