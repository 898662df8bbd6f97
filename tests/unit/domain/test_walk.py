import dataclasses

import pytest

from latentwalk.domain.ids import ModelId, WalkId, ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.walk import Frame, Walk
from latentwalk.domain.zone import Zone


def test_a_zone_nobody_described_is_silent() -> None:
    zone = Zone(ZoneId("z"), "Z", Circle(Position(0.0, 0.0), 20.0))
    assert zone.sound.mapping is MappingKind.SILENCE
    assert zone.sound.mic == (0.0,)


def test_a_walk_cannot_be_changed_while_it_is_walked() -> None:
    walk = Walk(
        WalkId("w"), "W", Frame.LOCAL, None, Position(0.0, 0.0), 0.0, ModelId("voices"), 0, ()
    )
    assert walk.outside == Sound()
    with pytest.raises(dataclasses.FrozenInstanceError):
        walk.seed = 5  # type: ignore[misc]
