import numpy as np

from latentwalk.domain.block import TICK_FRAMES
from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.session.foyer import MOST_FOYERS, Foyers
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.registry import Registry
from latentwalk.session.turn import Turns
from tests.fakes.pool import WirePool, wire_contract
from tests.fakes.walks import walk_of

CONTRACT = wire_contract()
OUTSIDE = Sound(mapping=MappingKind.FIXED, values=(0.75,), stage_deg=(-60.0, 60.0))


def ground(walk_id: str = "test") -> Ground:
    walk = walk_of(outside=OUTSIDE)
    named = {name: getattr(walk, name) for name in walk.__slots__} | {"id": WalkId(walk_id)}
    return Ground(type(walk)(**named), {ModelId("wire"): CONTRACT})


def test_a_walk_has_one_foyer_and_lanes_are_given_back() -> None:
    foyers = Foyers(first_lane=8)
    first = foyers.open(ground("a"))
    assert first is not None
    assert foyers.open(ground("a")) is first
    others = [foyers.open(ground(f"w{n}")) for n in range(MOST_FOYERS)]
    assert others[-1] is None
    lanes = {foyer.lane for foyer in foyers.active}
    assert lanes == set(range(8, 8 + MOST_FOYERS))
    foyers.close(first)
    foyers.close(first)
    again = foyers.open(ground("b"))
    assert again is not None
    assert again.lane == first.lane
    assert again.id != first.id


def test_a_foyer_sounds_the_common_ground_on_one_row_and_is_nobody() -> None:
    registry, pool = Registry(2), WirePool(CONTRACT)
    hall = Hall([Port(pool, 2 + MOST_FOYERS)], 2 + MOST_FOYERS)
    foyer = registry.foyers.open(ground())
    assert foyer is not None
    turns = Turns(hall)
    for number in range(4):
        turns.turn(number, registry.sounding)
    (row,) = pool.seen[-1].sessions
    assert row == foyer.id
    assert not pool.seen[-1].has_mic[0]
    assert np.all(pool.seen[-1].place[0, 0] == 0.75)
    assert foyer.stage_deg == (-60.0, 60.0)
    assert len(registry) == 0
    assert registry.active == ()
    assert registry.crowd(0.0).walkers == 0
    assert foyer in registry.everyone  # a walk published anew moves it too


def test_walkers_fill_all_their_lanes_beside_it() -> None:
    registry = Registry(2)
    foyer = registry.foyers.open(ground())
    assert foyer is not None
    lanes = {registry.join(ground(), Door.OUTDOOR).lane for _ in range(2)}
    assert foyer.lane not in lanes
    assert foyer.mic_setting is MicSetting.OFF


def test_each_codec_has_a_line_of_its_own_of_the_same_sound() -> None:
    foyer = Foyers(0).open(ground())
    assert foyer is not None
    opus, pcm = foyer.fan.open(), foyer.fan.open()
    stereo = np.full((2, TICK_FRAMES), 0.5, np.float32)
    foyer.downlink.push(0, stereo)
    assert opus.downlink.next_packet() is not None
    foyer.fan.close(opus)
    foyer.downlink.push(TICK_FRAMES, stereo)
    assert opus.downlink.next_packet() is None
    assert [pcm.downlink.next_packet() is not None for _ in range(3)] == [True, True, False]
