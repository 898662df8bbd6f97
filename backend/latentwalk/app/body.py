"""The body of a request, read no further than it may be long."""

from starlette.requests import Request

from latentwalk.domain.errors import RequestError
from latentwalk.geo.walkfile import MAX_BYTES

MAX_DOCUMENT_BODY = MAX_BYTES + 4096  # the document and what is said beside it


def declared_length(request: Request) -> int:
    """Return how long the body says it is, bytes; 0 where it does not say."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else 0


async def read_body(request: Request, limit: int = MAX_DOCUMENT_BODY) -> bytes:
    """Return the whole body.

    Raises:
        RequestError: If it is longer than ``limit`` bytes.
    """
    if declared_length(request) > limit:
        raise too_long(limit)
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
