"""One wrong field, told so that an artist can mend it."""

import json
from types import UnionType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

MAX_SHOWN = 60  # characters of a wrong value that a message repeats


def shown(value: object) -> str:
    """Return ``value`` as JSON on one line, cut to 60 characters."""
    text = json.dumps(value, default=repr, ensure_ascii=False)
    line = " ".join(text.encode(errors="replace").decode().splitlines())
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


def explain(model: type[BaseModel], error: ValidationError) -> tuple[str, str, str]:
    """Turn the first fault of a failed validation into words.

    Args:
        model: The model that refused.
        error: Its refusal.

    Returns:
        The field as a dotted path, the problem, and the remedy.
    """
    fault = error.errors(include_url=False, include_context=False)[0]
    path = [part for part in fault["loc"] if isinstance(part, str)]
    place = shown(".".join(str(part) for part in fault["loc"])).strip('"')
    parent, field = _field(model, path)
    if fault["type"] == "extra_forbidden" or field is None:
        known = ", ".join(sorted(parent.model_fields))
        return place, f"unknown field {shown(path[-1] if path else '')}", f"Known are: {known}"
    got = "nothing" if fault["type"] == "missing" else shown(fault["input"])
    remedy = f'Write for example "{path[-1]}": {json.dumps((field.examples or [None])[0])}'
    return place, f"expected {field.description}, got {got}", remedy


def _field(model: type[BaseModel], path: list[str]) -> tuple[type[BaseModel], FieldInfo | None]:
    """Follow ``path`` into nested models; return the last model and its field."""
    field = model.model_fields.get(path[0]) if path else None
    inner = _nested(field.annotation) if field and len(path) > 1 else None
    return _field(inner, path[1:]) if inner else (model, field)


def _nested(annotation: Any) -> type[BaseModel] | None:
    options = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    models = [o for o in options if isinstance(o, type) and issubclass(o, BaseModel)]
    return models[0] if models else None
