"""What the trainer minimises: spectra at several resolutions and the loudness envelope.

References:
    Défossez et al. (2022), EnCodec, arXiv 2210.13438 §3.4 (mel spectra at several scales);
    Kumar et al. (2023), DAC, arXiv 2306.06546 (small windows for transients); Caillon & Esling
    (2021), RAVE, arXiv 2111.05011 §3.1 (relative linear distance plus logarithmic distance).
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.domain.block import SAMPLE_RATE_HZ

# Window in frames, mel bands, consecutive spectra averaged. One short spectrum of noise is mostly
# chance: compared singly, a steady buzz would score better than the noise it should be.
SCALES = ((2048, 96, 1), (1024, 64, 2), (512, 40, 4), (256, 20, 4), (128, 10, 4))
FLOOR = 1e-5  # amplitude below which two sounds are equally silent (-100 dB)
SCALES_PER_STEP = 3  # drawn anew each step: the same optimum for half the work
ENVELOPE_FRAMES = (240, 960)  # 5 and 20 ms: the attack and what is felt as loudness
LOWEST_HZ = 40.0


def mel_filters(n_fft: int, n_bands: int) -> Tensor:
    """Triangular filters, each summing to one, shape [n_fft // 2 + 1, n_bands].

    A band narrower than a bin takes its nearest bins in proportion, so no band is empty.
    """
    lowest, highest = (2595 * torch.log10(1 + torch.tensor(f) / 700) for f in (LOWEST_HZ, 20000.0))
    mels = torch.linspace(float(lowest), float(highest), n_bands + 2)
    edges_hz = 700 * (10 ** (mels / 2595) - 1)
    bin_hz = SAMPLE_RATE_HZ / n_fft
    frequency_hz = torch.arange(n_fft // 2 + 1)[:, None] * bin_hz
    centre = edges_hz[1:-1]
    below = torch.clamp(centre - edges_hz[:-2], min=bin_hz)
    above = torch.clamp(edges_hz[2:] - centre, min=bin_hz)
    rising, falling = 1 + (frequency_hz - centre) / below, 1 - (frequency_hz - centre) / above
    triangle = torch.clamp(torch.minimum(rising, falling), min=0)
    return triangle / triangle.sum(0, keepdim=True)


def spectrum(x: Tensor, n_fft: int, hop: int, window: Tensor) -> Tensor:
    """Magnitudes of ``x`` [B, T] in units of amplitude, shape [B, frames, n_fft // 2 + 1]."""
    bins = torch.stft(x, n_fft, hop, window=window, center=False, return_complex=True)
    power = bins.real.square() + bins.imag.square()
    return torch.sqrt(power + 1e-14).transpose(1, 2) * (2.0 / float(window.sum()))


def _averaged(magnitudes: Tensor, n_frames: int) -> Tensor:
    """Average each run of ``n_frames`` spectra of [B, frames, bins]."""
    if n_frames == 1:
        return magnitudes
    batch, frames, bins = magnitudes.shape
    whole = magnitudes[:, : frames // n_frames * n_frames]
    return whole.reshape(batch, -1, n_frames, bins).mean(2)


def log_envelope(x: Tensor, n_frames: int) -> Tensor:
    """Logarithm of the RMS of consecutive windows of ``x`` [B, T]; shape [B, T // n_frames]."""
    whole = x.shape[1] // n_frames * n_frames
    windows = x[:, :whole].reshape(x.shape[0], -1, n_frames)
    return 0.5 * torch.log(windows.square().mean(2) + FLOOR**2)


def as_rows(made: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
    """Flatten two sounds [B, C, T] to [B * C, T] so that each channel is compared by itself.

    Stereo is taken as left and right or, as often, as middle and side: width is learnt from the
    latter, and neither ear is neglected.
    """
    if made.shape[1] == 2 and bool(torch.rand(()) < 0.5):
        made, target = _middle_and_side(made), _middle_and_side(target)
    return made.flatten(0, 1), target.flatten(0, 1)


def _middle_and_side(x: Tensor) -> Tensor:
    left, right = x[:, :1], x[:, 1:]
    turned: Tensor = torch.cat([left + right, left - right], dim=1) * 0.5**0.5
    return turned


@dataclass(frozen=True, slots=True)
class Distance:
    """The parts of a reconstruction's distance, each a scalar tensor."""

    linear: Tensor
    log_mel: Tensor
    envelope: Tensor

    @property
    def total(self) -> Tensor:
        """What is minimised."""
        return 0.6 * self.linear + self.log_mel + 0.4 * self.envelope


class ReconstructionLoss(nn.Module):
    """Distance between a sound and its reconstruction, both [B, T] and aligned."""

    def __init__(self) -> None:
        super().__init__()
        for n_fft, n_bands, _ in SCALES:
            self.register_buffer(f"window_{n_fft}", torch.hann_window(n_fft))
            self.register_buffer(f"mel_{n_fft}", mel_filters(n_fft, n_bands))

    def forward(self, made: Tensor, target: Tensor, n_scales: int = len(SCALES)) -> Distance:
        """Compare ``made`` with ``target`` at ``n_scales`` random scales; differentiable."""
        linear = log_mel = torch.zeros((), device=made.device)
        for scale_index in torch.randperm(len(SCALES))[:n_scales].tolist():
            n_fft, _, n_averaged = SCALES[scale_index]
            window, mel = self.get_buffer(f"window_{n_fft}"), self.get_buffer(f"mel_{n_fft}")
            with torch.no_grad():
                wanted = _averaged(spectrum(target, n_fft, n_fft // 4, window), n_averaged)
            got = _averaged(spectrum(made, n_fft, n_fft // 4, window), n_averaged)
            scale = wanted.mean(dim=(1, 2)) + 10 * FLOOR
            linear = linear + ((got - wanted).abs().mean(dim=(1, 2)) / scale).mean()
            log_mel = log_mel + functional.l1_loss(
                torch.log(got @ mel + FLOOR), torch.log(wanted @ mel + FLOOR)
            )
        envelopes = [
            functional.l1_loss(log_envelope(made, n), log_envelope(target, n))
            for n in ENVELOPE_FRAMES
        ]
        return Distance(linear / n_scales, log_mel / n_scales, torch.stack(envelopes).mean())


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Divergence of the posterior from N(0, 1) in nats per latent step, summed over axes."""
    per_axis = 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance)
    return per_axis.sum(dim=1).mean()


def offset(x: Tensor) -> Tensor:
    """Share of the amplitude of sounds [B, C, T] that is constant: it is not heard, only felt."""
    level = x.square().mean(2).sqrt()
    return (x.mean(2).abs() / (level + 1e-3)).mean()
