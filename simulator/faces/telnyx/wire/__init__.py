"""Payloads, member for member as the vendor spells them."""
