from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.pose import Position
from latentwalk.domain.sound import Anchor, Bound, MappingKind, Sound
from latentwalk.latent.anchors import AnchorsMapping
from latentwalk.latent.mapping import Mapping, mapping_of
from latentwalk.latent.space import LatentKind, LatentSpace
from latentwalk.latent.terrain import TerrainMapping

WEST = Anchor(Position(-40.0, 0.0), (1.0, -1.0))
EAST = Anchor(Position(40.0, 0.0), (-1.0, 2.0, 0.5))


def sound(*anchors: Anchor, bound: Bound = Bound.SOFT, motion: float = 0.0) -> Sound:
    return Sound(MappingKind.ANCHORS, anchors=anchors, bound=bound, motion=motion, smooth_m=8.0)


def place(mapping: Mapping, *east_m: float, time_s: float = 0.0, size: int = 4) -> Latents:
    still = np.zeros(len(east_m))
    positions: NDArray[np.float64] = np.array([[x, 0.0, 0.0] for x in east_m])
    return mapping.place(positions, still, still + time_s, size, still)


def test_an_anchor_far_from_the_others_sounds_exactly_as_it_was_set() -> None:
    mapping = mapping_of(sound(WEST, EAST), 1)
    assert isinstance(mapping, AnchorsMapping)
    assert place(mapping, -40.0, 40.0).tolist() == [[1.0, -1.0, 0.0, 0.0], [-1.0, 2.0, 0.5, 0.0]]


def test_half_way_between_two_anchors_is_their_mean() -> None:
    assert place(mapping_of(sound(WEST, EAST), 1), 0.0)[0].tolist() == [0.0, 0.5, 0.25, 0.0]


def test_one_anchor_is_one_sound_everywhere() -> None:
    alone = mapping_of(sound(WEST), 1)
    assert place(alone, -40.0, 900.0).tolist() == [[1.0, -1.0, 0.0, 0.0]] * 2
    assert not alone.steepest(4).any()


def test_far_from_all_anchors_the_nearest_sounds() -> None:
    assert place(mapping_of(sound(WEST, EAST), 1), 20_000.0)[0].tolist() == [-1.0, 2.0, 0.5, 0.0]


def test_a_way_of_one_reach_changes_no_latent_by_more_than_the_anchors_differ() -> None:
    np.testing.assert_allclose(
        mapping_of(sound(WEST, EAST), 1).steepest(4) * 8.0, [2.0, 3.0, 0.5, 0.0], rtol=0.01
    )


def test_a_smaller_model_hears_the_first_axes() -> None:
    assert place(mapping_of(sound(WEST, EAST), 1), 40.0, size=1).tolist() == [[-1.0]]


def test_anchors_stay_within_the_bound() -> None:
    far = Anchor(Position(0.0, 0.0), (99.0, -99.0))
    assert place(mapping_of(sound(far), 1), 0.0)[0].tolist() == [3.0, -3.0, 0.0, 0.0]
    mirrored = mapping_of(sound(far, bound=Bound.MIRROR), 1)
    assert np.abs(place(mirrored, 0.0)).max() <= 3.0


def test_anchored_ground_moves_around_its_values() -> None:
    moving = mapping_of(sound(WEST, motion=0.25), 1)
    heard = np.array([place(moving, -40.0, time_s=float(t))[0] for t in range(400)])
    np.testing.assert_allclose(heard.mean(axis=0), [1.0, -1.0, 0.0, 0.0], atol=0.08)
    np.testing.assert_allclose(heard.std(axis=0), 0.25, atol=0.1)


def test_a_row_is_the_same_in_every_batch() -> None:
    rng = np.random.default_rng(4)
    anchors = [
        Anchor(Position(*rng.uniform(-60.0, 60.0, 2)), tuple(rng.normal(size=8))) for _ in range(20)
    ]
    mapping, places = mapping_of(sound(*anchors), 1), rng.uniform(-80.0, 80.0, 33)
    together = place(mapping, *places, size=8)
    for row in (0, 13, 32):
        assert (place(mapping, places[row], size=8)[0] == together[row]).all()


@pytest.mark.parametrize("kind", [MappingKind.ANCHORS, MappingKind.PLANTED])
def test_terrain_stands_in_where_nothing_was_set_yet(kind: MappingKind) -> None:
    assert isinstance(mapping_of(Sound(kind), 1), TerrainMapping)


def test_anchors_of_angles_mix_on_their_circle_and_indices_do_not_mix() -> None:
    both = [Anchor(Position(x, 0.0), (0.0, code)) for x, code in ((-40.0, 0.9), (40.0, -0.8))]
    angles, indices = (
        mapping_of(sound(*both), 1, space=replace(LatentSpace.identity(2), kind=kind))
        for kind in (LatentKind.ANGLE, LatentKind.INDEX)
    )
    assert place(angles, 0.0, size=2)[0, 1] == pytest.approx(-0.95, abs=1e-4)
    assert place(indices, -1.0, 1.0, size=2)[:, 1] == pytest.approx([0.9, -0.8])
