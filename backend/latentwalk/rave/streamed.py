"""The form in which a model leaves home: nn~-compatible, streaming, self-contained.

``encode`` gives the posterior mean rotated to K axes of falling variance, ``decode`` accepts any
number of axes up to F and takes missing ones as zero. Both draw nothing at random, keep state per
row in buffers named ``*.pad`` and ``*.cache`` and advance apart from each other.
"""

import dataclasses
import json
from collections.abc import Iterable
from typing import Final, Protocol

import torch
from torch import Tensor, nn

from latentwalk.rave.causal import CausalConv
from latentwalk.rave.config import ROWS, NetworkConfig
from latentwalk.rave.network import Autoencoder, Decoder, Encoder


class Streamed(nn.Module):
    """One model, 64 rows; script it with :func:`script`.

    Args:
        trained: The network with its weights.
        rotation: Orthogonal map from the trained axes to the exported ones, [F, F].
        centre: Latents that become zero, in trained axes, [F].
    """

    sr: Final[int]
    latent_size: Final[int]
    full_latent_size: Final[int]
    n_channels: Final[int]

    def __init__(self, trained: Autoencoder, rotation: Tensor, centre: Tensor) -> None:
        super().__init__()
        config = trained.config
        self.sr, self.n_channels = config.sample_rate_hz, config.sound_channels
        self.latent_size, self.full_latent_size = config.latent_size, config.full_latent_size
        self.encoder = Encoder(config, rows=ROWS)
        self.decoder = Decoder(config, rows=ROWS)
        _copy_weights(trained.encoder, self.encoder)
        _copy_weights(trained.decoder, self.decoder)
        self.trained_as = json.dumps(dataclasses.asdict(config))
        self._rotate(rotation, centre)
        self._declare(config)
        self.requires_grad_(False)
        self.eval()

    @torch.no_grad()
    def _rotate(self, rotation: Tensor, centre: Tensor) -> None:
        """Fold the change of axes into the last encoder and the first decoder weights."""
        last, full, kept = _conv(self.encoder.layers[-1]), self.full_latent_size, self.latent_size
        # What a training needs to begin with this export (rave/origin.py).
        for name, value in (("weight", last.weight), ("bias", last.bias)):
            self.register_buffer(f"posterior_{name}", value.detach().clone())
        self.register_buffer("rotation", rotation)
        self.register_buffer("centre", centre)
        last.weight = nn.Parameter(rotation[:kept] @ last.weight[:full])
        last.bias = nn.Parameter(rotation[:kept] @ (last.bias[:full] - centre))
        first = _conv(self.decoder.layers[0])
        taps = first.weight.reshape(first.weight.shape[0], -1, full)
        first.bias.add_((taps @ centre).sum(1))
        first.weight.copy_((taps @ rotation.T).reshape(first.weight.shape))

    def _declare(self, config: NetworkConfig) -> None:
        """State what each method takes and gives: channels and ratio, twice."""
        ratio, size, channels = config.ratio, config.latent_size, config.sound_channels
        self.register_buffer("encode_params", torch.tensor([channels, 1, size, ratio]))
        self.register_buffer("decode_params", torch.tensor([size, ratio, channels, 1]))
        self.register_buffer("forward_params", torch.tensor([channels, 1, channels, 1]))
        axes = [f"(signal) latent {axis + 1}" for axis in range(size)]
        sound = ["(signal) left", "(signal) right"] if channels == 2 else ["(signal) sound"]
        self.encode_input_labels, self.encode_output_labels = sound, axes
        self.decode_input_labels, self.decode_output_labels = axes, sound
        self.forward_input_labels, self.forward_output_labels = sound, sound

    @torch.jit.export
    def get_methods(self) -> list[str]:
        """Name the methods a host may call."""
        return ["encode", "decode", "forward"]

    @torch.jit.export
    def get_attributes(self) -> list[str]:
        """Name the attributes a host may set: none."""
        names: list[str] = []
        return names

    @torch.jit.export
    def encode(self, x: Tensor) -> Tensor:
        """Map sound [B, C, T] to latents [B, K, T / ratio]."""
        z: Tensor = self.encoder(x)
        return z

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        """Map latents [B, D, N], D up to F, to sound [B, C, N * ratio]."""
        missing = self.full_latent_size - z.shape[1]
        if missing > 0:
            mean = torch.zeros(z.shape[0], missing, z.shape[2], device=z.device)
            z = torch.cat([z, mean], dim=1)
        y: Tensor = self.decoder(z)
        return y

    def forward(self, x: Tensor) -> Tensor:
        """Reconstruct sound [B, C, T]."""
        return self.decode(self.encode(x))


def _conv(layer: nn.Module) -> CausalConv:
    assert isinstance(layer, CausalConv), layer
    return layer


def _copy_weights(source: nn.Module, target: nn.Module) -> None:
    """Copy all but the streaming state, which the trained network does not have."""
    state = target.state_dict()
    trained = source.state_dict()
    state.update({k: v for k, v in trained.items() if v.shape == state[k].shape})
    target.load_state_dict(state)


class HasBuffers(Protocol):
    """Anything with named buffers: a module of ours or a loaded ``.ts``."""

    def named_buffers(self) -> Iterable[tuple[str, Tensor]]: ...


def reset(model: HasBuffers) -> None:
    """Zero every row of every streaming buffer."""
    for name, buffer in model.named_buffers():
        if name.endswith((".pad", ".cache")):
            buffer.zero_()
