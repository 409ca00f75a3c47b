"""Telnyx messaging, under `/v2` or any path that ends so."""

from simulator.face import Face
from simulator.faces.telnyx.auth import KEYS, environment
from simulator.faces.telnyx.catalogue import catalogue
from simulator.faces.telnyx.errors import refuse
from simulator.faces.telnyx.routes import ROUTES
from simulator.faces.telnyx.translate.ids import spell_uuid
from simulator.faces.telnyx.translate.occasions import told
from simulator.faces.telnyx.webhooks import WEBHOOKS

__all__ = ["FACE"]

FACE = Face(
    name="telnyx",
    prefix="/v2",
    routes=ROUTES,
    world_of=KEYS.world_of,
    refuse=refuse,
    keys=KEYS.spell,
    environment=environment,
    spell_message_id=spell_uuid,
    tells=told,
    error_codes=frozenset(catalogue()),
    is_portable=True,
    webhooks=WEBHOOKS,
)
