"""Top-ups: money that somebody is about to pay in, or has paid in."""

import re
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import Invalid
from simulator.domain.value import choice, value

__all__ = ["AMOUNT_MAX", "Topup", "TopupState", "begin"]

AMOUNT_MAX: Final = MicroUsd(1_000_000_000_000)  # a million dollars

# RFC 3986, 2: the characters of a URI. Others would have to be written with % in a header, and how
# is for the one to say who knows what they mean.
_URL: Final = re.compile(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,2000}", re.IGNORECASE)


@choice
class TopupState(StrEnum):
    """Whether the money has come in."""

    PENDING = "pending"
    COMPLETED = "completed"


@value
class Topup:
    """A wish to pay money in.

    Attributes:
        amount: micro-USD.
        return_url: where the payer goes from the checkout page; None stays there.
    """

    id: str
    amount: MicroUsd
    state: TopupState
    return_url: str | None
    created_at: int

    def completed(self) -> "Topup":
        """Tell what it is once it has been paid."""
        return Topup(self.id, self.amount, TopupState.COMPLETED, self.return_url, self.created_at)


def begin(topup_id: str, *, amount: MicroUsd, return_url: str | None, now: int) -> Topup:
    """Make a top-up that waits for its money.

    Raises:
        Invalid: the amount is not above 0 and at most a million dollars, or the URL is none that a
            browser could be sent to.
    """
    if not 0 < amount <= AMOUNT_MAX:
        raise Invalid.field("amount_usd", "must be more than 0 and at most 1000000")
    if return_url is not None and not _is_web_url(return_url):
        raise Invalid.field("return_url", "must be an absolute http or https URL")
    return Topup(topup_id, amount, TopupState.PENDING, return_url, now)


def _is_web_url(text: str) -> bool:
    if not _URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        # Reading the port checks it, too.
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
