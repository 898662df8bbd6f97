"""The body of a request, read no further than it may be long."""

from starlette.requests import Request

from latentwalk.domain.errors import RequestError
from latentwalk.geo.walkfile import MAX_BYTES

MAX_DOCUMENT_BODY = MAX_BYTES + 4096  # the document and what is said beside it


def require_length(request: Request, limit: int) -> None:
    """Refuse a body that says beforehand that it is too long.

    Raises:
        RequestError: If so.
    """
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > limit:
        raise too_long(limit)


async def read_body(request: Request, limit: int = MAX_DOCUMENT_BODY) -> bytes:
    """Return the whole body.

    Raises:
        RequestError: If it is longer than ``limit`` bytes.
    """
    require_length(request, limit)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise too_long(limit)
    return bytes(body)


async def document_body(request: Request) -> bytes:
    """Return the body of a request that carries a document; a dependency of routes."""
    return await read_body(request)


def too_long(limit: int) -> RequestError:
    """Say that a body is too long."""
    return RequestError(413, f"body: expected at most {limit} bytes, got more")
