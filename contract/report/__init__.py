"""Reports: what came of a run, for people and for programs."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from contract.report import badge, data, junit, markdown, page
from contract.verdicts import HarnessError, Report

__all__ = ["FORMATS", "write"]

FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "json": data.render,
    "junit": junit.render,
    "html": page.render,
    "md": markdown.render,
    "badge": badge.render,
}


def write(report: Report, name: str, file: Path) -> None:
    """Write a report.

    Args:
        report: what came of the run.
        name: of the format, one of `FORMATS`.
        file: where to; folders on the way are made.

    Raises:
        HarnessError: the file cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FORMATS[name](report), encoding="utf-8")
    except OSError as error:
        raise HarnessError(f"the report {file} cannot be written: {error}") from error
