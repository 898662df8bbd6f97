"""Checks that every reader of the wire shares: one sentence per failure."""

from enum import IntEnum
from typing import TypeVar

from latentwalk.domain.errors import UnknownMessageError, WireError

_Tag = TypeVar("_Tag", bound=IntEnum)


def require(claim: bool, field: str, value: object, expected: str) -> None:
    """Refuse a field whose ``claim`` does not hold.

    Raises:
        WireError: Naming the field, what was expected and the value.
    """
    if not claim:
        raise WireError(f"{field}: expected {expected}, got {value}")


def tag_of(tags: type[_Tag], field: str, value: int) -> _Tag:
    """Return the enum member that ``value`` stands for.

    Raises:
        UnknownMessageError: If there is none, naming those there are.
    """
    try:
        return tags(value)
    except ValueError:
        known = ", ".join(f"{tag.value} ({tag.name.lower()})" for tag in tags)
        raise UnknownMessageError(f"{field}: expected one of {known}, got {value}") from None
