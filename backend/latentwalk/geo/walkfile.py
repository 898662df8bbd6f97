"""Walk documents: one GeoJSON FeatureCollection is one walk (DESIGN §7)."""

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.hush import Hush
from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.domain.sample import Sample
from latentwalk.domain.sound import MappingKind
from latentwalk.domain.walk import Closing, Cover, Frame, Hours, Landmark, Opening, Walk
from latentwalk.domain.zone import Zone
from latentwalk.geo.document.fields import MAX_FEATURES
from latentwalk.geo.document.piece import FrameDocument, PieceDocument
from latentwalk.geo.document.sound import sound_of
from latentwalk.geo.faults import Fault, Faults, Place
from latentwalk.geo.feature import FeatureReader, Rooted, Thing
from latentwalk.geo.field_error import shown
from latentwalk.geo.gathering import NEEDED, Gathering
from latentwalk.geo.geometry import Ground, check_range
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.report import PIECE

PLACE = Place(PIECE, PIECE)
Kind = TypeVar("Kind", Zone, Landmark, Hush, Sample, Rooted)

MAX_BYTES = 5_000_000


def load_walk(path: Path) -> Walk:
    """Read a walk document.

    Raises:
        WalkFileError: If it cannot be read or walked; one line says where and why.
    """
    return parse_walk(read_text(path), str(path))


def read_text(path: Path) -> str:
    """Read the text of a walk document, at most 5 MB of UTF-8.

    Raises:
        WalkFileError: If there is none.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        _check_size(content, str(path))
        return content.decode("utf-8-sig")
    except OSError as error:
        raise WalkFileError(path, "", f"cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise WalkFileError(
            path, f"byte {error.start}", "expected UTF-8 text", "Save the walk as UTF-8"
        ) from error


def parse_walk(text: str, file: str) -> Walk:
    """Read a walk document from its text.

    Args:
        text: The document, at most 5 MB.
        file: Its name; the stem becomes the walk's id.

    Raises:
        WalkFileError: If it cannot be walked; one line says where and why.
    """
    reading = read_document(text, file)
    if reading.faults:
        raise reading.faults[0].error
    assert reading.walk is not None
    return reading.walk


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a document.

    Attributes:
        walk: The walk, or ``None`` if anything is wrong.
        faults: All that is wrong; empty where there is a walk.
        things: What each Feature describes, and where it is.
    """

    walk: Walk | None
    faults: tuple[Fault, ...]
    things: tuple[tuple[Place, Thing | None], ...] = ()


def read_document(text: str, file: str) -> Reading:
    """Read a walk document from its text and say everything that is wrong; never raises.

    Args:
        text: The document, at most 5 MB.
        file: Its name; the stem becomes the walk's id.
    """
    faults = Faults(file)
    try:
        _check_size(text.encode(errors="surrogatepass"), file)
        member, features = _members(_json(text, file), file)
    except WalkFileError as error:
        return Reading(None, (Fault("", error.place, error),))
    reader = _DocumentReader(faults)
    walk = reader.read(member, features)
    return Reading(None if faults.found else walk, tuple(faults.found), tuple(reader.things))


class _DocumentReader:
    """Reads one document.

    Args:
        faults: Takes what is wrong.
    """

    def __init__(self, faults: Faults) -> None:
        self._faults, self._file = faults, faults.file
        self.things: list[tuple[Place, Thing | None]] = []

    def read(self, member: object, features: list[object]) -> Walk | None:
        """Return the walk as far as it can be read."""
        piece = self._faults.parsed(PieceDocument, member, PLACE)
        # Other settings may be wrong and the frame right: then coordinates can be checked too.
        framed = piece or _framed(member)
        origin, ground = self._origin(framed) if framed else (None, None)
        reader = FeatureReader(self._faults, ground, framed.frame if framed else Frame.GEOGRAPHIC)
        found = [reader.read(feature, index) for index, feature in enumerate(features)]
        self.things = found
        gathering = Gathering(self._faults, reader.kinds)
        zones = gathering.zones(_of(Zone, found), _of(Rooted, found))
        if piece is None or ground is None:
            return None
        rules = tuple(rule.rule(index) for index, rule in enumerate(piece.rules))
        gathering.check_rules(rules)
        self._check_outside(piece)
        start = Position(0.0, 0.0)
        with self._faults.caught(PLACE):
            start = _start(piece, ground)
        return Walk(
            id=WalkId(Path(self._file).stem),
            title=piece.title,
            frame=piece.frame,
            origin=origin,
            start=start,
            start_heading_deg=piece.start_heading_deg,
            model=ModelId(piece.model),
            seed=piece.seed,
            zones=zones,
            outside=sound_of(piece.outside, piece.frame),
            landmarks=tuple(thing for _, thing in _of(Landmark, found)),
            description=piece.description,
            order=piece.order,
            hushes=tuple(thing for _, thing in _of(Hush, found)),
            samples=tuple(thing for _, thing in _of(Sample, found)),
            rules=rules,
            opening=piece.opening.opening() if piece.opening else Opening(),
            closing=piece.closing.closing() if piece.closing else Closing(),
            hours=piece.open.hours() if piece.open else Hours(),
            cover=piece.cover.cover() if piece.cover else Cover(),
            plants_here=piece.plant == "here",
            swatches=tuple(swatch.swatch() for swatch in piece.swatches),
            axis_names={ModelId(model): names for model, names in piece.axis_names.items()},
        )

    def _origin(self, piece: FrameDocument) -> tuple[GeoPoint | None, Ground | None]:
        origin, ground = None, None
        with self._faults.caught(PLACE):
            origin = _origin(piece, self._file)
            ground = Ground(self._file, LocalFrame(origin) if origin else None)
        return origin, ground

    def _check_outside(self, piece: PieceDocument) -> None:
        mapping = piece.outside.mapping if piece.outside else MappingKind.SILENCE
        if mapping in NEEDED:
            self._faults.add(
                PLACE, "outside.mapping",
                f"expected a mapping that needs no places, got {shown(mapping)}",
                "Choose terrain, axes, fixed, prior or silence, or draw a zone",
            )  # fmt: skip


def _of(kind: type[Kind], found: list[tuple[Place, Thing | None]]) -> list[tuple[Place, Kind]]:
    return [(place, thing) for place, thing in found if isinstance(thing, kind)]


def _framed(member: object) -> FrameDocument | None:
    """Return the frame and origin of settings that are wrong elsewhere."""
    given = member if isinstance(member, dict) else {}
    with suppress(ValidationError):
        return FrameDocument.model_validate(
            {name: given[name] for name in FrameDocument.model_fields if name in given}
        )
    return None


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


def _origin(piece: FrameDocument, file: str) -> GeoPoint | None:
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
