"""Payloads, member for member as the vendor spells them."""

from simulator.faces.telnyx.wire import autoresponses, pages, profiles, reports, senders

__all__ = ["autoresponses", "pages", "profiles", "reports", "senders"]
