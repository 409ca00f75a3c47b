"""What was spent, and what is left."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.clock import written
from tests.contract.other_gateway.project import Message, Project, Topup
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["balance", "pay", "topup", "usage"]

_AMOUNT_MAX: Final = 10_000


def balance(call: Call) -> Outcome:
    """Tell what is left."""
    return Outcome({"balance_usd": call.project.balance, "currency": "USD"})


def topup(call: Call) -> Outcome:
    """Promise money; it is there when the page has been opened."""
    call.body.optional("return_url")
    told, told_otherwise = call.body.amount("amount_usd"), call.body.amount("amount")
    amount = told_otherwise if told is None else told
    if amount is None or not 0 < amount <= _AMOUNT_MAX:
        raise Refusal(400, "AMOUNT_UNUSABLE")
    promised = Topup(secrets.token_hex(4), Decimal(str(amount)))
    call.project.topups[promised.topup_id] = promised
    return Outcome(
        {
            "topup_id": promised.topup_id,
            "amount_usd": promised.amount,
            "state": "unpaid",
            "checkout_url": f"{call.url}/pay/{promised.topup_id}",
            "next_action_url": None,
        },
        201,
    )


def pay(project: Project, topup_id: str) -> bool:
    """Pay what was promised, once; tell whether anything was."""
    promised = project.topups.get(topup_id)
    if promised is None or promised.is_paid:
        return False
    promised.is_paid = True
    project.balance += promised.amount
    return True


def usage(call: Call) -> Outcome:
    """Add up what was sent; hours or days in which nothing was are left out."""
    since, until = _instant(call, "since"), _instant(call, "until")
    vendor, grain = call.query.optional("vendor"), call.query.optional("bucket") or "day"
    if grain not in {"day", "hour"}:
        raise Refusal(400, "BUCKET_UNKNOWN")
    sent = [
        message
        for message in call.project.messages.values()
        if (since is None or message.at >= since)
        and (until is None or message.at <= until)
        and vendor in {None, message.vendor}
    ]
    buckets: dict[datetime, list[Message]] = defaultdict(list)
    for message in sent:
        buckets[_start(message.at, grain)].append(message)
    now = call.project.now
    rows = [{"at": written(at), **_sums(rows, now)} for at, rows in sorted(buckets.items())]
    return Outcome({**_sums(sent, now), "buckets": rows})


def _sums(messages: Sequence[Message], now: datetime) -> dict[str, object]:
    states = [message.state(now) for message in messages]
    arrived = states.count("arrived")
    return {
        "sent": len(messages),
        "delivered": arrived,
        "failed": states.count("failed"),
        "segments": sum(message.segments for message in messages),
        "cost_usd": sum((message.cost for message in messages), Decimal(0)),
        "delivery_rate": 100 * arrived / len(messages) if messages else None,
    }


def _start(at: datetime, grain: str) -> datetime:
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour - timedelta(hours=hour.hour) if grain == "day" else hour


def _instant(call: Call, name: str) -> datetime | None:
    text = call.query.optional(name)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(400, "INSTANT_UNREADABLE", f"Look at {name!r}.") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
