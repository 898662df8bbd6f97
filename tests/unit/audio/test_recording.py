import numpy as np
import pytest

from latentwalk.audio.condition import Conditioner
from latentwalk.audio.loudness import integrated_lufs
from latentwalk.audio.recording import conditioned
from latentwalk.domain.block import TICK_FRAMES
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import noise, sine

LANE = np.zeros(1, np.intp)


@pytest.mark.parametrize("level", [0.2, 1.0])
def test_a_recording_has_the_models_loudness_from_its_first_second(level: float) -> None:
    sound = level * noise(1, 1, 48_000 * 5)
    heard = conditioned(sound, -23.0, 48_000)
    assert integrated_lufs(heard[:, :48_000], 48_000) == pytest.approx(-23.0, abs=1.5)
    assert integrated_lufs(heard, 48_000) == pytest.approx(-23.0, abs=1.0)


def test_rumble_is_taken_out() -> None:
    sound = np.stack([sine(20.0, 48_000 * 4) + 0.1 * sine(1000.0, 48_000 * 4)])
    spectrum = np.abs(np.fft.rfft(conditioned(sound, -23.0, 48_000)[0, -48_000:]))
    assert spectrum[20] < 0.7 * spectrum[1000]


def test_it_is_what_a_microphone_becomes_once_its_gain_has_settled() -> None:
    sound = noise(2, 1, TICK_FRAMES * 60)
    conditioner = Conditioner(1, -23.0)
    for _ in range(3):
        mic = [
            conditioner.process(sound[:, start : start + TICK_FRAMES], LANE)[0]
            for start in range(0, sound.shape[1], TICK_FRAMES)
        ]
    heard = conditioned(sound, -23.0, 48_000)
    apart = heard[:, 4800:] - np.concatenate(mic, axis=1)[:, 4800:]
    assert float(np.abs(apart).max()) < 2e-2 * float(np.abs(heard).max())


def test_a_short_recording_has_the_models_loudness_too() -> None:
    heard = conditioned(0.1 * noise(1, 1, 48_000), -23.0, 48_000)
    assert integrated_lufs(heard, 48_000) == pytest.approx(-23.0, abs=1.0)


def test_silence_stays_silent_and_the_quiet_stays_quieter() -> None:
    assert not conditioned(np.zeros((1, 48_000), np.float32), -23.0, 48_000).any()
    speech = np.repeat([0.1, 0.0001], 48_000).astype(np.float32) * noise(3, 1, 96_000)
    heard = conditioned(speech, -23.0, 48_000)
    ratio = np.std(heard[0, :48_000]) / np.std(heard[0, 72_000:])
    assert ratio == pytest.approx(1000.0, rel=0.3)


def test_a_stereo_image_stays_where_it_is() -> None:
    left = noise(4, 1, 96_000)[0]
    heard = conditioned(np.stack([0.2 * left, 0.05 * left]), -23.0, 48_000)
    np.testing.assert_allclose(heard[0], 4.0 * heard[1], atol=1e-5)


def test_it_comes_at_the_models_rate() -> None:
    heard = conditioned(noise(5, 1, 48_000), -23.0, 44_100)
    assert heard.shape == (1, 44_100)
    assert heard.dtype == np.float32


def test_what_has_no_channels_is_refused() -> None:
    with pytest.raises(BlockSizeError, match="recording"):
        conditioned(np.zeros(48_000, np.float32), -23.0, 48_000)
