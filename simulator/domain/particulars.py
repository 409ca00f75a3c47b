"""Particulars: what a message is besides a text to a number, where its face lets it be more."""

from simulator.domain.address import E164
from simulator.domain.keywords import Keyword
from simulator.domain.links import Link
from simulator.domain.pricing import MicroUsd
from simulator.domain.tariffs import Fee, Medium
from simulator.domain.value import value

__all__ = ["FREE", "Hooks", "Particulars", "Reception"]

# What an automatic answer costs.
FREE = Fee(MicroUsd(0), MicroUsd(0))


@value
class Hooks:
    """Where the news of a message go, as its sender wants it.

    Attributes:
        url: None where the sender names none.
        failover_url: where they go when nobody takes them there.
        uses_profile: whether the places of the sender's profile are tried, too.
    """

    url: str | None = None
    failover_url: str | None = None
    uses_profile: bool = True


@value
class Particulars:
    """What is kept of a message beside the message, from when it was accepted on.

    Attributes:
        profile_id: of the profile under which it was sent; None where it has none.
        fee: what its price is made of.
        is_respelled: whether the handset shows other characters than the sender wrote.
        send_at: when it is to set out; None at once.
        group_id: what all copies of a message to several people share.
        others: who else got a copy.
        content: of a message that is more than text, as JSON; empty of all others.
        links: short ones that are in the text, in the place of others.
    """

    medium: Medium
    profile_id: str | None
    fee: Fee
    subject: str | None = None
    media_urls: tuple[str, ...] = ()
    hooks: Hooks = Hooks()
    is_respelled: bool = False
    send_at: int | None = None
    group_id: str | None = None
    others: tuple[E164, ...] = ()
    content: str = ""
    links: tuple[Link, ...] = ()


@value
class Reception:
    """What became of a message from a handset to a number that has a profile.

    Attributes:
        keyword: what it asked for, by the words of that profile.
    """

    profile_id: str
    keyword: Keyword | None
