import re
from pathlib import Path

from latentwalk import __version__

REPOSITORY = Path(__file__).resolve().parents[3]


def test_the_changelog_begins_with_this_version() -> None:
    found = re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert found is not None
    assert found[1] == __version__
