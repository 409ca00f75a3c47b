"""The time outside all worlds."""

import time

__all__ = ["SystemClock"]


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Tell the milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def elapsed_ns(self) -> int:
        """Tell nanoseconds that only ever rise."""
        return time.perf_counter_ns()
