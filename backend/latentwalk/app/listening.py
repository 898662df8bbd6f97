"""Listening: sockets bound early, one event loop for all of them, signals handled once."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from ssl import SSLContext

import uvicorn
from fastapi import FastAPI

from latentwalk.app.direct_socket import DirectSocket
from latentwalk.domain.errors import ListenError

SIGNALS = (signal.SIGINT, signal.SIGTERM)
NO_IPV6 = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def bind(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """Take ``port`` on every address of ``hosts``; IPv6 only where the machine has it.

    Args:
        hosts: Names or addresses.
        port: 0 takes a free one, the same for all.

    Raises:
        ListenError: If the port is taken, or an address is not this machine's.
    """
    bound: list[socket.socket] = []
    try:
        for host in hosts:
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                taken = bound[0].getsockname()[1] if bound else port
                bound += _bound(family, str(address[0]), taken)
    except OSError as error:
        for door in bound:
            door.close()
        raise ListenError(f"port {port} on {hosts[0]}: {error.strerror or error}") from error
    return bound


def _bound(family: int, address: str, port: int) -> list[socket.socket]:
    try:
        door = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        if family == socket.AF_INET6 and error.errno in NO_IPV6:
            return []
        raise
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.bind((address, port))
    except OSError as error:
        door.close()
        if family == socket.AF_INET6 and error.errno in NO_IPV6:
            return []
        raise
    return [door]


class Listener(uvicorn.Server):
    """One scheme's sockets; several listeners share an app, whose lifespan is none of theirs.

    Args:
        app: What answers.
        sockets: Bound, not yet listening.
        context: For https; ``None`` is http.
    """

    def __init__(
        self, app: FastAPI, sockets: list[socket.socket], context: SSLContext | None = None
    ) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            proxy_headers=False,  # who asks is the socket's peer, whatever a header claims
            ssl_context_factory=None if context is None else lambda *_: context,
            ws=DirectSocket,
            ws_per_message_deflate=False,  # Opus does not compress further; deflate costs memory
            ws_max_size=64 * 1024,
            ws_ping_interval=20.0,
            ws_ping_timeout=60.0,
            timeout_graceful_shutdown=3,
            log_level="warning",
        )
        super().__init__(config)
        self.sockets = sockets
        self.port: int = sockets[0].getsockname()[1]
        self.is_listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so to who waits."""
        try:
            await super().startup(sockets)
        except OSError as error:
            raise ListenError(f"port {self.port}: {error.strerror or error}") from error
        self.is_listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to :func:`serve_all`, which has several listeners to stop."""
        yield


async def serve_all(
    app: FastAPI,
    listeners: Sequence[Listener],
    on_listening: Callable[[], None],
    beside: Callable[[], Coroutine[None, None, None]] | None = None,
) -> list[int]:
    """Serve until a signal comes; a second Ctrl-C ends at once.

    Args:
        app: Its lifespan spans all listeners.
        listeners: At least one.
        on_listening: Called once, when all of them listen.
        beside: A coroutine to run as long as they do.

    Returns:
        The signals that came, for the caller to pass on.

    Raises:
        ListenError: If one cannot listen; the others are stopped.
    """
    loop, caught = asyncio.get_running_loop(), list[int]()

    def stop(number: int) -> None:
        caught.append(number)
        for listener in listeners:
            listener.handle_exit(number, None)

    for number in SIGNALS:
        loop.add_signal_handler(number, stop, number)
    try:
        async with app.router.lifespan_context(app), asyncio.TaskGroup() as tasks:
            serving = [tasks.create_task(each.serve(each.sockets)) for each in listeners]
            for listener in listeners:
                await listener.is_listening.wait()
            on_listening()
            watching = tasks.create_task(beside()) if beside is not None else None
            await asyncio.wait(serving)
            if watching is not None:
                watching.cancel()
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from group
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
        for listener in listeners:
            for door in listener.sockets:
                door.close()  # one that never listened has not closed its own
    return caught
