import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from latentwalk.rave.causal import CausalConv, Downsample, Residual, Upsample


@pytest.mark.parametrize("dilation", [1, 3, 9])
@pytest.mark.parametrize("taps", [1, 2, 3, 5])
def test_it_is_the_textbook_convolution(taps: int, dilation: int) -> None:
    torch.manual_seed(0)
    conv = CausalConv(4, 6, taps, dilation=dilation)
    x = torch.randn(2, 30, 4)
    kernel = conv.weight.reshape(6, taps, 4).transpose(1, 2)
    padded = functional.pad(x.transpose(1, 2), [(taps - 1) * dilation, 0])
    expected = functional.conv1d(padded, kernel, conv.bias, dilation=dilation).transpose(1, 2)
    torch.testing.assert_close(conv(x), expected, atol=1e-5, rtol=0)


def _stack(rows: int) -> torch.nn.Module:
    torch.manual_seed(0)
    return torch.nn.Sequential(
        Downsample(3, 8, 4, 3, rows=rows),
        Residual(8, 1, rows=rows),
        Residual(8, 9, rows=rows),
        Upsample(8, 3, 4, rows=rows),
    ).requires_grad_(False)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=6))
@settings(max_examples=25, deadline=None)
def test_streaming_in_any_split_equals_one_call(blocks: list[int]) -> None:
    lengths = [4 * block for block in blocks]
    x = torch.randn(2, sum(lengths), 3, generator=torch.Generator().manual_seed(1))
    streaming, whole = _stack(rows=3), _stack(rows=0)
    made = torch.cat([streaming(part) for part in torch.split(x, lengths, dim=1)], dim=1)
    torch.testing.assert_close(made, whole(x), atol=1e-5, rtol=0)


def test_the_future_is_never_heard() -> None:
    stack = _stack(rows=0)
    x = torch.randn(1, 40, 3)
    changed = x.clone()
    changed[:, 20:] = 0
    assert torch.equal(stack(x)[:, :20], stack(changed)[:, :20])


def test_a_shorter_batch_leaves_the_other_rows_state_alone() -> None:
    conv = CausalConv(2, 2, 3, rows=4).requires_grad_(False)
    conv(torch.randn(4, 5, 2))
    kept = conv.pad[2:].clone()
    conv(torch.randn(2, 5, 2))
    assert torch.equal(conv.pad[2:], kept)
