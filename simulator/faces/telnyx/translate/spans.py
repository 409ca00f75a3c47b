"""Spans of time in filters, either end of which may be open."""

__all__ = ["is_within"]


def is_within(at: int, since: int | None, until: int | None) -> bool:
    """Tell whether an instant lies in a span, ends and all; None is an open end."""
    return (since is None or since <= at) and (until is None or at <= until)
