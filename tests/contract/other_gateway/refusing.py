"""How this gateway says no."""

__all__ = ["Refusal"]


class Refusal(Exception):
    """A failure, by its status and code; the hint says what to do about it."""

    def __init__(self, status: int, code: str, hint: str | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.hint = status, code, hint
