"""KML as a drawing: Placemarks with their points, lines, polygons and collections of them."""

from collections.abc import Iterator
from xml.etree import ElementTree

from latentwalk.geo.exchange.drawing import Drawing, LonLat, Pencil, number

MAX_BYTES = 10_000_000

Element = ElementTree.Element


def draw_kml(content: bytes, file: str) -> Drawing:
    """Read a KML file; what it says besides names and geometry is ignored.

    Args:
        content: At most 10 MB of UTF-8, without document types and entities.
        file: Its name, for messages.

    Raises:
        MapFileError: If it is no KML, holds nothing, too much, or points nowhere on Earth.
    """
    pencil = Pencil(file)
    root = _root(content, pencil)
    for placemark in _placemarks(root):
        _draw(placemark, pencil)
    titles = (_title(child) for child in root.iter() if _name(child) in ("Document", "kml"))
    return pencil.drawing(next((title for title in titles if title), ""))


def _root(content: bytes, pencil: Pencil) -> Element:
    if len(content) > MAX_BYTES:
        raise pencil.wrong("", f"expected at most {MAX_BYTES} bytes, got more", "Split the map")
    if content[:2] == b"PK":
        raise pencil.wrong("", "expected KML, got a packed KMZ", "Unpack it and take its doc.kml")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise pencil.wrong(
            f"byte {error.start}", "expected UTF-8 text", "Save the map as KML in UTF-8"
        ) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:  # no entity, no bomb, no foreign file
        raise pencil.wrong(
            "", "expected plain KML, got a document type or entity", "Remove the DOCTYPE"
        )
    try:
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise pencil.wrong(
            "", f"expected KML, got what cannot be parsed: {reason}", "Export the map again"
        ) from error


def _placemarks(root: Element) -> Iterator[Element]:
    """Yield the outermost Placemarks in order; what one holds is walked once, however deep."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if _name(element) == "Placemark":
            yield element
        else:
            waiting.extend(reversed(element))


def _draw(placemark: Element, pencil: Pencil) -> None:
    """Draw one Placemark; all its polygons together are one area."""
    title, polygons = _title(placemark), []
    for geometry in placemark.iter():
        match _name(geometry):
            case "Point":
                for at in _coordinates(geometry)[:1]:
                    pencil.point(title, at)
            case "LineString":
                pencil.line(title, _coordinates(geometry))
            case "Track":
                pencil.line(title, _track(geometry))
            case "Polygon":
                polygons.append(_polygon(geometry))
    if polygons:
        pencil.area(title, polygons)


def _polygon(polygon: Element) -> list[list[LonLat]]:
    """Return an outline and its holes."""
    rings = [
        [_coordinates(ring) for ring in _named(bounds, "LinearRing")]
        for name in ("outerBoundaryIs", "innerBoundaryIs")
        for bounds in _named(polygon, name)
    ]
    return [ring for found in rings for ring in found]


def _coordinates(geometry: Element) -> list[LonLat]:
    """Return the points of ``lon,lat[,up] lon,lat[,up] …``."""
    text = " ".join(child.text or "" for child in _named(geometry, "coordinates"))
    return [_pair(point.split(",")) for point in text.split()]


def _track(track: Element) -> list[LonLat]:
    """Return the points of a Google Earth track, ``lon lat up`` each."""
    return [_pair((coord.text or "").split()) for coord in _named(track, "coord")]


def _pair(parts: list[str]) -> LonLat:
    lon, lat = (*parts, "", "")[:2]
    return number(lon), number(lat)


def _title(element: Element) -> str:
    return next((" ".join((child.text or "").split()) for child in _named(element, "name")), "")


def _named(element: Element, name: str) -> Iterator[Element]:
    """Yield the direct children of that name, whatever version of KML they are of."""
    return (child for child in element if _name(child) == name)


def _name(element: Element) -> str:
    """Return the name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
