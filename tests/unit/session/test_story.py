"""Rules, hushes and pace through the walk function, with a model that is a wire."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from latentwalk.audio.located import Located, LocatedSound
from latentwalk.domain.block import TICK_FRAMES, TICK_S, Samples
from latentwalk.domain.hush import Hush, HushKind
from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.rule import CloseZone, Entered, Play, Remap, Rule, Say
from latentwalk.domain.sample import Sample
from latentwalk.domain.shape import Polygon
from latentwalk.domain.sound import Filter, FilterKind, MappingKind, Reverb, ReverbRoom, Sound
from latentwalk.domain.walk import Walk
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.tick import Heard
from latentwalk.session.told import Event
from latentwalk.session.walker import walk
from tests.fakes.pool import WirePool, wire_contract
from tests.fakes.walks import MIC_GROUND, circle, tick_of, walk_of

WIRE = ModelId("wire")
ZONE = ZoneId("zone")
ROAD = Hush(ZoneId("road"), HushKind.ROAD, Polygon(((0, 60), (50, 60), (50, 70), (0, 70))))
FIXED = Sound(mapping=MappingKind.FIXED, values=(1.0, 0.0, -0.5), mic=(0.5,))


def _hall(document: Walk, located: Located | None = None) -> tuple[Hall, Ground]:
    wire = WirePool(wire_contract())
    return Hall([Port(wire, 2)], 2, located=located), Ground(document, {WIRE: wire.contract})


def _go(
    hall: Hall,
    ground: Ground,
    places: Sequence[tuple[float, float]],
    accuracy_m: float | None = None,
    first: int = 0,
) -> list[Heard]:
    """Take the places, one a tick, while a steady hiss is at the mic."""
    rng = np.random.default_rng(1)
    heard = []
    for number, (east_m, north_m) in enumerate(places, first):
        time_s = number * TICK_S
        position = Position(east_m, north_m)
        pose = Pose(time_s, position, 0.0, accuracy_m)
        if accuracy_m is None or number % 47 == 0:
            hall.poses.report(0, pose, position, time_s)
        mic = (0.1 * rng.standard_normal((1, TICK_FRAMES))).astype(np.float32)
        heard.append(walk(hall, tick_of(number, [ground], mic)))
    return heard


def _line(start: float, end: float, ticks: int) -> list[tuple[float, float]]:
    return [(25.0, float(north)) for north in np.linspace(start, end, ticks)]


def _events(heard: Sequence[Heard]) -> list[Event]:
    return [event for tick in heard for told in tick.told for event in told.events.get(0, [])]


def _rms(heard: Sequence[Heard]) -> float:
    sound: Samples = np.concatenate([tick.stereo[0] for tick in heard], axis=1)
    return float(np.sqrt(np.mean(np.square(sound))))


def test_a_rule_says_plays_closes_and_exchanges_axes_when_its_zone_is_entered() -> None:
    zone = circle("zone", 0.0, 20.0, FIXED)
    done = (Say("Stop."), Play("bell"), Remap(ZONE, (2, 1, 0)), CloseZone(ZONE, 1.0))
    rule = Rule("gate", Entered(ZONE), done, once=True)
    hall, ground = _hall(replace(walk_of([zone], outside=MIC_GROUND), rules=(rule,)))
    outside = _go(hall, ground, [(40.0, 0.0)] * 150)
    inside = _go(hall, ground, [(0.0, 0.0)] * 150, first=150)
    assert _events(outside) == []
    assert _events(inside) == [Event(say="Stop."), Event(play="bell")]
    assert inside[5].weights[0][0, 0] > 0.5
    assert inside[-1].weights[0][0, 0] == 0.0
    assert inside[0].told[0].is_abrupt[0]
    assert inside[10].told[0].blends[0, 0] == (((2, 1, 0), 1.0),)


def test_before_a_road_sound_falls_below_50_db_and_the_road_is_named_once() -> None:
    hall, ground = _hall(replace(walk_of(outside=MIC_GROUND), hushes=(ROAD,)))
    far = _go(hall, ground, _line(-20.0, 0.0, 600), accuracy_m=4.0)
    near = _go(hall, ground, _line(0.0, 46.0, 1600), accuracy_m=4.0, first=600)
    assert _rms(near[-40:]) < 10 ** (-50 / 20) * _rms(far[-100:])
    assert [event.cue for event in _events(near)] == ["hush-road"]
    back = _go(hall, ground, _line(46.0, -20.0, 2300), accuracy_m=4.0, first=2200)
    assert _rms(back[-100:]) == pytest.approx(_rms(far[-100:]), rel=0.3)


def test_where_nobody_knows_where_one_is_no_hush_is_near() -> None:
    hall, ground = _hall(replace(walk_of(outside=MIC_GROUND), hushes=(ROAD,)))
    heard = [walk(hall, tick_of(number, [ground])) for number in range(10)]
    assert heard[-1].told[0].gain[0] == 1.0


def test_a_zone_is_heard_through_its_filter_and_its_room() -> None:
    plain = replace(MIC_GROUND, gain_db=0.0)
    coloured = replace(
        plain,
        filter=Filter(FilterKind.LOWPASS, 500.0),
        reverb=Reverb(ReverbRoom.HALL, 0.5),
    )
    sounds = []
    for sound in (plain, coloured):
        hall, ground = _hall(walk_of([circle("zone", 0.0, 50.0, sound)]))
        heard = _go(hall, ground, [(0.0, 0.0)] * 120)
        sounds.append(np.concatenate([tick.stereo[0, 0] for tick in heard[60:]]))
    high = [np.abs(np.fft.rfft(sound))[len(sound) // 6 :].mean() for sound in sounds]
    assert high[1] < 0.1 * high[0]
    assert np.square(sounds[1]).mean() > 0.0


def test_a_recording_at_a_place_is_mixed_at_the_ear_and_falls_silent_with_the_hush() -> None:
    bell = Sample("bell", Position(10.0, 0.0), "bell.wav", radius_m=40.0)
    tone = (0.3 * np.sin(2 * np.pi * 440 * np.arange(48_000) / 48_000)).astype(np.float32)
    document = replace(walk_of(), samples=(bell,), hushes=(ROAD,))
    hall, ground = _hall(document, Located([LocatedSound(bell, tone)]))
    heard = []
    for number in range(400):
        at = Position(0.0, 0.0) if number < 100 else Position(25.0, 58.0)
        pose = Pose(number * TICK_S, at, 0.0)
        hall.poses.report(0, pose, at, number * TICK_S)
        heard.append(walk(hall, tick_of(number, [ground], at_ear=True)))
    left, right = np.concatenate([tick.stereo[0] for tick in heard[20:100]], axis=1)
    assert np.abs(right).max() > 0.1
    assert np.abs(right).max() > 4.0 * np.abs(left).max()  # it hangs in the east, faced north
    assert _rms(heard[-100:]) < 1e-4
