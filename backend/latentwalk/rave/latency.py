"""How late a model answers, measured on sounds rather than taken from its design."""

from collections.abc import Iterable

import torch
from torch import Tensor

from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.rave.evaluation import StreamingModel, reconstruct

HOP_FRAMES = 48  # 1 ms
LONGEST_DELAY_S = 0.06


@torch.inference_mode()
def measure_delay_frames(model: StreamingModel, clips: Iterable[Tensor], ratio: int) -> int:
    """Measure how late a model answers, by correlating the loudness of what goes in and comes out.

    Args:
        model: A loaded export, or one of ours before scripting.
        clips: Sounds with onsets, each [C, T]; the correlation is summed over them.
        ratio: Frames per latent step.

    Returns:
        Frames at the model rate, to the nearest millisecond, without the block.
    """
    lags = int(LONGEST_DELAY_S * SAMPLE_RATE_HZ) // HOP_FRAMES
    match = torch.zeros(lags)
    for clip in clips:
        made = reconstruct(model, clip, 0, ratio)
        went_in, came_out = (_envelope(sound) for sound in (clip, made))
        n_frames = len(went_in) - lags
        for lag in range(lags):
            match[lag] += went_in[:n_frames] @ came_out[lag : lag + n_frames]
    return int(match.argmax()) * HOP_FRAMES


def _envelope(sound: Tensor) -> Tensor:
    """Return the RMS of 5 ms around each millisecond of ``sound`` [C, T], without its mean."""
    power = sound.square().mean(0)[: sound.shape[1] // HOP_FRAMES * HOP_FRAMES]
    power = power.reshape(-1, HOP_FRAMES).mean(1)
    smooth = torch.nn.functional.avg_pool1d(power[None], 5, stride=1, padding=2)[0].sqrt()
    centred = smooth - smooth.mean()
    unit: Tensor = centred / (centred.norm() + 1e-9)
    return unit
