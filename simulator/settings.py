"""What the server is told: by flag, else environment, else `carriersim.yaml`, else default."""

import re
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
)

from simulator.domain.clock import SPEED_MAX, SPEED_MIN, ClockMode
from simulator.domain.dice import SEED_MAX
from simulator.domain.pricing import MicroUsd, micro_usd
from simulator.domain.retention import KEEP_AGE_MS, KEEP_COUNT
from simulator.domain.review import REVIEW_MS
from simulator.domain.world import NEW_PROJECT_CREDIT
from simulator.face.instants import parse_duration
from simulator.face.reading import problems_of

__all__ = ["FILE_NAME", "Settings", "SettingsError", "read_settings"]

FILE_NAME: Final = "carriersim.yaml"
_ENVIRONMENT_PREFIX: Final = "SIM_"
MEMORY: Final = "memory"
_SQLITE: Final = "sqlite:"
_REDIS_WITH_HOST: Final = ("redis://", "rediss://")
_REDIS: Final = (*_REDIS_WITH_HOST, "unix://")
# Of a URL: its scheme, who one is there, where it is, in what of it, and whatever else is said. Not
# read by the library, for there may be several hosts, with commas between them.
_URL: Final = re.compile(r"([^/]+://)(?:[^/?#]*@)?([^/?#]*)([^?#]*)(.*)", re.DOTALL)
_UNLIMITED: Final = "unlimited"
# More than any machine has cores for what they are; a slip of the finger should not fork for ever.
_WORKERS_MAX: Final = 256
# RFC 6750, 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")


class SettingsError(Exception):
    """The settings make no sense; the message is for the person who wrote them."""


def _duration(told: object) -> int:
    if not isinstance(told, str):
        raise ValueError("should be a duration such as 5s")  # noqa: TRY004 - pydantic
    return parse_duration(told)


def _span(duration_ms: int) -> int:
    if duration_ms <= 0:
        raise ValueError("should be more than nothing")
    return duration_ms


def _credit(told: object) -> MicroUsd | None:
    if told == _UNLIMITED:
        return None
    if isinstance(told, bool) or not isinstance(told, int | float | str):
        raise ValueError("should be an amount of dollars, or unlimited")  # noqa: TRY004 - pydantic
    amount = micro_usd(str(told))
    if amount < 0:
        raise ValueError("should not be below zero")
    return amount


def _token(told: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(told.get_secret_value()):
        raise ValueError("should be one word of letters, digits and -._~+/")
    return told


def _store(told: str) -> str:
    is_file = told.startswith(_SQLITE) and told != _SQLITE
    if told != MEMORY and not is_file and not told.startswith(_REDIS):
        raise ValueError(f"should be {MEMORY}, {_SQLITE}PATH or redis://HOST")
    if told.startswith(_REDIS_WITH_HOST) and _leaks(told):
        raise ValueError("should have each / ? and # of its password as %2F %3F and %23")
    return told


def _leaks(url: str) -> bool:
    """Tell whether something behind the host was meant to be a part of the password."""
    return "@" in _URL.sub(r"\3\4", url)


class Settings(BaseModel):
    """How to run.

    Attributes:
        admin_token: what the control API demands; None leaves it to the host.
        port: 0 picks a free one.
        port_file: where to write the port, for programs that start the server.
        credit: micro-USD of a new world; None never runs out.
        speed: makes clocks scaled.
        review: milliseconds for which signatures and templates are reviewed; 0 decides at once.
        store: `memory`, `sqlite:` and the path of a file, or the URL of a Redis.
        keep_messages: how many messages a world keeps, of each direction.
        keep_age: milliseconds for which it keeps them.
        worlds: whether the first call of a credential makes its world.
        workers: how many processes serve; more than one need a store that they can share.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = "127.0.0.1"
    admin_token: Annotated[SecretStr, AfterValidator(_token)] | None = None
    port: Annotated[int, Field(ge=0, le=65535)] = 7670
    port_file: Path | None = None
    store: Annotated[str, AfterValidator(_store)] = MEMORY
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)] | None = None
    credit: Annotated[MicroUsd | None, BeforeValidator(_credit)] = NEW_PROJECT_CREDIT
    clock: ClockMode | None = None
    speed: Annotated[float, Field(ge=SPEED_MIN, le=SPEED_MAX)] | None = None
    profile: str = "perfect"
    review: Annotated[int, BeforeValidator(_duration)] = REVIEW_MS
    keep_messages: Annotated[int, Field(ge=1, le=10**9)] = KEEP_COUNT
    keep_age: Annotated[int, BeforeValidator(_duration), AfterValidator(_span)] = KEEP_AGE_MS
    worlds: Literal["open", "closed"] = "open"
    workers: Annotated[int, Field(ge=1, le=_WORKERS_MAX)] = 1
    log_format: Literal["text", "json"] = "text"

    @property
    def store_path(self) -> Path | None:
        """The file of the store; None if it has none."""
        if not self.store.startswith(_SQLITE):
            return None
        return Path(self.store.removeprefix(_SQLITE))

    @property
    def store_url(self) -> str | None:
        """The Redis that is the store, maybe with a password; None if none is."""
        return self.store if self.store.startswith(_REDIS) else None

    @property
    def store_shown(self) -> str:
        """The store, to be shown to people, who may show it to others."""
        if self.store_url is None:
            return self.store
        return _URL.sub(r"\1\2\3", self.store)


def read_settings(
    flags: Mapping[str, object],
    environment: Mapping[str, str],
    folder: Path,
    profiles: Callable[[], Collection[str]] | None = None,
) -> Settings:
    """Put the settings together.

    Args:
        flags: by name; those that are None were not given.
        environment: of the process.
        folder: where `carriersim.yaml` may lie.
        profiles: names those that there are; it is asked only where one was told.

    Raises:
        SettingsError: names the setting that is wrong, and where it was made.
    """
    sources: list[tuple[str, dict[str, Any]]] = [
        (FILE_NAME, _from_file(folder / FILE_NAME)),
        ("environment", _from_environment(environment)),
        ("command line", {name: told for name, told in flags.items() if told is not None}),
    ]
    told: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for source, said in sources:
        told |= said
        origin |= dict.fromkeys(said, source)
    try:
        settings = Settings(**told)
    except ValidationError as error:
        problem = problems_of(error, Settings)[0]
        name, wrong = problem.field, problem.message
        raise SettingsError(f"{name} ({origin.get(name, 'default')}): {wrong}") from None
    if "profile" in origin and profiles is not None:
        _check_profile(settings, origin, profiles())
    _check_speed(settings, origin)
    _check_workers(settings, origin)
    return settings


def _check_profile(
    settings: Settings, origin: Mapping[str, str], profiles: Collection[str]
) -> None:
    """Refuse what every call that makes a world would be refused for."""
    if settings.profile not in profiles:
        known = ", ".join(sorted(profiles))
        raise SettingsError(f"profile ({origin['profile']}): is not known; there are {known}")


def _check_speed(settings: Settings, origin: Mapping[str, str]) -> None:
    """Refuse what each new world would refuse, before anybody waits for one."""
    if settings.clock is ClockMode.SCALED and settings.speed is None:
        raise SettingsError(f"clock ({origin['clock']}): scaled needs a speed")
    if settings.speed is not None and settings.clock in {ClockMode.REAL, ClockMode.MANUAL}:
        raise SettingsError(f"speed ({origin['speed']}): is for scaled clocks")


def _check_workers(settings: Settings, origin: Mapping[str, str]) -> None:
    """Refuse several processes that would know nothing of one another."""
    if settings.workers > 1 and settings.store_url is None:
        raise SettingsError(
            f"workers ({origin['workers']}): {settings.workers} need a store that they share, such"
            f" as redis://HOST; {settings.store} is of one process"
        )


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    """Take the variables that name a setting; others with our prefix are other programs'."""
    names = {f"{_ENVIRONMENT_PREFIX}{name.upper()}": name for name in Settings.model_fields}
    return {names[key]: told for key, told in environment.items() if key in names and told}


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    import yaml  # noqa: PLC0415 - takes time to be loaded, and most have no such file

    try:
        # Of a stream, the parser's complaint has the number of a line; of bytes, the line, too,
        # and with it a token.
        with path.open("rb") as stream:
            told = yaml.safe_load(stream)
    except yaml.YAMLError as error:
        raise SettingsError(f"{FILE_NAME} is not YAML: {error}") from None
    if told is None:
        return {}
    if not isinstance(told, dict):
        raise SettingsError(f"{FILE_NAME} must hold settings, one `name: value` to a line")
    return {str(name).replace("-", "_"): item for name, item in told.items()}
