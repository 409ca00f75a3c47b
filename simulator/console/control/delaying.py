"""How late an answer is to come, as people write it."""

from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from simulator.domain.latency import Fixed, Latency, LogNormal, Normal, Pareto, Uniform
from simulator.face.members import Duration
from simulator.face.reading import Wire

__all__ = ["DelayWish", "Wait"]

# Nobody waits longer than this for an answer; whoever wants to see that uses `hang`.
_DELAY_MS_MAX: Final = 3_600_000


def _bounded(ms: int) -> int:
    if ms > _DELAY_MS_MAX:
        raise ValueError("is more than 1h")
    return ms


Some = Annotated[Duration, AfterValidator(_bounded)]


class _Strict(Wire, extra="forbid"):
    pass


class Between(_Strict):
    """Anything from low to high, equally likely."""

    low: Some
    high: Some

    @model_validator(mode="after")
    def _rises(self) -> "Between":
        if self.high < self.low:
            raise ValueError("has a high below its low")
        return self


class Around(_Strict):
    """Around a mean."""

    mean: Some
    deviation: Some


class LongTailed(_Strict):
    """Half below the median; the tail grows with sigma."""

    median: Some
    sigma: Annotated[float, Field(ge=0, le=10)]
    max: Some = Field(default="10m", validate_default=True)


class HeavyTailed(_Strict):
    """Never below the scale; the tail is the heavier the smaller the shape."""

    scale: Some
    shape: Annotated[float, Field(gt=0, le=100)]
    max: Some = Field(default="10m", validate_default=True)


class DelayWish(_Strict):
    """One of these distributions."""

    fixed: Some | None = None
    uniform: Between | None = None
    normal: Around | None = None
    lognormal: LongTailed | None = None
    pareto: HeavyTailed | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_one(cls, sent: Any) -> Any:  # noqa: ANN401 - nothing is known of it yet
        known = cls.model_fields.keys()
        if isinstance(sent, dict) and sent.keys() <= known and len(sent) != 1:
            raise ValueError(f"needs one of {', '.join(known)}")
        return sent

    @property
    def latency(self) -> Latency:
        """What it is drawn from."""
        if self.uniform is not None:
            return Uniform(self.uniform.low, self.uniform.high)
        if self.normal is not None:
            return Normal(self.normal.mean, self.normal.deviation)
        if self.lognormal is not None:
            return LogNormal(self.lognormal.median, self.lognormal.sigma, self.lognormal.max)
        if self.pareto is not None:
            return Pareto(self.pareto.scale, self.pareto.shape, self.pareto.max)
        return Fixed(self.fixed or 0)


def _always(sent: object) -> object:
    return {"fixed": sent} if isinstance(sent, str) else sent


Wait = Annotated[DelayWish, BeforeValidator(_always, str | DelayWish)]
