"""Walk documents: one GeoJSON FeatureCollection is one walk (DESIGN §7)."""

import json
from pathlib import Path

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.domain.walk import Frame, Landmark, Walk
from latentwalk.domain.zone import Zone
from latentwalk.geo.feature import FeatureReader, parse_object, sound_of
from latentwalk.geo.field_error import shown
from latentwalk.geo.geometry import Ground, check_range
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.walk_schema import PieceDocument

MAX_BYTES = 5_000_000
MAX_FEATURES = 10_000


def load_walk(path: Path) -> Walk:
    """Read a walk document.

    Raises:
        WalkFileError: If it cannot be read or walked; one line says where and why.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        _check_size(content, str(path))
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise WalkFileError(path, "", f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WalkFileError(
            path, f"byte {error.start}", "expected UTF-8 text", "Save the walk as UTF-8"
        ) from error
    return parse_walk(text, str(path))


def parse_walk(text: str, file: str) -> Walk:
    """Read a walk document from its text.

    Args:
        text: The document, at most 5 MB.
        file: Its name; the stem becomes the walk's id.

    Raises:
        WalkFileError: If it cannot be walked; one line says where and why.
    """
    _check_size(text.encode(errors="surrogatepass"), file)
    member, features = _members(_json(text, file), file)
    piece = parse_object(PieceDocument, member, file, "latentwalk")
    origin = _origin(piece, file)
    ground = Ground(file, LocalFrame(origin) if origin else None)
    reader = FeatureReader(file, ground, piece.frame)
    found = [reader.read(feature, index) for index, feature in enumerate(features)]
    return Walk(
        id=WalkId(Path(file).stem),
        title=piece.title,
        frame=piece.frame,
        origin=origin,
        start=_start(piece, ground),
        start_heading_deg=piece.start_heading_deg,
        model=ModelId(piece.model),
        seed=piece.seed,
        zones=tuple(thing for thing in found if isinstance(thing, Zone)),
        outside=sound_of(piece.outside, piece.frame),
        landmarks=tuple(thing for thing in found if isinstance(thing, Landmark)),
        description=piece.description,
        order=piece.order,
    )


def _check_size(content: bytes, file: str) -> None:
    if len(content) > MAX_BYTES:
        raise WalkFileError(file, "", "expected at most 5 MB, got more", "Simplify its polygons")


def _json(text: str, file: str) -> object:
    try:
        return json.loads(text)  # lets NaN through: fields refuse it and can say where
    except json.JSONDecodeError as error:
        raise WalkFileError(
            file, f"line {error.lineno}, column {error.colno}",
            f"expected JSON, got an error: {error.msg}", "Mend it in an editor that checks JSON",
        ) from error  # fmt: skip
    except (RecursionError, ValueError) as error:
        raise WalkFileError(
            file, "", "expected JSON of a walk, got lists too deep or a number too long",
            "Export the walk again",
        ) from error  # fmt: skip


def _members(document: object, file: str) -> tuple[object, list[object]]:
    """Return the member ``latentwalk`` and the Features."""
    kind = document.get("type") if isinstance(document, dict) else document
    if not isinstance(document, dict) or kind != "FeatureCollection":
        raise WalkFileError(
            file, "", f'expected a GeoJSON "FeatureCollection", got {shown(kind)}',
            'Wrap the Features: {"type": "FeatureCollection", "features": […]}',
        )  # fmt: skip
    if "latentwalk" not in document:
        raise WalkFileError(
            file, "", 'expected a member "latentwalk" with the settings of the walk, got nothing',
            'Write beside "features": "latentwalk": {"version": 1, "title": "My walk", '
            '"frame": "geographic", "origin": [5.448, 43.522], "model": "voices"}',
        )  # fmt: skip
    features = document.get("features")
    if not isinstance(features, list) or len(features) > MAX_FEATURES:
        got = f"{len(features)}" if isinstance(features, list) else shown(features)
        raise WalkFileError(
            file, "features", f"expected a list of at most {MAX_FEATURES} Features, got {got}",
            "Remove what is not part of the walk",
        )  # fmt: skip
    return document["latentwalk"], features


def _origin(piece: PieceDocument, file: str) -> GeoPoint | None:
    place = "latentwalk, origin"
    if piece.frame is Frame.LOCAL:
        if piece.origin is not None:
            raise WalkFileError(
                file, place, f"expected none in a local walk, got {list(piece.origin)}",
                "Remove it: a local walk is planted where the walker stands",
            )  # fmt: skip
        return None
    if piece.origin is None:
        raise WalkFileError(
            file, place, "expected [lon, lat] in a geographic walk, got nothing",
            "Write the lon and lat of the middle of your walk",
        )  # fmt: skip
    check_range(*piece.origin, file, place)
    return GeoPoint(*piece.origin)


def _start(piece: PieceDocument, ground: Ground) -> Position:
    if piece.start is None:
        return Position(0.0, 0.0)
    point = ground.point(piece.start[:2], "latentwalk, start")
    return Position(point.east_m, point.north_m, *piece.start[2:])
