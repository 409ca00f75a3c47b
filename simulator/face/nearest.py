"""What may have been meant by a name that nothing has."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel

__all__ = ["meant", "unknown_member"]


def meant(name: str, known: Iterable[str]) -> str:
    """Ask whether the nearest of the known names is meant, in words that follow a complaint."""
    near = get_close_matches(name, list(known), n=1)
    return f"; did you mean `{near[0]}`?" if near else ""


def unknown_member(model: type[BaseModel] | None, path: Sequence[str | int]) -> str:
    """Say that a member is unknown where the path ends, and which may be meant, or there are."""
    for part in path[:-1]:
        if model is not None and isinstance(part, str):
            model = _within(model, part)
    names = _names(model) if model else []
    others = f"; there are {', '.join(names)}" if names else ""
    return f"is unknown{meant(str(path[-1]), names) or others}"


def _names(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _within(model: type[BaseModel], part: str) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if part == (field.alias or name):
            return _model_in(field.annotation)
    return None


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Find the model that a member is read as, or each of a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_model_in(one) for one in get_args(annotation))
    return next((one for one in found if one is not None), None)
