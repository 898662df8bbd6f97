"""The app as browsers meet it, with no model behind: both doors, on free ports of this machine."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from latentwalk.app.factory import create_app
from latentwalk.app.listening import Listener, bind
from latentwalk.app.owner_pass import OwnerPass
from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.server import Server
from latentwalk.app.settings import Settings
from tests.fakes.clock import FakeClock
from tests.unit.app.certificates import trusting


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Standing:
    """Two doors that are open."""

    http_port: int
    phones: PhoneDoor
    owner_pass: OwnerPass

    def http(self, path: str, **headers: str) -> Answer:
        """Ask over http, from this machine."""
        return _ask(HTTPConnection("127.0.0.1", self.http_port, timeout=10), path, headers)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Ask anything over http, from this machine."""
        connection = HTTPConnection("127.0.0.1", self.http_port, timeout=10)
        return _ask(connection, path, headers, method, body)

    def https(self, path: str, host: str = "127.0.0.1", **headers: str) -> Answer:
        """Ask over https, from this machine, as a phone that trusts the authority."""
        context = trusting(self.phones.authority)
        connection = HTTPSConnection(host, self.phones.port, timeout=10, context=context)
        return _ask(connection, path, headers)

    def as_phone(self, path: str, **headers: str) -> Answer:
        """Ask over https under a Host that is not this machine's loopback."""
        return self.https(path, Host=f"studio.local:{self.phones.port}", **headers)


def _ask(
    connection: HTTPConnection,
    path: str,
    headers: dict[str, str],
    method: str = "GET",
    body: bytes | None = None,
) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, named)
    answer: HTTPResponse = connection.getresponse()
    body = answer.read()
    connection.close()
    return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, body)


def stand(
    folder: Path, settings: Settings, ask: Callable[[Standing], None], **behind: object
) -> None:
    """Open both doors, run ``ask`` in a thread, and close them.

    Args:
        folder: Where the phones' authority is kept.
        settings: The operator's.
        ask: What the test asks.
        behind: What else the server has: its studio, its library.
    """
    asyncio.run(_stand(folder, settings, ask, behind))


async def _stand(
    folder: Path, settings: Settings, ask: Callable[[Standing], None], behind: dict[str, object]
) -> None:
    phones, owner_pass = PhoneDoor(folder / "authority", 0), OwnerPass(FakeClock())
    server = cast(Server, SimpleNamespace(settings=settings, **behind))
    app = create_app(server, phones, owner_pass)
    plain = Listener(app, bind(["127.0.0.1"], 0))
    listeners = [plain, Listener(app, phones.sockets, phones.context)]
    async with asyncio.TaskGroup() as tasks:
        for listener in listeners:
            tasks.create_task(listener.serve(listener.sockets))
            await listener.is_listening.wait()
        try:
            await asyncio.to_thread(ask, Standing(plain.port, phones, owner_pass))
        finally:
            for listener in listeners:
                listener.should_exit = True
