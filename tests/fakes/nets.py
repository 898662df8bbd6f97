"""Tiny models that keep the nn~ contract, each in another way.

The encoder correlates each latent step with a few cosines, remembering one step of sound;
the decoder plays each latent as the level of a carrier, ramped from the step before.
"""

import math
from typing import Final

import torch
from torch import Tensor, nn

ROWS = 64
K, F = 4, 6
RATIO = 1024
ECHO_RATIO = 16
SAMPLE_RATE_HZ = 48_000
START = 0.1  # of `Memory`


def cosines(count: int, length: int) -> Tensor:
    """Return whole periods within ``length``, so that steps join without a click."""
    cycles = torch.arange(1, count + 1, dtype=torch.float32)[:, None] * 5
    return torch.cos(2 * math.pi * cycles * torch.arange(length)[None] / length)


class Encoder(nn.Module):
    ratio: Final[int]
    weight: Tensor
    pad: Tensor

    def __init__(self, ratio: int, channels: int, rows: int = ROWS) -> None:
        super().__init__()
        self.ratio = ratio
        weight = cosines(K, 2 * ratio) * 0.1
        self.register_buffer("weight", weight[:, None].repeat(1, channels, 1) / channels)
        self.register_buffer("pad", torch.zeros(rows, channels, ratio))
        self.register_buffer("hollow_pad", torch.zeros(rows, channels, 0))

    def forward(self, x: Tensor) -> Tensor:
        rows = x.shape[0]
        joined = torch.cat([self.pad[:rows], x], dim=-1)
        self.pad[:rows] = joined[..., -self.ratio :]
        return torch.conv1d(joined, self.weight, stride=self.ratio)


class Decoder(nn.Module):
    carriers: Tensor
    ramp: Tensor
    cache: Tensor

    def __init__(self, ratio: int, channels: int, rows: int = ROWS, size: int = F) -> None:
        super().__init__()
        carriers = cosines(size * channels, ratio).reshape(channels, size, ratio) * 0.2
        self.register_buffer("carriers", carriers)
        self.register_buffer("ramp", torch.arange(1, ratio + 1) / ratio)
        self.register_buffer("cache", torch.zeros(rows, size, 1))
        self.norm = nn.BatchNorm1d(ROWS)  # its statistics have 64 entries and are no state
        self.norm.running_mean = torch.full((ROWS,), 0.25)

    def forward(self, z: Tensor) -> Tensor:
        rows = z.shape[0]
        joined = torch.cat([self.cache[:rows], z], dim=-1)
        self.cache[:rows] = z[..., -1:]
        level = joined[..., :-1, None] * (1 - self.ramp) + joined[..., 1:, None] * self.ramp
        sound = torch.einsum("bfnr,cfr->bcnr", level, self.carriers)
        return torch.tanh(sound.reshape(rows, self.carriers.shape[0], -1))


class Plain(nn.Module):
    """v2-style: takes K..F latents, draws what is missing, names its methods."""

    full_latent_size: int
    latent_size: int

    def __init__(
        self,
        ratio: int = RATIO,
        sr: int = SAMPLE_RATE_HZ,
        channels_in: int = 1,
        channels_out: int = 1,
        rows: int = ROWS,
    ) -> None:
        super().__init__()
        self.sr = sr
        self.full_latent_size, self.latent_size = F, K
        self.encoder: nn.Module = Encoder(ratio, channels_in, rows)
        self.decoder: nn.Module = Decoder(ratio, channels_out, rows)
        self.decode_params: Tensor
        self.register_buffer("encode_params", torch.tensor([channels_in, 1, K, ratio]))
        self.register_buffer("decode_params", torch.tensor([K, ratio, channels_out, 1]))
        self.register_buffer("learn_target_params", torch.tensor([0]))

    @torch.jit.export
    def get_methods(self) -> list[str]:
        return ["encode", "decode"]

    @torch.jit.export
    def get_attributes(self) -> list[str]:
        return ["none", "learn_target"]

    @torch.jit.export
    def set_sample_rate(self, sr: int) -> int:
        self.sr = sr
        return 0

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return self.listen(x)

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        return self.sing(z)

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        return torch.tensor(0)  # callable, yet it declares nothing

    def listen(self, x: Tensor) -> Tensor:
        latents: Tensor = self.encoder(x)
        return latents

    def sing(self, z: Tensor) -> Tensor:
        missing = self.full_latent_size - z.shape[1]
        noise = torch.randn(z.shape[0], missing, z.shape[2])
        sound: Tensor = self.decoder(torch.cat([z, noise], dim=1))
        return sound

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class Old(nn.Module):
    """v1-style: full ``latent_size``, ``sampling_rate``, no get_methods, own noise."""

    cropped_latent_size: Final[int]

    def __init__(self, ratio: int = RATIO, sampling_rate: int = SAMPLE_RATE_HZ) -> None:
        super().__init__()
        self.cropped_latent_size = K
        self.encoder, self.decoder = Encoder(ratio, 1), Decoder(ratio, 1)
        self.register_buffer("latent_size", torch.tensor(F))
        self.register_buffer("sampling_rate", torch.tensor(sampling_rate))
        self.register_buffer("encode_params", torch.tensor([1, 1, K, ratio]))
        self.register_buffer("decode_params", torch.tensor([K, ratio, 1, 1]))

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        mean, spread = self.encode_amortized(x)
        return mean + spread * torch.randn_like(mean)

    @torch.jit.export
    def encode_amortized(self, x: Tensor) -> tuple[Tensor, Tensor]:
        mean = self.encoder(x)
        return mean, torch.ones_like(mean)

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        missing = torch.randn(z.shape[0], 2, z.shape[2])
        whole = torch.cat([z, missing], dim=1)
        assert whole.shape[1] == 6, "z must have exactly K channels"
        sound: Tensor = self.decoder(whole)
        return sound

    @torch.jit.export
    def prior(self, temperature: Tensor) -> int:
        return 0

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class Drawing(Plain):
    """Its decoder adds drawn noise to the sound itself, as a noise synth does."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        sound = self.sing(z)
        return sound + 0.01 * torch.randn_like(sound)


class Tempered(Plain):
    """The VSR fork's encode: drawn, with a tuple from ``encode_dist`` for those who ask."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return self.encode_dist(x, 1.0)[0]

    @torch.jit.export
    def encode_dist(self, x: Tensor, temperature: float) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        mean = self.listen(x)
        spread = torch.ones_like(mean)
        return mean + temperature * torch.randn_like(mean), (mean, spread)


class Deaf(Plain):
    """Takes up to F latents and ignores all but K, drawing the rest, as discrete exports do."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        return self.sing(z[:, :4])


class Bank(nn.Module):
    """Two state entries a row, as a stereo filter bank has."""

    def __init__(self) -> None:
        super().__init__()
        self.inner = Decoder(RATIO, 1)

    def forward(self, z: Tensor) -> Tensor:
        twice = torch.stack([z, z.flip(-2)], dim=1).reshape(-1, z.shape[1], z.shape[2])
        sound: Tensor = self.inner(twice)
        return sound.reshape(z.shape[0], 2, -1)


class Memory(nn.Module):
    """The running mean of |z|: state whose name says nothing and whose start is not 0."""

    memory: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("memory", torch.full((ROWS, 1, 1), START))

    def forward(self, z: Tensor) -> Tensor:
        steps: list[Tensor] = []
        level = self.memory[: z.shape[0]]
        for step in range(z.shape[2]):
            level = 0.9 * level + 0.1 * z[..., step : step + 1].abs().mean(dim=1, keepdim=True)
            steps.append(level)
        self.memory[: z.shape[0]] = level
        return torch.cat(steps, dim=-1).repeat_interleave(1024, dim=-1)


class Remembering(Plain):
    """Adds what it remembers to its sound."""

    def __init__(self) -> None:
        super().__init__()
        self.remember = Memory()

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        level: Tensor = self.remember(z)
        return self.sing(z) + level


class Nameless(nn.Module):
    """Its halves lie in one list, the decoder first: no name tells them apart."""

    def __init__(self) -> None:
        super().__init__()
        self.sr = SAMPLE_RATE_HZ
        self.parts = nn.ModuleList([Decoder(RATIO, 1, size=K), Encoder(RATIO, 1)])
        self.register_buffer("encode_params", torch.tensor([1, 1, K, RATIO]))
        self.register_buffer("decode_params", torch.tensor([K, RATIO, 1, 1]))

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        latents: Tensor = self.parts[1](x)
        return latents

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        sound: Tensor = self.parts[0](z)
        return sound

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class Echo(nn.Module):
    """Its latents are the samples of a step; its sound is the microphone, later."""

    ratio: Final[int]
    cache: Tensor

    def __init__(self, delay_frames: int, ratio: int = ECHO_RATIO) -> None:
        super().__init__()
        self.sr = SAMPLE_RATE_HZ
        self.ratio = ratio
        self.register_buffer("cache", torch.zeros(ROWS, 1, delay_frames))
        self.register_buffer("encode_params", torch.tensor([1, 1, ratio, ratio]))
        self.register_buffer("decode_params", torch.tensor([ratio, ratio, 1, 1]))

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return x.reshape(x.shape[0], -1, self.ratio).transpose(1, 2)

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        rows = z.shape[0]
        sound = z.transpose(1, 2).reshape(rows, 1, -1)
        joined = torch.cat([self.cache[:rows], sound], dim=-1)
        self.cache[:rows] = joined[..., sound.shape[-1] :]
        return joined[..., : sound.shape[-1]]

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))
