"""Autoresponses, in the vendor's words."""

from typing import Literal

from simulator.domain.autoresponses import Autoresponse, AutoresponseWish
from simulator.domain.keywords import Keyword
from simulator.faces.telnyx.translate.ids import spell_uuid
from simulator.faces.telnyx.translate.instants import iso_with_offset
from simulator.faces.telnyx.translate.spans import is_within
from simulator.faces.telnyx.wire import autoresponses as wire

__all__ = ["autoresponse", "is_wanted", "wish"]

Json = dict[str, object]


def wish(sent: wire.Autoresponse) -> AutoresponseWish:
    """Read what is to be answered to which words."""
    return AutoresponseWish(
        _keyword(sent.op), tuple(sent.keywords), sent.country_code, sent.resp_text
    )


def autoresponse(record: Autoresponse) -> Json:
    """Spell an AutorespConfig."""
    return {
        "id": spell_uuid(record.id),
        "op": _op(record.keyword),
        "keywords": list(record.words),
        "country_code": record.country,
        **({} if record.text is None else {"resp_text": record.text}),
        "created_at": iso_with_offset(record.created_at),
        "updated_at": iso_with_offset(record.updated_at),
    }


def is_wanted(record: Autoresponse, query: wire.AutoresponsesQuery) -> bool:
    """Tell whether an autoresponse passes the filters."""
    is_of_country = query.country_code is None or query.country_code.upper() == record.country
    return (
        is_of_country
        and is_within(record.created_at, query.created_since, query.created_until)
        and is_within(record.updated_at, query.updated_since, query.updated_until)
    )


def _keyword(op: Literal["start", "stop", "info", "help"]) -> Keyword:
    match op:
        case "start":
            return Keyword.START
        case "stop":
            return Keyword.STOP
        case "info" | "help":
            return Keyword.HELP


def _op(keyword: Keyword) -> str:
    match keyword:
        case Keyword.START:
            return "start"
        case Keyword.STOP:
            return "stop"
        case Keyword.HELP:
            return "info"
