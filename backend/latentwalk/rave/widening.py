"""Begin a stereo model from a mono one: it starts with all it knew, in the middle."""

from dataclasses import replace

import torch
from torch import Tensor

from latentwalk.rave.checkpoint import Checkpoint
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.network import Autoencoder

SIDE_SHARE = 0.3  # of the middle's weights: the side begins audible, so that it has a gradient
QUIETER = 1.0  # taken from the side's amplitudes before their squared sigmoid: about 9 dB


def widened(kept: Checkpoint, network: NetworkConfig) -> Checkpoint:
    """Give the training of a mono model the weights a stereo ``network`` can begin with.

    One with as many channels already is returned as it is.
    """
    if kept.network.sound_channels == network.sound_channels:
        return kept
    return replace(kept, network=network, averaged=widen(kept, network).state_dict())


@torch.no_grad()
def widen(mono: Checkpoint, network: NetworkConfig) -> Autoencoder:
    """Build a stereo network whose middle does what ``mono`` did.

    Args:
        mono: A training of a mono network with the same widths, strides and latents.
        network: The stereo network to build; ``noise_enters`` may be set.
    """
    wide = Autoencoder(network)
    state, known = wide.state_dict(), mono.averaged
    for name, weight in known.items():
        if state[name].shape == weight.shape and not name.endswith(("pad", "cache", "table")):
            state[name].copy_(weight)
    _widen_first(state["encoder.layers.0.conv.weight"], known["encoder.layers.0.conv.weight"], mono)
    head = f"decoder.layers.{len(wide.decoder.layers) - 1}"
    for part in ("weight", "bias"):
        _widen_head(state[f"{head}.{part}"], known[f"{head}.{part}"], mono.network.bands)
    if network.noise_enters:
        state["decoder.enter.weight"].mul_(0.1)  # audible to the gradient, hardly to the ear
    wide.load_state_dict(state)
    return wide


def _widen_first(wide: Tensor, narrow: Tensor, mono: Checkpoint) -> None:
    """Let the first stage hear the middle as before and the side a little."""
    bands = mono.network.bands
    by_block = wide.reshape(wide.shape[0], -1, 2 * bands)
    by_block[..., :bands] = narrow.reshape(narrow.shape[0], -1, bands)
    by_block[..., bands:] *= SIDE_SHARE


def _widen_head(wide: Tensor, narrow: Tensor, bands: int) -> None:
    """Copy each head's bands for the middle; the side follows its loudness, more quietly."""
    wave, loudness, breath = narrow.chunk(3)
    fresh = wide[bands : 2 * bands] * SIDE_SHARE
    quieter = QUIETER if narrow.dim() == 1 else 0.0
    heads = [wave, fresh, loudness, loudness - quieter, breath, breath - quieter]
    wide.copy_(torch.cat([*heads, wide[6 * bands :] * SIDE_SHARE]))
