"""Laws 1 and 2 for the adapter that makes any pool look like one tick at 48 kHz."""

import numpy as np
import pytest

from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.errors import EngineOverloadedError
from latentwalk.engine.pool import Block
from latentwalk.session.port import Port
from tests.fakes.pool import LATENTS, WirePool, wire_contract

POOLS = {  # rate and ratio
    "one tick": (48_000, 1024),
    "two ticks": (48_000, 2048),
    "44.1 kHz": (44_100, 2048),
    "44.1 kHz small": (44_100, 512),
    "32 kHz": (32_000, 1024),
    "ratio 128": (48_000, 128),
}
TICKS = 120


def _block(port: Port, mic: Samples, sessions: list[int]) -> Block:
    n, steps = len(sessions), port.latent_steps
    shape = (n, LATENTS, steps)
    return Block(
        sessions=np.array(sessions, np.uint64),
        has_mic=np.ones(n, np.bool_),
        mic=mic,
        place=np.zeros(shape, np.float32),
        gain_place=np.ones(shape, np.float32),
        gain_mic=np.zeros(shape, np.float32),
        gain_prior=np.zeros(shape, np.float32),
        stand_in=np.zeros(shape, np.float32),
        temperature=np.ones(n, np.float32),
        noise_key=np.zeros(n, np.uint64),
        noise_place=np.zeros((n, 4)),
        noise_m=np.ones(n, np.float32),
        noise_s=np.ones(n, np.float32),
        width=np.zeros(n, np.float32),
    )


def _band_noise(seed: int, below_hz: float = 8_000.0) -> Samples:
    """Return noise that every rate carries whole."""
    rng = np.random.default_rng(seed)
    spectrum = np.fft.rfft(rng.standard_normal(TICKS * TICK_FRAMES))
    spectrum[int(len(spectrum) * below_hz / 24_000) :] = 0.0
    noise = np.fft.irfft(spectrum)
    scaled: Samples = (0.2 * noise / noise.std()).astype(np.float32)
    return scaled


def _through(port: Port, mic: Samples) -> Samples:
    ticks = [
        port.step(_block(port, mic[None, n * TICK_FRAMES : (n + 1) * TICK_FRAMES], [7])).wet[0, 0]
        for n in range(TICKS)
    ]
    return np.concatenate(ticks)


@pytest.mark.parametrize("kind", POOLS)
@pytest.mark.parametrize("delay_frames", [0, 333])
def test_declared_latency_is_measured_latency(kind: str, delay_frames: int) -> None:
    contract = wire_contract(*POOLS[kind], delay_frames=delay_frames)
    port = Port(WirePool(contract), 2)
    mic = _band_noise(1)
    heard = _through(port, mic)
    spectrum = np.fft.rfft(heard) * np.conj(np.fft.rfft(mic))
    lag = int(np.argmax(np.fft.irfft(spectrum)))
    tolerance = 0 if contract.sample_rate_hz == SAMPLE_RATE_HZ else 1
    assert abs(lag - port.latency_frames) <= tolerance


@pytest.mark.parametrize("kind", POOLS)
def test_no_tick_is_ever_starved(kind: str) -> None:
    port = Port(WirePool(wire_contract(*POOLS[kind])), 2)
    mic = _band_noise(2, below_hz=1_000.0)  # half a frame of lag must not look like a gap
    heard = _through(port, mic)
    lag = port.latency_frames
    ours, theirs = heard[lag + 4800 :], mic[4800 : len(mic) - lag]
    error = ours - theirs[: len(ours)]
    assert np.sqrt(np.mean(error**2)) < 0.05 * np.sqrt(np.mean(theirs**2))


@pytest.mark.parametrize("kind", ["one tick", "two ticks", "44.1 kHz"])
def test_sessions_keep_apart_while_others_come_and_go(kind: str) -> None:
    alone = Port(WirePool(wire_contract(*POOLS[kind])), 4)
    mic = _band_noise(3)
    expected = _through(alone, mic)
    port = Port(WirePool(wire_contract(*POOLS[kind])), 4)
    rng = np.random.default_rng(4)
    heard = []
    for number in range(TICKS):
        others = [s for s in (1, 2, 3) if (number // (s + 3)) % 2]
        mine = mic[None, number * TICK_FRAMES : (number + 1) * TICK_FRAMES]
        noise = rng.standard_normal((len(others), TICK_FRAMES)).astype(np.float32)
        block = _block(port, np.concatenate([noise, mine]), [*others, 7])
        heard.append(port.step(block).wet[-1, 0])
    np.testing.assert_allclose(np.concatenate(heard), expected, atol=1e-6)


def test_one_session_too_many_is_refused_with_the_number() -> None:
    port = Port(WirePool(wire_contract(ratio=2048)), 1)
    with pytest.raises(EngineOverloadedError, match="at most 1"):
        port.step(_block(port, np.zeros((2, TICK_FRAMES), np.float32), [1, 2]))
