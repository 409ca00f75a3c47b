"""The whole vendor on one screen: its operations, by their names in its official SDK."""

from typing import Final

from simulator.face import Handler, Route
from simulator.face.reading import Wire
from simulator.faces.telnyx.operations import profiles
from simulator.faces.telnyx.wire import profiles as profile_wire

__all__ = ["ROUTES"]


def _operation(
    method: str,
    path: str,
    name: str,
    handler: Handler,
    takes: type[Wire] | None = None,
    *,
    status: int = 200,
) -> Route:
    return Route(method, f"/v2{path}", name, handler, takes, status=status)


ROUTES: Final = (
    _operation(
        "GET",
        "/messaging_profiles",
        "messaging_profiles.list",
        profiles.list_profiles,
        profile_wire.ProfilesQuery,
    ),
    _operation(
        "POST",
        "/messaging_profiles",
        "messaging_profiles.create",
        profiles.create,
        profile_wire.CreateProfile,
    ),
    _operation("GET", "/messaging_profiles/{id}", "messaging_profiles.retrieve", profiles.retrieve),
    _operation(
        "PATCH",
        "/messaging_profiles/{id}",
        "messaging_profiles.update",
        profiles.update,
        profile_wire.UpdateProfile,
    ),
    _operation("DELETE", "/messaging_profiles/{id}", "messaging_profiles.delete", profiles.delete),
    _operation(
        "POST",
        "/messaging_profiles/{id}/actions/regenerate_secret",
        "messaging_profiles.actions.regenerate_secret",
        profiles.renew_secret,
    ),
)
