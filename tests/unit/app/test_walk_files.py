"""Which files a walk names, and what they hold."""

from dataclasses import replace
from pathlib import Path

import pytest

from latentwalk.app import walk_files
from latentwalk.app.walk_files import Digests, files_of
from latentwalk.domain.pose import Position
from latentwalk.domain.sample import Sample
from latentwalk.domain.sound import MappingKind, Planted, Sound
from latentwalk.domain.walk import Cover, Opening
from tests.fakes.walks import circle, walk_of


def test_every_file_that_a_walk_names_is_found_once() -> None:
    here = Position(0.0, 0.0)
    planted = Sound(mapping=MappingKind.PLANTED, planted=(Planted(here, "a.wav"),) * 2)
    walk = replace(
        walk_of([circle("one", 0.0, 10.0, planted)]),
        samples=(Sample("bell", here, "bell.ogg"),),
        opening=Opening(file="hello.mp3"),
        cover=Cover(picture="cover.jpg"),
    )
    assert files_of(walk) == {"a.wav", "bell.ogg", "hello.mp3", "cover.jpg"}
    assert files_of(walk_of()) == frozenset()


def test_a_file_that_changes_has_another_digest(tmp_path: Path) -> None:
    path, digests = tmp_path / "a", Digests()
    path.write_bytes(b"one")
    first = digests.of(path)
    assert digests.of(path) == first
    path.write_bytes(b"three")
    assert digests.of(path) != first


def test_digests_are_forgotten_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk_files, "MAX_DIGESTS", 2)
    digests = Digests()
    for name in "abc":
        (tmp_path / name).write_text(name)
        digests.of(tmp_path / name)
    assert len({digests.of(tmp_path / name) for name in "abc"}) == 3
