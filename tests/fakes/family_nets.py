"""Tiny models that declare and behave as each member of the RAVE family does.

None of it is RAVE's code: what they share with it is the contract, and the habits that a
host trips over.
"""

import math

import torch
from torch import Tensor, nn

from tests.fakes.nets import RATIO, ROWS, SAMPLE_RATE_HZ, Decoder, Encoder, F, K, Plain, cosines

BOOK = 1024  # entries of a codebook
GRID = 50.0  # entries to one latent


class Variational(Plain):
    """v2: draws around the latents it hears, rotates both ways, and knows a stereo mode."""

    latent_pca: Tensor
    latent_mean: Tensor

    def __init__(self, ratio: int = 2048, sr: int = SAMPLE_RATE_HZ, channels: int = 1) -> None:
        super().__init__(ratio, sr, channels, channels)
        self.stereo_mode = False
        turn = torch.linalg.qr(cosines(F, F) + torch.eye(F))[0]
        self.register_buffer("latent_pca", turn.contiguous())
        self.register_buffer("latent_mean", torch.full((F,), 0.1))
        self.register_buffer("fidelity", torch.linspace(0.5, 1.0, F))

    @torch.jit.export
    def set_stereo_mode(self, stereo: Tensor) -> None:
        self.stereo_mode = bool(stereo)

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        z = nn.functional.pad(self.listen(x), (0, 0, 0, 2))
        z = z + 0.01 * torch.randn_like(z) - self.latent_mean[:, None]
        return torch.matmul(self.latent_pca, z)[:, : self.latent_size]

    @torch.jit.export
    def decode(self, z: Tensor, from_forward: bool = False) -> Tensor:
        missing = self.full_latent_size - z.shape[1]
        noise = torch.randn(z.shape[0], missing, z.shape[2])
        whole = torch.matmul(self.latent_pca.t(), torch.cat([z, noise], dim=1))
        sound: Tensor = self.decoder(whole + self.latent_mean[:, None])
        return sound

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x), from_forward=True)


class Hissing(Variational):
    """v2_small: and a noise synth of its own, which no latent reaches."""

    @torch.jit.export
    def decode(self, z: Tensor, from_forward: bool = False) -> Tensor:
        missing = self.full_latent_size - z.shape[1]
        noise = torch.randn(z.shape[0], missing, z.shape[2])
        sound: Tensor = self.decoder(torch.cat([z, noise], dim=1))
        return sound + 0.01 * torch.randn_like(sound)


class Norm(nn.Module):
    """Statistics of each row, learnt while one switch for all of them is on."""

    level: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("level", torch.ones(ROWS, 1, 1))

    def forward(self, z: Tensor, learns: bool) -> Tensor:
        rows = z.shape[0]
        if learns:
            for step in range(z.shape[2]):  # step by step, so that halves equal the whole
                heard = 0.5 + z[..., step : step + 1].abs().mean(dim=1, keepdim=True)
                self.level[:rows] = 0.9 * self.level[:rows] + 0.1 * heard
        return z if learns else z * self.level[:rows]


class Adaptive(Variational):
    """v3: adaptive instance normalisation, exported while it learnt or while it did not."""

    learns: bool

    def __init__(self, learns: bool = False) -> None:
        super().__init__()
        self.learns = learns
        self.adain = Norm()

    @torch.jit.export
    def decode(self, z: Tensor, from_forward: bool = False) -> Tensor:
        return self.sing(self.adain(z, self.learns))


class DiscreteEncoder(Encoder):
    """Its name is what official exports tell indices by."""

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.pad[: x.shape[0]], x], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -self.ratio :]
        z = torch.conv1d(joined, self.weight, stride=self.ratio)
        return torch.clamp(torch.round(z * 50.0 + 512.0), 0, 1023)


class Discrete(Plain):
    """Indices for latents; a decoder that cuts their fractions off and always draws noise."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = DiscreteEncoder(RATIO, 1)

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        index = torch.clamp(z, 0, 1023).long()
        heard = (index[:, :4].float() - 512.0) / 50.0
        noise = torch.randn(z.shape[0], 2, z.shape[2])
        sound: Tensor = self.decoder(torch.cat([heard, noise], dim=1))
        return sound


class Wasserstein(Plain):
    """All its latents are exported, unrotated; noise channels of its own follow them."""

    def __init__(self) -> None:
        super().__init__()
        self.full_latent_size = K

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        noise = torch.randn(z.shape[0], 2, z.shape[2])
        sound: Tensor = self.decoder(torch.cat([z, noise], dim=1))
        return sound


class SphericalEncoder(Encoder):
    """Points on a sphere as angles of -1..1; its name is what official exports tell them by."""

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.pad[: x.shape[0]], x], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -self.ratio :]
        point = torch.conv1d(joined, self.weight, stride=self.ratio)
        point = point / point.square().sum(dim=1, keepdim=True).sqrt()  # 0 / 0 on silence
        angles: list[Tensor] = []
        for axis in range(point.shape[1] - 2):
            beyond = point[:, axis + 1 :].square().sum(dim=1).sqrt()
            angles.append(torch.atan2(beyond, point[:, axis]) * 2 / math.pi - 1)
        azimuth = torch.atan2(point[:, -1], point[:, -2]) / (2 * math.pi)
        angles.append((azimuth % 1.0) * 2 - 1)
        return torch.stack(angles, dim=1)


class Spherical(Plain):
    """K - 1 angles for points of K; the decoder wraps every one of them."""

    encode_params: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.encoder = SphericalEncoder(RATIO, 1)
        self.decoder = Decoder(RATIO, 1, size=K)
        self.full_latent_size = self.latent_size = K - 1
        self.encode_params[2] = self.decode_params[0] = K - 1

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        turns = (z / 2 + 0.5) % 1.0
        beyond = torch.ones_like(turns[:, 0])
        point: list[Tensor] = []
        for axis in range(turns.shape[1]):
            angle = turns[:, axis] * math.pi * (2.0 if axis == turns.shape[1] - 1 else 1.0)
            point.append(beyond * torch.cos(angle))
            beyond = beyond * torch.sin(angle)
        point.append(beyond)
        sound: Tensor = self.decoder(torch.stack(point, dim=1))
        return sound


class HybridEncoder(Encoder):
    """Hears through a recurrence that every call begins anew."""

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.pad[: x.shape[0]], x], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -self.ratio :]
        return torch.conv1d(joined, self.weight, stride=self.ratio).cumsum(dim=-1) * 0.1


class Channelled(Plain):
    """``--channels 2`` on a mono model: rows repeated and cut, right for one row alone."""

    def __init__(self) -> None:
        super().__init__()
        self.decode_params[2] = 2

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        sound = self.sing(z.repeat(2, 1, 1)[:2])
        return torch.cat(sound.chunk(2, 0), dim=1)


class Single(Plain):
    """Before cached_conv 2.3: one stream; a batch is not refused, but silent."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        sound = self.sing(z)
        return sound if z.shape[0] == 1 else sound * 0.0


class Modern(Plain):
    """nn_tilde 1.6: the rate behind a getter, and a setter that overwrites it."""

    rate: int

    def __init__(self) -> None:
        super().__init__(sr=-1)
        self.rate = 44_100

    @torch.jit.export
    def get_sample_rate(self) -> int:
        return self.rate

    @torch.jit.export
    def set_sample_rate(self, sr: int) -> int:
        self.rate = sr
        return 0


class Labelled(nn.Module):
    """Unlisted methods beside an attribute of four numbers: only being callable tells."""

    def __init__(self) -> None:
        super().__init__()
        self._rave = Plain(sr=32_000)  # combined files nest the model
        self.register_buffer("encode_params", torch.tensor([1, 1, K, RATIO]))
        self.register_buffer("decode_params", torch.tensor([K, RATIO, 1, 1]))
        self.register_buffer("bend_params", torch.tensor([2, 2, 2, 2]))

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        latents: Tensor = self._rave.listen(x)
        return latents

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        sound: Tensor = self._rave.sing(z)
        return sound

    def forward(self, x: Tensor) -> Tensor:
        return self.decode(self.encode(x))


class Strided(Plain):
    """Encodes every fourth frame, as a module for control signals may."""

    encode_params: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.encode_params[1] = 4


class Songless(Plain):
    """A decoder of positions alone, which nothing can listen through."""

    @torch.jit.export
    def get_methods(self) -> list[str]:
        return ["decode"]
