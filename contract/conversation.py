"""One conversation with the gateway, and what it has to remember of it.

The model knows what the documentation promises and nothing else: who was sent what under which key,
whom nobody may write to, what was cancelled, what is left of the money.
"""

from collections import Counter
from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

from contract.checks.account import cost
from contract.checks.batches import records
from contract.codes import another
from contract.exchange import Exchange
from contract.gateway import Gateway
from contract.reporter import Detour, Reporter, Stopped

__all__ = ["Conversation"]

_PAGES_MAX: Final = 10
_LASTING: Final = ("to", "segments", "created_at")


class Conversation:
    """A conversation, from a first call to whatever chance decides to be the last."""

    def __init__(self, reporter: Reporter) -> None:
        reporter.begin()
        self._reporter = reporter
        self._gw = Gateway(reporter.run)
        self._numbers = [reporter.run.number() for _ in range(2)]
        self._bodies: dict[str, dict[str, str]] = {}
        self._ids: dict[str, str] = {}
        self._messages: dict[str, dict[str, Any]] = {}
        self._cancelled: dict[str, str] = {}
        self._suppressed: set[int] = set()
        self._used: dict[int, str] = {}
        self._money: Decimal | None = None

    # --- Messages -----------------------------------------------------------------------------

    def send(self, number: int, key: str) -> None:
        """Send a message; under a key that was used, the one that was sent under it."""
        if key in self._bodies:
            self.retry(key)
            return
        body = {"to": self._numbers[number], "body": self._gw.text()}
        if key:
            body["idempotency_key"] = self._gw.word()
        answered = self._ask("sms.send", body, once="")
        if not answered.is_success:
            is_told = number in self._suppressed
            self._claim("GW-MACH-003", is_told, f"a message was refused: {answered.summary}")
            return
        self._keep(answered.data, answered)
        if key:
            self._bodies[key] = body
            self._ids[key] = str(answered.data["sms_id"])

    def retry(self, key: str) -> None:
        """Ask the same under the same key again."""
        body = self._bodies.get(key)
        if body is None or self._numbers.index(body["to"]) in self._suppressed:
            return
        answered = self._ask("sms.send", body, once="")
        found = (answered.data or {}).get("sms_id")
        why = f"a retry is the message {found}, and was {self._ids[key]}"
        self._claim("GW-MACH-002", found == self._ids[key], why)
        self._pay(answered)

    def send_many(self, number: int) -> None:
        """Send two messages in a batch."""
        to = self._numbers[number]
        messages = [{"to": to, "body": self._gw.text()} for _ in range(2)]
        answered = self._ask("sms.batch.send", {"messages": messages})
        if number in self._suppressed or not answered.is_success:
            self._money = None
            return
        self._pay(answered)
        for record in records(answered.data):
            self._messages[record["sms_id"]] = record

    def look(self, place: int) -> None:
        """Look how a message is."""
        name = self._at(place)
        if name is None:
            return
        found = self._ask("sms.status", id=name).data or {}
        for member in _LASTING:
            was = self._messages[name].get(member)
            why = f"{member} of {name} is {found.get(member)!r}, and was {was!r}"
            self._claim("GW-MACH-001", found.get(member) == was, why)
        for name in self._cancelled:
            found = self._ask("sms.status", id=name).data or {}
            why = f"{name} is {found.get('state')}, and was {self._cancelled[name]}"
            self._claim("GW-MACH-005", found.get("state") == self._cancelled[name], why)

    def cancel(self, place: int) -> None:
        """Take a message back, if it is not too late."""
        name = self._at(place)
        if name is None:
            return
        answer = self._ask("sms.cancel", {"message_id": name}, id=name).data or {}
        if answer.get("cancelled") is True:
            self._cancelled.setdefault(name, str(answer.get("state")))
            self._money = None  # whether it is paid back no source says
            self.look(place)

    def read_list(self) -> None:
        """Read the list until all of this conversation was seen, or to its end."""
        shown: Counter[str] = Counter()
        query: dict[str, object] = {"limit": 100}
        for _ in range(_PAGES_MAX):
            page = self._ask("sms.list", query=query).data or {}
            shown.update(str(item.get("sms_id")) for item in page.get("items") or ())
            query["cursor"] = page.get("next_cursor")
            if not query["cursor"] or shown.keys() >= self._messages.keys():
                break
        missing = self._missing(shown, is_whole=not query["cursor"])
        self._claim("GW-MACH-004", not missing, f"{missing} are not listed")
        twice = [name for name, count in shown.items() if count > 1]
        self._claim("GW-MACH-004", not twice, f"{twice} are listed twice")

    def _missing(self, shown: Collection[str], *, is_whole: bool) -> list[str]:
        """Tell which messages are not where they should be.

        In a list that was not read to its end that is a place between two others: whether it has
        the newest first or the oldest no source says.
        """
        names = list(self._messages)
        places = [place for place, name in enumerate(names) if name in shown]
        between = names if is_whole else names[places[0] : places[-1]] if places else []
        return [name for name in between if name not in shown]

    # --- Numbers that nobody may write to -----------------------------------------------------

    def suppress(self, number: int) -> None:
        """Let nobody write to a number."""
        if self._ask("sms.suppress", {"phone": self._numbers[number]}).is_success:
            self._suppressed.add(number)
        self.ask_about(1 - number)

    def lift(self, number: int) -> None:
        """Let everybody write to it again."""
        if self._ask("sms.suppression.delete", {"phone": self._numbers[number]}).is_success:
            self._suppressed.discard(number)
        self.ask_about(1 - number)

    def ask_about(self, number: int) -> None:
        """Ask whether anybody may write to it."""
        seen = self._ask("sms.suppression.check", {"phone": self._numbers[number]}).data or {}
        is_suppressed = number in self._suppressed
        why = f"suppressed is {seen.get('suppressed')!r}, and should be {is_suppressed}"
        self._claim("GW-MACH-003", seen.get("suppressed") is is_suppressed, why)

    # --- Passcodes ----------------------------------------------------------------------------

    def try_code(self, number: int, *, is_right: bool) -> None:
        """Have a code sent, and try it, or another one."""
        if not self._reporter.reads_codes or number in self._suppressed:
            return
        to = self._numbers[number]
        self._money = None  # what it costs is told, and may be told later
        if not self._ask("sms.otp", {"to": to}).is_success:
            return
        code = self._reporter.wait(self._gw.doors.passcode(to))
        tried = code if is_right else another(code)
        answered = self._ask("sms.verify", {"to": to, "code": tried})
        is_valid = answered.is_success and (answered.data or {}).get("valid") is True
        why = f"valid is {is_valid} of {'the code' if is_right else 'another code'}"
        self._claim("GW-MACH-007", is_valid is is_right, why)
        if is_valid:
            self._used[number] = code
        self._try_used_code(1 - number)

    def _try_used_code(self, number: int) -> None:
        """Try a code that was good once."""
        if number in self._used:
            body = {"to": self._numbers[number], "code": self._used.pop(number)}
            answered = self._ask("sms.verify", body)
            is_valid = answered.is_success and (answered.data or {}).get("valid") is True
            self._claim("GW-MACH-007", not is_valid, "a code that was used is valid again")

    # --- Money --------------------------------------------------------------------------------

    def count_money(self) -> None:
        """Look what is left before and after a message, and compare it with what should be."""
        self._look_into_purse()
        self.send(0, "")
        self._look_into_purse()

    def _look_into_purse(self) -> None:
        found = (self._ask("account.balance").data or {}).get("balance_usd")
        if not isinstance(found, int | float):
            return
        left = Decimal(str(found))
        if self._money is not None:
            is_near = abs(left - self._money) < Decimal("0.0000005")
            self._claim("GW-MACH-006", is_near, f"{left} are left, and should be {self._money}")
        self._money = left

    def end(self) -> None:
        """Leave everything as it was."""
        if not self._reporter.stopped:
            self._reporter.wait(self._gw.clean_up())

    # --- How it is done -----------------------------------------------------------------------

    def _ask(self, operation: str, body: dict[str, Any] | None = None, **more: Any) -> Exchange:  # noqa: ANN401 - what `ask` takes
        answered = self._reporter.wait(self._gw.ask(operation, body, **more))
        if answered.status == 402:
            self._reporter.stopped = "the project has no credit left"
            raise Stopped(self._reporter.stopped)
        return answered

    def _keep(self, record: dict[str, Any], answered: Exchange) -> None:
        self._messages[str(record["sms_id"])] = record
        self._pay(answered)

    def _pay(self, answered: Exchange) -> None:
        if self._money is not None:
            self._money -= cost(answered)

    def _at(self, place: int) -> str | None:
        """Find a message of this conversation; None where there is none."""
        names = list(self._messages)
        return names[place % len(names)] if names else None

    def _claim(self, rule: str, holds: object, why: str) -> None:
        """Say that a rule is kept; whoever listens hears if it is not."""
        self._reporter.claimed[rule] += 1
        if not holds and rule not in self._reporter.muted:
            self._reporter.latest = Detour(rule, why, self._gw.told)
            raise self._reporter.latest
