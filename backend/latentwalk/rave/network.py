"""The causal autoencoder: filter bank, encoder, decoder.

Sound of shape [B, C, T] becomes latents [B, F, N], N = T / ratio, and sound again, delayed by
``NetworkConfig.latency_frames``. Nothing looks ahead, so one latent step needs one ratio of frames.

References:
    Caillon & Esling (2021), RAVE, arXiv 2111.05011 (variational multiband autoencoder, amplitude
    envelope times waveform, filtered noise); Caspe et al. (2025), BRAVE, arXiv 2503.11562 (causal,
    low delay); Engel et al. (2020), DDSP, arXiv 2001.04643 (amplitude non-linearity).
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.domain.block import exact_div
from latentwalk.rave.causal import CausalConv, Downsample, Residual, Upsample
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.highpass import HighPass
from latentwalk.rave.pqmf import Analysis, Synthesis
from latentwalk.rave.stillness import Stillness

DECODER_DILATIONS = ((1, 3, 9), (1, 3), (1,))  # of each stage's residuals, slowest stage first
NOISE_STEPS = 8192  # 2.7 s at the band rate: long enough that its return is not heard
SLOWEST_HZ, BAND_RATE_HZ = 50, 3000
NOISE_SEED = 20211105  # any number would do; it must never change once a model is trained


class Encoder(nn.Module):
    """Sound to posterior parameters."""

    def __init__(self, config: NetworkConfig, *, rows: int = 0) -> None:
        super().__init__()
        channels = config.sound_channels
        self.analysis = Analysis(
            config.bands, config.prototype_frames, channels=channels, rows=rows
        )
        layers: list[nn.Module] = []
        width = channels * config.bands
        for stage, (stride, wider) in enumerate(zip(config.strides, config.channels, strict=True)):
            layers.append(Downsample(width, wider, stride, 3 if stage == 0 else 2, rows=rows))
            dilations = (1, 3) if stage < len(config.strides) - 1 else ()
            layers += [Residual(wider, dilation, rows=rows) for dilation in dilations]
            layers.append(nn.LeakyReLU(0.2))
            width = wider
        layers.append(CausalConv(width, 2 * config.full_latent_size, 1, rows=rows))
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, C, T] to [B, 2F, N]: means, then log variances."""
        posterior: Tensor = self.layers(compress(self.analysis(x)))
        return posterior.transpose(1, 2)


class Noise(nn.Module):
    """A fixed noise sequence per band; every row plays it from its own position.

    A decoder that drew random numbers would not repeat itself; this one does, and its position is
    streaming state like any other.
    """

    rows: Final[int]
    bands: Final[int]

    def __init__(self, bands: int, *, rows: int = 0) -> None:
        super().__init__()
        self.rows, self.bands = rows, bands
        generator = torch.Generator().manual_seed(NOISE_SEED)
        steps = NOISE_STEPS if rows else 0  # training draws fresh noise and needs no table
        table = torch.randn(steps, bands, generator=generator)
        self.table: Tensor
        self.register_buffer("table", without_rumble(table) if rows else table)
        self.cache: Tensor
        self.register_buffer("cache", torch.zeros(rows, 1, 1))

    def forward(self, n_rows: int, n_steps: int) -> Tensor:
        """Return noise of unit variance, [n_rows, n_steps, bands]."""
        if self.rows > 0:
            position = self.cache[:n_rows]
            ahead = torch.arange(n_steps, device=position.device)
            index = (position[:, 0, :].long() + ahead) % self.table.shape[0]
            position.copy_((position + n_steps) % self.table.shape[0])
            return self.table[index]
        return torch.randn(n_rows, n_steps, self.bands, device=self.table.device)


def without_rumble(table: Tensor) -> Tensor:
    """Take from a noise [steps, bands] what is slower than 50 Hz: it would be no sound.

    The table is a ring, so that its seam is as smooth as the rest.
    """
    spectrum = torch.fft.rfft(table, dim=0)
    spectrum[: len(table) * SLOWEST_HZ // BAND_RATE_HZ] = 0.0
    audible: Tensor = torch.fft.irfft(spectrum, len(table), dim=0)
    return audible / audible.std(0)


class Decoder(nn.Module):
    """Latents to sound: per band an amplitude times a waveform, plus shaped noise.

    With ``noise_enters`` the same noise also enters the network before its last stage. Without
    it, latents that stand still give a waveform that repeats once a latent step: a buzz. One
    that ``breathes`` changes only there (rave/stillness.py).
    """

    bands: Final[int]
    width: Final[int]
    entrance: Final[int]
    breathes: Final[bool]
    high_passes: Final[bool]

    def __init__(self, config: NetworkConfig, *, rows: int = 0) -> None:
        super().__init__()
        self.bands, self.width = config.bands, config.sound_channels * config.bands
        self.breathes, self.high_passes = config.breathes, config.high_passes
        if self.breathes:
            self.stillness = Stillness(config, rows=rows)
        if self.high_passes:
            self.high_pass = HighPass(config.sound_channels, config.bands, rows=rows)
        widths = [*reversed(config.channels), config.inner_channels]
        layers: list[nn.Module] = [CausalConv(config.full_latent_size, widths[0], 3, rows=rows)]
        entrance = -1
        for stage, stride in enumerate(reversed(config.strides)):
            if config.noise_enters and stage == len(config.strides) - 1:
                entrance = len(layers)
                self.enter: nn.Module = CausalConv(stride * self.width, widths[stage], 1, rows=rows)
            layers += [
                nn.LeakyReLU(0.2),
                Upsample(widths[stage], widths[stage + 1], stride, rows=rows),
            ]
            dilations = ((1, 3, 9), (1, 3), (1,))[stage]
            layers += [Residual(widths[stage + 1], dilation, rows=rows) for dilation in dilations]
        heads = 3 * self.width + (self.width - self.bands)  # the last: likeness of the two noises
        layers += [nn.LeakyReLU(0.2), CausalConv(widths[-1], heads, 3, rows=rows)]
        self.layers = nn.Sequential(*layers)
        self.entrance = entrance
        if entrance < 0:
            self.enter = nn.Identity()
        self.noise = Noise(self.width, rows=rows)
        self.steps = exact_div(config.ratio, config.bands)
        self.synthesis = Synthesis(
            config.bands, config.prototype_frames, channels=config.sound_channels, rows=rows
        )

    def forward(self, z: Tensor) -> Tensor:
        """Map latents [B, F, N] to sound [B, C, N * ratio], within [-1, 1]."""
        sound: Tensor = self.synthesis(self.subbands(z))
        return soft_limit(sound)

    def subbands(self, z: Tensor) -> Tensor:
        """Map latents [B, F, N] to bands [B, N * ratio / bands, C * bands]."""
        z = z.transpose(1, 2)
        noise: Tensor = self.noise(z.shape[0], z.shape[1] * self.steps)
        still = self.stillness(z) if self.breathes else noise
        bands = self._sound(self._run(z, noise), noise, still)
        if self.high_passes:
            bands = self.high_pass(bands)
        return bands

    def _run(self, x: Tensor, noise: Tensor) -> Tensor:
        """Run the layers on latents [B, N, F], what enters on the way added."""
        for index, layer in enumerate(self.layers):
            if index == self.entrance:
                x = x + self.enter(noise.reshape(x.shape[0], x.shape[1], -1))
            x = layer(x)
        return x

    def _sound(self, heads: Tensor, noise: Tensor, still: Tensor) -> Tensor:
        wave, loudness, breath = heads.narrow(2, 0, 3 * self.width).chunk(3, dim=2)
        voiced: Tensor = torch.tanh(wave) * amplitude(loudness)
        if self.breathes:
            voiced = self.stillness.breathe(voiced, noise, still)
        breath = amplitude(breath - 3.0)  # starts 24 dB below the waveform
        if self.width > self.bands:
            likeness = heads[:, :, 3 * self.width : 4 * self.width - self.bands]
            noise = alike(noise, torch.tanh(likeness))
        return voiced + noise * breath


def alike(noise: Tensor, likeness: Tensor) -> Tensor:
    """Give the side's noise a correlation of ``likeness`` with the middle's, band by band.

    Two independent noises alone are heard as wide; noise from one direction needs likeness ±1.

    Args:
        noise: Independent, of unit variance, [B, N, 2 * bands].
        likeness: -1..1, [B, N, bands].
    """
    middle, side = noise.chunk(2, dim=2)
    fresh = torch.sqrt(1.0 - likeness.square() + 1e-6)  # its slope is infinite at nothing
    return torch.cat([middle, likeness * middle + fresh * side], dim=2)


def compress(x: Tensor) -> Tensor:
    """Bring 60 dB of level within one order of magnitude: a whisper's colour counts like a shout's.

    Linear below -50 dBFS, logarithmic above; odd, so waveforms keep their sign.
    """
    steep = 300.0 * x.abs()
    # The inverse hyperbolic sine written out: torch's own runs one number at a time.
    return 0.2 * x.sign() * torch.log(steep + torch.sqrt(steep.square() + 1.0))


def amplitude(x: Tensor) -> Tensor:
    """Map any number to 0..1, squared so that a step near silence is a small one.

    It ends at -350 dB: the denormal numbers below would slow every product they enter.
    """
    return torch.sigmoid(x.clamp(min=-20.0)).square()


def soft_limit(x: Tensor) -> Tensor:
    """Leave samples below 0.9 as they are and bend the rest towards ±1: no latent clips."""
    inside = x.clamp(-0.9, 0.9)
    return inside + 0.1 * torch.tanh((x - inside) / 0.1)


class Autoencoder(nn.Module):
    """The whole network as it is trained (no streaming state)."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)

    def posterior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log variance of the latents of ``x``, each [B, F, N]."""
        mean, log_variance = self.encoder(x).chunk(2, dim=1)
        return mean, functional.softplus(log_variance + 8.0) - 8.0

    def forward(self, x: Tensor) -> Tensor:
        """Reconstruct [B, C, T] from the posterior means."""
        sound: Tensor = self.decoder(self.posterior(x)[0])
        return sound
