"""Tiny scripted models that keep, or break, the nn~ contract one clause at a time.

The encoder correlates each latent step with a few cosines, remembering one step of sound;
the decoder plays each latent as the level of a carrier, ramped from the step before.
"""

import math
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import torch
from torch import Tensor, nn

ROWS = 64
K, F = 4, 6
RATIO = 1024
SAMPLE_RATE_HZ = 48_000
DIRT = 0.7
POISON = 4.0  # a microphone beyond it makes `Poisoned` answer with NaN
THUNDER = 50.0  # a latent beyond it makes `Thundering` leave every bound


def cosines(count: int, length: int) -> Tensor:
    """Return whole periods within ``length``, so that steps join without a click."""
    cycles = torch.arange(1, count + 1, dtype=torch.float32)[:, None] * 5
    return torch.cos(2 * math.pi * cycles * torch.arange(length)[None] / length)


class Encoder(nn.Module):
    ratio: Final[int]

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


class ForgetfulEncoder(Encoder):
    """Starts every block from zeros, as an export without --streaming does."""

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.nn.functional.pad(x, (self.ratio, 0))
        return torch.conv1d(joined, self.weight, stride=self.ratio)


class Decoder(nn.Module):
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

    full_latent_size: Final[int]
    latent_size: Final[int]

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
        return self.encoder(x)

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        missing = self.full_latent_size - z.shape[1]
        noise = torch.randn(z.shape[0], missing, z.shape[2])
        return self.decoder(torch.cat([z, noise], dim=1))

    @torch.jit.export
    def prior(self, temperature: Tensor) -> int:
        return 0  # callable, yet it declares nothing

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class Old(nn.Module):
    """v1-style: full ``latent_size``, ``sampling_rate``, no get_methods, own noise."""

    cropped_latent_size: Final[int]

    def __init__(self) -> None:
        super().__init__()
        self.cropped_latent_size = K
        self.encoder, self.decoder = Encoder(RATIO, 1), Decoder(RATIO, 1)
        self.register_buffer("latent_size", torch.tensor(F))
        self.register_buffer("sampling_rate", torch.tensor(SAMPLE_RATE_HZ))
        self.register_buffer("encode_params", torch.tensor([1, 1, K, RATIO]))
        self.register_buffer("decode_params", torch.tensor([K, RATIO, 1, 1]))

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
        return self.decoder(whole)

    @torch.jit.export
    def prior(self, temperature: Tensor) -> int:
        return 0

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class Drawing(Plain):
    """Its decoder adds drawn noise to the sound itself, as a noise synth does."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        missing = self.full_latent_size - z.shape[1]
        noise = torch.randn(z.shape[0], missing, z.shape[2])
        sound = self.decoder(torch.cat([z, noise], dim=1))
        return sound + 0.01 * torch.randn_like(sound)


class Tempered(Plain):
    """The VSR fork's encode: a temperature, and a tuple from ``encode_dist``."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return self.encode_dist(x, 1.0)[0]

    @torch.jit.export
    def encode_dist(self, x: Tensor, temperature: float) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        mean = self.encoder(x)
        spread = torch.ones_like(mean)
        return mean + temperature * torch.randn_like(mean), (mean, spread)


class Poisoned(Plain):
    """Answers a too loud microphone with NaN, and would do so ever after."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        is_ill = (x.abs().amax(dim=(1, 2), keepdim=True) > 4.0).to(x.dtype)
        return self.encoder(x / (1 - is_ill) * (1 - is_ill))


class Sick(Plain):
    """Answers everything with NaN: a training that diverged."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return self.encoder(x) * math.nan


class Thundering(Plain):
    """Leaves every bound where a latent is huge."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        peak = z.abs().amax(dim=(1, 2), keepdim=True)
        missing = self.full_latent_size - z.shape[1]
        noise = torch.randn(z.shape[0], missing, z.shape[2])
        return self.decoder(torch.cat([z, noise], dim=1)) * (1 + 1000 * (peak > 50.0))


class Long(Plain):
    """Rounds its length up by one frame."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        missing = self.full_latent_size - z.shape[1]
        noise = torch.zeros(z.shape[0], missing, z.shape[2])
        sound = self.decoder(torch.cat([z, noise], dim=1))
        return torch.cat([sound, sound[..., -1:]], dim=-1)


class Mixing(Plain):
    """Lets rows hear each other, as --channels on a mono model does."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        z = self.encoder(x)
        return z + 0.5 * z.mean(dim=0, keepdim=True)


class Shared(Plain):
    """Encodes and decodes through one state."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        z = self.encoder(x)
        self.decoder(torch.cat([z, z[:, :2]], dim=1))
        return z


class Foreign(nn.Module):
    """TorchScript, but no nn~ export."""

    def forward(self, x: Tensor) -> Tensor:
        return x


def stereo_bank(model: Plain, ratio: int = RATIO) -> Plain:
    """Give a mono-in model two state entries a row, as a stereo filter bank has."""

    class Bank(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = Decoder(ratio, 1)
            self.register_buffer("turn", torch.ones(1))

        def forward(self, z: Tensor) -> Tensor:
            twice = torch.stack([z, z.flip(-2)], dim=1).reshape(-1, z.shape[1], z.shape[2])
            return self.inner(twice).reshape(z.shape[0], 2, -1)

    model.decoder = Bank()
    return model


def dirty(model: nn.Module) -> nn.Module:
    """Leave the self-test of an exporter in rows 0..3."""
    for name, buffer in model.named_buffers():
        if name.endswith(("pad", "cache")):
            buffer[:4] = DIRT
    return model


def forgetful() -> nn.Module:
    model = Plain()
    model.encoder = ForgetfulEncoder(RATIO, 1)
    return model


def unnamed(model: nn.Module) -> nn.Module:
    """Name the halves so that nothing tells encoder from decoder."""
    model.encoder, model.decoder = model.encoder, model.decoder
    return model


def save(model: nn.Module, path: Path) -> Path:
    """Script a model and write it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.script(model.eval()).save(str(path))
    return path


@dataclass
class Shelf:
    """Scripts each variety once and keeps its file."""

    folder: Path
    _paths: dict[str, Path] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        if name not in self._paths:
            self._paths[name] = save(VARIETIES[name](), self.folder / f"{name}.ts")
        return self._paths[name]


VARIETIES = {
    "plain": Plain,
    "old": Old,
    "drawing": Drawing,
    "tempered": Tempered,
    "poisoned": Poisoned,
    "sick": Sick,
    "thundering": Thundering,
    "long": Long,
    "mixing": Mixing,
    "shared": Shared,
    "foreign": Foreign,
    "dirty": lambda: dirty(Plain()),
    "forgetful": forgetful,
    "one_row": lambda: Plain(rows=1),
    "stereo": lambda: Plain(channels_out=2),
    "stereo_in": lambda: Plain(channels_in=2, channels_out=2),
    "stereo_bank": lambda: stereo_bank(Plain(channels_out=2)),
    "fine": lambda: Plain(ratio=512),
    "coarse": lambda: Plain(ratio=2048),
    "cd": lambda: Plain(ratio=512, sr=44_100),
}
