"""The README's commands, as a reader would paste them: each of them works."""

import json
import re
import shlex
from pathlib import Path

import pytest
from aiohttp import ClientSession

from simulator.app import check_scenario
from simulator.console.control.faulting import FaultStage
from simulator.console.control.handling import Handset
from simulator.console.control.provisioning import Resources
from simulator.domain.founding import FOUNDING_NAME, FOUNDING_NUMBERS, FOUNDING_SHORT_CODE
from simulator.face.yaml_text import parse_yaml
from simulator.resources import read_magic, read_profiles, read_scenarios
from simulator.services.events import Kind
from simulator.settings import Settings
from tests.clients import serving

README = Path(__file__).parent.parent / "README.md"
KEY = "ifr_pk_proj_demo"


def curl_lines() -> list[str]:
    """Find the commands, with their continued lines joined."""
    blocks = re.findall(r"```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.startswith("curl ")]


async def paste(session: ClientSession, url: str, line: str) -> object:
    """Do what curl would do with the line, and insist that it succeeds."""
    words = shlex.split(line.replace("$INFRAI_API_KEY", KEY))[1:]
    method, headers, body, target = "GET", {}, None, ""
    while words:
        word = words.pop(0)
        if word == "-X":
            method = words.pop(0)
        elif word == "-H":
            name, _, told = words.pop(0).partition(": ")
            headers[name] = told
        elif word == "-d":
            body = words.pop(0)
        elif word == "-N":
            pass  # to print what comes as it comes, which is what the answer below does
        else:
            target = word.replace("http://127.0.0.1:7670", url)
    assert target.startswith(url), f"not addressed to the port that is served by default: {line}"
    async with session.request(method, target, headers=headers, data=body) as response:
        assert response.status in {200, 201}, await response.read()
        match response.content_type:
            case "text/event-stream":  # it does not end; its beginning shows that it is one
                return await response.content.readline()
            case "text/plain":
                return await response.text()
            case _:
                answer: object = json.loads(await response.read())
                return answer


async def test_what_the_readme_says_can_be_pasted() -> None:
    """All its commands, in its order, on one server with the default settings."""
    lines = curl_lines()
    assert len(lines) >= 6

    async with serving(Settings(seed=7)) as url, ClientSession() as session:
        answers = [await paste(session, url, line) for line in lines]

    assert all(answers)


async def test_the_metrics_are_those_of_the_table() -> None:
    """The README's table has a row for each of ours, and no others."""
    table = README.read_text(encoding="utf-8").partition("## Metrics\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"`(carriersim_\w+)`", table))

    async with serving(Settings(seed=7)) as url, ClientSession() as session:
        lines = str(await paste(session, url, f"curl {url}/_sim/metrics")).splitlines()

    assert told == {line.split()[2] for line in lines if line.startswith("# TYPE carriersim_")}


def test_the_events_are_those_of_the_table() -> None:
    """The README's table has a row for each type of event, and for gaps."""
    table = README.read_text(encoding="utf-8").partition("## Watching\n")[2].partition("\n## ")[0]

    assert re.findall(r"^\| `(\w+)`", table, re.MULTILINE) == [*Kind, "gap"]


@pytest.mark.parametrize("named", sorted(Settings.model_fields))
def test_the_readme_names_every_setting(named: str) -> None:
    """A setting that nobody can find is none."""
    assert f"`--{named.replace('_', '-')}`" in README.read_text(encoding="utf-8")


def test_the_effects_are_those_that_rules_take() -> None:
    """The README's table has a row for each effect, in the words of the API's own document."""
    effects = FaultStage.model_fields.items()
    rows = [f"| `{name}` | {field.description} |" for name, field in effects if name != "times"]
    text = README.read_text(encoding="utf-8")

    assert "\n".join(["| `then` | what happens |", "| --- | --- |", *rows, "", "`then`"]) in text


def test_the_scenarios_are_those_that_are_shipped() -> None:
    """The README's table has a row for each, in the words of its file."""
    rows = [f"| `{name}` | {told['summary']} |" for name, told in read_scenarios().items()]
    text = README.read_text(encoding="utf-8")

    assert "\n".join(["| scenario | what happens |", "| --- | --- |", *rows, ""]) in text


def test_the_scenario_that_is_shown_is_right() -> None:
    """It could be started as it stands."""
    (shown,) = re.findall(r"```yaml\n(name: .*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    check_scenario(parse_yaml(shown))


def test_the_magic_recipients_are_those_of_the_data() -> None:
    """The README's table has a row for each fate, in its own words, and no others."""
    magic = read_magic()
    rows = [f"| `{magic.prefix}{digits}x` | {fate.story} |" for digits, fate in magic.fates.items()]
    text = README.read_text(encoding="utf-8")

    assert "\n".join(["| number | what happens |", "| --- | --- |", *rows, "", "## "]) in text


def test_the_carriers_are_those_of_the_data() -> None:
    """A row for each profile, in its own words, and no others."""
    profiles = sorted(read_profiles().items())
    rows = [f"| `{name}` | {profile.summary} |" for name, profile in profiles]
    table = ["| profile | what it is like |", "| --- | --- |", *rows, "", "Terms"]

    assert "\n".join(table) in README.read_text(encoding="utf-8")


def test_everything_that_a_handset_can_be_told_is_there() -> None:
    """In the order in which it is read, and nothing else."""
    head = "| member | what the phone does |\n| --- | --- |\n"
    table = README.read_text(encoding="utf-8").partition(head)[2].partition("\n\n")[0]

    assert [row.split("`")[1] for row in table.splitlines()] == [*Handset.model_fields]


def test_what_every_world_can_send_from_is_told() -> None:
    """Each number, short code and name."""
    chapter = README.read_text(encoding="utf-8").partition("## Telnyx\n")[2].partition("\n## ")[0]
    senders = (*FOUNDING_NUMBERS, FOUNDING_SHORT_CODE, FOUNDING_NAME)

    assert [one for one in senders if f"`{one}`" not in chapter] == []


def test_everything_that_a_world_can_be_given_is_there() -> None:
    """A row for each kind, with all of its members; the one that a text stands for is bold."""
    head = (
        "| `resources` | what it takes; a text stands for what is printed bold |\n| --- | --- |\n"
    )
    table = README.read_text(encoding="utf-8").partition(head)[2].partition("\n\n")[0]
    rows = {row.split("`")[1]: re.findall(r"`([a-z_]+)`", row)[1:] for row in table.splitlines()}
    document = Resources.model_json_schema()
    kinds = {
        kind: document["$defs"][told["items"]["$ref"].rpartition("/")[2]]["properties"]
        for kind, told in document["properties"].items()
    }

    assert rows == {kind: [*members] for kind, members in kinds.items()}
