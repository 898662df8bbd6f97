"""A walk document as the studio handles it: JSON that is not yet known to be a walk."""

import json
import re
import unicodedata
from collections.abc import Sequence

from pydantic import JsonValue

from latentwalk.domain.errors import RequestError
from latentwalk.domain.ids import ModelId, stable_key
from latentwalk.domain.walk import Frame
from latentwalk.geo.walkfile import MAX_BYTES

Document = dict[str, JsonValue]

WALK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
MAX_SLUG = 48  # leaves room for "-copy-2"
SEEDS = 2**31


def parse_document(body: bytes | str, what: str = "document") -> Document:
    """Read a JSON object; numbers that JSON does not know are refused.

    Raises:
        RequestError: If it is something else.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RequestError(422, f"{what}: expected JSON, got an error: {error}") from error
    if not isinstance(value, dict):
        raise RequestError(422, f"{what}: expected a JSON object in braces {{}}")
    return value


def document_text(document: Document) -> str:
    """Write a document as it lies on the disk: one Feature a line, so that versions compare.

    Raises:
        RequestError: If it holds NaN, infinity, half a character or more than 5 MB.
    """
    try:
        text = _written(document)
        size = len(text.encode())
    except (ValueError, RecursionError) as error:
        raise RequestError(
            422, f"document: expected finite numbers and whole characters: {error}"
        ) from error
    if size > MAX_BYTES:
        raise RequestError(413, "document: expected at most 5 MB, got more. Simplify its polygons")
    return text


def _written(document: Document) -> str:
    members = []
    for name, value in document.items():
        if name == "features" and isinstance(value, list) and value:
            lines = ",\n".join(f"    {_line(feature)}" for feature in value)
            members.append(f'  "features": [\n{lines}\n  ]')
        elif name == "latentwalk" and isinstance(value, dict) and value:
            lines = ",\n".join(f"    {_line(key)}: {_line(one)}" for key, one in value.items())
            members.append(f'  "latentwalk": {{\n{lines}\n  }}')
        else:
            members.append(f"  {_line(name)}: {_line(value)}")
    return "{\n" + ",\n".join(members) + "\n}\n"


def _line(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def fresh_document(
    walk_id: str,
    title: str | dict[str, str],
    frame: Frame,
    origin: Sequence[float] | None,
    model: ModelId,
) -> Document:
    """Return a walk without ground yet."""
    words: JsonValue = title if isinstance(title, str) else {**title}
    piece: Document = {"version": 1, "title": words, "frame": frame.value}
    if origin is not None:
        piece["origin"] = list(origin)
    piece |= {"model": model, "seed": stable_key("walk", walk_id) % SEEDS}
    return {"type": "FeatureCollection", "latentwalk": piece, "features": []}


def require_walk_id(walk_id: str) -> str:
    """Return ``walk_id`` if a file may be called so.

    Raises:
        RequestError: If not.
    """
    if not WALK_ID.fullmatch(walk_id):
        raise RequestError(
            422, "id: expected 1 to 64 letters, digits, '-', '_' or '.', beginning with a letter "
            f"or digit, got {walk_id[:80]!r}",
        )  # fmt: skip
    return walk_id


def slug_of(title: str | dict[str, str]) -> str:
    """Return an id made from a title, of its first language: ``La pelouse`` is ``la-pelouse``."""
    words = next(iter(title.values()), "") if isinstance(title, dict) else title
    plain = unicodedata.normalize("NFKD", str(words)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG].strip("-") or "walk"
