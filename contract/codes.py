"""Codes that are not the right one."""

__all__ = ["another"]


def another(code: str) -> str:
    """Make another code of the same length and alphabet, as far as one can tell."""
    first, last = ("0", "9") if code[-1].isdigit() else ("A", "Z")
    return code[:-1] + (first if code[-1] == last else chr(ord(code[-1]) + 1))
