"""Members of rules: how people write which occasions are meant, and what is to happen."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args

from pydantic import AfterValidator, Field, PlainValidator

from simulator.domain.fault_effects import ReceiptFault, WebhookFault
from simulator.domain.glob import GLOB_LENGTH_MAX, Glob
from simulator.domain.occasion import DAY_MINUTES, TextPattern
from simulator.face.instants import parse_duration
from simulator.face.members import text_of
from simulator.face.nearest import meant

__all__ = [
    "TIMES_MAX",
    "Between",
    "Body",
    "Flag",
    "GlobText",
    "Nth",
    "Pattern",
    "Rate",
    "ReceiptWay",
    "RetryAfter",
    "RuleId",
    "WebhookWay",
    "alone",
    "listed",
    "nothing_told",
    "vendors",
]

_BODY_LENGTH_MAX: Final = 100_000
TIMES_MAX: Final = 1_000_000
_SECOND_US: Final = 1_000_000
_UNITS_US: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_RECEIPTS: Final = get_args(ReceiptFault)
_WEBHOOKS: Final = get_args(WebhookFault)
_WITHOUT_DURATION: Final = {
    "lose": "is lost for good",
    "drop": "never arrives",
    "corrupt": "has a wrong signature",
    "stale": "has an old signature",
}


def _glob(sent: object) -> str:
    spelled = text_of(sent)
    Glob.of(spelled)
    return spelled


def _text_pattern(sent: object) -> str:
    spelled = text_of(sent)
    if len(spelled) > GLOB_LENGTH_MAX:
        raise ValueError(f"has more than {GLOB_LENGTH_MAX} characters")
    TextPattern.of(spelled)
    return spelled


def _span(sent: object) -> tuple[int, int | None]:
    spelled = str(sent) if isinstance(sent, int) and not isinstance(sent, bool) else text_of(sent)
    first, dash, last = spelled.partition("-")
    if not (_is_number(first) and (_is_number(last) or (not last))):
        raise ValueError('should be the how-many-th, from 1 on: 3, "1-2" or "2-"')
    end = int(last) if last else None if dash else int(first)
    if end is not None and end < int(first):
        raise ValueError("ends before it begins")
    return int(first), end


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and 1 <= int(text[:8]) <= TIMES_MAX


def _window(sent: object) -> tuple[int, int]:
    if not isinstance(sent, list | tuple) or len(sent) != 2:  # noqa: PLR2004 - from and to
        raise ValueError('should be two times of day, as in ["09:00", "17:00"]')
    start, end = (_minute(one) for one in sent)
    if start == end % DAY_MINUTES:
        raise ValueError("is all day, or no time at all: leave it out")
    return start, end


def _minute(sent: object) -> int:
    """Read a time of day. YAML reads 17:00, without quotation marks, as 17 times 60."""
    if isinstance(sent, int) and not isinstance(sent, bool) and 0 <= sent <= DAY_MINUTES:
        return sent
    hour, _, minute = str(sent).partition(":")
    told = f"{hour:0>2}:{minute}"
    if not (
        told.isascii() and hour.isdecimal() and minute.isdecimal() and len(told) == len("00:00")
    ):
        raise ValueError(f"has {sent!a}, which is no time of day such as 09:00")
    at = int(hour) * 60 + int(minute)
    if int(minute) >= 60 or at > DAY_MINUTES:  # noqa: PLR2004 - minutes of an hour
        raise ValueError(f"has {sent!a}, which no clock shows")
    return at


def _interval(sent: object) -> int:
    """Read how often something may be done; tell the microseconds from one to the next."""
    number, _, unit = str(sent).partition("/")
    seconds = _UNITS_US.get(unit or "s")
    try:
        rate = 0.0 if isinstance(sent, bool) or seconds is None else float(number) / seconds
    except ValueError:
        rate = 0.0
    if not 1 / _SECOND_US <= rate <= _SECOND_US:
        raise ValueError('should be how many a second, or as in "30/m": s, m, h or d')
    return round(_SECOND_US / rate)


def _way(sent: object, ways: Sequence[str]) -> tuple[Any, int | None]:
    """Read what is the matter, in a word, or in a word with a duration."""
    told = {sent: None} if isinstance(sent, str) else sent
    if not isinstance(told, dict) or len(told) != 1:
        raise ValueError(f"should be one of {', '.join(ways)}, or that with a duration")
    ((what, after),) = told.items()
    if what not in ways:
        raise ValueError(f"knows no {what!a}{meant(str(what), ways)}")
    if after is not None and what in _WITHOUT_DURATION:
        raise ValueError(f"{_WITHOUT_DURATION[what]}: {what} takes no duration")
    return what, None if after is None else parse_duration(text_of(after))


def _receipt(sent: object) -> tuple[ReceiptFault, int | None]:
    return _way(sent, _RECEIPTS)


def _webhook(sent: object) -> tuple[WebhookFault, int | None]:
    return _way(sent, _WEBHOOKS)


def _body(sent: object) -> object:
    if isinstance(sent, str) and len(sent) > _BODY_LENGTH_MAX:
        raise ValueError(f"has more than {_BODY_LENGTH_MAX} characters")
    return sent


def _seconds(sent: object) -> int:
    """Read what `Retry-After` says, which is in whole seconds."""
    if isinstance(sent, int) and not isinstance(sent, bool) and sent >= 0:
        return sent
    return -(-parse_duration(text_of(sent)) // 1_000)


def alone(sent: object) -> object:
    """Take the name of an effect that needs nothing more."""
    return {sent: True} if isinstance(sent, str) else sent


def listed(sent: object) -> object:
    """Take one effect for a list of one."""
    return sent if isinstance(sent, list | tuple) else [sent]


def nothing_told(sent: object) -> object:
    """Take an effect that is only said to be there."""
    return {} if sent is True else sent


def vendors(sent: object) -> object:
    """Take one vendor for a list of one."""
    return (sent,) if isinstance(sent, str) else sent


GlobText = Annotated[str, PlainValidator(_glob, json_schema_input_type=str)]
Pattern = Annotated[str, PlainValidator(_text_pattern, json_schema_input_type=str)]
Nth = Annotated[tuple[int, int | None], PlainValidator(_span, json_schema_input_type=int | str)]
Between = Annotated[
    tuple[int, int], PlainValidator(_window, json_schema_input_type=tuple[str, str])
]
Rate = Annotated[int, PlainValidator(_interval, json_schema_input_type=float | str)]
RetryAfter = Annotated[int, PlainValidator(_seconds, json_schema_input_type=int | str)]
ReceiptTold: TypeAlias = ReceiptFault | dict[ReceiptFault, str]
ReceiptWay = Annotated[
    tuple[ReceiptFault, int | None],
    PlainValidator(_receipt, json_schema_input_type=ReceiptTold),
]
WebhookTold: TypeAlias = WebhookFault | dict[WebhookFault, str]
WebhookWay = Annotated[
    tuple[WebhookFault, int | None],
    PlainValidator(_webhook, json_schema_input_type=WebhookTold),
]
Flag = Literal[True]
Body = Annotated[Any, AfterValidator(_body)]
RuleId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
