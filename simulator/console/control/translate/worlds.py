"""Worlds, in the control API's words."""

from collections.abc import Sequence

from simulator.console.control import keeping, shapes, wire
from simulator.console.control.translate.account import money
from simulator.console.control.translate.clock import clock, clock_wish
from simulator.console.control.translate.provisions import provision
from simulator.console.control.translate.safeguards import safeguards
from simulator.domain.pricing import MicroUsd
from simulator.domain.retention import Forgotten
from simulator.domain.safeguards import NO_SAFEGUARDS
from simulator.domain.world import WorldSettings
from simulator.face import Face
from simulator.face.instants import INSTANT_MAX, iso, spell_duration
from simulator.services.world import World
from simulator.services.worlds import WorldWish

__all__ = ["created", "spell_forgotten", "summary", "world_wish"]


def world_wish(sent: wire.CreateWorld, generated_name: str) -> WorldWish:
    """Read what world is wanted."""
    return WorldWish(
        sent.name or generated_name,
        sent.seed,
        clock_wish(sent.clock) if sent.clock else None,
        sent.profile,
        sent.credit_usd,
        sent.review,
        sent.keep_messages,
        sent.keep_age,
        sent.ttl,
        provision(sent.resources) if sent.resources else None,
        NO_SAFEGUARDS if sent.unimatrix is None else safeguards(sent.unimatrix),
    )


def summary(
    world: World, balance: MicroUsd, message_count: int, forgotten: Forgotten | None
) -> shapes.World:
    """Spell what a world is set to, and how much is in it."""
    settings = world.settings
    return {
        "world": settings.name,
        "seed": settings.seed,
        "clock": clock(settings.clock, world.now),
        "profile": settings.profile,
        "balance_usd": money(balance),
        "message_count": message_count,
        "expires_at": _expiry(settings),
        "retention": {
            "keep_messages": settings.retention.count,
            "keep_age": spell_duration(settings.retention.age_ms),
            "forgotten": None if forgotten is None else spell_forgotten(forgotten),
        },
    }


def spell_forgotten(one: Forgotten) -> keeping.Forgotten:
    """Spell how much a world has forgotten."""
    return {
        "messages": one.message_count,
        "inbound": one.inbound_count,
        "since": iso(one.since),
    }


def created(world: World, vendors: Sequence[Face], url: str) -> shapes.CreatedWorld:
    """Spell a new world: what it is set to, and what clients need to know to speak for it."""
    settings = world.settings
    environment: dict[str, str] = {}
    for vendor in vendors:
        environment |= vendor.environment(settings.name, url)
        if vendor.webhooks is not None and vendor.webhooks.public_key_variable:
            public_key = world.parts.telling.signer.public_key
            environment[vendor.webhooks.public_key_variable] = public_key
    return {
        "world": settings.name,
        "seed": settings.seed,
        "clock": clock(settings.clock, world.now),
        "profile": settings.profile,
        "expires_at": _expiry(settings),
        "keys": {vendor.name: vendor.keys(settings.name) for vendor in vendors},
        "env": environment,
    }


def _expiry(settings: WorldSettings) -> str | None:
    return None if settings.expires_at is None else iso(min(INSTANT_MAX, settings.expires_at))
