"""A whole recording through a model's encoder is what a live microphone would have become."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from latentwalk.domain.block import Latents, Samples
from latentwalk.domain.errors import BlockSizeError, ModelFileError, ModelHashError
from latentwalk.engine.encoder import Encoder
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import Manifest, load_manifest
from latentwalk.engine.options import EngineOptions, Precision
from latentwalk.engine.pool import Block
from tests.fakes.models import Shelf
from tests.fakes.nets import K

VOICES = Path(__file__).parents[3] / "models" / "voices"


def sound(n_frames: int, channels: int = 1) -> Samples:
    rng = np.random.default_rng(2)
    return (0.2 * rng.standard_normal((channels, n_frames))).astype(np.float32)


def live(manifest: Manifest, mic: Samples) -> Latents:
    """Return what a walker's microphone becomes, [K, N]."""
    pool = LocalPool(manifest, options=EngineOptions(precision=Precision.FP32))
    block = Block.silent(pool.contract, np.ones(1, np.uint64))
    block.has_mic[:], block.gain_mic[:], block.gain_place[:] = True, 1.0, 0.0
    parts = np.split(mic[:1], mic.shape[1] // pool.block_frames, axis=1)
    return np.concatenate([pool.step(replace(block, mic=part)).latents[0] for part in parts], 1)


def late(manifest: Manifest, delay_frames: int) -> Manifest:
    table = manifest.model.model_copy(update={"delay_frames": delay_frames})
    return manifest.model_copy(update={"model": table})


@pytest.mark.parametrize("name", ["plain", "fine", "one_row", "mixing"])
def test_a_recording_becomes_what_a_microphone_would(shelf: Shelf, name: str) -> None:
    manifest, mic = shelf.card(name), sound(1024 * 70)  # more than one piece
    np.testing.assert_allclose(Encoder(manifest).encode(mic), live(manifest, mic), atol=1e-5)


def test_the_shipped_voices_hear_a_recording_as_they_hear_a_microphone() -> None:
    manifest, mic = load_manifest(VOICES), sound(1024 * 70)
    encoder = Encoder(manifest)
    assert encoder.rate_hz == 46.875
    np.testing.assert_allclose(encoder.encode(mic), live(manifest, mic), atol=1e-4)


def test_the_same_recording_gives_the_same_latents(shelf: Shelf) -> None:
    encoder = Encoder(shelf.card("plain"))
    first = encoder.encode(sound(9_000))
    assert (encoder.encode(sound(9_000)) == first).all()
    assert first.dtype == np.float32


@pytest.mark.parametrize("n_frames", [0, 1, 1024, 1025, 70_000])
def test_latent_steps_cover_the_whole_recording(shelf: Shelf, n_frames: int) -> None:
    latents = Encoder(shelf.card("plain")).encode(sound(n_frames))
    assert latents.shape == (K, max(1, -(-n_frames // 1024)))


def test_the_models_delay_is_taken_off_to_the_nearest_step(shelf: Shelf) -> None:
    manifest = shelf.card("plain")
    prompt = Encoder(manifest).encode(sound(1024 * 8))
    delayed = Encoder(late(manifest, 2100)).encode(sound(1024 * 8))
    assert delayed.shape == prompt.shape
    assert (delayed[:, :-2] == prompt[:, 2:]).all()


def test_a_stereo_encoder_takes_two_channels(shelf: Shelf) -> None:
    encoder = Encoder(shelf.card("stereo_in"))
    assert encoder.channels == 2
    assert encoder.encode(sound(5_000, 2)).shape == (K, 5)
    with pytest.raises(BlockSizeError, match="sound"):
        encoder.encode(sound(5_000))


def test_what_an_encoder_cannot_answer_counts_as_the_mean(shelf: Shelf) -> None:
    broken = np.full((1, 2048), np.nan, np.float32)
    assert np.isfinite(Encoder(shelf.card("plain")).encode(broken)).all()


def test_a_model_that_cannot_be_used_is_refused(shelf: Shelf) -> None:
    manifest = shelf.card("plain")
    table = manifest.model.model_copy(update={"sha256": "0" * 64})
    with pytest.raises(ModelHashError):
        Encoder(manifest.model_copy(update={"model": table}))
    gone = manifest.model.model_copy(update={"file": "gone.ts"})
    with pytest.raises(ModelFileError, match="cannot be read"):
        Encoder(manifest.model_copy(update={"model": gone}))
