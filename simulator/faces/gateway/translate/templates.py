"""Templates, in the gateway's words."""

from simulator.domain.templates import Template
from simulator.face.instants import iso
from simulator.faces.gateway import wire
from simulator.faces.gateway.translate.ids import TEMPLATE
from simulator.faces.gateway.translate.reviews import review_state
from simulator.services.templates import TemplateWish

__all__ = ["template", "wish"]


def wish(sent: wire.CreateTemplate) -> TemplateWish:
    """Read what template is wanted."""
    variables = None if sent.variables is None else tuple(sent.variables)
    return TemplateWish(sent.name, sent.body, sent.locale, variables, sent.vendor)


def template(record: Template) -> dict[str, object]:
    """Spell an SmsTemplate."""
    return {
        "template_id": TEMPLATE.spell(record.id),
        "name": record.name,
        "body": record.body,
        "locale": record.locale,
        "variables": list(record.variables),
        "review_state": review_state(record.state),
        "reject_reason": record.reason or None,
        "created_at": iso(record.created_at),
    }
