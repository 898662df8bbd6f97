"""Tiny models that break the nn~ contract, one clause each."""

import math

import torch
from torch import Tensor, nn

from tests.fakes.nets import RATIO, ROWS, Bank, Encoder, Plain


class ForgetfulEncoder(Encoder):
    """Starts every block from zeros, as an export without --streaming does."""

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.nn.functional.pad(x, (self.ratio, 0))
        return torch.conv1d(joined, self.weight, stride=self.ratio)


class ForgetfulDrawing(Plain):
    """Starts every block from zeros and hides it in the draws of a variational encoder."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = ForgetfulEncoder(RATIO, 1)

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        z = self.listen(x)
        return z + torch.randn_like(z)


class Poisoned(Plain):
    """Answers a microphone beyond 4 with NaN, and would do so ever after."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        is_ill = (x.abs().amax(dim=(1, 2), keepdim=True) > 4.0).to(x.dtype)
        return self.listen(x / (1 - is_ill) * (1 - is_ill))


class Sick(Plain):
    """Answers everything with NaN: a training that diverged."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        return self.listen(x) * math.nan


class Thundering(Plain):
    """Leaves every bound where a latent is beyond 50."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        peak = z.abs().amax(dim=(1, 2), keepdim=True)
        return self.sing(z) * (1 + 1000 * (peak > 50.0))


class Shivering(Plain):
    """Decodes a latent beyond 50 to NaN, and would do so ever after."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        is_ill = (z.abs().amax(dim=(1, 2), keepdim=True) > 50.0).to(z.dtype)
        return self.sing(z / (1 - is_ill) * (1 - is_ill))


class Ageing(Plain):
    """Decodes a latent beyond 50 twice; from the third such block on a row is NaN for ever."""

    pad: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("pad", torch.zeros(ROWS, 1, 1))

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        rows = z.shape[0]
        is_hot = (z.abs().amax(dim=(1, 2), keepdim=True) > 50.0).to(z.dtype)
        heat = self.pad[:rows] + is_hot + 1e-5  # it ages in the cold too, or nobody would see it
        self.pad[:rows] = heat
        is_ill = (heat > 2.5).to(z.dtype)
        return self.sing(z / (1 - is_ill) * (1 - is_ill))


class Stumbling(Plain):
    """Loses a frame where a latent is beyond 50, and raises where one is beyond 500."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        peak = float(z.abs().max())
        assert peak < 500.0, "too loud for me"
        sound = self.sing(z)
        return sound[..., :-1] if peak > 50.0 else sound


class Normed(Plain):
    """Normalises its latents, so that pure silence is 0/0; it first hears two steps late."""

    cache: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("cache", torch.zeros(ROWS, 1, 2 * RATIO))

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.cache[: x.shape[0]], x], dim=-1)
        self.cache[: x.shape[0]] = joined[..., x.shape[-1] :]
        z = self.listen(joined[..., : x.shape[-1]])
        return z / torch.sqrt(z.square().sum(dim=1, keepdim=True))


class Long(Plain):
    """Rounds its length up by one frame."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        sound = self.sing(z)
        return torch.cat([sound, sound[..., -1:]], dim=-1)


class Mixing(Plain):
    """Lets rows hear each other, as --channels on a mono model does."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        z = self.listen(x)
        return z + 0.5 * z.mean(dim=0, keepdim=True)


class Shared(Plain):
    """Encodes and decodes through one state."""

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        z = self.listen(x)
        self.sing(z)
        return z


class Surround(Plain):
    """Declares an impossible number of ears."""

    def __init__(self) -> None:
        super().__init__()
        self.decode_params[2] = 6


class TwoRatios(Plain):
    """Its halves disagree about how long a step is."""

    def __init__(self) -> None:
        super().__init__()
        self.decode_params[1] = 512


class Foreign(nn.Module):
    """TorchScript, but no nn~ export."""

    def forward(self, x: Tensor) -> Tensor:
        return x


class SplitBank(Bank):
    """All left ears before all right ones: a row's entries move as the batch grows."""

    def forward(self, z: Tensor) -> Tensor:
        sound: Tensor = self.inner(torch.cat([z, z.flip(-2)], dim=0))
        return torch.stack([sound[: z.shape[0], 0], sound[z.shape[0] :, 0]], dim=1)
