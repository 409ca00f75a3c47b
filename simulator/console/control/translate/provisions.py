"""What a world is given to send with, in the control API's words."""

from simulator.console.control import provisioning
from simulator.domain.messaging_profiles import NumberPool
from simulator.domain.provision import (
    GivenCode,
    GivenName,
    GivenNumber,
    GivenProfile,
    Provision,
)
from simulator.domain.refusals import FieldProblem, Invalid

__all__ = ["provision"]

# What we call otherwise than those who write it.
_SENT_AS = {"names": "senders"}


def provision(sent: provisioning.Resources) -> Provision:
    """Read what a world is given.

    Raises:
        Invalid: something is there twice, or on a profile that is not.
    """
    given = Provision(
        tuple(map(_profile, sent.profiles)),
        tuple(map(_number, sent.numbers)),
        tuple(map(_code, sent.short_codes)),
        tuple(map(_name, sent.senders)),
    )
    try:
        given.check()
    except Invalid as refusal:
        raise Invalid(tuple(map(_as_sent, refusal.problems))) from None
    return given


def _as_sent(problem: FieldProblem) -> FieldProblem:
    kind, _, rest = problem.field.partition(".")
    return FieldProblem(f"resources.{_SENT_AS.get(kind, kind)}.{rest}", problem.message)


def _profile(sent: provisioning.ProvidedProfile) -> GivenProfile:
    return GivenProfile(
        sent.name,
        sent.id,
        sent.destinations,
        sent.enabled,
        sent.webhook_url,
        sent.webhook_failover_url,
        None if sent.number_pool is None else _pool(sent.number_pool),
        sent.alpha_sender,
        sent.daily_limit_usd,
        sent.smart_encoding,
        sent.mms_fall_back_to_sms,
        sent.registered,
    )


def _pool(sent: provisioning.NumberPool) -> NumberPool:
    return NumberPool(
        sent.long_code_weight,
        sent.toll_free_weight,
        sent.skip_unhealthy,
        sent.sticky_sender,
        sent.geomatch,
    )


def _number(sent: provisioning.ProvidedNumber) -> GivenNumber:
    return GivenNumber(sent.number, sent.id, sent.profile, sent.hosted, sent.tags)


def _code(sent: provisioning.ProvidedCode) -> GivenCode:
    return GivenCode(sent.code, sent.id, sent.profile, sent.country, sent.tags)


def _name(sent: provisioning.ProvidedName) -> GivenName:
    return GivenName(sent.name, sent.id, sent.profile, sent.fallback)
