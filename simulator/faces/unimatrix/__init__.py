"""Unimatrix: `POST /?action=...`, below any path."""

from simulator.face import Face
from simulator.faces.unimatrix.answers import refuse
from simulator.faces.unimatrix.auth import admit, environment, keys, world_of
from simulator.faces.unimatrix.error_codes import ERROR_CODES
from simulator.faces.unimatrix.routes import ROUTES, picks
from simulator.faces.unimatrix.translate.occasions import told
from simulator.faces.unimatrix.webhooks import WEBHOOKS

__all__ = ["FACE"]

FACE = Face(
    name="unimatrix",
    prefix="",
    routes=ROUTES,
    world_of=world_of,
    refuse=refuse,
    keys=keys,
    environment=environment,
    tells=told,
    error_codes=frozenset(ERROR_CODES),
    admit=admit,
    picks=picks,
    webhooks=WEBHOOKS,
)
