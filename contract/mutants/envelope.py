"""Lies about the envelope."""

from typing import Final

import uuid_utils

from contract.mutants.exchange import Answer, Ask
from contract.mutants.mutant import Mutant, Notes, Onward, in_answer, mutant
from contract.mutants.words import has_emoji

__all__ = ["MUTANTS"]


@in_answer("GW-ENV-001", "GW-STAT-001")
def leaves_out_the_error(answer: Answer) -> None:
    """Leaves out the error of a success, which is null."""
    if answer.is_success:
        answer.document.pop("error")


@in_answer("GW-ENV-001", "GW-STAT-001")
def is_ok_in_words(answer: Answer) -> None:
    """Says "true" where it means true."""
    if answer.is_success:
        answer.document["ok"] = "true"


@in_answer("GW-ENV-001", "GW-STAT-001")
def answers_without_data(answer: Answer) -> None:
    """Puts what it returns beside the envelope's members, not into data."""
    if answer.is_success:
        answer.document.update(answer.document.pop("data") or {})


@in_answer("GW-ENV-002", "GW-STAT-002")
def fails_with_ok(answer: Answer) -> None:
    """Says ok to a failure."""
    if not answer.is_success:
        answer.document["ok"] = True


@in_answer("GW-ENV-002", "GW-STAT-002")
def fails_with_a_word(answer: Answer) -> None:
    """Has a word as its error, not an object."""
    if not answer.is_success:
        answer.document["error"] = "failed"


@in_answer("GW-ENV-003", "GW-STAT-002")
def writes_codes_small(answer: Answer) -> None:
    """Writes the codes of errors in small letters."""
    if answer.error:
        answer.error["code"] = answer.error["code"].lower()


@in_answer("GW-ENV-003", "GW-STAT-002")
def has_no_codes(answer: Answer) -> None:
    """Has errors without a code."""
    answer.error.pop("code", None)


@in_answer("GW-ENV-004", "GW-STAT-002")
def fails_in_a_page(answer: Answer) -> None:
    """Answers failures as a page of HTML."""
    if not answer.is_success:
        answer.written(b"<h1>Oops</h1>", "text/html")


@in_answer("GW-ENV-004", "GW-STAT-001")
def says_that_it_is_text(answer: Answer) -> None:
    """Says of JSON that it is text."""
    answer.headers["Content-Type"] = "text/plain"


@in_answer("GW-ENV-005", "GW-STAT-001")
def says_no_cost(answer: Answer) -> None:
    """Leaves out what a call cost."""
    if answer.is_success:
        answer.document["metadata"].pop("cost_usd")


@in_answer("GW-ENV-005", "GW-STAT-001")
def writes_costs_as_text(answer: Answer) -> None:
    """Writes what a call cost as a text."""
    if answer.is_success:
        answer.document["metadata"]["cost_usd"] = "0.00"


@in_answer("GW-ENV-006", "GW-STAT-001")
def says_no_latency(answer: Answer) -> None:
    """Leaves out how long a call took."""
    if answer.is_success:
        answer.document["metadata"].pop("latency_ms")


@in_answer("GW-ENV-007", "GW-STAT-001")
def numbers_its_vendors(answer: Answer) -> None:
    """Has numbers for vendors."""
    if answer.is_success:
        answer.document["metadata"]["vendor"] = 7


@in_answer("GW-ENV-008", "GW-STAT-001")
def says_nothing_of_caches(answer: Answer) -> None:
    """Leaves out whether an answer came from a cache."""
    if answer.is_success:
        answer.document["metadata"].pop("cache_hit")


@in_answer("GW-ENV-009", "GW-STAT-001")
def has_ids_of_version_4(answer: Answer) -> None:
    """Has request ids that are UUIDs of version 4."""
    if answer.is_success:
        answer.document["metadata"]["request_id"] = str(uuid_utils.uuid4())


@mutant("GW-ENV-010", "GW-STAT-001")
async def repeats_request_ids(ask: Ask, onward: Onward, notes: Notes) -> Answer:
    """Gives two calls the same request id."""
    answer = await onward(ask)
    if ask.operation and answer.is_success and answer.is_enveloped:
        metadata = answer.document["metadata"]
        metadata["request_id"] = notes.setdefault("id", metadata["request_id"])
    return answer


@mutant("GW-ENV-011", "GW-SEND-007")
async def breaks_on_emoji(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Fails with a 500 where a text holds emoji."""
    answer = await onward(ask)
    if has_emoji(ask.text("body")):
        answer.status = 500
        answer.document = {"ok": False, "error": {"code": "INTERNAL"}}
    return answer


@in_answer("GW-ENV-012", "GW-STAT-001")
def counts_seconds(answer: Answer) -> None:
    """Tells instants as seconds since 1970."""
    if "created_at" in answer.data:
        answer.data["created_at"] = "1790000000"


@in_answer("GW-ENV-012", "GW-STAT-001")
def knows_no_zones(answer: Answer) -> None:
    """Tells instants without an offset from UTC."""
    if "created_at" in answer.data:
        answer.data["created_at"] = answer.data["created_at"][:19]


@in_answer("GW-ENV-013", "GW-STAT-001")
def accepts_with_202(answer: Answer) -> None:
    """Answers successes with 202."""
    if answer.is_success:
        answer.status = 202


@in_answer("GW-ENV-014", "GW-STAT-002")
def fails_without_metadata(answer: Answer) -> None:
    """Leaves out the metadata of failures."""
    if not answer.is_success:
        answer.document.pop("metadata", None)


@in_answer("GW-ENV-015", "GW-STAT-002")
def fails_with_200(answer: Answer) -> None:
    """Answers failures with 200."""
    answer.status = 200


@mutant("GW-ENV-013", "GW-DISC-001")
async def describes_itself_with_202(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers with 202 whoever asks what there is to be had."""
    answer = await onward(ask)
    if ask.operation.startswith("discovery") and answer.is_success:
        answer.status = 202
    return answer


@in_answer("GW-ENV-018", "GW-STAT-001")
def charges_for_looking(answer: Answer) -> None:
    """Charges a millionth of a dollar more for everything."""
    if answer.is_success:
        answer.document["metadata"]["cost_usd"] += 0.000001


@in_answer("GW-ENV-018", "GW-STAT-001")
def has_all_from_a_cache(answer: Answer) -> None:
    """Says of everything that it comes from a cache."""
    if answer.is_success:
        answer.document["metadata"]["cache_hit"] = True


@in_answer("GW-ENV-019", "GW-STAT-001")
def tells_microseconds(answer: Answer) -> None:
    """Tells how long a call took in another unit, and adds a minute."""
    if answer.is_success:
        metadata = answer.document["metadata"]
        metadata["latency_ms"] = 60_000 + 1_000 * metadata["latency_ms"]


@in_answer("GW-ENV-020", "GW-STAT-001")
def rounds_no_costs(answer: Answer) -> None:
    """Tells a third of each cost, with all decimals that there are."""
    if answer.is_success:
        answer.document["metadata"]["cost_usd"] /= 3


@in_answer("GW-ENV-023", "GW-BTCH-007")
def names_no_member(answer: Answer) -> None:
    """Does not say which member is wrong."""
    for one in answer.error.get("details") or ():
        one["field"] = "something"


@mutant("GW-ENV-021")
async def shows_a_page_where_nothing_is(ask: Ask, onward: Onward, _notes: Notes) -> Answer:
    """Answers with a page of HTML where it has no operation."""
    answer = await onward(ask)
    if ask.path.endswith("/"):
        answer.written(b"<h1>Not Found</h1>", "text/html")
    return answer


MUTANTS: Final[tuple[Mutant, ...]] = (
    leaves_out_the_error,
    is_ok_in_words,
    answers_without_data,
    fails_with_ok,
    fails_with_a_word,
    writes_codes_small,
    has_no_codes,
    fails_in_a_page,
    says_that_it_is_text,
    says_no_cost,
    writes_costs_as_text,
    says_no_latency,
    numbers_its_vendors,
    says_nothing_of_caches,
    has_ids_of_version_4,
    repeats_request_ids,
    breaks_on_emoji,
    counts_seconds,
    knows_no_zones,
    accepts_with_202,
    fails_without_metadata,
    fails_with_200,
    describes_itself_with_202,
    charges_for_looking,
    has_all_from_a_cache,
    tells_microseconds,
    rounds_no_costs,
    shows_a_page_where_nothing_is,
    names_no_member,
)
