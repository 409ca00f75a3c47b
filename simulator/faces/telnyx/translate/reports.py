"""Opt-outs and metrics, in the vendor's words."""

from collections.abc import Iterator, Mapping
from typing import Final

from simulator.domain.holdings import Holdings
from simulator.domain.sender_metrics import Counts, Slots, total
from simulator.domain.suppression import Suppression
from simulator.face.instants import iso
from simulator.faces.telnyx.translate.ids import spell_uuid, spell_uuid_or_none
from simulator.faces.telnyx.translate.senders import kind
from simulator.faces.telnyx.translate.spans import is_within
from simulator.faces.telnyx.wire import reports as wire
from simulator.services.sender_metrics import SlotCounts

__all__ = ["high_level", "in_detail", "is_wanted", "opt_out", "slots"]

Json = dict[str, object]

_MINUTE: Final = 60_000
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

# How long each time frame is, and what it is told in.
_FRAMES: Final[Mapping[wire.TimeFrame, tuple[int, int]]] = {
    "1h": (_HOUR, 5 * _MINUTE),
    "3h": (3 * _HOUR, 15 * _MINUTE),
    "24h": (_DAY, _HOUR),
    "3d": (3 * _DAY, 6 * _HOUR),
    "7d": (7 * _DAY, _DAY),
    "30d": (30 * _DAY, _DAY),
}

# Of a number that is not shown in full, what is.
_SHOWN_LENGTH: Final = len("+447766")


def opt_out(record: Suppression, there: Holdings, *, is_redacted: bool) -> Json:
    """Spell an OptOutItem."""
    said_to = record.said_to or ""
    to = f"{record.phone[:_SHOWN_LENGTH]}****" if is_redacted else record.phone
    return {
        "to": to,
        "from": said_to,
        "messaging_profile_id": spell_uuid_or_none(there.profile_id_of(said_to)),
        "keyword": None if record.said is None else record.said.strip().upper(),
        "created_at": iso(record.created_at),
    }


def is_wanted(record: Suppression, there: Holdings, query: wire.OptOutsQuery) -> bool:
    """Tell whether an opt-out passes the filters."""
    said_to = record.said_to or ""
    return (
        query.from_ in {None, said_to}
        and query.of_profile in {None, there.profile_id_of(said_to)}
        and is_within(record.created_at, query.created_since, query.created_until)
    )


def slots(frame: wire.TimeFrame, now: int) -> Slots:
    """Tell which time is meant: what lies behind us, up to and with this instant."""
    span, step = _FRAMES[frame]
    return Slots(now + 1 - span, now + 1, step)


def high_level(profile_id: str, there: Holdings, counts: SlotCounts) -> Json:
    """Spell what a profile's senders have done, in short."""
    senders = frozenset(there.senders_of(profile_id))
    added = total(one for (_, sender), one in counts.items() if sender in senders)
    return {
        "record_type": "messaging_profile_metrics",
        "messaging_profile_id": spell_uuid(profile_id),
        "phone_numbers": sum(one.profile_id == profile_id for one in there.numbers),
        "outbound": {
            "sent": added.sent,
            "delivered": added.delivered,
            "error_ratio": added.error_ratio,
        },
        "inbound": {"received": added.received},
    }


def in_detail(profile_id: str, there: Holdings, counts: SlotCounts, span: Slots) -> Json:
    """Spell the same, and for each slot of time and each sort of sender."""
    labels = dict(_labels(profile_id, there))
    return {
        "overview": high_level(profile_id, there, counts),
        "detailed": [
            {"timestamp": iso(start), "metrics": _metrics(start, labels, counts)}
            for start in span.starts
        ],
    }


def _metrics(start: int, labels: Mapping[str, str], counts: SlotCounts) -> list[Json]:
    by_label: dict[str, list[Counts]] = {}
    for sender, label in labels.items():
        if (start, sender) in counts:
            by_label.setdefault(label, []).append(counts[start, sender])
    return [_spelled(label, total(some)) for label, some in sorted(by_label.items())]


def _spelled(label: str, counts: Counts) -> Json:
    return {
        "label": label,
        "sent": counts.sent,
        "delivered": counts.delivered,
        "outbound_error_ratio": counts.error_ratio,
        "received": counts.received,
    }


def _labels(profile_id: str, there: Holdings) -> Iterator[tuple[str, str]]:
    """Tell of what sort each sender of a profile is."""
    yield from ((one.number, kind(one)) for one in there.numbers if one.profile_id == profile_id)
    codes = (one for one in there.short_codes if one.profile_id == profile_id)
    yield from ((one.code, "shortcode") for one in codes)
    names = (one for one in there.names if one.profile_id == profile_id)
    yield from ((one.name, "alphanumeric") for one in names)
