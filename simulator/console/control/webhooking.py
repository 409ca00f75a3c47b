"""What the calls of `/_sim/webhooks` are sent, and what they answer."""

from typing import Annotated, Any, Final, Literal, NotRequired
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field
from typing_extensions import TypedDict  # pydantic reads Python's own from 3.12 on

from simulator.console.control.faulting import MessageFault
from simulator.console.control.wire import Destination, InQuery, Wait
from simulator.domain.webhooks import NoticeState
from simulator.face.reading import Wire

__all__ = [
    "FiredWebhook",
    "Held",
    "PublicKey",
    "Release",
    "Released",
    "ShownTarget",
    "ShownTargets",
    "Target",
    "Targets",
    "Webhook",
    "WebhookAttempt",
    "WebhookQuery",
    "Webhooks",
]

_Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
_Count = Annotated[int, Field(ge=0)]

_URL_LENGTH_MAX: Final = 2_000
_ID_COUNT_MAX: Final = 10_000


def _url(sent: str) -> str:
    """Take a URL that could be posted to."""
    parts = urlsplit(sent)  # raises ValueError itself
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("should be a URL with http or https, and a host")
    return sent


Url = Annotated[str, Field(max_length=_URL_LENGTH_MAX), AfterValidator(_url)]


class _Strict(Wire):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WebhookQuery(_Strict):
    """The query of `GET /_sim/webhooks`."""

    message: str | None = None
    face: str | None = None
    event: str | None = None
    state: NoticeState | None = None
    to: Annotated[Destination | None, InQuery] = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    cursor: str | None = None
    wait: Wait = Field(default="0s", validate_default=True)


class Release(_Strict):
    """`POST /_sim/webhooks/release`: which of those that are held; without `ids`, all."""

    ids: Annotated[tuple[str, ...], Field(max_length=_ID_COUNT_MAX)] | None = None


class Target(_Strict):
    """Where a face's webhooks go in this world, if neither message nor profile says otherwise.

    `secret` signs where the face signs with a shared one. `signature_clock` is whose time
    signatures show: the wall's, as receivers expect, or the world's. `format` is for Unimatrix,
    which has two.
    """

    url: Url | None = None
    failover_url: Url | None = None
    secret: Annotated[str, Field(max_length=200)] | None = None
    signature_clock: Literal["wall", "world"] = "wall"
    format: Literal["json", "xml"] = "json"


class Targets(Wire):
    """`PUT /_sim/webhooks/targets`: a target for each face that is to have one, by its name."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Target] = Field(init=False)

    @property
    def named(self) -> dict[str, Target]:
        """The targets, by the faces that they are for."""
        return self.__pydantic_extra__


class WebhookAttempt(TypedDict):
    """One request: `attempt` is its number, `duration_ms` of the wall's time.

    `status` is null where there was no answer, and `error` says why; `answer` is how it begins. A
    `copy` is one too many, made on purpose.
    """

    attempt: int
    at: _Instant
    url: str
    status: int | None
    error: str | None
    duration_ms: _Count
    answer: str
    copy: bool
    fault: MessageFault | None


class Webhook(TypedDict):
    """A piece of news for a customer's server, and what was done to tell it.

    `id` is the event's, the same in all attempts; `content` is what is told, as the face keeps it.
    """

    id: str
    face: str
    event: str
    message: str | None
    to: str | None
    occurred_at: _Instant
    state: NoticeState
    urls: list[str]
    content: Any
    attempts: list[WebhookAttempt]


class Webhooks(TypedDict):
    """Webhooks, newest first, and the next page's `cursor`; `held` says whether new ones are kept.

    `forgotten` counts those that the world does not hold any more, where there are any.
    """

    items: list[Webhook]
    next_cursor: str | None
    holding: bool
    forgotten: NotRequired[_Count]


class FiredWebhook(TypedDict):
    """It was tried to deliver a webhook; `delivered` and `failed` are the end of it."""

    webhook: str
    at: _Instant
    event: Literal["attempted", "delivered", "failed"]
    told: str
    attempt: int
    url: str
    status: int | None
    error: str | None


class Held(TypedDict):
    """Whether what arises is kept until it is released."""

    holding: bool


class Released(TypedDict):
    """What was let go, in order, and whether what arises is still kept."""

    released: list[str]
    holding: bool


class ShownTarget(TypedDict):
    """Where a face's webhooks go, and how they are signed."""

    url: str | None
    failover_url: str | None
    secret: str | None
    signature_clock: Literal["wall", "world"]
    format: Literal["json", "xml"]


class ShownTargets(TypedDict):
    """The targets of a world, by the faces that they are for."""

    targets: dict[str, ShownTarget]


class PublicKey(TypedDict):
    """The raw Ed25519 key of this server, in base64; made of its seed, so good for tests only."""

    public_key: str
