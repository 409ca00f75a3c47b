"""Calls for tests of the journal: all that does not matter to the test is chosen here."""

from typing import Any

from msgspec import structs

from simulator.services.exchange import Exchange
from tests.parts import NOW

__all__ = ["exchange"]


def exchange(**members: Any) -> Exchange:  # noqa: ANN401 - each has a type of its own
    """Make a call that was answered; keywords are what matters of it."""
    made = Exchange(
        at=NOW,
        elapsed_ns=1_500_000,
        face="gateway",
        operation="sms.send",
        method="POST",
        target="/v1/sms/send",
        status=200,
        agent="tests",
        media_type="application/json",
        key=None,
        body=b'{"to": "+12025550101", "body": "hello"}',
        answer=b'{"ok": true}',
        warnings=(),
        fault=None,
    )
    return structs.replace(made, **members)
