"""What the gateway says of itself."""

from typing import Any, Final

from contract.checks import check
from contract.document import read_document
from contract.gateway import Gateway

_BILLING: Final = {
    *("is_billable", "free", "unit", "price_usd", "currency", "new_account_trial_uses"),
}
_LANGUAGES: Final = {"curl", "python", "javascript", "typescript"}
_ENTRY: Final = {"id", "method", "path", "available", "regions", "vendors", "billing"}


async def _capabilities(gw: Gateway) -> dict[str, dict[str, Any]]:
    """List all capabilities, by their ids."""
    shown = await gw.must("discovery.list", key="")
    return {one["id"]: one for one in shown["capabilities"]}


@check("GW-DISC-001")
async def discovery_needs_no_key(gw: Gateway) -> None:
    await gw.must("discovery.list", key="")
    await gw.must("discovery.get", id="sms.send", key="")


@check("GW-DISC-002")
async def every_operation_is_listed(gw: Gateway) -> None:
    listed = await _capabilities(gw)
    for one in read_document().operations.values():
        if one.is_public:
            continue
        entry = listed.get(one.id, {})
        gw.expect(entry.keys() >= _ENTRY, f"{one.id} is not listed, or lacks a member: {entry}")
        gw.same(entry["method"], one.method, f"the method of {one.id}")
        path = str(entry["path"])
        gw.same(path.partition("{")[0], one.path.partition("{")[0], f"the path of {one.id}")


@check("GW-DISC-003")
async def each_entry_tells_its_price(gw: Gateway) -> None:
    for name, entry in (await _capabilities(gw)).items():
        billing = entry.get("billing") or {}
        lacking = _BILLING - billing.keys()
        gw.expect(not lacking, f"billing of {name} lacks {', '.join(sorted(lacking))}")
        gw.expect(
            billing["free"] is not billing["is_billable"], f"{name} is both free and billable"
        )


@check("GW-DISC-004")
async def a_capability_tells_all(gw: Gateway) -> None:
    for name in ("sms.send", "sms.status", "account.topup"):
        shown = await gw.must("discovery.get", id=name, key="")
        gw.same(shown.get("id"), name, "the capability that is spoken of")
        gw.expect("params" in shown, f"{name} does not tell what it takes")
        errors = shown.get("errors") or []
        told = all(isinstance(one.get("retryable"), bool) and one.get("code") for one in errors)
        gw.expect(errors and told, f"{name} does not tell which errors may be retried")
        lacking = _LANGUAGES - (shown.get("examples") or {}).keys()
        gw.expect(not lacking, f"{name} has no example in {', '.join(sorted(lacking))}")


@check("GW-DISC-005")
async def an_unknown_capability_is_refused(gw: Gateway) -> None:
    await gw.must_refuse("discovery.get", id="sms.fax", key="")
