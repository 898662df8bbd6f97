"""How late a model answers: encoder plus decoder, measured where its response is centred."""

import torch
from torch import Tensor

from latentwalk.engine.calls import Calls
from latentwalk.engine.introspect import Facts
from latentwalk.engine.state import StateRecord

LEAD_S = 0.2  # before the burst: past a causal model's first transient
WINDOW_S = 1.0  # after it: RAVE v2 without causal training needs 0.6 s
BURST_LEVEL = 0.5
BED_LEVEL = 0.003
OFFSETS = (0.0, 0.5)  # of a latent step: the answer depends on where in it a burst falls
SEED = 3


def measure_delay_frames(
    module: torch.jit.ScriptModule, calls: Calls, facts: Facts, sample_rate_hz: int
) -> int:
    """Return encoder plus decoder delay, without the block.

    A short noise burst is added to a quiet bed; the delay is the time at which half the
    energy of the difference it makes has passed, after the burst's own centre.

    Args:
        module: The loaded export.
        calls: Its methods.
        facts: Its declarations.
        sample_rate_hz: The model's rate.

    Returns:
        Frames at the model rate, ≥ 0; accurate to about half a latent step.
    """
    ratio = facts.encode.ratio_out
    lead, length = (
        ratio * (int(seconds * sample_rate_hz) // ratio + 1)
        for seconds in (LEAD_S, LEAD_S + WINDOW_S)
    )
    generator = torch.Generator().manual_seed(SEED)
    bed = BED_LEVEL * torch.randn(1, facts.encode.channels_in, length, generator=generator)
    width = max(1, ratio // 4)
    burst = BURST_LEVEL * torch.randn(width, generator=generator)
    quiet = _through(module, calls, bed)
    delays: list[int] = []
    for offset in OFFSETS:
        start = lead + int(offset * ratio)
        struck = bed.clone()
        struck[..., start : start + width] += burst
        energy = (_through(module, calls, struck) - quiet).square().sum(dim=(0, 1))
        if float(energy.sum()) > 0.0:
            delays.append(_middle(energy) - (start + _middle(burst.square())))
    return max(0, round(sum(delays) / len(delays))) if delays else 0


def _through(module: torch.jit.ScriptModule, calls: Calls, sound: Tensor) -> Tensor:
    """Encode and decode from fresh state, with the same draws each time."""
    fresh = StateRecord(module)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        latents = calls.encode(sound).nan_to_num()  # a spherical encoder's answer to silence
        padding = calls.decode_size - latents.shape[1]
        answer = calls.decode(torch.nn.functional.pad(latents, (0, 0, 0, padding)))
    fresh.restore()
    return answer


def _middle(energy: Tensor) -> int:
    """Return where half of it has passed."""
    passed = energy.double().cumsum(0)
    return int(torch.searchsorted(passed, passed[-1] / 2))
