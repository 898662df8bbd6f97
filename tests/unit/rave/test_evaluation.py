import json

import pytest
import torch

from latentwalk.rave.evaluation import evaluate, reconstruct
from latentwalk.rave.latency import measure_delay_frames
from latentwalk.rave.measures import onset_correlation
from latentwalk.rave.streamed import Streamed

RATIO, DELAY = 1024, 240


class _Wire(torch.nn.Module):
    """A perfect model: its latents are the frames themselves, delayed like ours."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("pad", torch.zeros(1, DELAY))

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, 0].reshape(1, -1, RATIO).transpose(1, 2)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        missing = torch.zeros(1, RATIO - z.shape[1], z.shape[2])
        sound = torch.cat([z, missing], dim=1).transpose(1, 2).reshape(1, -1)
        delayed = torch.cat([self.get_buffer("pad"), sound], dim=1)[:, : sound.shape[1]]
        return delayed[:, None].clamp(-1, 1)


def _clip() -> torch.Tensor:
    time_s = torch.arange(3 * 48_000) / 48_000
    swell = torch.sin(2 * torch.pi * 2 * time_s) ** 2
    return (0.3 * torch.sin(2 * torch.pi * 300 * time_s) * swell)[None]


class _Width(torch.nn.Module):
    """Two noises; the first latent says how much of the right is the left."""

    def encode(self, x: torch.Tensor) -> torch.Tensor:
        return torch.zeros(1, 4, x.shape[2] // RATIO)

    def decode(self, z: torch.Tensor) -> torch.Tensor:
        generator = torch.Generator().manual_seed(int(z[0, 1, 0] * 1000) % 97)
        noise = 0.1 * torch.randn(2, z.shape[2] * RATIO, generator=generator)
        same = (z[0, 0, 0] / 4 + 0.5).clamp(0, 1)
        right = same * noise[0] + (1 - same**2).sqrt() * noise[1]
        return torch.stack([noise[0], right])[None]


def test_a_perfect_model_scores_perfectly() -> None:
    figures = evaluate(_Wire(), [_clip()], torch.full((4,), 0.1), DELAY, RATIO)
    assert figures.mel_distance == pytest.approx(0.0, abs=0.05)
    assert figures.onset_correlation == pytest.approx(1.0, abs=1e-3)


def test_a_wrong_delay_is_seen_in_the_onsets() -> None:
    made = reconstruct(_Wire(), _clip(), DELAY + 4800, RATIO)
    assert onset_correlation(_clip(), made) < 0.8


def test_an_untrained_model_scores_badly_and_every_figure_is_json(streamed: Streamed) -> None:
    figures = evaluate(streamed, [_clip()], torch.ones(8), DELAY, RATIO)
    assert figures.mel_ratio > 0.8
    assert len(figures.traversal_db) == 8
    assert json.loads(json.dumps(figures.as_dict()))["peak"] <= 1.0


def test_the_untrained_model_gives_the_scale(streamed: Streamed) -> None:
    alone = evaluate(streamed, [_clip()], torch.ones(8), DELAY, RATIO)
    assert alone.as_dict()["mel_distance_untrained"] is None
    beside = evaluate(_Wire(), [_clip()], torch.full((4,), 0.1), DELAY, RATIO, streamed)
    assert beside.mel_distance_untrained == pytest.approx(alone.mel_distance)
    assert beside.mel_ratio_to_untrained < 0.1


def test_stereo_width_is_how_far_the_likeness_of_the_ears_varies_over_the_ground() -> None:
    figures = evaluate(_Width(), [_clip().repeat(2, 1)], torch.ones(4), DELAY, RATIO)
    assert figures.likeness == pytest.approx((0.0, 0.5, 1.0), abs=0.06)
    assert figures.stereo_width == pytest.approx(1.0, abs=0.1)


def test_mono_has_no_width(streamed: Streamed) -> None:
    figures = evaluate(streamed, [_clip()], torch.ones(8), DELAY, RATIO)
    assert (figures.likeness, figures.stereo_width) == ((), 0.0)


def test_the_delay_of_a_wire_is_measured_to_the_millisecond() -> None:
    assert measure_delay_frames(_Wire(), [_clip()], RATIO) == DELAY
