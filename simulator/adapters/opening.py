"""Opening a store: what is said when that cannot be."""

__all__ = ["CannotOpenError"]


class CannotOpenError(Exception):
    """The store cannot be used; the message names it, and is for the person who named it to us."""
