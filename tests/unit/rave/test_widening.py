import pytest
import torch

from latentwalk.rave.checkpoint import Checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.widening import widen, widened

STEREO = NetworkConfig(channels=(16, 24, 32), inner_channels=16, sound_channels=2)


@pytest.fixture
def mono(network: Autoencoder, small: NetworkConfig) -> Checkpoint:
    state = network.state_dict()
    return Checkpoint(small, TrainConfig(), state, state, {})


def test_a_widened_model_reads_a_sound_in_the_middle_as_the_mono_one_did(
    mono: Checkpoint, network: Autoencoder
) -> None:
    x = 0.2 * torch.randn(2, 1, 8192)
    latents = widen(mono, STEREO).posterior(x.repeat(1, 2, 1))[0]
    torch.testing.assert_close(latents, network.posterior(x)[0], atol=1e-3, rtol=0)


def test_its_middle_sings_what_the_mono_one_sang(mono: Checkpoint, network: Autoencoder) -> None:
    heads = network.decoder.layers(torch.ones(1, 8, 16))
    wide = widen(mono, STEREO).decoder.layers(torch.ones(1, 8, 16))
    for head in range(3):
        middle = wide[..., 32 * head : 32 * head + 16]
        torch.testing.assert_close(middle, heads[..., 16 * head : 16 * head + 16])


def test_its_side_is_audible_but_quieter_than_its_middle(mono: Checkpoint) -> None:
    torch.manual_seed(0)
    sound = widen(mono, STEREO).decoder(torch.randn(1, 16, 20))[0].detach()
    middle, side = (sound[0] + sound[1]).std(), (sound[0] - sound[1]).std()
    assert 0.02 < float(side / middle) < 0.8


def test_a_stereo_training_is_left_as_it_is(mono: Checkpoint) -> None:
    stereo = widened(mono, STEREO)
    assert stereo.network == STEREO
    assert widened(stereo, STEREO) is stereo
