"""How well a model does on sounds it never heard, in figures with stated definitions."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from latentwalk.rave.measures import (
    constant_share,
    edge_click,
    likeness,
    log_mel,
    onset_correlation,
    repetition,
)
from latentwalk.rave.streamed import HasBuffers, reset

TRAVERSAL_STD = (-2.0, 2.0)
TRAVERSAL_STEPS = 48  # a second on each spot
SETTLE_STEPS = 24  # the decoder's memory: before it, the sound of arriving
RANGE_STD = 3.0
N_SPOTS = 64
GROUND_AXES = 3  # what a walk moves
GROUND_STD = (-2.0, -2 / 3, 2 / 3, 2.0)
LIKENESS_QUANTILES = (0.1, 0.5, 0.9)


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
        mel_distance_untrained: The same for the model with random weights; NaN when not given.
        mel_ratio: The first over the second; 0 is perfect, 1 is a steady hum of the right colour.
        mel_ratio_to_untrained: The first over the third.
        onset_correlation: Mean correlation of the log loudness of 20 ms frames.
        traversal_db: Per axis, change of the mean mel spectrum from -2 to +2 standard deviations.
        quietest_dbfs: Lowest level while standing still inside ±3 standard deviations.
        repetition: Mean correlation of that sound with itself one latent step later; 1 is a buzz.
        nan: How many samples heard anywhere are not numbers.
        peak: Largest sample heard anywhere.
        dc: Largest share of a sound's amplitude that is constant.
        edge_click: Mean step of the output at block edges over the mean step elsewhere; 1 is none.
        likeness: Correlation of left and right between places on a ground of three axes: its 10th,
            50th and 90th percentile; empty for mono.
        stereo_width: The 90th less the 10th; 0 for mono.
    """

    mel_distance: float
    mel_distance_of_mean: float
    mel_distance_untrained: float
    mel_ratio: float
    mel_ratio_to_untrained: float
    onset_correlation: float
    traversal_db: tuple[float, ...]
    quietest_dbfs: float
    repetition: float
    nan: int
    peak: float
    dc: float
    edge_click: float
    likeness: tuple[float, ...]
    stereo_width: float

    def as_dict(self) -> dict[str, object]:
        """Give the figures by name, for JSON: what is not known is None."""
        figures = dataclasses.asdict(self)
        return {name: None if value != value else value for name, value in figures.items()}


@torch.inference_mode()
def reconstruct(model: StreamingModel, sound: Tensor, delay_frames: int, ratio: int) -> Tensor:
    """Send ``sound`` [C, T] through a freshly reset model and take its delay out; [C, T]."""
    reset(model)
    padded = torch.nn.functional.pad(sound, (0, delay_frames + ratio))
    padded = padded[:, : padded.shape[1] // ratio * ratio]
    made = model.decode(model.encode(padded[None]))[0]
    return made[:, delay_frames : delay_frames + sound.shape[1]]


@torch.inference_mode()
def evaluate(
    model: StreamingModel,
    clips: Sequence[Tensor],
    std: Tensor,
    delay_frames: int,
    ratio: int,
    untrained: StreamingModel | None = None,
) -> Evaluation:
    """Measure a mono or stereo model on held-out clips.

    Args:
        model: A loaded export, or one of ours before scripting.
        clips: Sounds at the loudness the microphone will have, each [C, T].
        std: Standard deviation of each exported axis, [K].
        delay_frames: The model's declared delay.
        ratio: Frames per latent step.
        untrained: The same model with random weights, for scale.
    """
    made = [reconstruct(model, clip, delay_frames, ratio) for clip in clips]
    distance = _mel_distance(clips, made)
    of_mean = _mel_distance_of_mean(clips)
    of_noise = float("nan")
    if untrained is not None:
        noise = (reconstruct(untrained, clip, delay_frames, ratio) for clip in clips)
        of_noise = _mel_distance(clips, noise)
    pairs = list(zip(clips, made, strict=True))
    standing = _standing(model, std)
    alike = _likeness_on_the_ground(model, std)
    return Evaluation(
        mel_distance=distance,
        mel_distance_of_mean=of_mean,
        mel_distance_untrained=of_noise,
        mel_ratio=distance / of_mean,
        mel_ratio_to_untrained=distance / of_noise,
        onset_correlation=sum(onset_correlation(*pair) for pair in pairs) / len(pairs),
        traversal_db=tuple(_traversal_db(model, std, axis) for axis in range(len(std))),
        quietest_dbfs=min(10 * float((s.square().mean() + 1e-12).log10()) for s in standing),
        repetition=sum(repetition(sound, ratio) for sound in standing) / len(standing),
        nan=sum(int(sound.isnan().sum()) for sound in [*made, *standing]),
        peak=max(float(sound.abs().max()) for sound in [*made, *standing]),
        dc=max(constant_share(sound) for sound in [*made, *standing]),
        edge_click=sum(edge_click(sound, delay_frames, ratio) for sound in made) / len(made),
        likeness=alike,
        stereo_width=alike[-1] - alike[0] if alike else 0.0,
    )


def _mel_distance(clips: Iterable[Tensor], made: Iterable[Tensor]) -> float:
    errors = [(log_mel(b) - log_mel(a)).abs().mean(2) for a, b in zip(clips, made, strict=True)]
    return float(torch.cat(errors, dim=1).mean())


def _mel_distance_of_mean(clips: Iterable[Tensor]) -> float:
    mels = [log_mel(clip) for clip in clips]
    errors = [(mel - mel.mean(1, keepdim=True)).abs().mean(2) for mel in mels]
    return float(torch.cat(errors, dim=1).mean())


def _stand(model: StreamingModel, spot: Tensor, n_steps: int) -> Tensor:
    """Listen to standing still on ``spot`` [K], once its sound has arrived; [C, T]."""
    reset(model)
    sound = model.decode(spot[None, :, None].repeat(1, 1, SETTLE_STEPS + n_steps))[0]
    return sound[:, sound.shape[1] * SETTLE_STEPS // (SETTLE_STEPS + n_steps) :]


def _traversal_db(model: StreamingModel, std: Tensor, axis: int) -> float:
    """Mean absolute change of the mean mel spectrum along one axis, in dB."""
    means = []
    for side in TRAVERSAL_STD:
        spot = torch.zeros(len(std))
        spot[axis] = side * std[axis]
        means.append(log_mel(_stand(model, spot, TRAVERSAL_STEPS)).mean(1))
    return float((means[1] - means[0]).abs().mean() * 20 / torch.log(torch.tensor(10.0)))


def _standing(model: StreamingModel, std: Tensor) -> list[Tensor]:
    """Listen on random spots inside the range."""
    generator = torch.Generator().manual_seed(0)
    spots = (2 * torch.rand(N_SPOTS, len(std), generator=generator) - 1) * RANGE_STD * std
    return [_stand(model, spot, 24) for spot in spots]


def _likeness_on_the_ground(model: StreamingModel, std: Tensor) -> tuple[float, ...]:
    """Percentiles of the likeness of the ears over a grid of places; empty for mono."""
    axes = min(GROUND_AXES, len(std))
    grid = torch.cartesian_prod(*([torch.tensor(GROUND_STD)] * axes)).reshape(-1, axes)
    alike = []
    for place in grid:
        spot = torch.zeros(len(std))
        spot[:axes] = place * std[:axes]
        sound = _stand(model, spot, 24)
        if len(sound) == 1:
            return ()
        alike.append(likeness(sound))
    return tuple(torch.tensor(alike).quantile(torch.tensor(LIKENESS_QUANTILES)).tolist())
