import inspect
import re
from pathlib import Path

from latentwalk.domain import errors
from latentwalk.domain.errors import LatentwalkError, ServerClosedError, WalkFileError

CLASSES = {
    name: kind
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if kind.__module__ == errors.__name__
}


def test_every_error_is_in_the_printed_tree_under_its_parent() -> None:
    parents: list[str] = []
    for indent, name in re.findall(r"^( *)- :class:`(\w+)`", errors.__doc__ or "", re.MULTILINE):
        depth = len(indent) // 4
        parents = [*parents[:depth], name]
        if depth:
            assert CLASSES[name].__base__ is CLASSES[parents[depth - 1]]
    assert set(re.findall(r":class:`(\w+)`", errors.__doc__ or "")) == set(CLASSES)


def test_every_error_has_one_root() -> None:
    assert all(issubclass(kind, LatentwalkError) for kind in CLASSES.values())


def test_a_file_error_says_file_place_problem_and_remedy() -> None:
    error = WalkFileError(Path("a.geojson"), 'zone "x"', "expected 1, got 2", "Write 1")
    assert str(error) == 'a.geojson: zone "x": expected 1, got 2. Write 1'
    assert (error.file, error.place, error.remedy) == ("a.geojson", 'zone "x"', "Write 1")


def test_place_and_remedy_may_be_missing() -> None:
    assert str(WalkFileError("a.geojson", "", "is empty")) == "a.geojson: is empty"


def test_a_closed_connection_tells_its_code_and_words() -> None:
    error = ServerClosedError(4429, "flooding")
    assert error.close_code == 4429
    assert str(error) == "the server closed with 4429: flooding"
