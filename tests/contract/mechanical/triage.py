"""Why an edit of the gateway's face may live: what is no part of the contract, and what is no edit.

An edit that is none of these and survives is a rule that is missing.
"""

import re
from dataclasses import dataclass
from typing import Final

from tests.contract.mechanical.trial import Case

__all__ = ["REASONS", "Reason", "reason"]


@dataclass(frozen=True)
class Reason:
    """Why some edits may live.

    Attributes:
        kind: `outside` the contract, or `equivalent`.
        module: what the module's name ends with.
        what: what the edit says, as a regular expression.
        why: in a sentence.
    """

    kind: str
    module: str
    what: str
    why: str


REASONS: Final = (
    Reason(
        "outside",
        "translate.occasions",
        ".*",
        "What rules of faults see of a request: only the control API can set any.",
    ),
    Reason(
        "outside",
        "translate.examples",
        ".*",
        "The wording of examples; that they name method, address and body is GW-DISC-009.",
    ),
    Reason(
        "outside",
        "translate.discovery",
        r"'(any|anyOf|type|items|null|string|array)' (gets an X|becomes empty)|.*kind.*"
        r"|'type' is (left out|null)|'\[\]' (gets an X|becomes empty)"
        r"|the last argument ({}|'any') is not passed",
        "In which words types of parameters are told: no source has any.",
    ),
    Reason(
        "equivalent",
        "translate.discovery",
        r"'\+1' gets an X",
        "Prices are found by how a number begins, so that +1X costs what +1 does.",
    ),
    Reason(
        "equivalent",
        "gateway.wire",
        "'USD' (gets an X|becomes empty)",
        "The currency of a top-up that names none is never looked at.",
    ),
    Reason(
        "equivalent",
        "translate.reports",
        "'caller_name' is null",
        "It is so anyway: nobody whom the simulator makes up has a name.",
    ),
    Reason(
        "outside",
        "gateway.auth",
        r".*INFRAI_.*|.*keys.*|returns None, not f'{_KEY_PREFIX}{world}'|'/v1' gets an X",
        "Keys and environment that the control API shows for a new world.",
    ),
    Reason(
        "outside",
        "gateway.auth",
        r"returns None, not f'The key is none of ours.*",
        "What people are told of a key that is none.",
    ),
    Reason(
        "equivalent",
        "gateway.auth",
        "4096 becomes 4097|maxsize is not passed",
        "How many keys are remembered changes no answer.",
    ),
    Reason(
        "outside",
        "gateway.envelope",
        "not becomes not not",
        "Whether a retry gets the answer that a magic number had lost: no other number loses any.",
    ),
    Reason(
        "equivalent",
        "gateway.envelope",
        "1000000 becomes 1000001",
        "A millionth more or less of a latency in whole milliseconds.",
    ),
    Reason(
        "outside",
        "gateway.envelope",
        "the last argument headers is not passed",
        "What a header of the simulator's own says of messages that it has forgotten.",
    ),
    Reason(
        "outside",
        "gateway.routes",
        r"'discovery\.(list|get)' gets an X",
        "What operations that no project has are called, which only the control API tells.",
    ),
    Reason(
        "outside",
        "operations.discovery",
        "'capability' gets an X",
        "How a sentence for people names a thing.",
    ),
    Reason(
        "outside",
        "translate.account",
        "'completed' gets an X|returns None, not 'completed'",
        "A top-up that was paid is told by no operation.",
    ),
    Reason(
        "outside",
        "translate.messages",
        r"'(receipt\.\w+|message\.(held|waiting|read|scheduled)|scheduled|undelivered|failed"
        r"|message\.(undelivered|failed))' (gets an X|becomes empty)"
        r"|returns None, not '((receipt|message)\.\w+|scheduled|undelivered|failed)'",
        "Events and states that come about by faults, handsets and carriers of the control API's.",
    ),
    Reason(
        "outside",
        "operations.reports",
        "headers is not passed|uncounted_count is not passed",
        "What a header of the simulator's own says of messages that it has forgotten.",
    ),
    Reason(
        "outside",
        "operations.messages",
        "headers is not passed",
        "As above.",
    ),
    Reason(
        "outside",
        "operations.senders",
        "headers is not passed",
        "As above.",
    ),
    Reason(
        "outside",
        "translate.ids",
        r"'(code|sender|message|signature|template|inbound message|topup)'"
        " (gets an X|becomes empty)",
        "How a sentence for people names a thing.",
    ),
    Reason(
        "outside",
        "faces.gateway",
        "(error_codes|tells|spell_message_id) is not passed",
        "What the control API asks the face: codes and occasions for faults, how it spells ids.",
    ),
    Reason(
        "equivalent",
        "",
        "returns None, not None",
        "Nothing is changed.",
    ),
)


def reason(case: Case) -> Reason | None:
    """Find why an edit may live; None where nothing excuses it."""
    for one in REASONS:
        if case.module.endswith(one.module) and re.fullmatch(one.what, case.edit.what, re.DOTALL):
            return one
    return None
