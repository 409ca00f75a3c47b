"""What is asked twice happens once.

Under a key, whatever was answered is answered again, be it a refusal. Without one, whoever sends
the same text to the same number within some seconds is taken to have meant it once.
"""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from tests.contract.other_gateway.calls import Call, Outcome
from tests.contract.other_gateway.project import Kept
from tests.contract.other_gateway.refusing import Refusal

__all__ = ["once"]

_WINDOW: Final = timedelta(hours=1)
_WINDOW_WITHOUT_KEY: Final = timedelta(seconds=10)


def once(call: Call, operation: str, key: str | None, act: Callable[[Call], Outcome]) -> Outcome:
    """Act, unless that was done already."""
    body = {name: one for name, one in call.body.members.items() if name != "idempotency_key"}
    request = json.dumps([operation, call.id, body], sort_keys=True)
    if key is None and operation != "sms.send":
        return act(call)
    window = _WINDOW if key is not None else _WINDOW_WITHOUT_KEY
    name = f"key {key}" if key is not None else f"request {request}"
    kept = call.project.kept.get(name)
    if kept is None or kept.ends <= call.project.now:
        answer = _tried(call, act)
        if key is not None or isinstance(answer, Outcome):
            call.project.kept[name] = Kept(request, answer, call.project.now + window)
        return _told(answer)
    if kept.request != request:
        raise Refusal(409, "KEY_TAKEN", "It stands for another request.")
    return _again(kept.answer)


def _tried(call: Call, act: Callable[[Call], Outcome]) -> Outcome | Refusal:
    try:
        return act(call)
    except Refusal as refusal:
        return refusal


def _told(answer: object) -> Outcome:
    if isinstance(answer, Refusal):
        raise answer
    assert isinstance(answer, Outcome)
    return answer


def _again(answer: object) -> Outcome:
    told = _told(answer)
    return Outcome(told.data, told.status, told.vendor)
