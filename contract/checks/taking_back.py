"""Messages that are taken back, and messages that are sent again."""

from typing import Final

from contract.checks import check
from contract.checks.account import balance, same_money
from contract.checks.batches import records
from contract.gateway import Gateway
from contract.patience import settled
from contract.verdicts import Broken, CouldNotRun, NotApplicable

_ATTEMPTS: Final = 3
_FAILURE_WORDS: Final = ("fail", "undeliver", "reject", "error", "expire")


@check("GW-CANC-001")
async def what_is_cancelled_is_never_delivered(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    answer = await gw.must("sms.cancel", {"message_id": name}, id=name)
    gw.same(answer.get("message_id"), name, "the message that is spoken of")
    state = await settled(gw, name)
    if answer.get("cancelled") is True:
        gw.same(state, answer.get("state"), "the state of what was cancelled")


@check("GW-CANC-002")
async def what_was_dispatched_is_not_cancelled(gw: Gateway) -> None:
    sent = await gw.sent()
    name = sent["sms_id"]
    before = await settled(gw, name)
    answered = await gw.ask("sms.cancel", {"message_id": name}, id=name)
    told = answered.data.get("cancelled") if answered.is_success else False
    if told is True and before == sent.get("state"):
        raise CouldNotRun(f"the message is {before}, as it was at first: nobody saw it leave")
    gw.same(told, False, f"cancelled of a message that is {before}")
    gw.same(await gw.state(name), before, "the state after it was too late")


@check("GW-CANC-003")
async def what_is_not_there_is_not_cancelled(gw: Gateway) -> None:
    name = f"sms_{gw.word()}"
    await gw.must_refuse("sms.cancel", {"message_id": name}, id=name)


@check("GW-CANC-004")
async def a_cancellation_speaks_of_one_message(gw: Gateway) -> None:
    name, other = (await gw.sent())["sms_id"], (await gw.sent())["sms_id"]
    refused = await gw.must_refuse("sms.cancel", {"message_id": other}, id=name)
    gw.same((refused.status, refused.code), (422, "VALIDATION_ERROR"), "the refusal")


@check("GW-CANC-005")
async def what_is_cancelled_is_paid_back(gw: Gateway) -> None:
    for _ in range(_ATTEMPTS):
        before = await balance(gw)
        name = (await gw.sent())["sms_id"]
        if (await gw.must("sms.cancel", id=name)).get("cancelled"):
            await same_money(gw, before, "the balance after a message that was cancelled")
            return
    why = f"{_ATTEMPTS} messages were dispatched before they could be cancelled"
    raise NotApplicable(f"{why} from so far away") if gw.run.is_far else CouldNotRun(why)


@check("GW-CANC-006")
async def too_late_is_no_failure(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    state = await settled(gw, name)
    answer = await gw.must("sms.cancel", {"message_id": name}, id=name)
    wanted = {"message_id": name, "cancelled": False, "state": state}
    gw.same({member: answer.get(member) for member in wanted}, wanted, "the answer")


@check("GW-RSND-001")
async def a_message_is_sent_again(gw: Gateway) -> None:
    to = gw.number()
    name = (await gw.sent(to=to))["sms_id"]
    again = records(await gw.must("sms.resend", {"message_id": name}, id=name))
    gw.expect(again, "a message that was sent again has no result")
    for record in again:
        gw.same(record.get("to"), to, "the recipient of what was sent again")


@check("GW-RSND-002")
async def only_what_failed_is_sent_again(gw: Gateway) -> None:
    name = (await gw.sent())["sms_id"]
    body = {"message_id": name, "only_failed": True}
    answered = await gw.ask("sms.resend", body, id=name)
    again = records(answered.data) if answered.is_success else []
    if not again:
        return
    state = await gw.state(name)
    if any(word in state.lower() for word in _FAILURE_WORDS):
        raise CouldNotRun(f"the message that was not to fail is {state}")
    raise Broken(f"a message that is {state} was sent again as {again[0].get('sms_id')}")


@check("GW-RSND-003")
async def what_is_not_there_is_not_sent_again(gw: Gateway) -> None:
    name = f"sms_{gw.word()}"
    await gw.must_refuse("sms.resend", {"message_id": name}, id=name)


@check("GW-RSND-004")
async def what_is_sent_again_is_a_new_message(gw: Gateway) -> None:
    record = await gw.sent(body="a" * 161)
    name = record["sms_id"]
    again = records(await gw.must("sms.resend", {"message_id": name}, id=name))
    gw.expect([one["sms_id"] for one in again] != [name], "it is the same message")
    gw.same([one["segments"] for one in again], [2], "segments of what was sent again")
    body = {"message_id": name, "only_failed": True}
    await settled(gw, name)
    gw.same((await gw.must("sms.resend", body, id=name))["results"], [], "results of only_failed")


@check("GW-RSND-005")
async def a_resend_speaks_of_one_message(gw: Gateway) -> None:
    name, other = (await gw.sent())["sms_id"], (await gw.sent())["sms_id"]
    refused = await gw.must_refuse("sms.resend", {"message_id": other}, id=name)
    gw.same((refused.status, refused.code), (422, "VALIDATION_ERROR"), "the refusal")
