"""Golden documents, one a kind: what they say is what is walked."""

import json
from pathlib import Path

import pytest

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.hush import HUSH_M, Hush, HushKind
from latentwalk.domain.pose import Position
from latentwalk.domain.sample import Playing, Sample
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon
from latentwalk.domain.sound import (
    Anchor,
    Axis,
    Cycle,
    CyclePreset,
    Filter,
    FilterKind,
    MappingKind,
    Planted,
    Reverb,
    ReverbRoom,
    StillKind,
)
from latentwalk.domain.walk import Closing, Cover, Hours, Opening, Swatch, Walk
from latentwalk.geo.area import area_of
from latentwalk.geo.walkfile import load_walk, parse_walk

FILES = Path(__file__).parents[3] / "tests" / "data" / "geojson"


def golden(name: str) -> Walk:
    return load_walk(FILES / f"{name}.geojson")


def test_several_polygons_are_one_zone_with_their_holes() -> None:
    (zone,) = golden("multipolygon").zones
    assert isinstance(zone.shape, MultiPolygon)
    assert [len(part.holes) for part in zone.shape.parts] == [0, 1]
    assert area_of(zone.shape).area == pytest.approx(900.0 + 900.0 - 25.0)


def test_a_line_with_a_width_is_a_corridor_whose_repeated_points_count_once() -> None:
    (zone,) = golden("corridor").zones
    assert zone.shape == Corridor(((0.0, 0.0), (40.0, 0.0), (60.0, 30.0)), 8.0)


def test_a_zone_says_how_its_edge_and_rank_are() -> None:
    (lawn,) = golden("edges").zones
    assert (lawn.fade_m, lawn.priority, lawn.weight) == (6.0, 2, 0.5)
    assert (lawn.hysteresis_m, lawn.dwell_s, lawn.is_open) == (4.0, 1.5, False)


def test_hushes_are_read_in_every_shape() -> None:
    road, pond, steps = golden("hush").hushes
    titles = {"en": "The road", "fr": "La route"}
    line = ((-50.0, 50.0), (100.0, 50.0))
    assert road == Hush(road.id, HushKind.ROAD, Corridor(line, 7.0), titles, 12.0)
    assert (pond.id, pond.kind, pond.title, pond.hush_m) == ("hush-3", HushKind.WATER, "", HUSH_M)
    assert steps.shape == Circle(Position(100.0, 100.0), 3.0)


def test_anchors_are_gathered_into_their_zone_in_document_order() -> None:
    (lawn,) = golden("anchors").zones
    assert lawn.sound.mapping is MappingKind.ANCHORS
    assert lawn.sound.smooth_m == 6.0
    assert lawn.sound.anchors == (
        Anchor(Position(5.0, 5.0), (0.5, -1.0)),
        Anchor(Position(25.0, 25.0), ()),
    )


def test_planted_sounds_are_gathered_into_their_zone() -> None:
    (creek,) = golden("planted").zones
    assert creek.sound.planted == (
        Planted(Position(5.0, 5.0), "creek-1.wav"),
        Planted(Position(20.0, 5.0), "creek_2.flac"),
    )


def test_samples_are_read() -> None:
    bell, wind = golden("sample").samples
    at = Position(3.0, 4.0)
    assert bell == Sample("bell", at, "bell.ogg", "Bell", 15.0, -3.0, Playing.ONCE)
    assert (wind.id, wind.file, wind.playing) == ("sample-2", "wind.mp3", Playing.LOOP)


def test_cycles_stillness_reverb_and_filter_are_read() -> None:
    sound = golden("modifiers").zones[0].sound
    assert sound.axes == (Axis.HEADING_COS, Axis.SPEED, None)
    assert sound.cycles == (
        Cycle(1, 0.5, CyclePreset.PERIOD, 90.0, 0.25),
        Cycle(0, 1.0, CyclePreset.TIDE),
    )
    assert sound.still is StillKind.SLOW
    assert sound.reverb == Reverb(ReverbRoom.FOREST, 0.4)
    assert sound.filter == Filter(FilterKind.BANDPASS, 900.0, 2.0)


def test_what_is_around_a_walk_is_read() -> None:
    walk = golden("piece")
    words = {"en": "Turn slowly. Then walk.", "fr": "Tournez lentement. Puis marchez."}
    assert walk.opening == Opening(words, "opening.ogg")
    assert walk.closing == Closing("Take your headphones off.", 900.0)
    assert walk.hours == Hours(480, 1290, -6.0)
    assert walk.cover == Cover(
        "cover.jpg", 15, True, "Map: © OpenStreetMap contributors", "fr", True
    )
    assert not walk.plants_here
    assert walk.swatches == (Swatch("dark breath", walk.model, (0.5, -1.2)),)
    assert walk.axis_names == {"voices": ("breath", "", "vowel")}


def test_what_a_walk_does_not_say_takes_the_domains_defaults() -> None:
    walk = golden("small")
    assert (walk.opening, walk.closing) == (Opening(), Closing())
    assert (walk.hours, walk.cover, walk.plants_here) == (Hours(), Cover(), True)
    assert (walk.rules, walk.swatches, walk.axis_names) == ((), (), {})


def test_notes_and_styles_of_map_tools_stand_beside_ours_unread() -> None:
    properties = json.loads((FILES / "edges.geojson").read_text())["features"][0]["properties"]
    assert {"_note", "stroke"} <= properties.keys()
    assert golden("edges").zones[0].title == "Lawn"


def test_features_of_another_program_are_passed_over_and_unknown_kinds_are_not() -> None:
    document = json.loads((FILES / "edges.geojson").read_text())
    note = {"kind": "x-note", "id": "lawn", "words": "Ask the gardener."}
    document["features"].append({"type": "Feature", "properties": note, "geometry": None})
    assert parse_walk(json.dumps(document), "edges.geojson") == golden("edges")
    note["kind"] = "note"
    with pytest.raises(WalkFileError, match='kind: expected a known kind, got "note". Known are'):
        parse_walk(json.dumps(document), "edges.geojson")
