import json
from pathlib import Path

import numpy as np
import pytest

from latentwalk.app.library import Library, load_walks, models_of
from latentwalk.app.public_walk import public_walk
from latentwalk.app.settings import Settings
from latentwalk.domain.errors import UnknownWalkError, WalkFileError
from latentwalk.domain.ids import ModelId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Polygon
from latentwalk.domain.sound import MappingKind
from latentwalk.domain.walk import Frame
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.ground import Ground
from tests.fakes.pool import wire_contract

REPOSITORY = Path(__file__).resolve().parents[3]
SHIPPED = sorted((REPOSITORY / "geofences").glob("*.geojson"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_walk_opens_and_can_be_drawn(path: Path) -> None:
    public = public_walk(load_walk(path))
    assert json.loads(json.dumps(public)) == public
    assert public["title"]
    assert public["description"]


def test_the_papers_walk_has_a_sphere_at_its_origin_and_an_open_bound() -> None:
    walk = load_walk(REPOSITORY / "geofences" / "latent-sounds.geojson")
    assert [(mark.position.east_m, mark.position.north_m) for mark in walk.landmarks] == [(0, 0)]
    assert walk.outside.bound == "open"
    assert [axis and axis.value for axis in walk.outside.axes] == ["east", "up", "south"]


def test_a_wrong_document_is_named_and_leaves_the_others_open() -> None:
    walks, errors = load_walks(REPOSITORY / "tests" / "data" / "server-walks")
    assert set(errors) == {"broken"}
    library = Library(
        walks, errors, lambda walk: Ground(walk, {ModelId("voices"): wire_contract()})
    )
    assert library.ground("two-grounds").walk.title == "Two grounds"
    with pytest.raises(WalkFileError, match="broken.geojson"):
        library.ground("broken")
    with pytest.raises(UnknownWalkError, match="two-grounds"):
        library.public("nowhere")


def test_the_models_that_walks_name_are_loaded_once_each_the_first_walks_first() -> None:
    walks, _ = load_walks(REPOSITORY / "geofences")
    models = models_of(walks)
    assert models[0] == walks["first-walk"].model
    assert len(set(models)) == len(models)


def test_walks_are_listed_in_the_order_their_documents_ask_for_and_then_by_name() -> None:
    walks, errors = load_walks(REPOSITORY / "geofences")
    contracts = dict.fromkeys(models_of(walks), wire_contract())
    library = Library(walks, errors, lambda walk: Ground(walk, contracts))
    listed = [walk["id"] for walk in library.listing()]
    paper = ["latent-sounds", "landmarks", "spatialities"]
    assert listed == ["first-walk", *paper, "park-geographic"]
    small, _ = load_walks(REPOSITORY / "tests" / "data" / "server-walks")
    assert list(small) == sorted(small)


def test_the_models_of_a_walk_are_told_so_that_their_cards_can_be_shown() -> None:
    public = public_walk(load_walk(REPOSITORY / "geofences" / "first-walk.geojson"))
    assert public["models"] == ["voices", "shore"]


def test_words_pass_through_in_every_language() -> None:
    public = public_walk(load_walk(REPOSITORY / "geofences" / "first-walk.geojson"))
    for words in (public["title"], public["description"], public["zones"][0]["title"]):  # type: ignore[index,call-overload]  # JSON
        assert isinstance(words, dict)
        assert {"en", "fr"} <= set(words)


def test_the_second_walk_of_the_paper_is_the_first_among_ellipsoids() -> None:
    first, second = (
        load_walk(REPOSITORY / "geofences" / f"{name}.geojson")
        for name in ("latent-sounds", "landmarks")
    )
    assert second.outside == first.outside
    assert second.seed == first.seed
    sizes = {mark["radii_m"][2] for mark in public_walk(second)["landmarks"]}  # type: ignore[union-attr,index,call-overload]  # JSON
    assert len(sizes) > 5
    assert len({mark.colour for mark in second.landmarks}) > 5


def test_the_default_walk_is_four_zones_around_a_sphere_on_90_by_90_metres() -> None:
    walk = load_walk(REPOSITORY / "geofences" / f"{Settings().walk}.geojson")
    assert {zone.id for zone in walk.zones} == {"west", "east", "north", "south"}
    assert walk.frame is Frame.LOCAL
    outlines = [zone.shape.outline for zone in walk.zones if isinstance(zone.shape, Polygon)]
    corners = np.concatenate([np.array(outline) for outline in outlines])
    assert corners.min(axis=0).tolist() == [-45.0, -45.0]
    assert corners.max(axis=0).tolist() == [45.0, 45.0]
    assert walk.landmarks[0].position == Position(0.0, 0.0, 1.0)
    assert walk.outside.mapping is not MappingKind.SILENCE
