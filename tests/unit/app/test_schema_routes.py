"""Over real sockets: anybody may read what a walk document may hold."""

from dataclasses import replace
from pathlib import Path

from latentwalk.app.settings import Settings
from latentwalk.geo.document.schema import walk_schema
from tests.unit.app.standing import Standing, stand


def test_anybody_may_read_the_schema(tmp_path: Path) -> None:
    def ask(doors: Standing) -> None:
        for answer in (doors.http("/api/schema"), doors.as_phone("/api/schema")):
            assert answer.status == 200
            assert answer.headers["content-type"] == "application/schema+json"
            assert answer.json() == walk_schema()

    stand(tmp_path, replace(Settings(), web_dir=tmp_path / "none"), ask)
