"""Headers on every answer: cross-origin isolation for shared memory, and nothing foreign."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from latentwalk.app.ground_map import Tiles

POLICY = "Content-Security-Policy"
OWN_ONLY = "connect-src 'self'"

HEADERS = {
    # SharedArrayBuffer, which the playback ring wants, exists only in an isolated page.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    POLICY: (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        f"{OWN_ONLY}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "Permissions-Policy": (
        "microphone=(self), geolocation=(self), accelerometer=(self), gyroscope=(self), "
        "magnetometer=(self), screen-wake-lock=(self), camera=()"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def headers_with(tiles: Tiles | None) -> dict[str, str]:
    """Return :data:`HEADERS`, with the host of the allowed tiles where there are any."""
    if tiles is None:
        return HEADERS
    policy = HEADERS[POLICY].replace(OWN_ONLY, f"{OWN_ONLY} {tiles.origin}")
    return {**HEADERS, POLICY: policy}


class Headers:
    """ASGI middleware that adds :data:`HEADERS` to every HTTP answer.

    Args:
        app: What answers.
        tiles: Map tiles the operator allows; the editor then fetches from their host too.
    """

    def __init__(self, app: ASGIApp, tiles: Tiles | None = None) -> None:
        self._app, self._headers = app, headers_with(tiles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                # The client is rebuilt under hashed names; its pages must be asked for anew.
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, send_with_headers)
