"""Payloads, member for member as the vendor spells them."""

from simulator.faces.telnyx.wire import autoresponses, messages, pages, profiles, reports, senders

__all__ = ["autoresponses", "messages", "pages", "profiles", "reports", "senders"]
