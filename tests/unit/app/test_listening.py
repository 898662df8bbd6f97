import asyncio
import os
import signal
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.client import HTTPConnection

import pytest
from fastapi import FastAPI

from latentwalk.app.listening import Listener, bind, serve_all
from latentwalk.domain.errors import ListenError


class Lifetime:
    """An app that counts its lives, and says who answers."""

    def __init__(self) -> None:
        self.began = self.ended = 0
        self.app = FastAPI(lifespan=self._live)
        self.app.get("/")(self._answer)

    @asynccontextmanager
    async def _live(self, app: FastAPI) -> AsyncIterator[None]:
        self.began += 1
        try:
            yield
        finally:
            self.ended += 1

    async def _answer(self) -> str:
        return f"began {self.began}, ended {self.ended}"


def _get(port: int) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_two_listeners_share_one_life_and_one_signal_ends_both(number: int) -> None:
    lifetime, answers = Lifetime(), list[str]()
    listeners = [Listener(lifetime.app, bind(["127.0.0.1"], 0)) for _ in range(2)]

    def ask_both_then_stop() -> None:
        answers.extend(_get(listener.port) for listener in listeners)
        os.kill(os.getpid(), number)

    asking = threading.Thread(target=ask_both_then_stop)
    if signal.getsignal(number) is signal.SIG_IGN:  # as a shell starts what runs in the background
        signal.signal(number, signal.default_int_handler)
    before = signal.getsignal(number)
    caught = asyncio.run(serve_all(lifetime.app, listeners, asking.start))
    asking.join()
    assert answers == ['"began 1, ended 0"'] * 2
    assert (lifetime.began, lifetime.ended) == (1, 1)
    assert caught == [number]
    assert signal.getsignal(number) == before
    for listener in listeners:
        with pytest.raises(ConnectionRefusedError):
            _get(listener.port)


def test_what_runs_beside_ends_with_them() -> None:
    lifetime, ends = Lifetime(), list[str]()

    async def beside() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()
        finally:
            ends.append("ended")

    listener = Listener(lifetime.app, bind(["127.0.0.1"], 0))
    asyncio.run(serve_all(lifetime.app, [listener], lambda: None, beside))
    assert ends == ["ended"]


def test_a_taken_port_is_told_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=f"port {port} on 127.0.0.1: Address already in use"):
            bind(["127.0.0.1"], port)


def test_a_port_lost_while_loading_ends_all_with_one_typed_error() -> None:
    lifetime = Lifetime()
    first, late = (Listener(lifetime.app, bind(["127.0.0.1"], 0)) for _ in range(2))
    with socket.socket() as quicker:
        quicker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        quicker.bind(("127.0.0.1", late.port))
        quicker.listen()
        with pytest.raises(ListenError, match=str(late.port)):
            asyncio.run(serve_all(lifetime.app, [first, late], lambda: None))
    assert lifetime.ended == 1


def test_all_addresses_share_a_free_port() -> None:
    sockets = bind(["127.0.0.1", "::1"], 0)
    try:
        assert len({door.getsockname()[1] for door in sockets}) == 1
    finally:
        for door in sockets:
            door.close()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ListenError, match="port 0 on 198.51.100.77"):
        bind(["198.51.100.77"], 0)
