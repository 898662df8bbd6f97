"""A server of its own walks for tests that compose: it may write where it likes."""

import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from tests.server.conftest import REPOSITORY, RunningServer, start_server

WALK = "two-grounds"
PATIENCE_S = 60.0


def start_studio(folder: Path, *options: str) -> RunningServer:
    """Start a server on copies of the test walks."""
    walks = folder / "walks"
    walks.mkdir()
    for path in (REPOSITORY / "tests/data/server-walks").glob("two-*.geojson"):
        shutil.copy(path, walks)
    return start_server(
        "--walks-dir", str(walks), "--walk", WALK, "--state-dir", str(folder / "state"),
        "--walkers", "4", "--no-standby", *options,
    )  # fmt: skip


def ask(
    server: RunningServer, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, Any]:
    """Ask over HTTP; returns the status and the JSON, or the bytes of something else."""
    content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(
        server.url + path, content, named, method=method
    )  # another Host is not this machine's owner
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, _read(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, _read(refused)


def _read(answer: Any) -> Any:
    content = answer.read()
    if content and "json" in answer.headers.get("content-type", ""):
        return json.loads(content)
    return content


def edit(server: RunningServer, change: Any, walk: str = WALK) -> dict[str, Any]:
    """Change a draft's document in place and save it; returns the answer."""
    _, draft = ask(server, "GET", f"/api/drafts/{walk}")
    change(draft["document"])
    save = {"version": draft["version"], "document": draft["document"]}
    status, answer = ask(server, "PUT", f"/api/drafts/{walk}", save)
    assert status in (200, 202), answer
    return {**answer, "status": status}


def west_sounds(values: list[float]) -> Any:
    """Return a change: the western ground sounds these latents, standing."""

    def change(document: dict[str, Any]) -> None:
        sound = {"mapping": "fixed", "values": values}
        document["features"][0]["properties"]["sound"] = sound

    return change
