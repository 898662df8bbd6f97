"""Packets past ASGI, on a real socket: none lost, none out of turn, in whatever pieces."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from fastapi import FastAPI, WebSocket
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

from latentwalk.app.listening import Listener, bind, serve_all
from latentwalk.transport.direct import direct_of
from latentwalk.transport.frames import WHOLE_TEXT, client_frame

Talk = Callable[[ClientConnection], None]


class Listening:
    """An app whose socket notes what comes, and answers each ``echo`` with two packets at once."""

    def __init__(self) -> None:
        self.heard: list[bytes | str] = []
        self.app = FastAPI()
        self.app.websocket("/ws")(self.serve)

    async def serve(self, socket: WebSocket) -> None:
        await socket.accept()
        direct = direct_of(socket)
        assert direct is not None
        direct.receive_with(self.heard.append)
        while (event := await socket.receive())["type"] != "websocket.disconnect":
            self.heard.append(event["text"] if "text" in event else b"slow " + event["bytes"])
            if self.heard[-1] == "echo":
                assert direct.is_writable
                direct.send_packets([b"first", b"x" * 400])


def _talked(talk: Talk) -> Listening:
    listening = Listening()
    listener = Listener(listening.app, bind(["127.0.0.1"], 0))
    failures: list[BaseException] = []

    def run() -> None:
        try:
            with connect(f"ws://127.0.0.1:{listener.port}/ws", compression=None) as client:
                talk(client)
        except BaseException as error:
            failures.append(error)
        finally:
            listener.should_exit = True

    talking = threading.Thread(target=run)
    asyncio.run(serve_all(listening.app, [listener], talking.start))
    talking.join()
    if failures:
        raise failures[0]
    return listening


def _ask_and_hear(client: ClientConnection) -> list[bytes | str]:
    client.send("echo")
    return [client.recv(timeout=5.0), client.recv(timeout=5.0)]


def test_packets_and_words_in_one_piece_keep_their_order() -> None:
    def talk(client: ClientConnection) -> None:
        words = client_frame(b"words", WHOLE_TEXT)
        client.socket.sendall(client_frame(b"1") + words + client_frame(b"2") + client_frame(b"3"))
        _ask_and_hear(client)

    heard = _talked(talk).heard
    assert [each.removeprefix(b"slow ") if isinstance(each, bytes) else each for each in heard] == [
        b"1",
        "words",
        b"2",
        b"3",
        "echo",
    ]


@pytest.mark.parametrize("step", [1, 3, 7])
def test_a_frame_that_comes_in_pieces_is_heard_once_and_whole(step: int) -> None:
    payload = bytes(range(200))

    def talk(client: ClientConnection) -> None:
        data = b"".join(Frame(Opcode.BINARY, payload).serialize(mask=True) for _ in range(3))
        for at in range(0, len(data), step):
            client.socket.sendall(data[at : at + step])
        _ask_and_hear(client)

    assert _talked(talk).heard == [payload] * 3 + ["echo"]


def test_packets_sent_together_arrive_in_order() -> None:
    answers: list[bytes | str] = []
    _talked(lambda client: answers.extend(_ask_and_hear(client)))
    assert answers == [b"first", b"x" * 400]


def test_fragments_are_left_to_the_library() -> None:
    def talk(client: ClientConnection) -> None:
        client.send([b"in ", b"two "])
        client.send(b"whole")
        _ask_and_hear(client)

    assert _talked(talk).heard == [b"slow in two ", b"slow whole", "echo"]


def test_a_message_too_long_closes_the_socket() -> None:
    def talk(client: ClientConnection) -> None:
        client.send(b"x" * 70_000)
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=5.0)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009

    assert _talked(talk).heard == []


def test_a_frame_without_a_mask_closes_the_socket() -> None:
    def talk(client: ClientConnection) -> None:
        client.socket.sendall(Frame(Opcode.BINARY, b"bare").serialize(mask=False))
        with pytest.raises(ConnectionClosed):
            client.recv(timeout=5.0)

    assert _talked(talk).heard == []
