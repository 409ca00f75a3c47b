"""Handsets, in the control API's words."""

from simulator.console.control import handling as shapes
from simulator.domain.address import E164
from simulator.domain.coverage import Coverage, Span
from simulator.domain.handset import AutoReply, Handset
from simulator.domain.hours import Hours
from simulator.face.instants import iso, spell_duration

__all__ = ["handset", "shown_handset"]


def handset(number: E164, sent: shapes.Handset) -> Handset:
    """Read how a handset shall behave."""
    reply = sent.auto_reply
    return Handset(
        number,
        None if reply is None else AutoReply(reply.text, reply.after),
        is_on=sent.power == "on",
        coverage=None if sent.coverage is None else Coverage(sent.coverage),
        memory_part_count=None if sent.memory is None else _part_count(sent.memory),
        is_landline=sent.landline,
        ported_to=sent.ported,
        blocked=frozenset() if sent.blocks == "all" else frozenset(sent.blocks),
        blocks_all=sent.blocks == "all",
        reads_after_ms=sent.reads_after,
    )


def shown_handset(one: Handset, waiting_count: int) -> shapes.ShownHandset:
    """Spell how a handset behaves."""
    reply, room = one.auto_reply, one.memory_part_count
    return {
        "number": one.number,
        "power": "on" if one.is_on else "off",
        "coverage": None if one.coverage is None else [*map(_window, one.coverage.windows)],
        "memory": None if room is None else {"free": room},
        "landline": one.is_landline,
        "ported": one.ported_to,
        "blocks": "all" if one.blocks_all else sorted(one.blocked),
        "auto_reply": None if reply is None else _reply(reply),
        "reads_after": None if one.reads_after_ms is None else spell_duration(one.reads_after_ms),
        "waiting": waiting_count,
    }


def _part_count(sent: shapes.Memory) -> int | None:
    if sent.free is not None:
        return sent.free
    return 0 if sent.full else None


def _reply(one: AutoReply) -> shapes.ShownReply:
    return {"text": one.text, "after": spell_duration(one.after_ms)}


def _window(one: Hours | Span) -> tuple[str, str]:
    match one:
        case Hours(start_ms, end_ms):
            return _time(start_ms), _time(end_ms)
        case Span(start_at, end_at):
            return iso(start_at), iso(end_at)


def _time(since_midnight_ms: int) -> str:
    hours, minutes = divmod(since_midnight_ms // 60_000, 60)
    return f"{hours:02}:{minutes:02}"
