"""Over real sockets: a way is rendered for the owner, one at a time, and bounded."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from pydantic import JsonValue

from latentwalk.app.render_desk import PICTURE, SOUND, RenderDesk
from latentwalk.app.render_routes import MAX_RENDER_S, router
from latentwalk.app.settings import REPOSITORY, Settings
from latentwalk.app.side_process import SideProcess
from latentwalk.domain.errors import RequestError
from tests.unit.app.standing import Answer, Standing, stand
from tests.unit.app.studio_behind import behind

GPX = (REPOSITORY / "tests/data/gpx/park-3min.gpx").read_bytes()
PATH = "/api/walks/two-places/render"
Json = dict[str, JsonValue]


class HeldProcess(SideProcess):
    """A rehearser that waits to be let go on."""

    def __init__(self) -> None:
        super().__init__("nothing")
        self.asked: list[Json] = []
        self.begun, self.may_end, self.is_over = (threading.Event() for _ in range(3))
        self.error: RequestError | None = None

    def ask(self, job: Json, on_progress: Callable[[float], None] = lambda share: None) -> Json:
        self.asked.append(job)
        on_progress(0.5)
        self.begun.set()
        assert self.may_end.wait(20.0)
        if self.is_over.is_set():
            raise RequestError(409, "this was stopped")
        if self.error is not None:
            raise self.error
        Path(str(job["sound"])).write_bytes(b"RIFF")
        Path(str(job["picture"])).write_text("<svg/>")
        return {"duration_s": 180.0}

    def stop(self) -> None:
        self.is_over.set()
        self.may_end.set()


@pytest.fixture
def process() -> HeldProcess:
    return HeldProcess()


Asking = Callable[[Callable[[Standing], None]], None]


@pytest.fixture
def asking(tmp_path: Path, process: HeldProcess) -> Asking:
    walks = tmp_path / "walks"
    shutil.copytree(REPOSITORY / "tests/data/server-walks", walks)
    settings = replace(Settings(), walks_dir=walks, web_dir=tmp_path / "none")
    desk = RenderDesk(process)

    def run(ask: Callable[[Standing], None]) -> None:
        try:
            stand(tmp_path, settings, ask, **behind(walks), renders=desk)
        finally:
            desk.close()

    return run


def order(doors: Standing, query: str = "", body: bytes = GPX, path: str = PATH) -> Answer:
    return doors.ask("POST", f"{path}{query}", body)


def until_done(doors: Standing, path: str = PATH) -> Answer:
    for _ in range(2000):
        answer = doors.http(path)
        if answer.json()["state"] != "running":
            return answer
    raise AssertionError("it never ended")


def test_a_way_is_ordered_watched_and_fetched(asking: Asking, process: HeldProcess) -> None:
    def ask(doors: Standing) -> None:
        answer = order(doors, "?error=street&noise_m=8&seed=3")
        assert (answer.status, answer.json()["state"]) == (202, "running")
        assert process.begun.wait(20.0)
        assert doors.http(PATH).json() == {"state": "running", "share": 0.5}
        assert doors.http(f"{PATH}/{SOUND}").status == 404
        process.may_end.set()
        assert until_done(doors).json() == {"state": "done", "report": {"duration_s": 180.0}}
        assert doors.http(f"{PATH}/{SOUND}").body == b"RIFF"
        assert doors.http(f"{PATH}/{PICTURE}").headers["content-type"] == "image/svg+xml"
        assert process.is_over.is_set()  # its models take memory

    asking(ask)
    job = process.asked[0]
    assert (job["place"], job["radius_m"], job["seed"]) == ("street", 8.0, 3)
    assert '"Two places"' in str(job["text"])


def test_a_second_order_waits_its_turn_and_a_cancelled_one_is_forgotten(
    asking: Asking, process: HeldProcess
) -> None:
    def ask(doors: Standing) -> None:
        order(doors)
        refused = order(doors, path="/api/walks/two-grounds/render")
        assert refused.status == 409
        assert "two-places is being rendered" in refused.json()["error"]
        assert doors.ask("DELETE", PATH).json() == {"state": "idle"}
        assert order(doors).status == 202

    asking(ask)


def test_a_draft_is_rendered_as_it_is_now(asking: Asking, process: HeldProcess) -> None:
    def ask(doors: Standing) -> None:
        assert order(doors, path="/api/walks/two-places@draft/render").status == 202
        assert doors.http(PATH).json() == {"state": "idle"}

    asking(ask)


def test_what_went_wrong_is_said_in_words(asking: Asking, process: HeldProcess) -> None:
    process.error = RequestError(422, "model voices: no room")
    process.may_end.set()

    def ask(doors: Standing) -> None:
        order(doors)
        assert until_done(doors).json() == {"state": "failed", "error": "model voices: no room"}

    asking(ask)


def long_track() -> bytes:
    far = MAX_RENDER_S * 1.2 / 111_000.0  # degrees of latitude that take as long at 1.2 m/s
    points = f'<trkpt lat="43.522" lon="5.448"/><trkpt lat="{43.523 + far}" lon="5.448"/>'
    return f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>".encode()


FAR_TRACK = (
    b'<gpx><trk><trkseg><trkpt lat="1" lon="1"/><trkpt lat="1" lon="1.001"/></trkseg></trk></gpx>'
)
BAD_ORDERS: dict[str, tuple[str, bytes, str, int, str]] = {
    "no such place": ("?error=moon", GPX, PATH, 422, "park"),
    "negative noise": ("?noise_m=-1", GPX, PATH, 422, "noise_m"),
    "endless noise": ("?noise_m=inf", GPX, PATH, 422, "noise_m"),
    "no track": ("", b"hello", PATH, 422, "track"),
    "no bytes": ("", b"", PATH, 422, "track"),
    "elsewhere": ("", FAR_TRACK, PATH, 422, "50 km"),
    "too long": ("", long_track(), PATH, 422, "20 minutes"),
    "no such walk": ("", GPX, "/api/walks/nowhere/render", 404, "nowhere"),
    "no id": ("", GPX, "/api/walks/..%2f..%2fetc/render", 404, ""),
    "a broken walk": ("", GPX, "/api/walks/broken/render", 422, "broken"),
}


@pytest.mark.parametrize("name", BAD_ORDERS)
def test_a_wrong_order_is_refused_in_words(name: str, asking: Asking, process: HeldProcess) -> None:
    query, body, path, status, mentioned = BAD_ORDERS[name]

    def ask(doors: Standing) -> None:
        answer = order(doors, query, body, path)
        assert answer.status == status, answer.body
        assert mentioned in answer.body.decode()

    asking(ask)
    assert process.asked == []


def test_a_track_of_too_many_bytes_is_refused_before_it_is_read(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        assert doors.ask("POST", PATH, b"x", Content_Length="10000001").status == 413

    asking(ask)


def test_rendering_is_for_the_owner(asking: Asking) -> None:
    routes = [route for route in router.routes if isinstance(route, APIRoute)]

    def ask(doors: Standing) -> None:
        for route in routes:
            path = route.path.replace("{walk_id}", "two-places").replace("{name}", SOUND)
            for method in route.methods or ():
                answer = doors.ask(method, path, GPX, X_Forwarded_For="192.168.1.9")
                assert answer.status == 403, (method, path)

    asking(ask)


def test_the_page_is_for_the_owner(asking: Asking) -> None:
    def ask(doors: Standing) -> None:
        assert doors.http("/rehearse").status == 404  # not built here, and said so
        assert doors.as_phone("/rehearse").status == 403

    asking(ask)
