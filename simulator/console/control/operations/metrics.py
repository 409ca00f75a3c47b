"""What this process has done so far, in numbers."""

from simulator.face import METRICS, Answer, Call

__all__ = ["get_metrics"]

# What Prometheus calls its text format, and reads in every version.
_MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


async def get_metrics(call: Call) -> Answer:
    """Tell what was counted and measured, as Prometheus reads it."""
    return Answer(200, await call.request.app[METRICS].expose(), (("Content-Type", _MEDIA_TYPE),))
