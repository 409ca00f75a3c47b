"""The whole vendor on one screen: its operations, by their names in its official SDK."""

from typing import Final

from simulator.face import Handler, Route
from simulator.face.reading import Wire
from simulator.faces.telnyx import wire
from simulator.faces.telnyx.operations import (
    autoresponses,
    messages,
    names,
    numbers,
    profiles,
    reports,
    short_codes,
)

__all__ = ["ROUTES"]


def _operation(
    where: str, name: str, handler: Handler, takes: type[Wire] | None = None, *, status: int = 200
) -> Route:
    method, _, path = where.partition(" ")
    return Route(method, f"/v2{path}", name, handler, takes, status=status)


_MESSAGES: Final = "/messages"
_NAMES: Final = "/alphanumeric_sender_ids"
_HOSTED: Final = "/messaging_hosted_numbers"
_PROFILES: Final = "/messaging_profiles"
_AUTORESPONSES: Final = f"{_PROFILES}/{{profile_id}}/autoresp_configs"

ROUTES: Final = (
    _operation(f"POST {_MESSAGES}", "messages.send", messages.send, wire.messages.Send),
    _operation(
        f"POST {_MESSAGES}/alphanumeric_sender_id",
        "messages.send_with_alphanumeric_sender",
        messages.send_alphanumeric,
        wire.messages.AlphanumericSend,
    ),
    _operation(
        f"POST {_MESSAGES}/group_mms",
        "messages.send_group_mms",
        messages.send_group,
        wire.messages.GroupSend,
    ),
    _operation(
        f"POST {_MESSAGES}/long_code",
        "messages.send_long_code",
        messages.send_long_code,
        wire.messages.LongCodeSend,
    ),
    _operation(
        f"POST {_MESSAGES}/number_pool",
        "messages.send_number_pool",
        messages.send_pool,
        wire.messages.PoolSend,
    ),
    _operation(
        f"POST {_MESSAGES}/short_code",
        "messages.send_short_code",
        messages.send_short_code,
        wire.messages.ShortCodeSend,
    ),
    _operation(
        f"POST {_MESSAGES}/schedule", "messages.schedule", messages.schedule, wire.messages.Schedule
    ),
    _operation(
        f"POST {_MESSAGES}/whatsapp",
        "messages.whatsapp",
        messages.send_whatsapp,
        wire.messages.WhatsappSend,
    ),
    _operation(
        f"POST {_MESSAGES}/rcs", "messages.rcs.send", messages.send_rcs, wire.messages.RcsSend
    ),
    _operation(
        f"GET {_MESSAGES}/rcs/deeplinks/{{agent_id}}",
        "messages.rcs.generate_deeplink",
        messages.deeplink,
        wire.messages.DeeplinkQuery,
    ),
    _operation(
        f"GET {_MESSAGES}/group/{{message_id}}",
        "messages.retrieve_group_messages",
        messages.retrieve_group,
    ),
    _operation(f"GET {_MESSAGES}/{{id}}", "messages.retrieve", messages.retrieve),
    _operation(f"DELETE {_MESSAGES}/{{id}}", "messages.cancel_scheduled", messages.cancel),
    _operation(
        f"GET {_NAMES}", "alphanumeric_sender_ids.list", names.list_names, wire.senders.NamesQuery
    ),
    _operation(
        f"POST {_NAMES}",
        "alphanumeric_sender_ids.create",
        names.create,
        wire.senders.CreateName,
        status=201,
    ),
    _operation(f"GET {_NAMES}/{{id}}", "alphanumeric_sender_ids.retrieve", names.retrieve),
    _operation(f"DELETE {_NAMES}/{{id}}", "alphanumeric_sender_ids.delete", names.delete),
    _operation(
        f"GET {_HOSTED}",
        "messaging_hosted_numbers.list",
        numbers.list_hosted,
        wire.senders.HostedQuery,
    ),
    _operation(
        f"GET {_HOSTED}/{{id}}", "messaging_hosted_numbers.retrieve", numbers.retrieve_hosted
    ),
    _operation(
        f"PATCH {_HOSTED}/{{id}}",
        "messaging_hosted_numbers.update",
        numbers.update_hosted,
        wire.senders.UpdateNumber,
    ),
    _operation(
        f"DELETE {_HOSTED}/{{id}}", "messaging_hosted_numbers.delete", numbers.delete_hosted
    ),
    _operation(
        "GET /messaging_optouts",
        "messaging_optouts.list",
        reports.list_opt_outs,
        wire.reports.OptOutsQuery,
    ),
    _operation(
        "GET /messaging_profile_metrics",
        "messaging_profile_metrics.list",
        reports.list_metrics,
        wire.reports.MetricsQuery,
    ),
    _operation(
        f"GET {_PROFILES}",
        "messaging_profiles.list",
        profiles.list_profiles,
        wire.profiles.ProfilesQuery,
    ),
    _operation(
        f"POST {_PROFILES}",
        "messaging_profiles.create",
        profiles.create,
        wire.profiles.CreateProfile,
    ),
    _operation(f"GET {_PROFILES}/{{id}}", "messaging_profiles.retrieve", profiles.retrieve),
    _operation(
        f"PATCH {_PROFILES}/{{id}}",
        "messaging_profiles.update",
        profiles.update,
        wire.profiles.UpdateProfile,
    ),
    _operation(f"DELETE {_PROFILES}/{{id}}", "messaging_profiles.delete", profiles.delete),
    _operation(
        f"POST {_PROFILES}/{{id}}/actions/regenerate_secret",
        "messaging_profiles.actions.regenerate_secret",
        profiles.renew_secret,
    ),
    _operation(
        f"GET {_PROFILES}/{{id}}/alphanumeric_sender_ids",
        "messaging_profiles.list_alphanumeric_sender_ids",
        names.list_names_of_profile,
        wire.pages.PageQuery,
    ),
    _operation(
        f"GET {_PROFILES}/{{id}}/metrics",
        "messaging_profiles.retrieve_metrics",
        reports.retrieve_metrics,
        wire.reports.MetricsQuery,
    ),
    _operation(
        f"GET {_PROFILES}/{{id}}/phone_numbers",
        "messaging_profiles.list_phone_numbers",
        numbers.list_numbers_of_profile,
        wire.pages.PageQuery,
    ),
    _operation(
        f"GET {_PROFILES}/{{id}}/short_codes",
        "messaging_profiles.list_short_codes",
        short_codes.list_codes_of_profile,
        wire.pages.PageQuery,
    ),
    _operation(
        f"GET {_AUTORESPONSES}",
        "messaging_profiles.autoresp_configs.list",
        autoresponses.list_autoresponses,
        wire.autoresponses.AutoresponsesQuery,
    ),
    _operation(
        f"POST {_AUTORESPONSES}",
        "messaging_profiles.autoresp_configs.create",
        autoresponses.create,
        wire.autoresponses.Autoresponse,
    ),
    _operation(
        f"GET {_AUTORESPONSES}/{{autoresp_cfg_id}}",
        "messaging_profiles.autoresp_configs.retrieve",
        autoresponses.retrieve,
    ),
    _operation(
        f"PUT {_AUTORESPONSES}/{{autoresp_cfg_id}}",
        "messaging_profiles.autoresp_configs.update",
        autoresponses.update,
        wire.autoresponses.Autoresponse,
    ),
    _operation(
        f"DELETE {_AUTORESPONSES}/{{autoresp_cfg_id}}",
        "messaging_profiles.autoresp_configs.delete",
        autoresponses.delete,
    ),
    _operation(
        "GET /messaging_url_domains",
        "messaging_url_domains.list",
        reports.list_domains,
        wire.pages.PageQuery,
    ),
    _operation(
        "GET /phone_numbers/messaging",
        "phone_numbers.messaging.list",
        numbers.list_numbers,
        wire.senders.NumbersQuery,
    ),
    _operation(
        "GET /phone_numbers/{id}/messaging", "phone_numbers.messaging.retrieve", numbers.retrieve
    ),
    _operation(
        "PATCH /phone_numbers/{id}/messaging",
        "phone_numbers.messaging.update",
        numbers.update,
        wire.senders.UpdateNumber,
    ),
    _operation(
        "GET /short_codes", "short_codes.list", short_codes.list_codes, wire.senders.ShortCodesQuery
    ),
    _operation("GET /short_codes/{id}", "short_codes.retrieve", short_codes.retrieve),
    _operation(
        "PATCH /short_codes/{id}",
        "short_codes.update",
        short_codes.update,
        wire.senders.UpdateShortCode,
    ),
)
