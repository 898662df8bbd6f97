import torch
from torch import nn

from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.pitch import find_pitch
from latentwalk.rave.pqmf import Synthesis
from latentwalk.rave.source import Source
from latentwalk.rave.streamed import reset


def test_it_sings_the_pitch_it_is_told_with_unit_power(small: NetworkConfig) -> None:
    octave = torch.full((1, 40), 0.35)
    bands = Source(small)(octave, torch.zeros(1, 40))
    sound = Synthesis(small.bands, small.prototype_frames)(bands)[0]
    found, repeats = find_pitch(sound, small.ratio)
    torch.testing.assert_close(found[0, 5:], octave[0, 5:], rtol=0, atol=0.01)
    assert float(repeats[0, 5:].min()) > 0.95
    assert 0.8 < float(sound.square().mean()) < 1.2
    assert abs(float(sound.mean())) < 0.01


def test_noise_makes_a_held_pitch_unsteady_but_keeps_it(small: NetworkConfig) -> None:
    torch.manual_seed(0)
    bands = Source(small)(torch.full((1, 90), 0.1), torch.randn(1, 90))
    sound = Synthesis(small.bands, small.prototype_frames)(bands)[0]
    found = find_pitch(sound, small.ratio)[0][0, 5:]
    assert 0.001 < float(found.std()) < 0.03
    assert abs(float(found.mean()) - 0.1) < 0.01


def test_blocks_join_without_a_seam_and_rows_keep_apart(small: NetworkConfig) -> None:
    torch.manual_seed(0)
    source = Source(small, rows=4)
    octave, unsteady = torch.rand(3, 8), torch.randn(3, 8)
    whole = source(octave, unsteady)
    reset(nn.ModuleList([source]))
    parts = [source(octave[:, i : i + 1], unsteady[:, i : i + 1]) for i in range(8)]
    torch.testing.assert_close(torch.cat(parts, dim=1), whole, rtol=0, atol=1e-3)
    reset(nn.ModuleList([source]))
    alone = source(octave[:1], unsteady[:1])
    torch.testing.assert_close(alone, whole[:1], rtol=0, atol=1e-4)
