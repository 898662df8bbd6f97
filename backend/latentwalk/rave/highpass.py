"""A high-pass below hearing for what the decoder makes: a constant part is not heard, only felt.

The lowest band of the filter bank holds it, at a sixteenth of the rate. From that band its own
average over the last 85 ms is taken away: a constant becomes nothing, 50 Hz and above change by
less than 0.6 dB, and no frame is delayed. Nothing is learnt.
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

MEMORY_STEPS = 256  # 85 ms at the band rate: the first zero of the average lies at 12 Hz


class HighPass(nn.Module):
    """Takes the constant part out of the lowest band of each channel.

    Args:
        channels: Channels of the sound; their bands follow one another.
        bands: Bands of each.
        rows: Streams remembered; 0 for training.
    """

    channels: Final[int]
    bands: Final[int]
    rows: Final[int]
    memory: Final[int] = MEMORY_STEPS

    def __init__(self, channels: int, bands: int, *, rows: int = 0) -> None:
        super().__init__()
        self.channels, self.bands, self.rows = channels, bands, rows
        self.pad: Tensor
        self.register_buffer("pad", torch.zeros(rows, MEMORY_STEPS - 1, channels))

    def forward(self, x: Tensor) -> Tensor:
        """Map bands [B, M, channels * bands] to the same shape."""
        n_rows, n_steps, _ = x.shape
        split = x.reshape(n_rows, n_steps, self.channels, self.bands)
        lowest = split.select(3, 0)  # [B, M, channels]
        lately = self._remembered(lowest) if self.rows > 0 else self._from_silence(lowest)
        mean = functional.avg_pool1d(lately.transpose(1, 2), self.memory, 1).transpose(1, 2)
        constant = functional.pad(mean.unsqueeze(3), [0, self.bands - 1])
        kept: Tensor = (split - constant).reshape(n_rows, n_steps, self.channels * self.bands)
        return kept

    def _remembered(self, x: Tensor) -> Tensor:
        live = self.pad[: x.shape[0]]
        x = torch.cat([live, x], dim=1)
        live.copy_(x.narrow(1, x.shape[1] - live.shape[1], live.shape[1]))
        return x

    def _from_silence(self, x: Tensor) -> Tensor:
        return functional.pad(x, [0, 0, self.memory - 1, 0])
