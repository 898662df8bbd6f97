"""The walk function, with a model that is a wire."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from latentwalk.domain.block import TICK_FRAMES, TICK_S, Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.session import walker
from latentwalk.session.audition import Audition
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.tick import Heard
from latentwalk.session.walker import walk
from tests.fakes.pool import WirePool, wire_contract
from tests.fakes.walks import MIC_GROUND, circle, stand, tick_of, walk_of, walk_ticks

TICKS = 60


def _hall(capacity: int = 2, **pool: object) -> tuple[Hall, WirePool, Ground]:
    delay_frames = int(pool.pop("delay_frames", 300))  # type: ignore[call-overload]
    wire = WirePool(wire_contract(delay_frames=delay_frames), **pool)  # type: ignore[arg-type]
    ground = Ground(walk_of(outside=MIC_GROUND), {ModelId("wire"): wire.contract})
    return Hall([Port(wire, capacity)], capacity), wire, ground


def _noise(seed: int, ticks: int = TICKS, gain: float = 0.1) -> Samples:
    rng = np.random.default_rng(seed)
    return (gain * rng.standard_normal(ticks * TICK_FRAMES)).astype(np.float32)


def _play(hall: Hall, ground: Ground, mics: list[Samples], dry_gain: float = 0.0) -> Samples:
    blocks = []
    for number in range(len(mics[0]) // TICK_FRAMES):
        for lane in range(len(mics)):
            stand(hall, lane, 0.0, time_s=number * TICK_S)
        at = slice(number * TICK_FRAMES, (number + 1) * TICK_FRAMES)
        mic = np.stack([m[at] for m in mics])
        blocks.append(walk(hall, tick_of(number, [ground] * len(mics), mic, dry_gain=dry_gain)))
    return np.concatenate([heard.stereo for heard in blocks], axis=2)


def _lag(mic: Samples, heard: Samples) -> int:
    tail = slice(len(mic) // 2, None)
    spectrum = np.fft.rfft(heard[tail]) * np.conj(np.fft.rfft(mic[tail]))
    return int(np.argmax(np.abs(np.fft.irfft(spectrum))))


def test_the_function_stays_short_enough_to_be_read_at_once() -> None:
    assert len(inspect.getsource(walker).splitlines()) <= 60


@pytest.mark.parametrize("depth_frames", [0, TICK_FRAMES], ids=["in process", "engine process"])
def test_declared_latency_is_measured_latency(depth_frames: int) -> None:
    hall, _, ground = _hall(depth_frames=depth_frames)
    mic = _noise(1)
    wet = _play(hall, ground, [mic])
    assert _lag(mic, wet[0, 0]) == hall.latency_frames


def test_the_dry_mic_comes_out_with_the_wet_one() -> None:
    hall, _, ground = _hall(depth_frames=TICK_FRAMES)
    mute = Ground(walk_of(), {ModelId("wire"): wire_contract()})
    mic = _noise(2)
    dry = _play(hall, mute, [mic], dry_gain=1.0)
    assert _lag(mic, dry[0, 0]) == hall.latency_frames
    assert ground.models  # the wet lag of the same hall is the claim above


def test_who_asks_for_the_dry_mic_again_hears_nothing_old() -> None:
    hall, _, _ = _hall()
    mute = Ground(walk_of(), {ModelId("wire"): wire_contract()})
    loud, quiet = _noise(8, 1)[None], np.zeros((1, TICK_FRAMES), np.float32)
    gains, mics = [1.0, 0.0, 1.0, 1.0], [loud, loud, quiet, quiet]
    heard = [
        walk(hall, tick_of(number, [mute], mic, dry_gain=gain)).stereo
        for number, (gain, mic) in enumerate(zip(gains, mics, strict=True))
    ]
    assert not np.any(heard[2:])


def test_two_walkers_never_hear_each_other() -> None:
    mics = [_noise(3), _noise(4)]
    together = _play(*_pair(), mics)
    for lane, mic in enumerate(mics):
        silent = [np.zeros_like(mic)] * 2
        silent[lane] = mic
        alone = _play(*_pair(), silent)
        np.testing.assert_allclose(together[lane], alone[lane], atol=1e-6)


def _pair() -> tuple[Hall, Ground]:
    hall, _, ground = _hall()
    return hall, ground


def test_a_lane_that_changes_hands_starts_silent() -> None:
    hall, wire, ground = _hall(1)
    _play(hall, ground, [_noise(5)])
    hall.reset(0)
    wire.step(wire.seen[0].silent(wire.contract, np.zeros(0, np.uint64)))  # everybody left
    fresh = _play(hall, ground, [np.zeros(5 * TICK_FRAMES, np.float32)])
    assert np.abs(fresh).max() == 0.0


def test_the_same_ticks_on_the_same_state_give_the_same_sound() -> None:
    mic = _noise(6)
    np.testing.assert_array_equal(_play(*_pair(), [mic]), _play(*_pair(), [mic]))


def _tone(ticks: int) -> Samples:
    phase = 2 * np.pi * 220 * np.arange(ticks * TICK_FRAMES) / 48_000
    return (0.1 * np.sin(phase)).astype(np.float32)


def _long_step(sound: Samples) -> float:
    return float(np.abs(np.diff(sound)).max())


def test_a_late_block_is_concealed_and_counted_and_the_next_is_on_time() -> None:
    tone = (
        np.sin(2 * np.pi * 220 * np.arange(TICKS * TICK_FRAMES) / 48_000).astype(np.float32) * 0.1
    )
    whole = _play(*_pair(), [tone])[0, 0]
    hall, _, ground = _hall(late=frozenset({40}))
    holed = _play(hall, ground, [tone])[0, 0]
    at = slice(40 * TICK_FRAMES, 41 * TICK_FRAMES)
    assert np.abs(holed[at] - whole[at]).max() > 0.01  # it was late indeed
    assert _long_step(holed) < 2.0 * _long_step(whole)  # and nobody hears a click
    np.testing.assert_allclose(holed[43 * TICK_FRAMES :], whole[43 * TICK_FRAMES :], atol=1e-4)
    assert hall.missed_blocks(0) == 1


def test_who_stands_on_silent_ground_costs_no_row() -> None:
    wire = WirePool(wire_contract())
    loud = circle("loud", 0.0, 20.0, Sound(mapping=MappingKind.FIXED))
    ground = Ground(walk_of([loud]), {ModelId("wire"): wire.contract})
    hall = Hall([Port(wire, 2)], 2)
    heard: list[Heard] = []
    for number in range(120):
        stand(hall, 0, 0.0, time_s=number * TICK_S)
        stand(hall, 1, 100.0, time_s=number * TICK_S)
        heard.append(walk(hall, tick_of(number, [ground, ground], has_mic=False)))
    assert wire.seen[-1].sessions.tolist() == [1]
    assert not wire.seen[-1].has_mic.any()


def test_leaving_a_zone_frees_its_row_and_fades_without_a_click() -> None:
    hall, wire, _ = _hall(1)
    zone = circle("loud", 0.0, 20.0, MIC_GROUND)
    ground = Ground(walk_of([zone]), {ModelId("wire"): wire.contract})
    tone = _tone(200)
    sound = []
    for number in range(200):
        stand(hall, 0, 0.0 if number < 100 else 200.0, time_s=number * TICK_S)
        mic = tone[None, number * TICK_FRAMES : (number + 1) * TICK_FRAMES]
        sound.append(walk(hall, tick_of(number, [ground], mic)).stereo[0, 0])
    assert wire.seen[-1].sessions.size == 0
    assert np.abs(sound[-1]).max() == 0.0
    steady = _long_step(np.concatenate(sound[60:99]))
    assert _long_step(np.concatenate(sound)) < 1.5 * steady


def test_walkers_of_two_walks_share_one_model_call() -> None:
    wire = WirePool(wire_contract())
    contracts = {ModelId("wire"): wire.contract}
    here = Ground(walk_of(outside=Sound(mapping=MappingKind.FIXED, values=(1.0,))), contracts)
    there = Ground(walk_of(outside=Sound(mapping=MappingKind.FIXED, values=(-1.0,))), contracts)
    hall = Hall([Port(wire, 3)], 3)
    for number in range(3):
        walk(hall, tick_of(number, [here, there, here], has_mic=False))
    block = wire.seen[-1]
    assert block.sessions.tolist() == [1, 2, 3]
    np.testing.assert_allclose(block.place[:, 0, 0], [1.0, -1.0, 1.0], atol=1e-5)


def test_walker_between_two_models_is_decoded_by_both_until_the_old_one_is_unheard() -> None:
    wires = [WirePool(wire_contract(model=name)) for name in ("wire", "other")]
    contracts = {wire.contract.model_id: wire.contract for wire in wires}
    west = circle("west", 0.0, 20.0, Sound(mapping=MappingKind.FIXED))
    east = circle("east", 36.0, 20.0, Sound(mapping=MappingKind.FIXED, model=ModelId("other")))
    ground = Ground(walk_of([west, east]), contracts)
    hall = Hall([Port(wire, 1) for wire in wires], 1)
    for number in range(144):  # then a rest on the other side
        walk_ticks(hall, ground, number / 4, 1, number)
    walk_ticks(hall, ground, 36.0, 60, 144)
    seated = [[len(block.sessions) for block in wire.seen] for wire in wires]
    both = [number for number, rows in enumerate(zip(*seated, strict=True)) if all(rows)]
    assert [rows[10] for rows in seated] == [1, 0]
    assert [rows[-1] for rows in seated] == [0, 1]
    assert len(both) >= 10
    assert both == list(range(both[0], both[-1] + 1))
    total = [sum(rows) for rows in zip(*seated, strict=True)]
    assert min(total[10:]) == 1  # somebody decodes all the way


def test_auditioned_latents_stand_in_for_the_ground_and_give_it_back() -> None:
    hall, wire, ground = _hall()
    heard = [Audition(ModelId("wire"), (1.5, -0.5)), None]
    blocks = []
    for audition in heard:
        for number in range(40):
            stand(hall, 0, 0.0, time_s=number * TICK_S)
            tick = tick_of(number, [ground], has_mic=False)
            auditions = {} if audition is None else {0: audition}
            blocks.append(walk(hall, replace(tick, auditions=auditions)))
    size = wire.contract.latent_size
    wanted = np.zeros(size)
    wanted[:2] = (1.5, -0.5)
    np.testing.assert_allclose(
        blocks[39].latents[ModelId("wire")][0, :, -1], wanted[:size], atol=1e-5
    )
    np.testing.assert_allclose(blocks[-1].latents[ModelId("wire")][0, :, -1], 0.0, atol=1e-5)
