import json

import pytest
import torch

from latentwalk.rave.evaluation import (
    evaluate,
    onset_correlation,
    reconstruct,
)
from latentwalk.rave.latency import measure_delay_frames
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
    return 0.3 * torch.sin(2 * torch.pi * 300 * time_s) * torch.sin(2 * torch.pi * 2 * time_s) ** 2


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


def test_the_delay_of_a_wire_is_measured_to_the_millisecond() -> None:
    assert measure_delay_frames(_Wire(), [_clip()], RATIO) == DELAY
