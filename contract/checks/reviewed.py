"""Signatures and templates: two kinds of things that are made, reviewed and deleted alike."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from contract.checks import Check, check
from contract.checks.lists import listed
from contract.gateway import Gateway

_REVIEW_S: Final = 20  # much longer than carriersim takes


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing.

    Attributes:
        area: in the ids of its rules.
        word: in the names of its operations.
        lasting: members of its record that stay as they are.
        body: makes the body of a creation from a word that must be in it.
    """

    area: str
    word: str
    lasting: tuple[str, ...]
    body: Callable[[str], dict[str, Any]]

    def operation(self, verb: str) -> str:
        return f"sms.{self.word}.{verb}"

    @property
    def id(self) -> str:
        return f"{self.word}_id"


_KINDS: Final = (
    Kind(
        "SIGN",
        "signature",
        ("signature_id", "text", "type", "vendor", "created_at"),
        lambda word: {"name": word},
    ),
    Kind(
        "TMPL",
        "template",
        ("template_id", "name", "body", "locale", "variables", "created_at"),
        lambda word: {"name": word, "body": f"Hello, {word}"},
    ),
)


async def _made(kind: Kind, gw: Gateway) -> dict[str, Any]:
    made: dict[str, Any] = await gw.need(kind.operation("create"), kind.body(gw.word()))
    return made


async def _is_answered(kind: Kind, gw: Gateway) -> None:
    body = kind.body(gw.word())
    made = await gw.must(kind.operation("create"), body)
    wanted = {"text" if kind.word == "signature" else "name": body["name"]}
    wanted |= {"body": body["body"]} if "body" in body else {}
    for name, item in wanted.items():
        gw.same(made.get(name), item, f"{name} of the {kind.word}")


async def _is_found(kind: Kind, gw: Gateway) -> None:
    for made in (await _made(kind, gw), await _made(kind, gw)):
        found = await gw.must(kind.operation("get"), id=made[kind.id])
        for name in kind.lasting:
            gw.same(found.get(name), made.get(name), f"{name} of the {kind.word}")


async def _is_listed(kind: Kind, gw: Gateway) -> None:
    name = (await _made(kind, gw))[kind.id]
    item = await listed(gw, kind.operation("list"), kind.id, name)
    gw.expect(item, f"the {kind.word} {name} is not listed")


async def _is_deleted(kind: Kind, gw: Gateway) -> None:
    name = (await _made(kind, gw))[kind.id]
    answer = await gw.must(kind.operation("delete"), id=name)
    gw.same(answer.get("deleted"), True, "deleted")
    await gw.must_refuse(kind.operation("get"), id=name)


async def _is_refused(kind: Kind, gw: Gateway) -> None:
    for verb in ("get", "delete"):
        await gw.must_refuse(kind.operation(verb), id=gw.word())


async def _reviewed(kind: Kind, gw: Gateway, word: str) -> tuple[str, dict[str, Any]]:
    """Make one, and tell its first state and how it is in the end."""
    made = await gw.need(kind.operation("create"), kind.body(word))

    async def look() -> dict[str, Any]:
        found: dict[str, Any] = await gw.must(kind.operation("get"), id=made[kind.id])
        return found

    last = await gw.until(look, lambda one: one.get("review_state") != "pending", _REVIEW_S)
    return made["review_state"], last


async def _is_approved(kind: Kind, gw: Gateway) -> None:
    first, last = await _reviewed(kind, gw, gw.word())
    gw.expect(first in {"pending", "approved"}, f"a new {kind.word} is {first}")
    gw.same(last.get("review_state"), "approved", "the state after the review")
    gw.same(last.get("reject_reason"), None, "the reason of what was approved")


async def _is_rejected(kind: Kind, gw: Gateway) -> None:
    _, last = await _reviewed(kind, gw, "reject" + gw.word()[-8:])
    gw.same(last.get("review_state"), "rejected", "the state after the review")
    gw.expect(last.get("reject_reason"), "what was rejected has no reason")


async def _is_listed_no_more(kind: Kind, gw: Gateway) -> None:
    name = (await _made(kind, gw))[kind.id]
    await gw.need(kind.operation("delete"), id=name)
    item = await listed(gw, kind.operation("list"), kind.id, name)
    gw.expect(not item, f"the {kind.word} {name} is listed, and was deleted")


_RULES: Final[dict[str, Callable[[Kind, Gateway], Awaitable[None]]]] = {
    "001": _is_answered,
    "002": _is_found,
    "003": _is_listed,
    "004": _is_deleted,
    "005": _is_refused,
    "006": _is_approved,
    "007": _is_rejected,
    "008": _is_listed_no_more,
}


def _of(kind: Kind, rule: Callable[[Kind, Gateway], Awaitable[None]]) -> Check:
    return partial(rule, kind)


for _kind in _KINDS:
    for _number, _rule in _RULES.items():
        check(f"GW-{_kind.area}-{_number}")(_of(_kind, _rule))


@check("GW-SIGN-009")
async def the_type_is_answered(gw: Gateway) -> None:
    for kind in ("enterprise", "individual"):
        made = await gw.must("sms.signature.create", {"name": gw.word(), "type": kind})
        gw.same(made.get("type"), kind, "the type of the signature")


@check("GW-TMPL-009")
async def locale_and_variables_are_answered(gw: Gateway) -> None:
    body = {"name": gw.word(), "body": "Hello, {name}, {code}", "locale": "en"}
    made = await gw.must("sms.template.create", {**body, "variables": ["name", "code"]})
    gw.same(made.get("locale"), "en", "the locale of the template")
    gw.same(made.get("variables"), ["name", "code"], "the variables of the template")
