"""The whole vendor on one screen: its operations, by their names in its official SDK."""

from typing import Final

from simulator.face import Handler, Route
from simulator.face.reading import Wire
from simulator.faces.telnyx.operations import messages, profiles
from simulator.faces.telnyx.wire import messages as message_wire
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


_MESSAGES: Final = (
    _operation("POST", "/messages", "messages.send", messages.send, message_wire.Send),
    _operation(
        "POST",
        "/messages/alphanumeric_sender_id",
        "messages.send_with_alphanumeric_sender",
        messages.send_alphanumeric,
        message_wire.AlphanumericSend,
    ),
    _operation(
        "POST",
        "/messages/group_mms",
        "messages.send_group_mms",
        messages.send_group,
        message_wire.GroupSend,
    ),
    _operation(
        "POST",
        "/messages/long_code",
        "messages.send_long_code",
        messages.send_long_code,
        message_wire.LongCodeSend,
    ),
    _operation(
        "POST",
        "/messages/number_pool",
        "messages.send_number_pool",
        messages.send_pool,
        message_wire.PoolSend,
    ),
    _operation(
        "POST",
        "/messages/short_code",
        "messages.send_short_code",
        messages.send_short_code,
        message_wire.ShortCodeSend,
    ),
    _operation(
        "POST", "/messages/schedule", "messages.schedule", messages.schedule, message_wire.Schedule
    ),
    _operation(
        "POST",
        "/messages/whatsapp",
        "messages.whatsapp",
        messages.send_whatsapp,
        message_wire.WhatsappSend,
    ),
    _operation(
        "POST", "/messages/rcs", "messages.rcs.send", messages.send_rcs, message_wire.RcsSend
    ),
    _operation(
        "GET",
        "/messages/rcs/deeplinks/{agent_id}",
        "messages.rcs.generate_deeplink",
        messages.deeplink,
        message_wire.DeeplinkQuery,
    ),
    _operation(
        "GET",
        "/messages/group/{message_id}",
        "messages.retrieve_group_messages",
        messages.retrieve_group,
    ),
    _operation("GET", "/messages/{id}", "messages.retrieve", messages.retrieve),
    _operation("DELETE", "/messages/{id}", "messages.cancel_scheduled", messages.cancel),
)

ROUTES: Final = (
    *_MESSAGES,
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
