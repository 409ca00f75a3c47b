"""The Infrai SMS gateway, under `/v1`."""

from simulator.face import Face
from simulator.face.error_codes import ERROR_CODES
from simulator.faces.gateway.auth import KEYS, environment
from simulator.faces.gateway.envelope import refuse
from simulator.faces.gateway.routes import ROUTES
from simulator.faces.gateway.translate.ids import MESSAGE
from simulator.faces.gateway.translate.occasions import told

__all__ = ["FACE"]

FACE = Face(
    name="gateway",
    prefix="/v1",
    routes=ROUTES,
    world_of=KEYS.world_of,
    refuse=refuse,
    keys=KEYS.spell,
    environment=environment,
    spell_message_id=MESSAGE.spell,
    tells=told,
    error_codes=frozenset(ERROR_CODES),
)
