"""What may be paid in, and where the payer may be sent."""

import pytest

from simulator.domain.pricing import MicroUsd
from simulator.domain.refusals import FieldProblem, Invalid
from simulator.domain.topup import AMOUNT_MAX, Topup, TopupState, begin

NOW = 1_790_000_000_000


def topup(amount: int = 5_000_000, return_url: str | None = None) -> Topup:
    """Begin a top-up of five dollars."""
    return begin("id", amount=MicroUsd(amount), return_url=return_url, now=NOW)


def refused(amount: int = 5_000_000, return_url: str | None = None) -> tuple[FieldProblem, ...]:
    """Begin a top-up that is refused, and tell why."""
    with pytest.raises(Invalid) as refusal:
        topup(amount, return_url)
    return refusal.value.problems


def test_a_topup_waits_and_is_completed_once_paid() -> None:
    """Being paid changes its state and nothing else."""
    url = "https://shop.example/thanks"
    begun = topup(7, url)

    assert begun == Topup("id", MicroUsd(7), TopupState.PENDING, url, NOW)
    assert begun.completed() == Topup("id", MicroUsd(7), TopupState.COMPLETED, url, NOW)


@pytest.mark.parametrize("amount", [1, AMOUNT_MAX])
def test_any_amount_up_to_a_million_dollars_may_be_paid(amount: int) -> None:
    """The least is the least that there is."""
    assert topup(amount).amount == amount


@pytest.mark.parametrize("amount", [-1, 0, AMOUNT_MAX + 1])
def test_no_other_amount_may_be_paid(amount: int) -> None:
    """Nothing, less than nothing, and more than a million dollars are refused by the member."""
    problem = FieldProblem("amount_usd", "must be more than 0 and at most 1000000")
    assert refused(amount) == (problem,)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "HTTPS://shop.example/a/b?order=1&x[]=%20#done",
        "http://[::1]:8000/",
        "https://user:word@shop.example/",
        "https://shop.example:65535/" + "x" * 1900,
    ],
)
def test_the_payer_may_be_sent_to_any_web_address(url: str) -> None:
    """Absolute, with a host, and kept as it was written."""
    assert topup(return_url=url).return_url == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/thanks",
        "//shop.example/",
        "shop.example",
        "http:shop.example",
        "https://",
        "https:///thanks",
        "https://?order=1",
        "https://user@/",
        "https://:8000/",
        "ftp://shop.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://shop.example:0/",
        "https://shop.example:65536/",
        "https://shop.example:x/",
        "https://[::1/",
        " https://shop.example/",
        "https://shop.example/\n",
        "https://shop.example/\r\nSet-Cookie: x=1",
        "https://shop.example/a b",
        'https://shop.example/"><script>',
        "https://shop.example\\@evil.example/",
        "https://bücher.example/",
        "https://shop.example/" + "x" * 2000,
    ],
)
def test_the_payer_may_be_sent_nowhere_else(url: str) -> None:
    """What no browser could be sent to, or not by a header, is refused by the member."""
    problem = FieldProblem("return_url", "must be an absolute http or https URL")
    assert refused(return_url=url) == (problem,)
