"""Messaging profiles: what senders that belong together share, and where their news goes.

Whoever sends from a number sends under the profile that the number belongs to.
"""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final

from simulator.domain.dice import Dice
from simulator.domain.pricing import MicroUsd
from simulator.domain.value import value

__all__ = ["ANYWHERE", "LinkShortening", "MessagingProfile", "NumberPool", "draw_secret"]

# Among destinations: all countries.
ANYWHERE: Final = "*"

_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH: Final = 24


@value
class NumberPool:
    """How a number is chosen where only the profile is named.

    Attributes:
        long_code_weight: how often long codes are taken, against toll-free numbers; 0 is never.
        skips_unhealthy: whether numbers whose messages do not arrive are left out.
        is_sticky: whether a recipient hears from the same number again.
        matches_area: whether a number with the recipient's area code is preferred.
    """

    long_code_weight: float
    toll_free_weight: float
    skips_unhealthy: bool
    is_sticky: bool = False
    matches_area: bool = False


@value
class LinkShortening:
    """How links in texts are replaced by shorter ones.

    Attributes:
        only_listed: whether only those are that carriers are known to block.
        tells_clicks: whether each click is told to the profile's webhooks.
    """

    domain: str
    prefix: str = ""
    only_listed: bool = False
    tells_clicks: bool = False


@value
class MessagingProfile:
    """What senders that belong together share.

    Attributes:
        id: 32 hexadecimal characters.
        destinations: ISO 3166-1 alpha-2 codes of the countries that may be sent to, or `*`.
        secret: signs what old versions of its webhooks say; nothing here checks it.
        webhook_url: where its news goes; empty or None if nowhere.
        webhook_version: of the format in which the news is told, in the caller's words.
        pool: None where each message has to name its number.
        name_sender: the name that is shown where numbers are not; None if there is none.
        daily_limit: micro-USD that may be spent until midnight, UTC; None was never set.
        is_limited: whether that is minded.
        falls_back_to_sms: whether an MMS becomes an SMS with links, where only that is taken.
        redaction_level: how much is left out of records; it is, if `is_redacted`.
        features: flags of the caller's own, kept for him.
        is_registered: whether its texts from long codes to the United States are of a registered
            campaign (10DLC); without one, networks there take none of them.
    """

    id: str
    name: str
    destinations: tuple[str, ...]
    secret: str
    created_at: int
    updated_at: int
    is_enabled: bool = True
    webhook_url: str | None = ""
    webhook_failover_url: str | None = ""
    webhook_version: str = "2"
    health_webhook_url: str | None = None
    pool: NumberPool | None = None
    links: LinkShortening | None = None
    name_sender: str | None = None
    daily_limit: MicroUsd | None = None
    is_limited: bool = False
    falls_back_to_sms: bool = False
    transcodes_media: bool = False
    mobile_only: bool = False
    has_smart_encoding: bool = False
    is_redacted: bool = False
    redaction_level: int = 2
    assistant_id: str | None = None
    group_id: str | None = None
    features: Mapping[str, bool] = field(default_factory=dict)
    is_registered: bool = True

    def reaches(self, country: str | None) -> bool:
        """Tell whether messages may go to a country; None is that of a number of none."""
        return ANYWHERE in self.destinations or country in self.destinations

    def with_new_secret(self, dice: Dice, now: int) -> "MessagingProfile":
        """Give it another secret: what follows on the one it has, so that a story can be retold."""
        return replace(self, secret=draw_secret(dice, self.id, self.secret), updated_at=now)


def draw_secret(dice: Dice, *question: str) -> str:
    """Draw 24 letters and digits."""
    return "".join(
        _DIGITS[dice.below(len(_DIGITS), "profile secret", str(place), *question)]
        for place in range(_SECRET_LENGTH)
    )
