"""How much was sent, and what it cost."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from contract.checks import check
from contract.checks.account import cost
from contract.gateway import Gateway
from contract.verdicts import CouldNotRun

_HOUR: Final = timedelta(hours=1)
_LONG_AGO: Final = {"since": "2001-01-01T00:00:00Z", "until": "2001-01-02T00:00:00Z"}
_BOOKED_WITHIN_S: Final = 2.0

Usage = dict[str, Any]


async def _window(gw: Gateway, *, hours_before: int = 1) -> dict[str, str]:
    """Make a span around now, by the target's own time, which a message tells."""
    told = str((await gw.sent()).get("created_at"))
    try:
        now = datetime.fromisoformat(told)
    except ValueError as error:
        raise CouldNotRun(f"created_at is {told}, which is no instant") from error
    since, until = now - hours_before * _HOUR, now + (2 - hours_before) * _HOUR
    return {"since": _iso(since), "until": _iso(until)}


def _iso(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def _usage(gw: Gateway, query: Mapping[str, object]) -> Usage:
    found: Usage = await gw.must("sms.usage", query=query)
    return found


async def _grows(gw: Gateway, member: str, lengths: tuple[int, ...]) -> tuple[Decimal, Decimal]:
    """Send texts, and tell by how much a sum grew, and by how much it should have."""
    window = await _window(gw)
    before = Decimal(str((await _usage(gw, window))[member]))
    wanted = Decimal(0)
    for length in lengths:
        body = {"to": gw.number(), "body": gw.word().ljust(length, "a")}
        answered = await gw.ask("sms.send", body)
        if not answered.is_success:
            raise CouldNotRun(f"sms.send was refused: {answered.summary}")
        wanted += {
            "sent": Decimal(1),
            "segments": Decimal(answered.data["segments"]),
            "cost_usd": cost(answered),
        }[member]

    async def look() -> Decimal:
        return Decimal(str((await _usage(gw, window))[member])) - before

    grown = await gw.until(look, lambda found: _is_near(found, wanted), _BOOKED_WITHIN_S)
    return grown, wanted


def _is_near(found: Decimal, wanted: Decimal) -> bool:
    return abs(found - wanted) < Decimal("0.0000005")


async def _expect_growth(gw: Gateway, member: str, *lengths: int) -> None:
    grown, wanted = await _grows(gw, member, lengths)
    gw.expect(_is_near(grown, wanted), f"{member} grew by {grown}, and should by {wanted}")


@check("GW-USAG-001")
async def usage_counts_messages(gw: Gateway) -> None:
    await _expect_growth(gw, "sent", 20, 20)


@check("GW-USAG-002")
async def usage_counts_segments(gw: Gateway) -> None:
    await _expect_growth(gw, "segments", 20, 161)


@check("GW-USAG-003")
async def usage_adds_up_costs(gw: Gateway) -> None:
    await _expect_growth(gw, "cost_usd", 20, 161)


@check("GW-USAG-004")
async def long_ago_nothing_was_sent(gw: Gateway) -> None:
    usage = await _usage(gw, _LONG_AGO)
    for name in ("sent", "delivered", "failed", "segments", "cost_usd"):
        gw.same(usage.get(name), 0, f"{name} of a day in 2001")


@check("GW-USAG-005")
async def a_message_counts_when_it_was_sent(gw: Gateway) -> None:
    now, earlier = await _window(gw), await _window(gw, hours_before=3)
    past = (await _usage(gw, earlier))["sent"]
    before = (await _usage(gw, now))["sent"]
    await gw.sent()
    seen = await gw.until(
        lambda: _usage(gw, now), lambda one: one["sent"] > before, _BOOKED_WITHIN_S
    )
    gw.same(seen["sent"], before + 1, "sent in the span that holds the message")
    gw.same((await _usage(gw, earlier))["sent"], past, "sent in a span that ended an hour ago")


@check("GW-USAG-006")
async def no_more_comes_than_was_sent(gw: Gateway) -> None:
    usage = await _usage(gw, {})
    ended = usage["delivered"] + usage["failed"]
    gw.expect(ended <= usage["sent"], f"{ended} of {usage['sent']} messages came to an end")


@check("GW-USAG-007")
async def buckets_add_up(gw: Gateway) -> None:
    window = await _window(gw, hours_before=1)
    for bucket in ("hour", "day"):
        usage = await _usage(gw, {**window, "bucket": bucket})
        for name in ("sent", "delivered", "failed", "segments"):
            total = sum(one[name] for one in usage["buckets"])
            gw.same(total, usage[name], f"the sum of {name} by {bucket}")
        starts = [datetime.fromisoformat(one["start"]) for one in usage["buckets"]]
        steps = {later - one for one, later in pairwise(starts)}
        gw.expect(len(steps) <= 1, f"there are holes between the buckets by {bucket}")


@check("GW-USAG-008")
async def rates_and_buckets_are_known(gw: Gateway) -> None:
    rate = (await _usage(gw, {}))["delivery_rate"]
    gw.expect(0 <= rate <= 1, f"the rate of delivery is {rate}")
    gw.same((await _usage(gw, _LONG_AGO))["delivery_rate"], 0, "the rate where nothing was sent")
    refused = await gw.must_refuse("sms.usage", query={"bucket": "century"})
    gw.same((refused.status, refused.code), (422, "VALIDATION_ERROR"), "the refusal")


@check("GW-USAG-009")
async def usage_is_by_hour_and_by_day(gw: Gateway) -> None:
    for bucket in ("hour", "day"):
        usage = await _usage(gw, {**_LONG_AGO, "bucket": bucket})
        gw.expect(isinstance(usage.get("buckets"), list), f"there are no buckets by {bucket}")
