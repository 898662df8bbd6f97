"""Checks that every reader of the wire shares: one sentence per failure."""

from enum import IntEnum
from functools import lru_cache
from typing import NoReturn, TypeVar

from latentwalk.domain.errors import UnknownMessageError, WireError

_Tag = TypeVar("_Tag", bound=IntEnum)


def refuse(field: str, value: object, expected: str) -> NoReturn:
    """Refuse a field: packets are many, so only what is wrong is put into words.

    Raises:
        WireError: Naming the field, what was expected and the value.
    """
    raise WireError(f"{field}: expected {expected}, got {value}")


def tag_of(tags: type[_Tag], field: str, value: int) -> _Tag:
    """Return the enum member that ``value`` stands for.

    Raises:
        UnknownMessageError: If there is none, naming those there are.
    """
    tag: _Tag | None = _by_value(tags).get(value)
    if tag is None:
        known = ", ".join(f"{tag.value} ({tag.name.lower()})" for tag in tags)
        raise UnknownMessageError(f"{field}: expected one of {known}, got {value}")
    return tag


@lru_cache
def _by_value(tags: type[_Tag]) -> dict[int, _Tag]:
    return {tag.value: tag for tag in tags}
