"""The control API on one screen."""

from dataclasses import replace
from typing import Final

from simulator.console.control import (
    clicking,
    copying,
    expecting,
    explaining,
    faulting,
    following,
    guarding,
    handling,
    inspecting,
    journaling,
    shapes,
    staging,
    webhooking,
    wire,
)
from simulator.console.control.operations import (
    account,
    clock,
    codes,
    copies,
    document,
    events,
    expectations,
    explanations,
    faults,
    handsets,
    health,
    messages,
    metrics,
    requests,
    safeguards,
    scenarios,
    segments,
    webhooks,
    worlds,
)
from simulator.face import Handler, Route
from simulator.face.reading import Wire

__all__ = ["ROUTES"]


def _of_server(
    method: str,
    where: str,
    name: str,
    handler: Handler,
    gives: type,
    takes: type[Wire] | None = None,
) -> Route:
    """Make a route that needs no world."""
    path, name = f"/_sim/{where}", f"control.{name}"
    return Route(method, path, name, handler, takes, has_world=False, gives=gives)


def _of_world(
    method: str,
    where: str,
    name: str,
    handler: Handler,
    gives: type,
    takes: type[Wire] | None = None,
) -> Route:
    """Make a route into a world."""
    return Route(method, f"/_sim/{where}", f"control.{name}", handler, takes, gives=gives)


def _that_makes_a_world(where: str, name: str, handler: Handler, takes: type[Wire]) -> Route:
    route = _of_server("POST", where, name, handler, shapes.CreatedWorld, takes)
    return replace(route, status=201)


ROUTES: Final = (
    _of_server("GET", "livez", "livez", health.livez, shapes.Health),
    _of_server("GET", "readyz", "readyz", health.readyz, shapes.Health),
    _of_server("GET", "openapi.json", "openapi", document.get_document, shapes.Document),
    _of_server("GET", "version", "version", health.version, shapes.Version),
    Route(
        "GET",
        "/_sim/metrics",
        "control.metrics",
        metrics.get_metrics,
        has_world=False,
        media_type="text/plain",
    ),
    _that_makes_a_world("worlds", "worlds.create", worlds.create_world, wire.CreateWorld),
    _of_server("GET", "worlds", "worlds.list", worlds.list_worlds, shapes.Worlds),
    _of_server("GET", "worlds/{world}", "worlds.get", worlds.get_world, shapes.World),
    _of_server(
        "DELETE", "worlds/{world}", "worlds.delete", worlds.delete_world, shapes.DeletedWorld
    ),
    _of_server("POST", "worlds/{world}/reset", "worlds.reset", worlds.reset_world, shapes.World),
    _that_makes_a_world("worlds/{world}/fork", "worlds.fork", copies.fork_world, copying.ForkWorld),
    _of_server(
        "GET", "worlds/{world}/export", "worlds.export", copies.export_world, copying.ExportedWorld
    ),
    _that_makes_a_world(
        "worlds/import", "worlds.restore", copies.import_world, copying.ImportWorld
    ),
    _of_world("GET", "clock", "clock.get", clock.get_clock, shapes.Clock),
    _of_world("PUT", "clock", "clock.put", clock.put_clock, shapes.Clock, wire.ClockChange),
    _of_world(
        "POST", "clock/advance", "clock.advance", clock.advance, shapes.Advanced, wire.Advance
    ),
    _of_world(
        "GET",
        "messages",
        "messages.list",
        messages.list_messages,
        shapes.Messages,
        wire.MessageQuery,
    ),
    _of_world("GET", "messages/{id}", "messages.get", messages.get_message, shapes.MessageRecord),
    _of_world(
        "GET",
        "messages/{id}/explain",
        "messages.explain",
        explanations.explain_message,
        explaining.Explained,
    ),
    _of_world(
        "POST",
        "messages/{id}/click",
        "messages.click",
        messages.click,
        clicking.Clicked,
        clicking.Click,
    ),
    _of_world("POST", "inbound", "inbound", messages.receive, shapes.Inbound, wire.SendInbound),
    _of_world(
        "GET", "handsets/{number}", "handsets.get", handsets.get_handset, handling.ShownHandset
    ),
    _of_world(
        "PUT",
        "handsets/{number}",
        "handsets.put",
        handsets.put_handset,
        handling.ShownHandset,
        handling.Handset,
    ),
    _of_world(
        "DELETE", "handsets/{number}", "handsets.delete", handsets.delete_handset, shapes.Deleted
    ),
    _of_world("GET", "faults", "faults.list", faults.list_faults, faulting.ShownFaults),
    _of_world(
        "PUT", "faults", "faults.put", faults.put_faults, faulting.ShownFaults, faulting.FaultRules
    ),
    Route(
        "POST",
        "/_sim/faults",
        "control.faults.add",
        faults.add_fault,
        faulting.FaultRule,
        gives=faulting.ShownFault,
        status=201,
    ),
    _of_world("DELETE", "faults/{id}", "faults.delete", faults.delete_fault, faulting.DeletedRule),
    _of_world("GET", "gdpr", "gdpr", codes.get_gdpr_token, shapes.GdprToken, wire.GdprQuery),
    _of_world("GET", "otp", "otp", codes.get_otp, shapes.Passcode, wire.OtpQuery),
    _of_world("GET", "account", "account.get", account.get_account, shapes.Balance),
    _of_world("PUT", "account", "account.put", account.put_account, shapes.Balance, wire.Account),
    _of_world(
        "GET",
        "unimatrix",
        "unimatrix.get",
        safeguards.get_unimatrix,
        guarding.ShownUnimatrixAccount,
    ),
    _of_world(
        "PUT",
        "unimatrix",
        "unimatrix.put",
        safeguards.put_unimatrix,
        guarding.ShownUnimatrixAccount,
        guarding.UnimatrixAccount,
    ),
    _of_world("GET", "scenarios", "scenarios.list", scenarios.list_scenarios, staging.Scenarios),
    Route(
        "POST",
        "/_sim/scenarios",
        "control.scenarios.start",
        scenarios.start_scenario,
        staging.ScenarioFile,
        gives=staging.StartedScenario,
        status=201,
    ),
    _of_world(
        "POST",
        "segments",
        "segments",
        segments.inspect_segments,
        inspecting.InspectedText,
        inspecting.InspectText,
    ),
    _of_world(
        "POST",
        "expect",
        "expect",
        expectations.expect_messages,
        expecting.Outcome,
        expecting.Expect,
    ),
    _of_world(
        "GET",
        "requests",
        "requests.list",
        requests.list_requests,
        journaling.Requests,
        journaling.RequestQuery,
    ),
    _of_world(
        "GET",
        "webhooks",
        "webhooks.list",
        webhooks.list_webhooks,
        webhooking.Webhooks,
        webhooking.WebhookQuery,
    ),
    _of_world("POST", "webhooks/hold", "webhooks.hold", webhooks.hold_webhooks, webhooking.Held),
    _of_world(
        "POST",
        "webhooks/release",
        "webhooks.release",
        webhooks.release_webhooks,
        webhooking.Released,
        webhooking.Release,
    ),
    _of_world(
        "POST",
        "webhooks/{id}/replay",
        "webhooks.replay",
        webhooks.replay_webhook,
        webhooking.Webhook,
    ),
    _of_world(
        "PUT",
        "webhooks/targets",
        "webhooks.targets",
        webhooks.put_targets,
        webhooking.ShownTargets,
        webhooking.Targets,
    ),
    _of_server(
        "GET",
        "telnyx/public_key",
        "telnyx.public_key",
        webhooks.get_public_key,
        webhooking.PublicKey,
    ),
    Route(
        "GET",
        "/_sim/events",
        "control.events",
        events.stream_events,
        following.EventQuery,
        gives=following.StreamedEvent,
        media_type="text/event-stream",
    ),
)
