"""What the vendor reports: opt-outs, metrics, and the domains of its short links."""

from typing import Final, TypeVar

from simulator.domain.founding import draw_id
from simulator.domain.refusals import Invalid
from simulator.face import Answer, Call
from simulator.face.reading import Wire
from simulator.face.refused import VendorRule
from simulator.faces.telnyx.answers import bare, data, meta_of, page
from simulator.faces.telnyx.operations.profiles import profile_id
from simulator.faces.telnyx.translate import reports as translate
from simulator.faces.telnyx.translate.ids import spell_uuid
from simulator.faces.telnyx.wire import pages
from simulator.faces.telnyx.wire import reports as wire
from simulator.services import messaging_profiles, opt_outs, sender_metrics
from simulator.services.holdings import held

__all__ = ["list_domains", "list_metrics", "list_opt_outs", "retrieve_metrics"]

W = TypeVar("W", bound=Wire)

# The one that the vendor's documentation names.
_LINK_DOMAIN: Final = "acct.fyi"


async def list_opt_outs(call: Call) -> Answer:
    """Read a page of those who have said STOP, newest first."""
    query, there = _query(call, wire.OptOutsQuery), await held(call.world)
    every = await opt_outs.opt_outs(call.world)
    rows = [one for one in every if translate.is_wanted(one, there, query)]
    is_redacted = query.redaction_enabled == "true"
    return page(rows, query, lambda one: translate.opt_out(one, there, is_redacted=is_redacted))


async def list_metrics(call: Call) -> Answer:
    """Read how the senders of each profile have fared."""
    query, there = _query(call, wire.MetricsQuery), await held(call.world)
    slots = translate.slots(query.time_frame, call.world.now)
    counts = await sender_metrics.count(call.world, slots)
    rows = [translate.high_level(one.id, there, counts) for one in reversed(there.profiles)]
    meta = meta_of(len(rows), 1, max(pages.SIZE_DEFAULT, len(rows)))
    return bare({"data": rows, "meta": meta})


async def retrieve_metrics(call: Call) -> Answer:
    """Read how the senders of a profile have fared, and when."""
    query, there = _query(call, wire.MetricsQuery), await held(call.world)
    profile = await messaging_profiles.get(call.world, profile_id(call))
    slots = translate.slots(query.time_frame, call.world.now)
    counts = await sender_metrics.count(call.world, slots)
    return data(translate.in_detail(profile.id, there, counts, slots))


async def list_domains(call: Call) -> Answer:
    """Read a page of the domains that short links may have."""
    query = call.query(pages.PageQuery)
    domain_id = spell_uuid(draw_id(call.world.dice, "link domain", _LINK_DOMAIN))
    shown = {
        "record_type": "messaging_url_domain",
        "id": domain_id,
        "url_domain": _LINK_DOMAIN,
        "use_case": "shortened links",
    }
    return page([shown], query, lambda one: one)


def _query(call: Call, model: type[W]) -> W:
    """Read a query of one of the operations whose specification refuses a bad one with 400.

    Raises:
        VendorRule: a parameter is wrong.
    """
    try:
        return call.query(model)
    except Invalid as refusal:
        first = refusal.problems[0]
        detail = f"The '{first.field}' parameter {first.message}."
        raise VendorRule("10015", first.field, detail) from None
