"""What a check holds in its hands: the gateway, and words for what it expects of it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar
from urllib.parse import quote, urlencode

from contract import wall
from contract.document import Operation, read_document
from contract.exchange import KEY_VARIABLE, KEY_VARIABLE_2, Exchange
from contract.running import Run
from contract.steps import Pause, Step
from contract.tidying import Tidying
from contract.verdicts import Broken, CouldNotRun

__all__ = ["Body", "Gateway"]

T = TypeVar("T")
Body = Mapping[str, Any]

_JSON: Final = {"Content-Type": "application/json"}

# A clock that is moved by hand is moved so far at the least: each move is a call.
_MOVE_MIN_S: Final = 1.0

_FIRST_PAUSE_S: Final = 0.05
_PAUSE_MAX_S: Final = 1.0


class Gateway:
    """The gateway, as one check sees it.

    Attributes:
        steps: what was done so far, in its order: calls, what was done besides them, and pauses.
        doors: ways around the gateway.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.steps: list[Step] = []
        self.doors = run.doors.noting(self._note)
        self._pauses_seen = len(run.doors.pauses)
        self._aside: set[int] = set()
        self._tidying = Tidying()

    # --- Values that nobody else uses ---------------------------------------------------------

    def number(self) -> str:
        """Take a number of the test range."""
        return self.run.number()

    def text(self, words: str = "Contract test") -> str:
        """Make a text that nobody sent before: who derives a key from texts must not see two."""
        return f"{words} {self.run.word()}"

    def word(self) -> str:
        """Make a word, for keys and names."""
        return self.run.word()

    # --- Calls --------------------------------------------------------------------------------

    async def ask(  # noqa: PLR0913 - a call has as many parts
        self,
        operation: str,
        body: Body | None = None,
        *,
        id: str = "",  # noqa: A002 - so it is called in the path
        query: Mapping[str, object] | None = None,
        key: str | None = None,
        scheme: str = "Bearer",
        once: str | None = None,
        headers: Mapping[str, str] | None = None,
        raw: bytes | None = None,
    ) -> Exchange:
        """Call an operation, whatever comes of it.

        Args:
            operation: its id, such as `sms.send`.
            body: sent as JSON.
            id: what stands in the path.
            query: what stands behind it.
            key: of the project, in place of the target's; empty for none.
            scheme: under which the key is given.
            once: the header `Idempotency-Key`; None makes one where the call changes anything,
                since who reads the conventions may demand one, and empty leaves it out.
            headers: further ones.
            raw: a body in place of `body`, sent as it is.
        """
        one = read_document().operations[operation]
        content = json.dumps(body).encode() if raw is None and body is not None else raw
        sent = {**(_JSON if content is not None else {}), **(headers or {})}
        if once or (once is None and one.changes):
            sent["Idempotency-Key"] = once or self.word()
        used = self.run.target.key if key is None else key
        shown = f"{scheme} {self._variable(used)}" if used else ""
        path = _path(one, id, query or {})
        asked = Exchange(operation, one.method, path, shown, sent, content, 0, {}, b"", 0.0)
        answered = await self.run.transport.call(asked, f"{scheme} {used}" if used else "")
        self._note(answered)
        self._tidying.see(answered, body)
        return answered

    async def must(self, operation: str, body: Body | None = None, **more: Any) -> Any:  # noqa: ANN401 - JSON, and what `ask` takes
        """Call what the rule says must succeed, and return its data."""
        answered = await self.ask(operation, body, **more)
        self._demand_credit(answered)
        if not answered.is_success:
            raise Broken(f"{operation} was refused: {answered.summary}")
        return self._data(answered)

    async def need(self, operation: str, body: Body | None = None, **more: Any) -> Any:  # noqa: ANN401 - as above
        """Call what the rule only builds upon, and return its data."""
        answered = await self.ask(operation, body, **more)
        self._demand_credit(answered)
        if not answered.is_success:
            raise CouldNotRun(f"{operation}, on which this builds, was refused: {answered.summary}")
        try:
            return self._data(answered)
        except Broken as broken:
            raise CouldNotRun(str(broken)) from broken

    async def must_refuse(self, operation: str, body: Body | None = None, **more: Any) -> Exchange:  # noqa: ANN401 - as above
        """Call what must be refused for what it asks, and for nothing else."""
        answered = await self.ask(operation, body, **more)
        self._demand_credit(answered)
        if answered.is_success:
            raise Broken(f"{operation} was not refused: {answered.summary}")
        if answered.status in {401, 429} or answered.status >= 500:
            raise Broken(f"{operation} was refused for another reason: {answered.summary}")
        return answered

    # --- What most checks begin with ----------------------------------------------------------

    async def sent(self, **members: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Send a message on which the rule builds, and return its record."""
        body = {"to": self.number(), "body": self.text(), **members}
        record: dict[str, Any] = await self.need("sms.send", body)
        return record

    async def pages(
        self,
        operation: str,
        *,
        size: int,
        limit: int,
        **more: Any,  # noqa: ANN401 - as above
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Go from page to page, at most so many."""
        query: dict[str, object] = {"limit": size}
        for _ in range(limit):
            page = await self.must(operation, query=query, **more)
            yield page.get("items") or []
            if not page.get("next_cursor"):
                return
            query["cursor"] = page["next_cursor"]

    # --- Expectations -------------------------------------------------------------------------

    def expect(self, holds: object, otherwise: str) -> None:
        """Demand what the rule says.

        Raises:
            Broken: it does not hold.
        """
        if not holds:
            raise Broken(otherwise)

    def same(self, found: object, wanted: object, what: str) -> None:
        """Demand that something is what it has to be."""
        self.expect(found == wanted, f"{what} is {found!r}, and should be {wanted!r}")

    async def pause(self, seconds: float) -> float:
        """Let time pass: the target's, where somebody can move it.

        Returns:
            how many seconds did pass.
        """
        if self.run.target.clock:
            seconds = max(seconds, _MOVE_MIN_S)
            await self.doors.advance(seconds)
        else:
            await wall.pause(seconds)
            self._note(Pause(seconds))
        return seconds

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Do what nobody has to do again who wants to see the same; but for the time it takes."""
        begun_at = len(self.steps)
        try:
            yield
        finally:
            self._aside.update(id(step) for step in self.steps[begun_at:])

    async def until(
        self, look: Callable[[], Awaitable[T]], is_there: Callable[[T], bool], within_s: float
    ) -> T:
        """Look again and again until something is there, or as long as that takes.

        Returns:
            what was seen last, be it what was looked for or not.
        """
        pause_s = max(_FIRST_PAUSE_S, 2 * self.run.round_trip_s)
        spent_s, begun_at = 0.0, len(self.steps)
        while not is_there(seen := await look()) and spent_s < within_s:
            self._aside.update(id(step) for step in self.steps[begun_at:])
            spent_s += await self.pause(pause_s) + self.run.round_trip_s
            begun_at = len(self.steps)
            pause_s = min(pause_s * 1.5, _PAUSE_MAX_S)
        return seen

    async def state(self, sms_id: str) -> str:
        """Tell the state of a message."""
        return str((await self.need("sms.status", id=sms_id))["state"])

    async def clean_up(self) -> None:
        """Remove what this check made and did not remove itself."""
        for operation, body, id_ in self._tidying.rest():
            await self.ask(operation, body, id=id_)

    @property
    def told(self) -> list[Step]:
        """The steps that one has to take to come where this check came, without looks in vain."""
        return [one for one in self.steps if isinstance(one, Pause) or id(one) not in self._aside]

    def _note(self, step: Step) -> None:
        """Remember a step, and before it how far the target's time was moved since the last one."""
        pauses = self.run.doors.pauses
        self.steps += pauses[self._pauses_seen :]
        self._pauses_seen = len(pauses)
        self.steps.append(step)

    def _variable(self, key: str) -> str:
        """Name the variable that stands for a key; a wrong one is no secret, and stands here."""
        known = {self.run.target.key: KEY_VARIABLE, self.run.target.key2: KEY_VARIABLE_2}
        return f"${known[key]}" if key in known else key

    def _data(self, answered: Exchange) -> Any:  # noqa: ANN401 - JSON
        if answered.document is None:
            raise Broken(f"{answered.operation} was answered with something that is no JSON")
        if read_document().operations[answered.operation].is_public:
            return answered.document
        if not isinstance(answered.data, dict):
            raise Broken(f"{answered.operation} was answered without data: {answered.summary}")
        return answered.data

    @staticmethod
    def _demand_credit(answered: Exchange) -> None:
        if answered.status == 402:
            raise CouldNotRun("the project has no credit left for this")


def _path(one: Operation, name: str, query: Mapping[str, object]) -> str:
    """Write where an operation is, with what it is about and what else it is told."""
    path = one.path.partition("{")[0] + quote(name, safe="")
    told = urlencode({member: str(item) for member, item in query.items()})
    return f"{path}?{told}" if told else path
