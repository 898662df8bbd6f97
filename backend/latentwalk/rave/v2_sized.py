"""A network of RAVE v2's published size with weights nobody trained: what benches compute.

It is computed as the field's exports are: channels-first, one convolution operator a layer, each
with a memory that is put before its input. Speed does not depend on the weights, so random ones
serve; they are scaled so that the sound neither dies nor explodes on its way through.

References:
    Caillon & Esling (2021), RAVE, arXiv 2111.05011 (multiband variational autoencoder, loudness
    times waveform); Caillon & Esling (2022), Streamable Neural Audio Synthesis With Non-Causal
    Convolutions, arXiv 2204.07064 (memory before the input, delayed branches); Zeghidour et al.
    (2021), SoundStream, arXiv 2107.03312 (residual units, kernels of twice the stride).
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.rave.cached import CachedConv, CachedTransposed, Delay
from latentwalk.rave.pqmf import Analysis, Synthesis

SLOPE = 0.2
SEED = 7
BRANCH = 0.3  # of a residual unit's inner path: eleven of them then double the power
LATENT_GAIN = 6.0  # noise at -20 dBFS then gives latents of about one
HEAD_GAIN = 0.5  # random latents then sound at about -12 dBFS
EDGE_TAPS = 7  # of the first and the last convolution, at the band rate


@dataclass(frozen=True, slots=True)
class V2Size:
    """The published numbers; the defaults make 31 million parameters.

    Attributes:
        bands: Of the filter bank.
        prototype_frames: Length of the filter bank's prototype.
        capacity: Width at the band rate; every stage doubles it.
        ratios: Of the stages, outermost first; times the bands they are the ratio.
        dilations: Of each stage's residual units, outermost first.
        full_latent_size: F.
        latent_size: K, the exported axes.
    """

    bands: int = 16
    prototype_frames: int = 512
    capacity: int = 96
    ratios: tuple[int, ...] = (4, 4, 4, 2)
    dilations: tuple[tuple[int, ...], ...] = ((1, 3, 9), (1, 3, 9), (1, 3, 9), (1, 3))
    full_latent_size: int = 128
    latent_size: int = 8

    @property
    def ratio(self) -> int:
        """Frames per latent step."""
        return self.bands * math.prod(self.ratios)

    @property
    def deepest(self) -> int:
        """Width at the latent rate."""
        return int(self.capacity * 2 ** len(self.ratios))


class Unit(nn.Module):
    """A residual unit: three dilated taps around the frame, then one, added to the signal."""

    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.delay = Delay(channels, dilation)  # the taps' middle one is the present
        self.conv = CachedConv(channels, channels, 3, dilation=dilation)
        self.mix = CachedConv(channels, channels, 1, gain=BRANCH)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, channels, T] to the same shape."""
        inner: Tensor = self.conv(functional.leaky_relu(x, 0.2))
        inner = self.mix(functional.leaky_relu(inner, 0.2))
        late: Tensor = self.delay(x)
        return late + inner


class Encoder(nn.Module):
    """Bands to the mean and the spread of each latent."""

    def __init__(self, size: V2Size) -> None:
        super().__init__()
        width = size.capacity
        layers: list[nn.Module] = [CachedConv(size.bands, width, EDGE_TAPS)]
        for ratio, dilations in zip(size.ratios, size.dilations, strict=True):
            layers += [Unit(width, dilation) for dilation in dilations]
            layers += [nn.LeakyReLU(SLOPE)]
            layers += [CachedConv(width, 2 * width, 2 * ratio, stride=ratio)]
            width *= 2
        layers += [nn.LeakyReLU(SLOPE)]
        layers += [CachedConv(width, 2 * size.full_latent_size, 3, gain=LATENT_GAIN)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, bands, T] to [B, 2F, N]."""
        posterior: Tensor = self.layers(x)
        return posterior


class Decoder(nn.Module):
    """Latents to bands: a waveform times its loudness."""

    def __init__(self, size: V2Size) -> None:
        super().__init__()
        width = size.deepest
        layers: list[nn.Module] = [CachedConv(size.full_latent_size, width, 3)]
        for ratio, dilations in zip(size.ratios[::-1], size.dilations[::-1], strict=True):
            layers += [nn.LeakyReLU(SLOPE), CachedTransposed(width, width // 2, ratio)]
            width //= 2
            layers += [Unit(width, dilation) for dilation in dilations]
        layers += [nn.LeakyReLU(SLOPE)]
        layers += [CachedConv(width, 2 * size.bands, EDGE_TAPS, gain=HEAD_GAIN)]
        self.layers = nn.Sequential(*layers)

    def forward(self, z: Tensor) -> Tensor:
        """Map [B, F, N] to [B, bands, T]."""
        waveform, loudness = self.layers(z).chunk(2, dim=1)
        return torch.tanh(waveform) * torch.sigmoid(loudness)


class V2Sized(nn.Module):
    """The whole of it, keeping the nn~ contract; script it with :func:`rave.export.script`.

    Args:
        size: Its numbers.
        seed: Of its weights.
    """

    sr: Final[int]
    bands: Final[int]
    latent_size: Final[int]
    full_latent_size: Final[int]

    def __init__(self, size: V2Size | None = None, seed: int = SEED) -> None:
        super().__init__()
        size = size or V2Size()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self._build(size)
        self.sr, self.bands = SAMPLE_RATE_HZ, size.bands
        self.latent_size, self.full_latent_size = size.latent_size, size.full_latent_size
        self.register_buffer("encode_params", torch.tensor([1, 1, size.latent_size, size.ratio]))
        self.register_buffer("decode_params", torch.tensor([size.latent_size, size.ratio, 1, 1]))
        self.register_buffer("forward_params", torch.tensor([1, 1, 1, 1]))
        self.requires_grad_(False)
        self.eval()

    def _build(self, size: V2Size) -> None:
        self.encoder, self.decoder = Encoder(size), Decoder(size)
        self.analysis = _bank(Analysis(size.bands, size.prototype_frames).conv.weight)
        self.synthesis = _bank(Synthesis(size.bands, size.prototype_frames).conv.weight)
        full = size.full_latent_size
        self.latent_pca: Tensor
        self.latent_mean: Tensor
        self.register_buffer("latent_pca", torch.linalg.qr(torch.randn(full, full))[0])
        self.register_buffer("latent_mean", 0.1 * torch.randn(full))

    @torch.jit.export
    def get_methods(self) -> list[str]:
        """Name the methods a host may call."""
        return ["encode", "decode", "forward"]

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        """Map sound [B, 1, T] to the mean of the latents, [B, K, N]."""
        bands = self.analysis(x.reshape(x.shape[0], -1, self.bands).transpose(1, 2))
        mean = self.encoder(bands)[:, : self.full_latent_size] - self.latent_mean[:, None]
        z = functional.conv1d(mean, self.latent_pca[:, :, None])
        return z[:, : self.latent_size]

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        """Map latents [B, D, N] to sound [B, 1, T]; what is missing of F is drawn."""
        missing = self.full_latent_size - z.shape[1]
        if missing > 0:
            z = torch.cat([z, torch.randn(z.shape[0], missing, z.shape[2])], dim=1)
        z = functional.conv1d(z, self.latent_pca.t()[:, :, None]) + self.latent_mean[:, None]
        phases: Tensor = self.synthesis(self.decoder(z))
        return phases.transpose(1, 2).reshape(z.shape[0], 1, -1)

    def forward(self, x: Tensor) -> Tensor:
        """Reconstruct sound [B, 1, T]."""
        return self.decode(self.encode(x))


def _bank(weight: Tensor) -> CachedConv:
    """Make a filter bank of [outputs, taps · inputs] a channels-first convolution."""
    outputs = weight.shape[0]
    taps = weight.shape[1] // outputs
    conv = CachedConv(outputs, outputs, taps)
    with torch.no_grad():
        conv.weight.copy_(weight.reshape(outputs, taps, outputs).transpose(1, 2))
        conv.bias.zero_()
    return conv
