"""Over real sockets and real TLS: who sees the composer and the documents."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from latentwalk.app.access import COOKIE
from latentwalk.app.settings import REPOSITORY, Settings
from tests.unit.app.standing import Standing, stand

WALKS = REPOSITORY / "tests/data/server-walks"
Ask = Callable[[Callable[[Standing], None]], None]


@pytest.fixture
def asking(tmp_path: Path) -> Ask:
    web = tmp_path / "dist"
    web.mkdir()
    for name in ("compose", "index"):
        (web / f"{name}.html").write_text(f"the {name} page")
    settings = replace(Settings(), walks_dir=WALKS, web_dir=web)
    return lambda ask: stand(tmp_path, settings, ask)


def test_at_this_machine_the_composer_opens_on_both_doors(asking: Ask) -> None:
    def ask(doors: Standing) -> None:
        assert doors.http("/compose").body == b"the compose page"
        assert doors.https("/compose").body == b"the compose page"

    asking(ask)


def test_a_phone_is_told_how_to_become_the_owner(asking: Ask) -> None:
    def ask(doors: Standing) -> None:
        page = doors.as_phone("/compose")
        assert page.status == 403
        assert page.headers["content-type"].startswith("text/html")
        assert b"one-time link" in page.body
        assert b"usage unique" in page.body
        listing = doors.as_phone("/api/documents")
        assert listing.status == 403
        assert "one-time link" in listing.json()["error"]
        assert doors.as_phone("/api/documents/two-grounds").status == 403

    asking(ask)


def test_the_one_time_link_opens_everything_to_the_one_who_used_it(asking: Ask) -> None:
    def ask(doors: Standing) -> None:
        link = f"/compose?token={doors.owner_pass.token}"
        bought = doors.as_phone(link)
        assert bought.status == 303
        assert bought.headers["location"] == "/compose"
        cookie, *attributes = bought.headers["set-cookie"].split("; ")
        assert cookie.startswith(f"{COOKIE}=")
        wanted = {"httponly", "secure", "samesite=strict", "path=/", "max-age=43200"}
        assert {attribute.lower() for attribute in attributes} == wanted
        assert doors.as_phone("/compose", Cookie=cookie).body == b"the compose page"
        assert doors.as_phone("/api/documents", Cookie=cookie).status == 200
        assert doors.as_phone(link).status == 403
        assert doors.as_phone(link, Cookie=cookie).status == 303  # the same browser, once more
        assert doors.as_phone("/compose", Cookie=f"{COOKIE}={'x' * 43}").status == 403

    asking(ask)


def test_over_http_the_link_is_not_spent(asking: Ask) -> None:
    def ask(doors: Standing) -> None:
        link = f"/compose?token={doors.owner_pass.token}"
        assert doors.http(link, Host="192.168.1.5:8000").status == 403
        assert doors.http(link).headers.get("set-cookie") is None
        assert doors.as_phone(link).status == 303

    asking(ask)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"X_Forwarded_For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Sec_Fetch_Site": "cross-site"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_a_disguise_at_this_machine_is_refused(asking: Ask, headers: dict[str, str]) -> None:
    def ask(doors: Standing) -> None:
        assert doors.http("/api/documents").status == 200
        assert doors.http("/api/documents", **headers).status == 403
        assert doors.https("/api/documents", **headers).status == 403

    asking(ask)


def test_the_gated_page_is_no_file_however_its_path_is_spelled(asking: Ask) -> None:
    def ask(doors: Standing) -> None:
        assert doors.as_phone("/index.html").body == b"the index page"
        for path in ("/compose.html", "//compose.html", "/./compose.html", "/compose%2Ehtml"):
            assert doors.as_phone(path).status == 404

    asking(ask)


def test_documents_right_and_wrong_are_listed_and_given_as_they_are(asking: Ask) -> None:
    def ask(doors: Standing) -> None:
        lines = {line["id"]: line for line in doors.http("/api/documents").json()}
        assert lines["two-grounds"] == {
            "id": "two-grounds",
            "title": "Two grounds",
            "file": "two-grounds.geojson",
            "is_valid": True,
            "error": None,
            "is_published": True,
            "has_draft": False,
        }
        assert not lines["broken"]["is_valid"]
        assert "broken.geojson" in lines["broken"]["error"]
        for name in ("two-grounds", "broken"):
            given = doors.http(f"/api/documents/{name}")
            assert given.body == (WALKS / f"{name}.geojson").read_bytes()
            assert given.headers["content-disposition"] == f'attachment; filename="{name}.geojson"'

    asking(ask)


@pytest.mark.parametrize("name", ["nowhere", "..%2Fsettings", "%2e%2e", "two-grounds.geojson"])
def test_nothing_but_a_document_of_the_folder_is_given(asking: Ask, name: str) -> None:
    def ask(doors: Standing) -> None:
        assert doors.http(f"/api/documents/{name}").status == 404

    asking(ask)
