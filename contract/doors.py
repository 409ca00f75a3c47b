"""Ways around the gateway, where the user has any: to read codes, to move time, to be a handset.

They are carriersim's control API, or one like it, and for codes a command of the user's. A door
that was declared and does not open breaks the rule that needs it: what is declared has to be there.
"""

import asyncio
import json
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from contract.exchange import KEY_VARIABLE, TOKEN_VARIABLE, Exchange
from contract.steps import Errand, Pause, Step
from contract.target import CONTROL, Target
from contract.verdicts import Broken

__all__ = ["Doors"]

_CODE: Final = re.compile(r"(?<!\d)\d{4,8}(?!\d)")
_TIMEOUT_S: Final = 20.0


class Doors:
    """What can be done besides calling the gateway.

    Attributes:
        pauses: how far the target's time was moved each time, by whomever.
    """

    def __init__(
        self, target: Target, session: ClientSession, note: Callable[[Step], None] = lambda _: None
    ) -> None:
        self.pauses: list[Pause] = []
        self._target = target
        self._session = session
        self._note = note

    def noting(self, note: Callable[[Step], None]) -> "Doors":
        """Use the same doors, and tell somebody what goes through them."""
        same = Doors(self._target, self._session, note)
        same.pauses = self.pauses
        return same

    async def passcode(self, number: str) -> str:
        """Read the one-time passcode that was last sent to a number."""
        if self._target.otp_reader != CONTROL:
            return await self._ask_command(number)
        read = await self._control("GET", f"/otp?to={quote(number, safe='')}&wait=5s")
        return str(read.get("code", ""))

    async def sender_code(self, number: str) -> str:
        """Read the code that came to a number that is being registered."""
        if self._target.otp_reader != CONTROL:
            return await self._ask_command(number)
        read = await self._control("GET", f"/messages?to={quote(number, safe='')}&limit=1&wait=5s")
        texts = [str(item.get("text", "")) for item in read.get("items", ())]
        found = _CODE.search(texts[0]) if texts else None
        if found is None:
            raise Broken(f"no code came to {number} that the OTP reader could read: {texts}")
        return found[0]

    async def advance(self, seconds: float) -> None:
        """Move the target's time on."""
        moved = await self._call("POST", "/clock/advance", {"by": f"{seconds:.3f}s"})
        self.pauses.append(Pause(seconds, moved))

    async def now(self) -> str:
        """Tell the target's time, in ISO 8601."""
        return str((await self._control("GET", "/clock")).get("now", ""))

    async def receive(self, sender: str, text: str, to: str = "") -> None:
        """Let a handset send a message."""
        to_whom = {"to": to} if to else {}
        await self._control("POST", "/inbound", {"from": sender, "text": text, **to_whom})

    async def set_balance(self, dollars: str) -> None:
        """Set how much money the project has."""
        await self._control("PUT", "/account", {"balance_usd": dollars})

    async def erasure_token(self, number: str) -> str:
        """Get the token that confirms the erasure of a number."""
        read = await self._control("GET", f"/gdpr?phone={quote(number, safe='')}")
        return str(read.get("confirmation_token", ""))

    async def _control(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        """Call the control API."""
        answered = await self._call(method, path, body)
        self._note(answered)
        return answered.document

    async def _call(self, method: str, path: str, body: object = None) -> Exchange:
        token, key = self._target.admin_token, self._target.key
        sent = {} if body is None else {"Content-Type": "application/json"}
        headers = {**sent, "Authorization": f"Bearer {token or key}"}
        if token:
            headers["X-Sim-World"] = key.rpartition("_")[2]
            sent["X-Sim-World"] = f"${{{KEY_VARIABLE}##*_}}"
        shown = f"Bearer ${TOKEN_VARIABLE if token else KEY_VARIABLE}"
        content = None if body is None else json.dumps(body).encode()
        asked = Exchange("", method, f"/_sim{path}", shown, sent, content, 0, {}, b"", 0.0)
        try:
            answered = await self._send(asked, headers)
            if answered.is_success and isinstance(answered.document, dict):
                return answered
            found = f"answered {answered.status}"
        except (ClientError, TimeoutError) as error:
            found = f"did not answer: {error!r}"
        raise Broken(f"the control API was declared, but {method} {asked.path} {found}")

    async def _send(self, asked: Exchange, headers: Mapping[str, str]) -> Exchange:
        async with self._session.request(
            asked.method,
            URL(self._target.url + asked.path, encoded=True),
            data=asked.body,
            headers=headers,
            timeout=ClientTimeout(total=_TIMEOUT_S),
        ) as response:
            answer = await response.read()
            told = {name.lower(): text for name, text in response.headers.items()}
            return replace(asked, status=response.status, headers=told, answer=answer)

    async def _ask_command(self, number: str) -> str:
        """Have the user's command print the code."""
        words = shlex.split(self._target.otp_reader)
        try:
            process = await asyncio.create_subprocess_exec(
                *words, number, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
            said, complained = await asyncio.wait_for(process.communicate(), _TIMEOUT_S)
        except (OSError, TimeoutError) as error:
            raise Broken(f"the OTP reader {words[0]} did not run: {error}") from error
        if process.returncode or not said.strip():
            complaint = complained.decode(errors="replace").strip()
            raise Broken(f"the OTP reader printed no code for {number}: {complaint}")
        self._note(Errand(shlex.join([*words, number]), said))
        return said.decode(errors="replace").strip()
