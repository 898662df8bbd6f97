"""Everything that is wrong with a document, gathered while it is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from latentwalk.domain.errors import WalkFileError
from latentwalk.geo.document.fields import Document
from latentwalk.geo.field_error import explain, shown

MAX_FAULTS = 500  # more than anybody reads at once

Parsed = TypeVar("Parsed", bound=Document)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document something is.

    Attributes:
        feature: What a program calls it: the Feature's id, or ``latentwalk``.
        text: What a person reads.
    """

    feature: str
    text: str

    def field(self, name: str) -> str:
        """Return the text of one of its fields."""
        return f"{self.text}, {name}" if name else self.text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    Attributes:
        feature: Of which Feature.
        field: Of which of its fields, dotted; empty for all of it.
        error: What is wrong.
    """

    feature: str
    field: str
    error: WalkFileError


class Faults:
    """The faults of one document, in the order they were met; the first 500 are kept.

    Args:
        file: The document's name, for messages.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Fault] = []

    def add(self, place: Place, field: str, problem: str, remedy: str) -> None:
        """Note one wrong field."""
        self._keep(place, field, WalkFileError(self.file, place.field(field), problem, remedy))

    @contextmanager
    def caught(self, place: Place) -> Iterator[None]:
        """Note what the block raises, and go on after it."""
        try:
            yield
        except WalkFileError as error:
            self._keep(place, error.place.removeprefix(place.text).removeprefix(", "), error)

    def parsed(self, model: type[Parsed], value: object, place: Place) -> Parsed | None:
        """Check one object of the document; ``None`` if it is none or a field is wrong."""
        if not isinstance(value, dict):
            self.add(place, "", f"expected an object, got {shown(value)}", "Write it in braces {}")
            return None
        try:
            return model.model_validate(value)
        except ValidationError as error:
            for wrong in explain(model, error):
                self.add(place, wrong.path, wrong.problem, wrong.remedy)
            return None

    def _keep(self, place: Place, field: str, error: WalkFileError) -> None:
        if len(self.found) < MAX_FAULTS:
            self.found.append(Fault(place.feature, field, error))
