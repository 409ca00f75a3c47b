"""A flag goes before the environment, that before the file, and that before the default."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from simulator.domain.clock import ClockMode
from simulator.domain.dice import SEED_MAX
from simulator.settings import FILE_NAME, Settings, SettingsError, read_settings


def write(folder: Path, text: str) -> None:
    """Put a settings file where the program is started."""
    (folder / FILE_NAME).write_text(text, encoding="utf-8")


def complaint(
    folder: Path,
    *,
    flags: dict[str, object] | None = None,
    environment: dict[str, str] | None = None,
) -> str:
    """Tell what is said about settings that make no sense."""
    with pytest.raises(SettingsError) as refused:
        read_settings(flags or {}, environment or {}, folder)
    return str(refused.value)


def test_with_nothing_said_everything_has_its_default(tmp_path: Path) -> None:
    """Two dollars, a port that is ours, and a perfect carrier, for this machine only."""
    settings = read_settings({}, {}, tmp_path)

    assert settings == Settings()
    assert (settings.host, settings.port, settings.credit) == ("127.0.0.1", 7670, 2_000_000)
    assert (settings.profile, settings.worlds, settings.store) == ("perfect", "open", "memory")
    optional = (settings.port_file, settings.seed, settings.clock, settings.speed)
    assert optional == (None, None, None, None)


@pytest.mark.parametrize("flag", [None, "3"])
@pytest.mark.parametrize("variable", ["", "2"])
@pytest.mark.parametrize("line", ["", "port: 1"])
def test_the_nearest_source_wins(
    tmp_path: Path, line: str, variable: str, flag: str | None
) -> None:
    """A flag that was not given and a variable that is empty say nothing."""
    write(tmp_path, line)

    settings = read_settings({"port": flag}, {"SIM_PORT": variable}, tmp_path)

    assert settings.port == int(flag or variable or line.removeprefix("port: ") or 7670)


def test_sources_add_up(tmp_path: Path) -> None:
    """Each setting is looked up by itself."""
    write(tmp_path, "seed: 1\nprofile: grumpy\n")

    settings = read_settings({"clock": "manual"}, {"SIM_SEED": "2"}, tmp_path)

    assert (settings.seed, settings.profile, settings.clock) == (2, "grumpy", ClockMode.MANUAL)


@pytest.mark.parametrize(
    ("name", "told", "expected"),
    [
        ("host", "::1", "::1"),
        ("admin_token", "c2VjcmV0/+-._~==", SecretStr("c2VjcmV0/+-._~==")),
        ("port", "0", 0),
        ("port_file", "run/port", Path("run/port")),
        ("store", "memory", "memory"),
        ("keep_messages", "5000", 5_000),
        ("keep_age", "7d", 7 * 86_400_000),
        ("seed", str(SEED_MAX), SEED_MAX),
        ("credit", "0.0079", 7_900),
        ("credit", "0", 0),
        ("credit", "unlimited", None),
        ("review", "0s", 0),
        ("review", "1m30s", 90_000),
        ("clock", "manual", ClockMode.MANUAL),
        ("speed", "0.5", 0.5),
        ("profile", "grumpy", "grumpy"),
        ("worlds", "closed", "closed"),
        ("workers", "1", 1),
        ("log_format", "json", "json"),
    ],
)
def test_every_setting_can_be_made_in_each_of_the_three_places(
    tmp_path: Path, name: str, told: str, expected: object
) -> None:
    """A variable is the name in capitals after SIM_, a line of the file has hyphens or not."""
    by_flag = read_settings({name: told}, {}, tmp_path)
    by_variable = read_settings({}, {f"SIM_{name.upper()}": told}, tmp_path)
    write(tmp_path, f"{name.replace('_', '-')}: {told}")
    by_hyphened_line = read_settings({}, {}, tmp_path)
    write(tmp_path, f"{name}: {told}")
    by_line = read_settings({}, {}, tmp_path)

    assert getattr(by_flag, name) == expected
    assert by_flag == by_variable == by_hyphened_line == by_line


def test_no_setting_was_forgotten_above() -> None:
    """Whoever adds a setting adds a row."""
    (rows,) = (
        mark.args[1]
        for mark in test_every_setting_can_be_made_in_each_of_the_three_places.pytestmark  # type: ignore[attr-defined]  # pytest puts it there
    )

    assert {name for name, *_ in rows} == set(Settings.model_fields)


@pytest.mark.parametrize("line", ["credit: 1.5", "credit: '1.5'", 'credit: "1.500000"'])
def test_credit_is_exact_however_yaml_spells_it(tmp_path: Path, line: str) -> None:
    """A number of YAML is read as it is written, not as the float that it became."""
    write(tmp_path, line)

    assert read_settings({}, {}, tmp_path).credit == 1_500_000


@pytest.mark.parametrize("text", ["", "---\n", "# nothing yet\n"])
def test_an_empty_file_says_nothing(tmp_path: Path, text: str) -> None:
    """A file that is all comments is no mistake."""
    write(tmp_path, text)

    assert read_settings({}, {}, tmp_path) == Settings()


def test_variables_of_other_programs_are_left_alone(tmp_path: Path) -> None:
    """SIM_ is a common prefix; only names of settings are ours, and only with it."""
    environment = {"SIM_LOCK": "on", "PORT": "1", "sim_port": "2", "SIM_": "3"}

    assert read_settings({}, environment, tmp_path) == Settings()


@pytest.mark.parametrize(
    ("name", "told", "problem"),
    [
        ("port", "http", "should be a valid integer"),
        ("port", "65536", "should be less than or equal to 65535"),
        ("port", "-1", "should be greater than or equal to 0"),
        ("admin_token", "two words", "should be one word of letters, digits and -._~+/"),
        ("admin_token", "kölsch", "should be one word of letters, digits and -._~+/"),
        ("store", "disk", "should be memory, sqlite:PATH or redis://HOST"),
        ("store", "redis+sentinel://host/0", "should be memory, sqlite:PATH or redis://HOST"),
        ("store", "redis://:hu/sh@host", "should have each / ? and # of its password as %2F"),
        ("store", "rediss://user:hu?sh@host/0", "should have each / ? and # of its password"),
        ("store", "redis://:hu#sh@host", "should have each / ? and # of its password as %2F"),
        ("store", "sqlite:", "should be memory, sqlite:PATH or redis://HOST"),
        ("seed", "-1", "should be greater than or equal to 0"),
        ("seed", str(SEED_MAX + 1), f"should be less than or equal to {SEED_MAX}"),
        ("credit", "much", "no amount of dollars"),
        ("review", "soon", "must be a duration"),
        ("review", "5", "must be a duration"),
        ("credit", "NaN", "no amount of dollars"),
        ("credit", "1e30", "no amount of dollars"),
        ("credit", "0.0000001", "no amount of dollars"),
        ("credit", "-1", "should not be below zero"),
        ("clock", "atomic", "should be 'real', 'scaled' or 'manual'"),
        ("speed", "0", "should be greater than or equal to 0.001"),
        ("speed", "inf", "should be less than or equal to 1000000"),
        ("worlds", "ajar", "should be 'open' or 'closed'"),
        ("log_format", "xml", "should be 'text' or 'json'"),
    ],
)
def test_what_makes_no_sense_is_named_with_the_place_it_was_made_in(
    tmp_path: Path, name: str, told: str, problem: str
) -> None:
    """Whoever made it knows where to mend it."""
    by_flag = complaint(tmp_path, flags={name: told})
    by_variable = complaint(tmp_path, environment={f"SIM_{name.upper()}": told})
    write(tmp_path, f"{name}: '{told}'")
    by_line = complaint(tmp_path)

    for said, place in (
        (by_flag, "command line"),
        (by_variable, "environment"),
        (by_line, "carriersim.yaml"),
    ):
        assert said.startswith(f"{name} ({place}): ")
        assert problem in said


@pytest.mark.parametrize("told", ["yes", "[1]", "null", "{usd: 1}"])
def test_credit_of_another_kind_is_refused(tmp_path: Path, told: str) -> None:
    """YAML has more kinds of things than dollars."""
    write(tmp_path, f"credit: {told}")

    assert complaint(tmp_path) == (
        "credit (carriersim.yaml): should be an amount of dollars, or unlimited"
    )


def test_an_empty_token_is_none_at_all(tmp_path: Path) -> None:
    """A flag that was meant to lock must not leave open; a variable without a value is not set."""
    assert complaint(tmp_path, flags={"admin_token": ""}).startswith("admin_token (command line): ")
    assert read_settings({}, {"SIM_ADMIN_TOKEN": ""}, tmp_path).admin_token is None


@pytest.mark.parametrize("line", ['admin_token: "hunter2', "admin_token: hunter2: x", "\thunter2"])
def test_a_complaint_keeps_the_token_to_itself(tmp_path: Path, line: str) -> None:
    """Neither a wrong value nor a line that is no YAML is quoted, nor do the settings show it."""
    write(tmp_path, line)

    said = [complaint(tmp_path), complaint(tmp_path, flags={"admin_token": "hunter2!"})]
    said.append(repr(read_settings({"admin_token": "hunter2"}, {}, tmp_path / "elsewhere")))

    assert "hunter2" not in "".join(said)


def test_a_mistake_is_blamed_on_the_source_that_won(tmp_path: Path) -> None:
    """What a nearer source replaced can do no harm, however wrong it is."""
    write(tmp_path, "port: wrong")

    assert complaint(tmp_path, environment={"SIM_PORT": "also"}).startswith("port (environment): ")
    assert read_settings({"port": "1"}, {"SIM_PORT": "also"}, tmp_path).port == 1


def test_a_line_that_names_no_setting_is_refused(tmp_path: Path) -> None:
    """A misspelt setting would else be silently ignored."""
    write(tmp_path, "prot: 1")

    assert complaint(tmp_path) == "prot (carriersim.yaml): is unknown; did you mean `port`?"


def test_a_profile_that_nobody_has_is_refused_at_the_start(tmp_path: Path) -> None:
    """Else each call that makes a world would be, on a server that says it is well."""
    with pytest.raises(SettingsError) as refused:
        read_settings({"profile": "grumpi"}, {}, tmp_path, lambda: ["perfect", "grumpy"])

    assert str(refused.value) == ("profile (command line): is not known; there are grumpy, perfect")
    assert read_settings({"profile": "grumpy"}, {}, tmp_path, lambda: ["grumpy"]).profile


def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path) -> None:
    """The parser says where."""
    write(tmp_path, "port: [1")

    said = complaint(tmp_path)
    assert said.startswith("carriersim.yaml is not YAML: ")
    assert "line 1" in said


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are no YAML either."""
    (tmp_path / FILE_NAME).write_bytes(b"port: \xff\xfe")

    assert complaint(tmp_path).startswith("carriersim.yaml is not YAML: ")


@pytest.mark.parametrize("text", ["- port", "port", "7670"])
def test_a_file_that_holds_no_settings_is_refused(tmp_path: Path, text: str) -> None:
    """It shall have one setting to a line."""
    write(tmp_path, text)

    assert complaint(tmp_path) == "carriersim.yaml must hold settings, one `name: value` to a line"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ({"clock": "scaled"}, "clock (command line): scaled needs a speed"),
        ({"clock": "manual", "speed": "2"}, "speed (command line): is for scaled clocks"),
        ({"clock": "real", "speed": "2"}, "speed (command line): is for scaled clocks"),
    ],
)
def test_a_clock_that_no_world_could_have_is_refused(
    flags: dict[str, object], message: str, tmp_path: Path
) -> None:
    """A server that starts must be able to make worlds."""
    with pytest.raises(SettingsError) as caught:
        read_settings(flags, {}, tmp_path)

    assert str(caught.value) == message
