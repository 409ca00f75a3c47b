"""YAML as people write it: what is text stays text."""

import pytest

from simulator.domain.refusals import Invalid
from simulator.face.yaml_text import parse_yaml


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("off", "off"),
        ("on", "on"),
        ("yes", "yes"),
        ("17:00", "17:00"),
        ("09:00", "09:00"),
        ("+14155550123", "+14155550123"),
        ("2026-12-01", "2026-12-01"),
        ("007", "007"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("10m", "10m"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("0.3", 0.3),
        ('"7"', "7"),
        ("[09:00, 17:00]", ["09:00", "17:00"]),
        ('{to: "+1555*", nth: 3}', {"to": "+1555*", "nth": 3}),
    ],
)
def test_what_is_text_stays_text(written: str, read: object) -> None:
    """Only what JSON would take for something else is something else."""
    assert parse_yaml(f"member: {written}\n") == {"member": read}


def test_json_is_yaml_too() -> None:
    """A file may hold either."""
    assert parse_yaml('{"name": "x", "rules": [{"then": "hang"}]}') == {
        "name": "x",
        "rules": [{"then": "hang"}],
    }


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("a: &x [1]\nb: *x\n", "has an alias"),
        ("a: 1\nb: 2\na: 3\n", "names 'a' twice (line 1)"),
        ("a:\n  b: 1\n  b: 2\n", "names 'b' twice (line 2)"),
        ("7: seven\n", "no text: 7"),
        ("a: [1\n", "is not YAML"),
        ("a: \t- b\n", "is not YAML"),
        ("a: !!python/object:os.system x\n", "is not YAML"),
        ("a: \x00\n", "is not YAML"),
        ("- a\n- b\n", "should be an object"),
        ("", "should be an object"),
        ("just words", "should be an object"),
        ("a: 1\n---\nb: 2\n", "is not YAML"),
        ("a: " + "[" * 60 + "]" * 60, "nested too deeply"),
        ("a: " + "[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_plain_document_is_refused(written: str, complaint: str) -> None:
    """In a sentence that says where; nothing is built that was not written."""
    with pytest.raises(Invalid) as refused:
        parse_yaml(written)
    assert complaint in refused.value.problems[0].message
