"""What publishing a draft changes, by Feature id and by name of field."""

from collections.abc import Iterator

from pydantic import JsonValue

from latentwalk.app.draft_document import Document

Json = dict[str, JsonValue]


def changes_between(before: Document | None, after: Document) -> Json:
    """Compare two documents.

    Args:
        before: What walkers hear now, ``None`` if nothing.
        after: What they would hear.

    Returns:
        ``added`` and ``removed`` Features (id, kind, title), ``changed`` ones with the names
        of their ``fields``, changed ``settings`` of the piece, and whether there is anything.
    """
    old, new = _features(before or {}), _features(after)
    changed: list[JsonValue] = []
    for name, feature in new.items():
        fields = _differences(old.get(name, feature), feature)
        if fields:
            changed.append({**_label(name, feature), "fields": [*fields]})
    settings = _differences(_object(before, "latentwalk"), _object(after, "latentwalk"))
    added: list[JsonValue] = [_label(n, f) for n, f in new.items() if n not in old]
    removed: list[JsonValue] = [_label(n, f) for n, f in old.items() if n not in new]
    return {
        "added": added,
        "removed": removed,
        "changed": changed,
        "settings": [*settings],
        "has_changes": bool(added or removed or changed or settings),
    }


def _features(document: Document) -> dict[str, Json]:
    """Return the Features by id; nameless ones by their place, as errors name them."""
    listed = document.get("features")
    features = [f for f in listed if isinstance(f, dict)] if isinstance(listed, list) else []
    return {_name(feature, index): feature for index, feature in enumerate(features)}


def _name(feature: Json, index: int) -> str:
    given = _object(feature, "properties").get("id", feature.get("id"))
    return str(given) if isinstance(given, str | int) else f"feature {index}"


def _label(name: str, feature: Json) -> Json:
    properties = _object(feature, "properties")
    kind, title = properties.get("kind"), properties.get("title")
    return {"id": name, "kind": kind or "zone", "title": title or name}


def _differences(before: Json, after: Json) -> list[str]:
    """Return the dotted names of what differs; lists, geometries and ids count as one thing."""
    return list(_walk(before, after, ""))


def _walk(before: Json, after: Json, path: str) -> Iterator[str]:
    for key in [*before, *(key for key in after if key not in before)]:
        was, is_now = before.get(key), after.get(key)
        if was == is_now:
            continue
        # Everything of a Feature but its geometry lies under "properties": left unsaid.
        inner = path if key == "properties" and not path else f"{path}.{key}".strip(".")
        if isinstance(was, dict) and isinstance(is_now, dict) and key != "geometry":
            yield from _walk(was, is_now, inner)
        else:
            yield inner


def _object(value: Document | None, key: str) -> Json:
    found = (value or {}).get(key)
    return found if isinstance(found, dict) else {}
