import json
from pathlib import Path

import pytest

from latentwalk.app.library import Library, load_walks, models_of
from latentwalk.app.public_walk import public_walk
from latentwalk.domain.errors import UnknownWalkError, WalkFileError
from latentwalk.domain.ids import ModelId
from latentwalk.geo.walkfile import load_walk
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
    library = Library(walks, errors, {ModelId("voices"): wire_contract()})
    assert library.ground("two-grounds").walk.title == "Two grounds"
    with pytest.raises(WalkFileError, match="broken.geojson"):
        library.ground("broken")
    with pytest.raises(UnknownWalkError, match="two-grounds"):
        library.public("nowhere")


def test_the_models_that_walks_name_are_loaded_once_each() -> None:
    walks, _ = load_walks(REPOSITORY / "geofences")
    assert models_of(walks) == ["voices"]
