"""What is known of a number."""

import re
from decimal import Decimal
from typing import Final

from tests.contract.other_gateway.calls import Call, Outcome

__all__ = ["PRICE", "lookup"]

PRICE: Final = Decimal("0.003")

_COUNTRIES: Final = {"+1": "US", "+44": "GB", "+49": "DE", "+86": "CN"}
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{6,14}")


def lookup(call: Call) -> Outcome:
    """Look a number up; nobody is asked about what is none, and that is free."""
    phone, fields = call.body.text("phone"), call.body.texts("fields")
    if not _NUMBER.fullmatch(phone):
        return Outcome(_found(phone, {}, valid=False))
    call.project.charge(PRICE)
    country = next((name for start, name in _COUNTRIES.items() if phone.startswith(start)), None)
    known: dict[str, object] = {
        "country_code": country,
        "carrier": "Northwind Mobile",
        "line_type": "MOBILE",
        "caller_name": f"Subscriber {phone[-2:]}",
    }
    asked = {name: value for name, value in known.items() if not fields or name in fields}
    return Outcome(_found(phone, asked, valid=True), vendor="northwind", cost=PRICE)


def _found(phone: str, known: dict[str, object], *, valid: bool) -> dict[str, object]:
    nothing = dict.fromkeys(("country_code", "carrier", "line_type", "caller_name"))
    return {"phone": phone, "valid": valid, **nothing, **known}
