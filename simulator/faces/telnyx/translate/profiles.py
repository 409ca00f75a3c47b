"""Messaging profiles, in the vendor's words."""

from dataclasses import replace

from simulator.domain.messaging_profiles import LinkShortening, MessagingProfile, NumberPool
from simulator.domain.pricing import MicroUsd, usd
from simulator.domain.refusals import Invalid
from simulator.face.instants import iso
from simulator.face.reading import validate
from simulator.faces.telnyx.translate.ids import spell_uuid
from simulator.faces.telnyx.wire import profiles as wire

__all__ = ["changed", "is_wanted", "profile"]

Json = dict[str, object]

# The vendor's members that are one of ours, under another name, and as they are.
_PLAIN = {
    "name": "name",
    "enabled": "is_enabled",
    "webhook_url": "webhook_url",
    "webhook_failover_url": "webhook_failover_url",
    "webhook_api_version": "webhook_version",
    "health_webhook_url": "health_webhook_url",
    "alpha_sender": "name_sender",
    "daily_spend_limit_enabled": "is_limited",
    "mms_fall_back_to_sms": "falls_back_to_sms",
    "mms_transcoding": "transcodes_media",
    "mobile_only": "mobile_only",
    "smart_encoding": "has_smart_encoding",
    "ai_assistant_id": "assistant_id",
    "resource_group_id": "group_id",
    "v1_secret": "secret",
    "redaction_enabled": "is_redacted",
    "redaction_level": "redaction_level",
}


def changed(
    sent: wire.CreateProfile | wire.UpdateProfile, there: MessagingProfile
) -> MessagingProfile:
    """Tell what a profile is with what was sent; the rest of it stays as it is.

    Raises:
        Invalid: it would have a limit that is minded, and is none.
    """
    given = sent.model_fields_set
    plain = {ours: getattr(sent, name) for name, ours in _PLAIN.items() if name in given}
    profile = replace(there, **plain)
    if "daily_spend_limit" in given:
        profile = replace(profile, daily_limit=sent.daily_spend_limit)
    if sent.whitelisted_destinations is not None:
        profile = replace(profile, destinations=tuple(sent.whitelisted_destinations))
    if "features" in given:
        profile = replace(profile, features=dict(sent.features or {}))
    if "url_shortener_settings" in given:
        profile = replace(profile, links=_links(sent.url_shortener_settings))
    if "number_pool_settings" in given:
        profile = replace(profile, pool=_pool(sent.number_pool_settings, there.pool))
    if profile.is_limited and profile.daily_limit is None:
        raise Invalid.field("daily_spend_limit", "must be set to be enabled")
    return profile


def profile(record: MessagingProfile, owner_id: str) -> Json:
    """Spell a MessagingProfile."""
    return {
        "record_type": "messaging_profile",
        "id": spell_uuid(record.id),
        "organization_id": spell_uuid(owner_id),
        **{name: getattr(record, ours) for name, ours in _PLAIN.items()},
        **_spelled_limit(record.daily_limit),
        "whitelisted_destinations": list(record.destinations),
        "number_pool_settings": None if record.pool is None else _spelled_pool(record.pool),
        "url_shortener_settings": None if record.links is None else _spelled_links(record.links),
        "features": dict(record.features),
        "created_at": iso(record.created_at),
        "updated_at": iso(record.updated_at),
    }


def is_wanted(record: MessagingProfile, query: wire.ProfilesQuery) -> bool:
    """Tell whether a profile passes the filters."""
    names = {query.name, query.name_eq} - {None}
    return names <= {record.name} and (query.name_contains or "") in record.name


def _spelled_limit(limit: MicroUsd | None) -> Json:
    """Spell a limit, if there is one, with two decimals or as many as it needs."""
    if limit is None:
        return {}
    whole, _, decimals = f"{usd(limit):f}".partition(".")
    return {"daily_spend_limit": f"{whole}.{decimals.rstrip('0'):0<2}"}


def _pool(sent: wire.Pool | wire.PoolChange | None, there: NumberPool | None) -> NumberPool | None:
    """Read how numbers are chosen. What is left out of a change stays as it was.

    Raises:
        Invalid: something is left out that has never been said.
    """
    if sent is None:
        return None
    known = {} if there is None else _spelled_pool(there)
    try:
        told = validate(wire.Pool, known | sent.model_dump(exclude_unset=True))
    except Invalid as refusal:
        raise refusal.within("number_pool_settings") from None
    return NumberPool(
        told.long_code_weight,
        told.toll_free_weight,
        told.skip_unhealthy,
        told.sticky_sender,
        told.geomatch,
    )


def _spelled_pool(pool: NumberPool) -> Json:
    return {
        "geomatch": pool.matches_area,
        "long_code_weight": pool.long_code_weight,
        "skip_unhealthy": pool.skips_unhealthy,
        "sticky_sender": pool.is_sticky,
        "toll_free_weight": pool.toll_free_weight,
    }


def _links(sent: wire.Links | None) -> LinkShortening | None:
    if sent is None:
        return None
    return LinkShortening(sent.domain, sent.prefix, sent.replace_blacklist_only, sent.send_webhooks)


def _spelled_links(links: LinkShortening) -> Json:
    return {
        "domain": links.domain,
        "prefix": links.prefix,
        "replace_blacklist_only": links.only_listed,
        "send_webhooks": links.tells_clicks,
    }
