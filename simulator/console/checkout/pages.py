"""The checkout's pages: each is whole, needs nothing from anywhere else, and runs no script."""

from html import escape
from http import HTTPStatus
from typing import Final

from simulator.domain.pricing import MicroUsd, usd
from simulator.domain.topup import Topup, TopupState
from simulator.face.error_object import ErrorObject

__all__ = ["STYLE", "checkout", "refusal"]

STYLE: Final = """
:root {
  color-scheme: light dark;
  --ground: #f3f4f8; --card: #fff; --ink: #1b1e28; --quiet: #5b6172; --line: #dfe2ea;
  --accent: #2f4bd8; --on-accent: #fff; --good: #12703f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12141b; --card: #1b1e28; --ink: #eceef5; --quiet: #a2a8ba; --line: #323747;
    --accent: #93a5ff; --on-accent: #12141b; --good: #6fd49d;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; padding: 1.5rem; display: grid; place-content: center; gap: 1rem;
  grid-template-columns: minmax(0, 24rem);
  background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  display: grid; gap: 1.25rem; padding: 2rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 1rem;
}
h1 { font-size: 1rem; font-weight: 600; color: var(--quiet); }
p, dd { overflow-wrap: anywhere; }
.amount { font-size: 2.25rem; line-height: 1.1; font-weight: 650; }
.good { color: var(--good); font-weight: 600; }
dl { display: grid; gap: .5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
dl div { display: flex; justify-content: space-between; gap: 1rem; }
dt, footer { color: var(--quiet); }
dd { font-variant-numeric: tabular-nums; text-align: right; }
button, .button {
  display: block; width: 100%; padding: .75rem 1rem; border: 0; border-radius: .6rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; cursor: pointer;
}
button:hover, .button:hover { filter: brightness(1.08); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
footer { font-size: .875rem; text-align: center; }
"""

_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Crect width='16' height='16' rx='4' fill='%232f4bd8'/%3E"
    "%3Cpath d='M4 11V9m4 2V7m4 4V4' stroke='%23fff' stroke-width='2'/%3E%3C/svg%3E"
)

_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - carriersim</title>
<link rel="icon" href="{icon}">
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
{content}
</main>
<footer>carriersim is a simulator: no real money moves.</footer>
</body>
</html>
"""

_CONTENT: Final = """<p class="amount">{amount}</p>
<dl>
<div><dt>World</dt><dd>{world}</dd></div>
<div><dt>Balance</dt><dd>{balance}</dd></div>
</dl>
{way_on}"""

_BUTTON: Final = '<form method="post"><button>Pay {amount}</button></form>'
_PAID: Final = '<p class="good" role="status">Paid. You may close this page.</p>'
_LINK: Final = '<a class="button" href="{url}">Return</a>'


def checkout(world: str, topup: Topup, balance: MicroUsd) -> str:
    """Show a top-up: with a button as long as it waits, with where to go once it is paid."""
    amount = _dollars(topup.amount)
    facts = {"amount": amount, "world": escape(world), "balance": _dollars(balance)}
    match topup.state:
        case TopupState.PENDING:
            return _page("Top up", _CONTENT.format(**facts, way_on=_BUTTON.format(amount=amount)))
        case TopupState.COMPLETED:
            return _page("Topped up", _CONTENT.format(**facts, way_on=_way_back(topup.return_url)))


def refusal(error: ErrorObject) -> str:
    """Say what is wrong, and what can be done about it."""
    sentences = [error.message] if error.hint is None else [error.message, error.hint]
    content = "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    return _page(f"{error.status} {HTTPStatus(error.status).phrase}", content)


def _page(title: str, content: str) -> str:
    return _PAGE.format(title=title, icon=_ICON, style=STYLE, content=content)


def _way_back(return_url: str | None) -> str:
    return _PAID if return_url is None else f"{_PAID}\n{_LINK.format(url=escape(return_url))}"


def _dollars(amount: MicroUsd) -> str:
    """Write an amount with as many decimals as it has, but at least two."""
    whole, _, decimals = f"{usd(amount):,f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2} USD"
