"""Pastes the lines of a verdict into bash, and compares what comes with what was told.

`python -m tests.contract.pasted` does so for all mutants, on both implementations, or for those of
the rules whose beginnings it is given.
"""

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from contract.exchange import KEY_VARIABLE, KEY_VARIABLE_2
from contract.mutants import MUTANTS, Mutant, lying
from contract.report.sentences import lines_of
from contract.requirements import By
from contract.story import Line
from contract.target import Target
from contract.verdicts import Report, Word
from tests.contract.matrix import Implementation, both, judge_mutant

__all__ = ["NOT_SHOWN", "Pasted", "paste", "paste_mutant"]

NOT_SHOWN: Final = {
    "GW-ENV-019": "it is about how long an answer took, which is another time with each paste",
    "GW-IDEM-017": "it is about two calls at once, and lines that are pasted come one by one",
}
"""Rules whose breaking no line can show, with the reason."""

_AT_ONCE: Final = 4
_BETWEEN: Final = "=-=-=-="

_IDS: Final = ("sms_id", "sender_id", "signature_id", "template_id")

# What is said of the call and not of what was asked for.
_OF_THE_CALL: Final = {"latency_ms"}
_HEADERS: Final = ("content-type", "idempotent-replayed")

_HEAD: Final = re.compile(r"HTTP/1\.1 (\d+)[^\r\n]*\r?\n((?:[^\r\n]+\r?\n)*)\r?\n")
_INSTANT: Final = re.compile(r"(20\d\d)-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.?)\d*")
_WORD: Final = re.compile(r"[\w+-]{4,}")
_LIMIT: Final = re.compile(r"[?&]limit=([0-9]{1,9})")
_LIMIT_USUAL: Final = 20

_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-(?P<version>\w)[0-9a-f-]{21}", re.IGNORECASE)
_BEGINNING: Final = re.compile("[a-z]+_(?=[0-9a-f]{32}$)")
# An id of eight hexadecimal characters may happen to be all digits.
_CODE_MAX: Final = 7
# The other gateway has codes and ids of letters.
_LETTERS: Final = re.compile("[A-Z]{8}|.*[a-z][A-Z].*")
_RUN: Final = "run"

Names = dict[Any, Any]

Answered = tuple[int, Mapping[str, str], str]
"""Status, headers and body of an answer."""


# Before a conversation the judge sends a message to learn what one costs, which lists show as well.
_PRICE: Final = (
    """curl -sS {}/v1/sms/send -H "Authorization: Bearer $INFRAI_API_KEY" """
    """-H 'Content-Type: application/json' -d '{{"to": "+12025550199", "body": "Price?"}}'"""
)


@dataclass(frozen=True)
class Pasted:
    """What came of the lines of a verdict.

    Attributes:
        told: what the lines are said to be answered, without what is new in each run.
        lied: what a liar answers them.
        true: what who does not lie answers them.
    """

    told: Sequence[str]
    lied: Sequence[str]
    true: Sequence[str]

    @property
    def is_good(self) -> bool:
        """Whether one sees what was told, and sees it of liars only."""
        return self.told == self.lied != self.true

    @property
    def complaint(self) -> str:
        """What is wrong, with the first answer that is not as it should be."""
        if self.told == self.lied:
            return "whoever does not lie answers the same"
        pairs = zip(self.told, self.lied, strict=True)
        told, lied = next((one, other) for one, other in pairs if one != other)
        return f"told was\n  {told}\nand there came\n  {lied}"


async def paste_mutant(mutant: Mutant, on: Implementation, name: str) -> Pasted | None:
    """Paste what is told of a lie before a liar, and before who does not lie, in new projects.

    Returns:
        None where the implementation does not keep the rule, or nothing can show the lie.
    """
    report = None if mutant.rule in NOT_SHOWN else await judge_mutant(mutant, on, name)
    if report is None or report.verdict(mutant.rule).word is not Word.BROKEN:
        return None
    lines = lines_of(report.verdict(mutant.rule), report)
    told = [
        (one.status, one.headers, one.answer.decode(errors="replace").replace(name, "project"))
        for one in lines
    ]
    async with lying(on.url, mutant) as url:
        lied = await _paste_at(url, lines, report, on.target(url, f"{name}lie"))
    true = await _paste_at(on.url, lines, report, on.target(on.url, f"{name}truth"))
    essences = (_essence(one, lines, report.name) for one in (told, lied, true))
    return Pasted(*essences)


async def _paste_at(
    url: str, lines: Sequence[Line], report: Report, target: Target
) -> list[Answered]:
    """Paste lines, with another URL in them, and with the name of the run for that of theirs."""
    texts = [line.text.replace(report.target, url) for line in lines]
    before = [_PRICE.format(url)] if report.verdicts[0].requirement.by is By.MACHINE else []
    *answers, (_, _, run) = await paste([*before, *texts, f'echo "${_RUN}"'], target)
    own = {target.key.rpartition("_")[2]: "project", **({run: report.name} if run else {})}
    told = answers[len(before) :]
    return [(status, headers, _renamed(body, own)) for status, headers, body in told]


def _renamed(text: str, names: Mapping[str, str]) -> str:
    for name, other in names.items():
        text = text.replace(name, other)
    return text


async def paste(lines: Sequence[str], target: Target) -> list[Answered]:
    """Run lines in a shell that has the keys."""
    script = "\n".join(f"{line}\necho; echo {_BETWEEN}" for line in lines)
    process = await asyncio.create_subprocess_exec(
        "bash",
        env={**os.environ, KEY_VARIABLE: target.key, KEY_VARIABLE_2: target.key2},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate(script.encode())
    texts = said.decode(errors="replace").split(f"\n{_BETWEEN}\n")
    return [_read(one.strip("\n")) for one in texts[:-1]]


def _read(said: str) -> Answered:
    head = _HEAD.match(said)
    if head is None:
        return 0, {}, said.strip()
    named = (line.partition(":") for line in head[2].splitlines())
    headers = {name.lower(): text.strip() for name, _, text in named}
    return int(head[1]), headers, said[head.end() :].strip()


def _essence(answers: Sequence[Answered], lines: Sequence[Line], name: str) -> list[str]:
    """Leave of answers what does not change from run to run.

    Instants keep their form, and whatever else nobody asked about is told by its number: the first
    that occurs, the second, and so on. What time it was is left out, and so is what lists show of
    other stories.
    """
    asked = " ".join(line.text.replace('"$run"', name) for line in lines)
    names: Names = {}
    own = {word for _, _, body in answers for word in _made(_parsed(body))}
    pairs = zip(answers, lines, strict=True)
    return [
        json.dumps(
            [
                status,
                [headers.get(name) for name in _HEADERS],
                _plain(_of_its_own(_parsed(body), own, asked, _limit_of(line)), asked, names),
            ]
        )
        for (status, headers, body), line in pairs
        if line.status
    ]


def _limit_of(line: Line) -> int:
    found = _LIMIT.search(line.text)
    return int(found[1]) if found else _LIMIT_USUAL


def _made(document: object) -> Iterator[str]:
    """Tell what a call made or was about; nothing, where it listed something."""
    data = document.get("data") if isinstance(document, dict) else None
    if isinstance(data, dict):
        yield from (str(data[name]) for name in _IDS if name in data)


def _of_its_own(document: Any, own: set[str], asked: str, limit: int) -> object:  # noqa: ANN401 - JSON may be anything
    """Leave out of a list what is of other stories; the limit is that of the page."""
    data = document.get("data") if isinstance(document, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return document
    items = [item for item in data["items"] if _is_own(item, own, asked)]
    # Where these do not fill a page, whether there is another hangs on the other stories, too.
    is_full = len(items) >= limit or not isinstance(data.get("next_cursor", 0), str | None)
    beyond = {} if is_full else {"next_cursor": "*"}
    return {**document, "data": {**data, "items": items, **beyond}}


def _is_own(item: Any, own: set[str], asked: str) -> bool:  # noqa: ANN401 - as above
    told = [str(item[name]) for name in (*_IDS, "to", "phone") if name in item]
    return not told or any(one in own or one in asked for one in told)


def _parsed(body: str) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body.strip()


def _plain(node: object, asked: str, names: Names) -> object:
    match node:
        case dict():
            whose = next((one for name, one in node.items() if name.endswith("_id")), None)
            return {
                name: _member(whose, name, item, names) or _plain(item, asked, names)
                for name, item in node.items()
            }
        case list():
            return [_plain(item, asked, names) for item in node]
        case str():
            timeless = _INSTANT.sub(lambda it: f"<{'.'.join(it[1])}>{it[2]}", node)
            return _WORD.sub(lambda it: _named(it[0], asked, names), timeless)
        case _:
            return node


def _member(whose: object, name: str, item: object, names: Names) -> str:
    """Tell of the instant of a thing that has an id whether it is the one that it was before."""
    if name in _OF_THE_CALL:
        return "*"
    if whose and isinstance(item, str) and (found := _INSTANT.match(item)):
        known = names.setdefault((whose, name), {})
        return f"<{'.'.join(found[1])}>{item[19:20]} {known.setdefault(item, len(known))}"
    return ""


def _named(word: str, asked: str, names: Names) -> str:
    if word in asked or not (any(map(str.isdigit, word)) or _LETTERS.fullmatch(word)):
        return word
    uuid = _UUID.fullmatch(word)
    kind = f" of version {uuid['version']}" if uuid else ""
    is_code = word.isdigit() and len(word) <= _CODE_MAX
    digits = f" of {len(word)} digits" if is_code else ""
    begins = _BEGINNING.match(word)
    beginning = begins[0] if begins else ""
    return str(names.setdefault(word, f"{beginning}#{len(names)}{kind}{digits}"))


async def _main() -> int:
    """Paste what is told of all mutants, and tell of which it shows nothing."""
    # The projects of the other gateway have one clock in common, and each story moves it.
    places = [asyncio.Semaphore(_AT_ONCE), asyncio.Semaphore(1)]

    async def one(index: int, mutant: Mutant, on: Implementation) -> Pasted | None:
        async with places[index % 2]:
            return await paste_mutant(mutant, on, f"p{index}")

    wanted = tuple(sys.argv[1:])
    mutants = [one for one in MUTANTS if not wanted or one.rule.startswith(wanted)]
    async with both() as implementations:
        tried = [(mutant, on) for mutant in mutants for on in implementations]
        came = await asyncio.gather(*(one(index, *pair) for index, pair in enumerate(tried)))
    told = [(mutant, on, it) for (mutant, on), it in zip(tried, came, strict=True) if it]
    failed = [(mutant, on, it) for mutant, on, it in told if not it.is_good]
    for mutant, on, it in failed:
        print(f"{mutant.rule} {mutant.name} on {on.name}: {it.complaint}")
    print(f"{len(told) - len(failed)} of {len(told)} stories show the lie to whoever pastes them")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(_main()))
