"""How the parts of a transposed convolution are added where they overlap."""

from functools import partial

import torch
from torch import Tensor

from latentwalk.engine.operators import Step
from latentwalk.engine.product import Spread


def spreading(value: Spread, parts: Tensor, out: Tensor) -> list[Step]:
    """Return what adds the parts; most of them pace by pace, all steps at once.

    Args:
        value: Says taps, pace and bias.
        parts: Shape [B, T, K · O], laid out in any way.
        out: Where they are added, shape [B, (T - 1) · pace + K, O].
    """
    steps: list[Step] = []
    taps, pace = value.taps, value.pace
    bias = None if value.bias is None else value.bias.to(out.device)
    n_times, n_outputs = parts.shape[1], out.shape[2]
    by_tap = parts.view(*parts.shape[:2], taps, n_outputs)
    done = n_times * pace if taps >= pace else 0
    if done:
        steps.append(_first(_paced(out[:, :done], pace), by_tap[:, :, :pace], bias))
    rest = out[:, done:]
    if rest.shape[1]:
        fill = torch.zeros(()) if bias is None else bias
        steps.append(partial(rest.copy_, fill))
    for tap in range(pace if done else 0, taps, pace):
        width = min(pace, taps - tap)
        if width == pace:
            target = _paced(out[:, tap : tap + n_times * pace], pace)
            steps.append(partial(target.add_, by_tap[:, :, tap : tap + pace]))
            continue
        for one in range(tap, tap + width):
            target = out[:, one : one + (n_times - 1) * pace + 1 : pace]
            steps.append(partial(target.add_, by_tap[:, :, one]))
    return steps


def _first(target: Tensor, source: Tensor, bias: Tensor | None) -> Step:
    if bias is None:
        return partial(target.copy_, source)
    return partial(torch.add, source, bias, out=target)


def _paced(out: Tensor, pace: int) -> Tensor:
    """Return [B, T · pace, O] as [B, T, pace, O]."""
    return out.view(out.shape[0], -1, pace, out.shape[2])
