"""The WebSocket carrier's shell: hello first, then a visit, then one close code.

In: binary packets and JSON of PROTOCOL.md. Out: the same. All policy lives
below: this file greets and decides the close code once.
"""

import asyncio
import contextlib

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from latentwalk.domain.errors import LatentwalkError, NoHelloError, WireError
from latentwalk.transport.carrier import LeftError
from latentwalk.transport.client_messages import HelloMessage
from latentwalk.transport.closing import CloseCode, close_code_of, error_message_of
from latentwalk.transport.host import Host
from latentwalk.transport.messages import encode_message, parse_client_message
from latentwalk.transport.visit import Visit

HELLO_WITHIN_S = 10.0


async def serve_walker(socket: WebSocket, host: Host) -> None:
    """Serve one WebSocket from accept to close; never raises for what a client does."""
    await socket.accept()
    visit: Visit | None = None
    try:
        hello = await _hello(socket)
        await asyncio.to_thread(host.walks.admit, hello.walk, hello.access_code)
        visit = Visit(socket, host, hello)
        await visit.run()
    except BaseExceptionGroup as group:
        await _close(socket, host, visit, _first(group))
    except (LatentwalkError, LeftError) as error:
        await _close(socket, host, visit, error)


async def _hello(socket: WebSocket) -> HelloMessage:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            event = await socket.receive()
    except TimeoutError:
        raise NoHelloError(f"hello: expected within {HELLO_WITHIN_S:.0f} s, got nothing") from None
    if event["type"] == "websocket.disconnect":
        raise LeftError(said_bye=False)
    text = event.get("text")
    if text is None:
        raise WireError("hello: expected a JSON message first, got a binary packet")
    message = parse_client_message(text)
    if not isinstance(message, HelloMessage):
        raise WireError(f"hello: expected first, got {message.type}")
    return message


async def _close(socket: WebSocket, host: Host, visit: Visit | None, error: BaseException) -> None:
    code = CloseCode.BYE if isinstance(error, LeftError) else close_code_of(error)
    is_over = error.said_bye if isinstance(error, LeftError) else isinstance(error, WireError)
    if is_over and visit is not None:  # who breaks the protocol has nothing to resume
        visit.leave()
        host.reception.admit()
    if socket.application_state is not WebSocketState.CONNECTED:
        return
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # gone before we could say why
        if code is not CloseCode.BYE:
            await socket.send_text(encode_message(error_message_of(error)))
        await socket.close(code)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first real error of a task group."""
    for error in group.exceptions:
        return _first(error) if isinstance(error, BaseExceptionGroup) else error
    return group
