"""Before a run: whether there is anybody to judge, how far away, and what cannot be tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from contract import wall
from contract.exchange import Exchange
from contract.gateway import Gateway
from contract.options import Options
from contract.requirements import Need, Requirement
from contract.running import Run
from contract.target import Target
from contract.verdicts import CouldNotRun, HarnessError

__all__ = ["Examination", "examine", "missing", "tidied"]

# A few calls tell how far the target is. Whoever is this near is near enough.
_CALLS_MAX: Final = 4
_NEAR_S: Final = 0.02

# By which flag a user says that something is there, or why it may not be used.
_FLAGS: Final[Mapping[Need, str]] = {
    Need.WRITES: "it changes things, and --read-only was given",
    Need.MONEY: "it sends messages, and --read-only or --no-cost was given",
    Need.SECOND_KEY: "it needs the key of another project: --key2",
    Need.OTP_READER: "it needs somebody who reads codes: --otp-reader",
    Need.CLOCK: "it needs somebody who moves the target's time: --clock control",
    Need.INBOUND: "it needs a handset that writes: --otp-reader control",
    Need.CREDIT: "it needs somebody who takes the money away: --otp-reader control",
    Need.ERASURE: "it needs the token of an erasure: --otp-reader control",
}


@dataclass(frozen=True)
class Examination:
    """How things stand before a run.

    Attributes:
        round_trip_s: how long a call takes; the median of a few where the target is not near.
        balance: what the target says of the project's money; empty where it says nothing.
        not_run: rules that cannot run, each with the reason.
    """

    round_trip_s: float
    balance: str
    not_run: Sequence[tuple[Requirement, str]]


def missing(rule: Requirement, target: Target, options: Options) -> str:
    """Say why a rule does not apply; empty where it does."""
    lacking = sorted(rule.needs - target.has - options.allowed)
    return _FLAGS[lacking[0]] if lacking else ""


async def examine(run: Run, rules: Sequence[Requirement]) -> Examination:
    """Call the target a few times.

    Raises:
        HarnessError: nobody is there, or nobody who could be judged.
    """
    times_s: list[float] = []
    while len(times_s) < _CALLS_MAX and not (times_s and times_s[-1] < _NEAR_S):
        begun_at = wall.now()
        await _call(run)
        times_s.append(wall.now() - begun_at)
    run.round_trip_s = times_s[-1] if times_s[-1] < _NEAR_S else median(times_s)
    reasons = [(rule, missing(rule, run.target, run.options)) for rule in rules]
    not_run = [(rule, reason) for rule, reason in reasons if reason]
    return Examination(run.round_trip_s, await _balance(run), not_run)


async def _call(run: Run) -> None:
    """Ask for the messages, which costs nothing and changes nothing."""
    gateway = Gateway(run)
    try:
        answered = await gateway.ask("sms.list")
    except CouldNotRun as error:
        raise HarnessError(f"{run.target.url} cannot be judged: {error}") from error
    if complaint := _complaint(answered):
        raise HarnessError(f"{run.target.url} cannot be judged: {complaint}")


def _complaint(answered: Exchange) -> str:
    """Say why whoever answered is no gateway, or does not let us in; empty where he is and does."""
    what = f"GET {answered.path} was answered with {answered.status}"
    if 300 <= answered.status < 400:
        return f"{what}, which leads to {answered.headers.get('location', 'nowhere')}"
    if not isinstance(answered.document, dict):
        kind = answered.media_type or "of no type"
        return f"{what} and {kind} that is no JSON object: {answered.answer[:60]!r}"
    if answered.status == 401:
        return f"{what}: the key is not good"
    if answered.status == 404:
        return f"{what}: there is no gateway under this URL"
    if answered.status >= 500:
        return f"{what}: it is out of order"
    return ""


async def _balance(run: Run) -> str:
    answered = await Gateway(run).ask("account.balance")
    data = answered.data if isinstance(answered.data, dict) else {}
    return f"{data.get('balance_usd', '')} {data.get('currency', '')}".strip()


def tidied(target: Target) -> Target:
    """Take a URL as people write it: with a slash, or with the version."""
    return replace(target, url=target.url.rstrip("/").removesuffix("/v1"))
