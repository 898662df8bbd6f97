"""Wrong fields, told so that an artist can mend them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

MAX_SHOWN = 60  # characters of a wrong value that a message repeats
MAX_TOLD = 20  # wrong fields of one object


def shown(value: object) -> str:
    """Return ``value`` as JSON on one line, cut to 60 characters."""
    text = json.dumps(value, default=repr, ensure_ascii=False)
    line = " ".join(text.encode(errors="replace").decode().splitlines())
    return line if len(line) <= MAX_SHOWN else line[: MAX_SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class WrongField:
    """One wrong field of an object.

    Attributes:
        path: Where, dotted.
        problem: What was expected and what is there.
        remedy: What to do.
    """

    path: str
    problem: str
    remedy: str


def explain(model: type[BaseModel], error: ValidationError) -> list[WrongField]:
    """Turn a failed validation into words, at least one and at most 20.

    Args:
        model: The model that refused.
        error: Its refusal.
    """
    details = error.errors(include_url=False, include_context=False)
    # pydantic calls a list too short when its items are wrong.
    told = [d for d in details if d["type"] != "too_short" or not _has_inner(d, details)]
    return [_told(model, detail) for detail in told[:MAX_TOLD]]


def _has_inner(outer: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    loc = outer["loc"]
    return any(len(d["loc"]) > len(loc) and d["loc"][: len(loc)] == loc for d in details)


def _told(model: type[BaseModel], detail: ErrorDetails) -> WrongField:
    trail = _Trail(model)
    for part in detail["loc"]:
        trail.follow(part)
    path = shown(".".join(trail.path)).strip('"')
    if detail["type"] == "extra_forbidden" or trail.info is None:
        known = ", ".join(sorted(_names(trail.model)))
        name = trail.path[-1] if trail.path else ""
        return WrongField(path, f"unknown field {shown(name)}", f"Known are: {known}")
    got = "nothing" if detail["type"] == "missing" else shown(detail["input"])
    example = json.dumps((trail.info.examples or [None])[0])
    return WrongField(
        path,
        f"expected {trail.info.description}, got {got}",
        f'Write for example "{trail.name}": {example}',
    )


@dataclass(slots=True)
class _Trail:
    """The way from a model into what it nests, one part of an error's place at a time.

    Attributes:
        model: The innermost model so far.
        name: The name of its field.
        path: What a person reads: without the tags of unions.
        info: That field.
        here: What the next part is looked up in.
    """

    model: type[BaseModel]
    name: str = ""
    path: list[str] = field(default_factory=list)
    info: FieldInfo | None = None
    here: Any = None

    def __post_init__(self) -> None:
        self.here = self.model

    def follow(self, part: str | int) -> None:
        """Go on by one part; one that is unknown stays in the path."""
        tagged = _tagged(self.here, part)
        if tagged is not None:
            self.here = tagged
            return
        if part == "[key]":  # pydantic's word for a wrong key of an object
            return
        self.path.append(str(part))
        inner = _models(self.here)
        if isinstance(part, int) or not inner:
            self.here = _items(self.here)
            return
        self.model, self.name = inner[0], part
        self.info = _named(self.model, part)
        self.here = self.info.annotation if self.info else None


def _names(model: type[BaseModel]) -> list[str]:
    return [info.alias or name for name, info in model.model_fields.items()]


def _named(model: type[BaseModel], name: str) -> FieldInfo | None:
    fields = model.model_fields.items()
    return next((info for known, info in fields if name == (info.alias or known)), None)


def _options(annotation: Any) -> Sequence[Any]:
    """Return the members of a union, or the annotation itself."""
    if get_origin(annotation) is Annotated and not _tag_of(annotation):
        return _options(get_args(annotation)[0])
    if isinstance(annotation, UnionType) or get_origin(annotation) is Union:
        return [option for option in get_args(annotation) if option is not NoneType]
    return [annotation]


def _tag_of(annotation: Any) -> str | None:
    if get_origin(annotation) is not Annotated:
        return None
    return next((m.tag for m in get_args(annotation)[1:] if isinstance(m, Tag)), None)


def _tagged(annotation: Any, part: str | int) -> Any:
    """Return the member of a tagged union that ``part`` names, or ``None``."""
    options = _options(annotation)
    return next((get_args(o)[0] for o in options if _tag_of(o) == part), None)


def _models(annotation: Any) -> list[type[BaseModel]]:
    options = _options(annotation)
    return [o for o in options if isinstance(o, type) and issubclass(o, BaseModel)]


def _items(annotation: Any) -> Any:
    """Return what a list or an object holds."""
    for option in _options(annotation):
        inner = [item for item in get_args(option) if item is not Ellipsis]
        if inner:
            return inner[-1]  # of a dict its values
    return None
