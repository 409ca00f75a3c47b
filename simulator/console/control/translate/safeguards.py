"""What a world's Unimatrix account guards against, in the control API's words."""

from simulator.console.control import guarding as shapes
from simulator.domain.safeguards import CallerList, Safeguards, SendingLimits

__all__ = ["safeguards", "shown_account"]


def safeguards(sent: shapes.UnimatrixAccount) -> Safeguards:
    """Read what is to be guarded against."""
    rule, limits = sent.ip_restriction, sent.rate_limit
    return Safeguards(
        is_signing_demanded=sent.auth == "hmac",
        callers=None if rule is None else _callers(rule),
        limits=None
        if limits is None
        else SendingLimits(limits.minute, limits.hour, limits.day, limits.whitelist),
    )


def shown_account(told: Safeguards) -> shapes.ShownUnimatrixAccount:
    """Spell what is guarded against."""
    return {
        "auth": "hmac" if told.is_signing_demanded else "simple",
        "ip_restriction": None if told.callers is None else _shown_callers(told.callers),
        "rate_limit": None if told.limits is None else _shown_limits(told.limits),
    }


def _callers(rule: shapes.CallerRule) -> CallerList:
    is_of_friends = rule.allow is not None
    return CallerList(is_of_friends, (rule.allow if is_of_friends else rule.deny) or ())


def _shown_callers(told: CallerList) -> shapes.ShownCallers:
    networks = list(told.networks)
    return {"allow": networks} if told.is_of_friends else {"deny": networks}


def _shown_limits(told: SendingLimits) -> shapes.ShownLimits:
    return {
        "minute": told.per_minute,
        "hour": told.per_hour,
        "day": told.per_day,
        "whitelist": list(told.exempt),
    }
