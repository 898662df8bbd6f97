"""Any map we read becomes a drawing, by its file's ending."""

from pathlib import PurePath

from latentwalk.domain.errors import MapFileError
from latentwalk.geo.exchange.drawing import Drawing
from latentwalk.geo.exchange.geojson_drawing import draw_geojson
from latentwalk.geo.exchange.gpx_drawing import draw_gpx
from latentwalk.geo.exchange.kml_drawing import draw_kml

READERS = {".gpx": draw_gpx, ".kml": draw_kml, ".geojson": draw_geojson, ".json": draw_geojson}
MAX_BYTES = 50_000_000  # of any of them; each has its own bound below


def draw(content: bytes, file: str) -> Drawing:
    """Read a GPX, KML or GeoJSON file.

    Args:
        content: The file.
        file: Its name; the ending says what it is.

    Raises:
        TrackFileError: If it is called GPX and is none.
        MapFileError: If it is of another kind, or not what its ending says.
    """
    reader = READERS.get(PurePath(file).suffix.lower())
    if reader is None:
        raise MapFileError(
            file, "", f"expected a file ending in {', '.join(READERS)}, got "
            f'"{PurePath(file).suffix[:20]}"', "Export the map as GPX, KML or GeoJSON",
        )  # fmt: skip
    return reader(content, file)
