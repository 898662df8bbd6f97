"""Over real sockets: composing answers its owner, in words, and nobody else."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from latentwalk.app.draft_routes import router as drafts
from latentwalk.app.encode_routes import router as encode
from latentwalk.app.file_routes import router as files
from latentwalk.app.publish_routes import router as publishing
from latentwalk.app.relief_routes import router as reliefs
from latentwalk.app.settings import REPOSITORY, Settings
from latentwalk.app.share_routes import router as sharing
from tests.unit.app.standing import Answer, Standing, stand
from tests.unit.app.studio_behind import behind

Asking = Callable[[Callable[[Standing], None]], None]
OPEN = {"/w/{walk_id}", "/sheet/{walk_id}", "/api/walks/{walk_id}/qr.svg"}
OPEN |= {"/api/walks/{walk_id}/files/{name}", "/api/walks/{walk_id}/enter"}
VISITOR = {"X_Forwarded_For": "192.168.1.9"}


@pytest.fixture
def walks(tmp_path: Path) -> Path:
    folder = tmp_path / "walks"
    folder.mkdir()
    for path in (REPOSITORY / "tests/data/server-walks").glob("*.geojson"):
        shutil.copy(path, folder)
    return folder


@pytest.fixture
def asking(tmp_path: Path, walks: Path) -> Asking:
    web = tmp_path / "dist"
    web.mkdir()
    (web / "index.html").write_text("the start page")
    chosen = replace(Settings(), walks_dir=walks, web_dir=web)
    return lambda ask: stand(tmp_path, chosen, ask, **behind(walks))


def put(doors: Standing, path: str, body: Any, method: str = "PUT", **headers: str) -> Answer:
    return doors.ask(method, path, json.dumps(body).encode(), **headers)


def owners_routes() -> list[tuple[str, str]]:
    routers = (drafts, encode, files, publishing, reliefs, sharing)
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return [(m, r.path) for r in routes if r.path not in OPEN for m in sorted(r.methods or ())]


def test_every_route_of_composing_is_for_the_owner(asking: Asking) -> None:
    routes = owners_routes()
    assert len(routes) > 20

    def ask(doors: Standing) -> None:
        for method, path in routes:
            named = path.replace("{walk_id}", "two-grounds").replace("{name}", "a.wav")
            asked = named.replace("{version}", "1").replace("{job}", "x")
            for headers in (VISITOR, {"Origin": "http://evil.example"}, {"Host": "evil.example"}):
                answer = doors.ask(method, asked, b"{}", **headers)
                assert answer.status == 403, (method, path)
                assert answer.json()["error"]

    asking(ask)


def test_a_draft_is_saved_refused_when_stale_and_kept_as_a_copy(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        opened = doors.http("/api/drafts/two-grounds").json()
        assert (opened["version"], opened["published_version"]) == (1, 1)
        assert not opened["has_changes"]
        document = opened["document"]
        document["latentwalk"]["title"] = "Mine"
        save = {"version": 1, "document": document}
        assert put(doors, "/api/drafts/two-grounds", save).json()["version"] == 2
        stale = put(doors, "/api/drafts/two-grounds", save)
        assert (stale.status, stale.json()["version"]) == (409, 2)
        copy = {"copy_of": "two-grounds", "document": document}
        kept = put(doors, "/api/drafts", copy, "POST")
        assert (kept.status, kept.json()["id"]) == (201, "two-grounds-copy")
        again = put(doors, "/api/drafts", copy, "POST")
        assert again.json()["id"] == "two-grounds-copy-2"
        lines = {line["id"]: line for line in doors.http("/api/documents").json()}
        assert not lines["two-grounds-copy"]["is_published"]
        assert lines["two-grounds-copy"]["is_valid"]
        given = doors.http("/api/documents/two-grounds-copy")
        assert json.loads(given.body)["latentwalk"]["title"] == "Mine"

    asking(ask)


def test_what_cannot_be_walked_is_stored_and_told(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        document = doors.http("/api/drafts/two-grounds").json()["document"]
        document["features"][0]["geometry"]["type"] = "Pint"
        answer = put(doors, "/api/drafts/two-grounds", {"version": 1, "document": document})
        assert answer.status == 202
        told = answer.json()
        assert told["version"] == 2
        assert told["errors"][0]["feature"] == "west"
        assert not doors.http("/api/drafts/two-grounds/history").json()[0]["is_good"]
        restored = put(doors, "/api/drafts/two-grounds/restore", {"version": 1}, "POST")
        assert (restored.status, restored.json()["version"]) == (200, 3)

    asking(ask)


def test_a_model_that_is_not_there_is_an_error_and_one_that_is_gets_loaded(
    asking: Asking,
) -> None:
    def ask(doors: Standing) -> None:
        document = doors.http("/api/drafts/two-grounds").json()["document"]
        for version, (model, status) in enumerate([("nope", 202), ("late", 200)], start=1):
            document["latentwalk"]["model"] = model
            save = {"version": version, "document": document}
            assert put(doors, "/api/drafts/two-grounds", save).status == status

    asking(ask)


def test_the_draft_is_opened_to_its_owner_and_by_its_link(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        draft = "/api/walks/two-grounds@draft"
        assert doors.http(draft).json()["id"] == "two-grounds@draft"
        assert doors.http(draft, **VISITOR).status == 404
        link = put(doors, "/api/drafts/two-grounds/link", {}, "POST").json()
        shared = f"{draft}~{link['token']}"
        assert doors.http(shared, **VISITOR).json()["id"] == shared.rsplit("/", 1)[1]
        assert doors.http(link["path"], **VISITOR).body == b"the start page"
        assert doors.http("/w/two-grounds?draft=guess", **VISITOR).status == 404
        assert doors.http("/w/two-grounds", **VISITOR).body == b"the start page"
        assert [walk["id"] for walk in doors.http("/api/walks").json()][0] == "two-grounds"
        assert not any("@" in walk["id"] for walk in doors.http("/api/walks").json())

    asking(ask)


def test_the_sheet_says_what_the_walk_is_and_has_its_code(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        document = doors.http("/api/drafts/two-grounds").json()["document"]
        document["latentwalk"] |= {
            "title": "Two <grounds>",
            "cover": {"minutes": 12, "step_free": True, "language": "fr"},
            "open": {"from": "08:30", "to": "20:00"},
        }
        put(doors, "/api/drafts/two-grounds", {"version": 1, "document": document})
        put(doors, "/api/drafts/two-grounds/publish", {"name": "1"}, "POST")
        put(doors, "/api/walks/two-grounds/access_code", {"code": "1234"}, "POST")
        page = doors.http("/sheet/two-grounds", **VISITOR).body.decode()
        for words in ("Two &lt;grounds&gt;", "environ 12 minutes", "sans marches", "08:30 à 20:00"):
            assert words in page
        assert "demandez le code" in page
        english = doors.http("/sheet/two-grounds?lang=en").body.decode()
        assert "about 12 minutes" in english
        picture = doors.http("/api/walks/two-grounds/qr.svg")
        assert picture.headers["content-type"] == "image/svg+xml"
        assert b'xmlns="http://www.w3.org/2000/svg"' in picture.body

    asking(ask)


def test_a_code_can_be_tried_before_the_door(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        path = "/api/walks/two-grounds/enter"
        assert put(doors, path, {"code": None}, "POST", **VISITOR).status == 204
        put(doors, "/api/walks/two-grounds/access_code", {"code": "1234"}, "POST")
        assert put(doors, path, {"code": None}, "POST", **VISITOR).status == 403
        assert put(doors, path, {"code": "12345"}, "POST", **VISITOR).status == 403
        assert put(doors, path, {"code": "1234"}, "POST", **VISITOR).status == 204
        assert put(doors, path, {"code": None}, "POST").status == 204  # the owner knows

    asking(ask)


def test_an_uploaded_file_is_listed_and_removed_once_nothing_names_it(
    asking: Asking, walks: Path
) -> None:
    wav = (REPOSITORY / "tests/data/audio/street-and-voice.wav").read_bytes()

    def ask(doors: Standing) -> None:
        kept = doors.ask("POST", "/api/drafts/two-grounds/files/rue.wav", wav)
        assert kept.json()["file"] == "rue.wav"
        (line,) = doors.http("/api/drafts/two-grounds/files").json()
        assert line["size"] == len(wav)
        document = doors.http("/api/drafts/two-grounds").json()["document"]
        document["latentwalk"]["opening"] = {"file": "rue.wav"}
        put(doors, "/api/drafts/two-grounds", {"version": 1, "document": document})
        assert doors.ask("DELETE", "/api/drafts/two-grounds/files/rue.wav").status == 409
        assert doors.http("/api/walks/two-grounds/files/rue.wav", **VISITOR).status == 404
        put(doors, "/api/drafts/two-grounds/publish", {"name": "1"}, "POST")
        sent = doors.http("/api/walks/two-grounds/files/rue.wav", **VISITOR)
        assert (sent.status, sent.body) == (200, wav)
        assert sent.headers["content-type"] == "audio/wav"

    asking(ask)
    assert [path.name for path in (walks / "two-grounds.sounds").iterdir()] == ["rue.wav"]


@pytest.mark.parametrize(
    "name",
    ["..%2F..%2Fx.wav", "..", "%2e%2e%2fx.wav", "x.wav%00", "two-grounds.geojson", "a/b.wav"],
)
def test_no_path_leads_out_of_the_folder_of_files(asking: Asking, name: str) -> None:
    def ask(doors: Standing) -> None:
        answer = doors.http(f"/api/walks/two-grounds/files/{name}")
        assert answer.status in (404, 307)

    asking(ask)


def test_a_body_too_long_is_refused_before_it_is_read(asking: Asking, walks: Path) -> None:
    def ask(doors: Standing) -> None:
        path = "/api/drafts/two-grounds/files/a.wav"
        answer = doors.ask("POST", path, b"RIFF", Content_Length="99000000")
        assert answer.status == 413
        assert doors.ask("PUT", "/api/drafts/two-grounds", b"x" * 5_100_000).status == 413

    asking(ask)
    assert not (walks / "two-grounds.sounds").exists()


BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def test_no_body_breaks_a_route(asking: Asking) -> None:
    """A fuzz over every route that takes a body: an answer, and never a fault of ours."""
    names = ("document", "version", "title", "name", "walk", "code", "copy_of", "bounds_m")
    bodies = st.dictionaries(st.sampled_from(names), BODIES, max_size=4) | BODIES
    asked = [(m, p) for m, p in owners_routes() if m in ("POST", "PUT") and "encode" not in p]

    def ask(doors: Standing) -> None:
        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(asked), bodies)
        def fuzz(route: tuple[str, str], body: object) -> None:
            path = route[1].replace("{walk_id}", "two-places").replace("{name}", "a.wav")
            answer = put(doors, path, body, route[0])
            assert answer.status < 500, (route, body)

        fuzz()

    asking(ask)
