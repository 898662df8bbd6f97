"""The front door: chosen once, kept, and open whatever is on the disk."""

from pathlib import Path

import pytest

from latentwalk.app.front import FrontDoor


def test_the_choice_is_kept_for_the_next_start(tmp_path: Path) -> None:
    door = FrontDoor(tmp_path, "first-walk")
    assert door.walk_id == "first-walk"
    door.choose("park")
    assert door.walk_id == "park"
    assert FrontDoor(tmp_path, "first-walk").walk_id == "park"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"walk": 3}', "\xff"])
def test_an_unreadable_choice_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / ".drafts").mkdir()
    (tmp_path / ".drafts/_front.json").write_text(content, encoding="latin-1")
    assert FrontDoor(tmp_path, "first-walk").walk_id == "first-walk"
