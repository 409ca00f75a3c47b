"""What is told of a verdict, pasted into a shell, shows what it is told for."""

import asyncio
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest

from contract.evidence import evidence, leading_to
from contract.exchange import Exchange
from contract.mutants import MUTANTS
from contract.steps import Errand, Pause, Step
from contract.story import story
from tests.contract.matrix import both
from tests.contract.pasted import NOT_SHOWN, paste_mutant
from tests.contract.reports import EXCHANGE

_URL: Final = "http://127.0.0.1:7670"
_RUN: Final = "5d3f6a1494"

# Some that show how calls build upon each other, and before whom; where time has to pass that is
# carriersim. `python -m tests.contract.pasted` tries all lies before both.
_DRAWN: Final = {
    "answers-another-recipient": 1,
    "lets-anybody-cancel": 0,
    "goes-backwards": 0,
    "believes-a-code-twice": 1,
    "loses-senders": 0,
    "finds-another-template": 0,
    "hides-replays": 0,
    "hides-what-was-cancelled": 0,
}

_SENT: Final = Exchange(
    "sms.send",
    "POST",
    "/v1/sms/send",
    "Bearer $INFRAI_API_KEY",
    {"Content-Type": "application/json", "Idempotency-Key": f"{_RUN}2"},
    f'{{"to": "+12025550100", "body": "Hello {_RUN}1"}}'.encode(),
    200,
    {},
    b'{"ok": true, "data": {"sms_id": "sms_0001", "to": "+12025550100"}}',
    1.0,
)
_LOOKED: Final = replace(
    _SENT,
    operation="sms.status",
    method="GET",
    path="/v1/sms/status/sms_0001",
    sent={},
    body=None,
)


def told(*steps: Step) -> list[str]:
    """Tell a story."""
    return [line.text for line in story(steps, _URL, _RUN)]


async def bash(line: str) -> str:
    """Run a line, with a `curl` that says what it was given, a word to a line."""
    curl = "curl() { printf '%s\\n' \"$@\"; }; run=7; "
    process = await asyncio.create_subprocess_exec(
        *("bash", "-c", curl + line), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return said.decode()


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
async def test_what_is_told_of_a_lie_shows_it() -> None:
    """Whoever pastes it sees what was told, and of who does not lie he sees something else."""
    liars = {one.name: one for one in MUTANTS}
    async with both() as them:
        came = await asyncio.gather(
            *(
                paste_mutant(liars[name], them[place], f"p{index}")
                for index, (name, place) in enumerate(_DRAWN.items())
            )
        )
    complaints = [one.complaint if one else "it was not broken" for one in came]
    good = [one is not None and one.is_good for one in came]
    told = zip(_DRAWN, complaints, good, strict=True)
    assert [(name, complaint) for name, complaint, is_good in told if not is_good] == []


def test_what_no_line_shows_is_about_a_rule() -> None:
    """An excuse ends with the rule that it was for."""
    assert {one.rule for one in MUTANTS} >= NOT_SHOWN.keys()


def test_the_same_is_asked_under_new_names() -> None:
    """Keys and texts of a run are new each time, and ids are those that come with the answers."""
    run, sent, looked = told(_SENT, _LOOKED)

    assert run == "run=$(date +%s)"
    assert "'Idempotency-Key: '\"$run\"2" in sent
    assert '"Hello \'"$run"\'1"' in sent.replace('"body": ', "")
    assert sent.startswith("answer=$(curl -sSi -X POST http://127.0.0.1:7670/v1/sms/send ")
    assert '; echo "$answer"; sms_id=$(echo "$answer" | grep -o ' in sent
    assert f'{_URL}/v1/sms/status/"$sms_id" ' in looked


def test_what_was_said_before_is_no_news() -> None:
    """A number that was sent to stands in an answer, and remains what it is."""
    again = replace(_LOOKED, path="/v1/sms/list?to=+12025550100")
    assert not any("$to" in line or "answer=" in line for line in told(_SENT, again))


@pytest.mark.parametrize("member", ["x'; touch hit; '", "$(touch hit)", "", "a b", "\u00e9"])
def test_no_target_writes_into_a_shell(member: str) -> None:
    """What it calls its members, and what it says in them, is data."""
    answer = json.dumps({"data": {member: "sms_0001", "PATH": "$(touch hit)"}}).encode()
    looked = replace(_LOOKED, path="/v1/sms/status/sms_0001?x=$(touch hit)")
    _, sent, last = told(replace(_SENT, answer=answer), looked)

    assert "hit" not in sent
    assert "PATH=" not in sent
    assert '/v1/sms/status/sms_0001?x=\'"$path" ' in last


def test_values_of_one_name_are_told_apart() -> None:
    """The second id of an answer is another variable than the first."""
    both_ids = replace(
        _SENT, answer=b'{"data": {"results": [{"sms_id": "sms_0001"}, {"sms_id": "sms_0002"}]}}'
    )
    _, sent, first, second = told(
        both_ids, _LOOKED, replace(_LOOKED, path="/v1/sms/status/sms_0002")
    )
    assert "sed -n 1p" in sent
    assert "sms_id2=$(" in sent
    assert "sed -n 2p" in sent
    assert 'status/"$sms_id" ' in first
    assert 'status/"$sms_id2" ' in second


async def test_a_value_is_found_in_the_answer() -> None:
    """In bash, also where it stands in the words of a text."""
    read = replace(
        _LOOKED, path="/_sim/messages", answer=b'{"items": [{"text": "Your code is 123456."}]}'
    )
    tried = replace(_SENT, path="/v1/sms/sender/verify", body=b'{"code": "123456"}')
    (line, then, *_) = told(read, tried)[-2:]
    found = line.replace("$(curl", '$(echo \'"text": "Take 987654"\' #', 1).partition("; ")[2]

    said = await bash(f'answer=\'"text" : "Take 987654, now"\'; {found}; {then}')
    assert '{"code": "987654"}' in said.splitlines()


def test_time_passes() -> None:
    """It is moved where it was moved, else waited for; pauses that follow each other are one."""
    moved = replace(_SENT, path="/_sim/clock/advance", body=b"", sent={})
    steps = evidence([Pause(1.0, moved), Pause(2.5, moved), _LOOKED, Pause(0.5)])

    first, _, last = told(*steps)
    assert first.endswith("""--data-binary '{"by": "3.500s"}'""")
    assert last == "sleep 0.5"


def test_a_command_is_run_again() -> None:
    """What it prints is used where it was."""
    errand = Errand("read-code +12025550100", b"123456\n")
    first, second = told(errand, replace(_SENT, body=b'{"code": "123456"}', sent={}))

    assert first == 'answer=$(read-code +12025550100); echo "$answer"; printed=$(echo "$answer")'
    assert '{"code": "\'"$printed"\'"}' in second


@pytest.mark.parametrize(
    "body",
    [
        *(b'{"body": "It\'s \xe4\xbd\xa0"}', b"\xff\\'\n\x01", b"", b"@file"),
    ],
)
async def test_a_body_is_sent_as_it_was(body: bytes) -> None:
    """Also what is no text; and nobody says what it is who was not told."""
    line = replace(EXCHANGE, sent={}, body=body).curl(_URL)
    script = f"curl() {{ printf '%s' \"${{@: -1}}\" | od -An -tx1 -v; }}; {line}"
    assert bytes.fromhex("".join((await bash(script)).split())) == body
    assert "-H Content-Type: " in line


def test_a_path_is_sent_as_it_was() -> None:
    """Curl neither reads brackets nor leaves dots out."""
    assert replace(EXCHANGE, path="/v1/sms/status/[1]").curl(_URL).startswith("curl -sSi -g -X")
    line = replace(EXCHANGE, path="/v1/sms/../x").curl(_URL)
    assert line.startswith("curl -sSi --path-as-is -X")


def test_only_what_leads_there_is_told() -> None:
    """From where an id came, what was about the same number, and what was asked the same before."""
    other = replace(_SENT, body=b'{"to": "+12025550101"}', answer=b"{}")
    same = replace(_LOOKED, path="/_sim/otp?to=%2B12025550100")
    before, after = replace(_LOOKED, status=404), replace(_LOOKED, elapsed_ms=2.0)
    pause = Pause(1.0)
    steps: Sequence[Step] = (pause, same, other, _SENT, before, pause, _LOOKED, other, after)

    assert leading_to([_LOOKED], steps) == (same, _SENT, before, pause, _LOOKED)


def test_of_a_long_story_the_end_is_told() -> None:
    """Nobody reads hundreds of calls."""
    assert len(evidence([EXCHANGE] * 50)) == 40
