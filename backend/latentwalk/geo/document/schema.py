"""The JSON Schema of a walk document: ours from the models, GeoJSON's written out (RFC 7946)."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from latentwalk.geo.document.fields import MAX_FEATURES, MAX_VERTICES, Document
from latentwalk.geo.document.piece import PieceDocument
from latentwalk.geo.document.places import (
    FOREIGN,
    FOREIGN_KIND,
    AnchorDocument,
    HushDocument,
    LandmarkDocument,
    PlaceDocument,
    PlantedDocument,
    SampleDocument,
    ZoneDocument,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_ID = "urn:latentwalk:walk:1"
SHAPED: dict[str, type[PlaceDocument]] = {"zone": ZoneDocument, "hush": HushDocument}
POINTED: dict[str, type[PlaceDocument]] = {
    "landmark": LandmarkDocument,
    "anchor": AnchorDocument,
    "planted": PlantedDocument,
    "sample": SampleDocument,
}

Json = dict[str, Any]


@cache
def walk_schema() -> Mapping[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a whole walk document."""
    kinds = {**SHAPED, **POINTED}
    models: list[type[Document]] = [PieceDocument, *kinds.values()]
    _, generated = models_json_schema(
        [(model, "validation") for model in models], ref_template="#/$defs/{model}"
    )
    definitions: Json = generated["$defs"]
    for definition in definitions.values():
        _plain(definition)
    for model in kinds.values():
        _allow_foreign(definitions[model.__name__])
    for kind, model in kinds.items():
        definitions[f"{kind}-feature"] = _feature(kind, model)
    definitions["foreign-feature"] = _foreign_feature()
    features = (*kinds, "foreign")
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_ID,
        "title": "A walk",
        "description": (
            "One GeoJSON FeatureCollection is one walk: what stands on the ground, and in the "
            "member latentwalk the settings of the whole piece. Members that are not named here "
            "are kept and not read."
        ),
        "type": "object",
        "required": ["type", "features", "latentwalk"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "latentwalk": {"$ref": f"#/$defs/{PieceDocument.__name__}"},
            "features": {
                "type": "array",
                "maxItems": MAX_FEATURES,
                "items": {"oneOf": [{"$ref": f"#/$defs/{kind}-feature"} for kind in features]},
            },
        },
        "$defs": {**definitions, **_geometries()},
    }


def _allow_foreign(definition: Json) -> None:
    """Let properties be null, as map tools write what is missing, and others' stand beside ours."""
    fields = definition["properties"]
    for name in fields.keys() - {"kind"}:
        fields[name] = _nullable(fields[name])
    if "kind" not in definition.get("required", []):  # a zone: what is meant where none is said
        fields["kind"] = {"enum": [fields["kind"]["const"], None]}
    definition["patternProperties"] = {FOREIGN: True}


def _nullable(field: Json) -> Json:
    notes: Json = {
        name: field[name] for name in ("description", "examples", "default") if name in field
    }
    bare = {name: value for name, value in field.items() if name not in notes}
    options = bare["anyOf"] if bare.keys() == {"anyOf"} else [bare]
    null = [] if {"type": "null"} in options else [{"type": "null"}]
    return {"anyOf": [*options, *null], **notes}


def _plain(definition: Json) -> None:
    """Drop what says nothing: titles made from names, defaults that are nothing."""
    for field in definition.get("properties", {}).values():
        field.pop("title", None)
        if field.get("default", ...) is None:
            del field["default"]


def _feature(kind: str, model: type[PlaceDocument]) -> Json:
    properties: Json = {"$ref": f"#/$defs/{model.__name__}"}
    if kind == "zone":  # properties may be missing altogether
        properties = {"anyOf": [properties, {"type": "null"}]}
    shape: Json = {"$ref": "#/$defs/point"}
    if kind in SHAPED:
        names = ("point", "line", "polygon", "multipolygon")
        shape = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in names]}
    feature: Json = {
        "title": f"A Feature of kind {kind}",
        "type": "object",
        "required": ["type", "geometry", "properties"] if kind != "zone" else ["type", "geometry"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": ["string", "integer"]},
            "geometry": shape,
            "properties": properties,
        },
    }
    if kind in SHAPED:
        feature["allOf"] = [
            _measured("Point", "radius_m", ["width_m"]),
            _measured("LineString", "width_m", ["radius_m"]),
            _measured("Polygon", None, ["radius_m", "width_m"]),
            _measured("MultiPolygon", None, ["radius_m", "width_m"]),
        ]
    return feature


def _foreign_feature() -> Json:
    return {
        "title": "A Feature of another program, which is kept and not read",
        "type": "object",
        "required": ["type", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "properties": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string", "pattern": f"^{FOREIGN_KIND}"}},
            },
        },
    }


def _measured(geometry: str, needed: str | None, refused: list[str]) -> Json:
    """Ask for the measure that a geometry needs, and refuse those of others."""
    measures: Json = {name: {"type": "null"} for name in refused}
    then: Json = {"properties": {"properties": {"properties": measures}}}
    if needed:
        measures[needed] = {"type": "number"}
        then["required"] = ["properties"]
        then["properties"]["properties"] |= {"type": "object", "required": [needed]}
    return {
        "if": {"properties": {"geometry": {"properties": {"type": {"const": geometry}}}}},
        "then": then,
    }


def _geometries() -> Json:
    """Return GeoJSON's own parts."""
    return {
        "position": {
            "description": "[lon, lat] or [east, north] in metres, as the frame says",
            "type": "array",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 4,
            "examples": [[5.448, 43.522]],
        },
        "ring": {
            "description": "at least four positions; the last repeats the first",
            "type": "array",
            "items": {"$ref": "#/$defs/position"},
            "minItems": 4,
            "maxItems": MAX_VERTICES,
        },
        "rings": {
            "description": "an outline, then the holes in it",
            "type": "array",
            "items": {"$ref": "#/$defs/ring"},
            "minItems": 1,
        },
        "point": _geometry("Point", {"$ref": "#/$defs/position"}),
        "line": _geometry(
            "LineString",
            {
                "type": "array",
                "items": {"$ref": "#/$defs/position"},
                "minItems": 2,
                "maxItems": MAX_VERTICES,
            },
        ),
        "polygon": _geometry("Polygon", {"$ref": "#/$defs/rings"}),
        "multipolygon": _geometry(
            "MultiPolygon", {"type": "array", "items": {"$ref": "#/$defs/rings"}, "minItems": 1}
        ),
    }


def _geometry(name: str, coordinates: Json) -> Json:
    return {
        "title": name,
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {"type": {"const": name}, "coordinates": coordinates},
    }
