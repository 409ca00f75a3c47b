"""Everything the carrier may say no with."""

from typing import get_args

import pytest

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import (
    Conflicting,
    Dangling,
    Declined,
    FieldProblem,
    Forbidden,
    Ground,
    InsufficientCredit,
    Invalid,
    KeyReused,
    NoSuchWorld,
    NotFound,
    RateLimited,
    Refusal,
    RefusedByDomain,
    SignatureRequired,
    StoreFailed,
    Taken,
    TemplateNotApproved,
    TooBusy,
    UnknownVendor,
    VendorFailed,
    VendorUnavailable,
)
from simulator.domain.review import ReviewState

ONE_OF_EACH: list[RefusedByDomain] = [
    Invalid.field("to", "is missing"),
    NotFound("message", "1"),
    NoSuchWorld("demo"),
    Conflicting("is there already"),
    Taken("name", "MyCompany"),
    Dangling("profile_id", "1"),
    Declined(Ground.OPTED_OUT, {"sender": "+13125551234"}),
    Forbidden("the token is wrong", "another would do"),
    InsufficientCredit(MicroUsd(2), MicroUsd(1)),
    KeyReused("key"),
    SignatureRequired("+8613800138000"),
    TemplateNotApproved("1", ReviewState.PENDING),
    UnknownVendor("nobody", ("telnyx",)),
    VendorUnavailable("telnyx"),
    VendorFailed("telnyx"),
    RateLimited(3, is_standing=False),
    TooBusy(),
    StoreFailed(),
]


def test_the_union_of_refusals_is_complete() -> None:
    """A refusal that is not in it would reach no face's words."""
    domain = {
        kind for kind in Refusal.__subclasses__() if kind.__module__ == "simulator.domain.refusals"
    }

    assert set(get_args(RefusedByDomain)) == domain == {type(refusal) for refusal in ONE_OF_EACH}


def test_a_member_is_refused_by_its_name_and_a_sentence() -> None:
    """The short way to refuse for one reason is the same as the long one."""
    assert Invalid.field("to", "is missing").problems == (FieldProblem("to", "is missing"),)


@pytest.mark.parametrize("refusal", ONE_OF_EACH, ids=lambda refusal: type(refusal).__name__)
def test_a_refusal_can_be_raised_and_kept(refusal: RefusedByDomain) -> None:
    """Python hashes an exception and sets its traceback; a frozen one would fail at both."""
    with pytest.raises(Refusal) as raised:
        raise refusal

    assert raised.value is refusal
    assert refusal.__traceback__ is not None
    assert {refusal: "kept"}[refusal] == "kept"


def test_refusals_are_not_compared_by_content() -> None:
    """Two callers may be refused for the same reason; each has its own refusal."""
    assert KeyReused("key") != KeyReused("key")


def test_what_is_wrong_with_a_part_is_said_of_the_whole() -> None:
    """By a longer path."""
    longer = Invalid.field("to", "is missing").within("messages.3")
    assert longer.problems == (FieldProblem("messages.3.to", "is missing"),)
