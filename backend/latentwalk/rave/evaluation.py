"""How well a model does on sounds it never heard, in figures with stated definitions."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from latentwalk.rave.losses import mel_filters, spectrum
from latentwalk.rave.streamed import HasBuffers, reset

MEL_BANDS, MEL_WINDOW, MEL_HOP = 80, 2048, 512
MEL_FLOOR = 1e-5  # -100 dB: what lies below is equally silent
ONSET_FRAMES = 960  # 20 ms
ONSET_FLOOR = 1e-4  # -80 dB: below every microphone's own noise
TRAVERSAL_STD = (-2.0, 2.0)
TRAVERSAL_STEPS = 48  # a second on each spot
RANGE_STD = 3.0


class StreamingModel(HasBuffers, Protocol):
    """What evaluation needs of a loaded ``.ts``."""

    def encode(self, x: Tensor) -> Tensor: ...
    def decode(self, z: Tensor) -> Tensor: ...


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one model.

    Attributes:
        mel_distance: Mean absolute difference of log-mel spectra, input against output.
        mel_distance_of_mean: The same for each clip's own mean spectrum; the scale of the former.
        mel_ratio: The former over the latter; 0 is perfect, 1 is a steady hum of the right colour.
        onset_correlation: Mean correlation of the log loudness of 20 ms frames.
        traversal_db: Per axis, change of the mean mel spectrum from -2 to +2 standard deviations.
        quietest_dbfs: Lowest level while standing still inside ±3 standard deviations.
        peak: Largest sample heard anywhere.
        dc: Largest share of a clip's amplitude that is constant.
        edge_click: Mean step of the output at block edges over the mean step elsewhere; 1 is none.
    """

    mel_distance: float
    mel_distance_of_mean: float
    mel_ratio: float
    onset_correlation: float
    traversal_db: tuple[float, ...]
    quietest_dbfs: float
    peak: float
    dc: float
    edge_click: float

    def as_dict(self) -> dict[str, object]:
        """Give the figures by name, for JSON."""
        return dataclasses.asdict(self)


def log_mel(sound: Tensor) -> Tensor:
    """Log-mel spectrum of ``sound`` [T], shape [frames, 80]."""
    window = torch.hann_window(MEL_WINDOW)
    bands = spectrum(sound[None], MEL_WINDOW, MEL_HOP, window)[0] @ mel_filters(
        MEL_WINDOW, MEL_BANDS
    )
    return torch.log(bands + MEL_FLOOR)


def log_loudness(sound: Tensor) -> Tensor:
    """Log RMS of the 20 ms frames of ``sound`` [T]."""
    frames = sound[: len(sound) // ONSET_FRAMES * ONSET_FRAMES].reshape(-1, ONSET_FRAMES)
    return 0.5 * torch.log(frames.square().mean(1) + ONSET_FLOOR**2)


def onset_correlation(sound: Tensor, made: Tensor) -> float:
    """Correlation of two aligned sounds' loudness envelopes, both [T]."""
    stacked = torch.stack([log_loudness(sound), log_loudness(made)])
    return float(torch.nan_to_num(torch.corrcoef(stacked)[0, 1]))


@torch.inference_mode()
def reconstruct(model: StreamingModel, sound: Tensor, delay_frames: int, ratio: int) -> Tensor:
    """Send ``sound`` [T] through a freshly reset model and take its delay out; returns [T]."""
    reset(model)
    padded = torch.nn.functional.pad(sound, (0, delay_frames + ratio))
    padded = padded[: len(padded) // ratio * ratio]
    made = model.decode(model.encode(padded[None, None]))[0, 0]
    return made[delay_frames : delay_frames + len(sound)]


@torch.inference_mode()
def evaluate(
    model: StreamingModel, clips: Iterable[Tensor], std: Tensor, delay_frames: int, ratio: int
) -> Evaluation:
    """Measure a model on held-out clips.

    Args:
        model: A loaded export, or one of ours before scripting.
        clips: Sounds at the loudness the microphone will have, each [T].
        std: Standard deviation of each exported axis, [K].
        delay_frames: The model's declared delay.
        ratio: Frames per latent step.
    """
    distance, of_mean, n_frames, onsets = 0.0, 0.0, 0, []
    peak, dc, edges = 0.0, 0.0, []
    for clip in clips:
        made = reconstruct(model, clip, delay_frames, ratio)
        wanted, got = log_mel(clip), log_mel(made)
        distance += float((got - wanted).abs().mean(1).sum())
        of_mean += float((wanted - wanted.mean(0)).abs().mean(1).sum())
        n_frames += len(wanted)
        onsets.append(onset_correlation(clip, made))
        peak = max(peak, float(made.abs().max()))
        dc = max(dc, float(made.mean().abs() / (made.square().mean().sqrt() + 1e-3)))
        edges.append(_edge_click(made, delay_frames, ratio))
    traversal = tuple(_traversal_db(model, std, axis, ratio) for axis in range(len(std)))
    quietest, loudest = _standing(model, std)
    return Evaluation(
        mel_distance=distance / n_frames,
        mel_distance_of_mean=of_mean / n_frames,
        mel_ratio=distance / of_mean,
        onset_correlation=sum(onsets) / len(onsets),
        traversal_db=traversal,
        quietest_dbfs=quietest,
        peak=max(peak, loudest),
        dc=dc,
        edge_click=sum(edges) / len(edges),
    )


def _edge_click(made: Tensor, delay_frames: int, ratio: int) -> float:
    """Compare the step from sample to sample at block edges with the step half a block later."""
    steps = made.diff().abs()
    first = ratio - delay_frames % ratio - 1
    at_edges, elsewhere = steps[first::ratio], steps[(first + ratio // 2) % ratio :: ratio]
    return float(at_edges.mean() / (elsewhere.mean() + 1e-6))


def _stand(model: StreamingModel, spot: Tensor, n_steps: int = TRAVERSAL_STEPS) -> Tensor:
    """Listen to standing still on ``spot`` [K], once its sound has arrived."""
    reset(model)
    sound = model.decode(spot[None, :, None].repeat(1, 1, 2 * n_steps))[0, 0]
    return sound[len(sound) // 2 :]


def _traversal_db(model: StreamingModel, std: Tensor, axis: int, ratio: int) -> float:
    """Mean absolute change of the mean mel spectrum along one axis, in dB."""
    means = []
    for side in TRAVERSAL_STD:
        spot = torch.zeros(len(std))
        spot[axis] = side * std[axis]
        means.append(log_mel(_stand(model, spot)).mean(0))
    return float((means[1] - means[0]).abs().mean() * 20 / torch.log(torch.tensor(10.0)))


def _standing(model: StreamingModel, std: Tensor, n_spots: int = 64) -> tuple[float, float]:
    """Return the lowest level in dBFS and the highest peak over random spots inside the range."""
    generator = torch.Generator().manual_seed(0)
    spots = (2 * torch.rand(n_spots, len(std), generator=generator) - 1) * RANGE_STD * std
    sounds = torch.stack([_stand(model, spot, 12) for spot in spots])
    levels_db = 10 * torch.log10(sounds.square().mean(1) + 1e-12)
    return float(levels_db.min()), float(sounds.abs().max())
