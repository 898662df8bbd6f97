"""What an export remembers of the training it came from, so that a training can begin with it.

The export turns and cuts the axes of the last encoder layer; the whole layer travels beside it. All
else is undone exactly: the change of axes is orthogonal.
"""

import json
import tomllib
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.checkpoint import WATTS_PER_CORE, Checkpoint, load_checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.network import Autoencoder


def load_origin(path: Path) -> Checkpoint:
    """Read the weights to begin with: a checkpoint, an export, or a folder that holds one of them.

    Raises:
        ModelFileError: If there is neither, or it is not one of ours.
    """
    if path.is_dir():
        found = [*path.glob("checkpoint.pt"), *sorted(path.glob("*.ts"))]
        if not found:
            raise ModelFileError(path, "", "neither checkpoint.pt nor a .ts in it", "Name a model")
        path = found[0]
    return _read_export(path) if path.suffix == ".ts" else load_checkpoint(path)


def _read_export(path: Path) -> Checkpoint:
    """Undo what an export did to the weights; no optimiser comes with them."""
    try:
        exported: Any = torch.jit.load(path, map_location="cpu")  # type: ignore[no-untyped-call]
        shape = json.loads(exported.trained_as)
        state = dict(exported.state_dict())
    except (RuntimeError, AttributeError, ValueError) as error:
        kind = type(error).__name__
        raise ModelFileError(
            path, "", f"no export of ours to begin with ({kind})", "Use a model that we trained"
        ) from error
    network = NetworkConfig.from_table(shape)
    weights = Autoencoder(network).state_dict()
    last = max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layers."))
    state[f"encoder.layers.{last}.weight"] = state["posterior_weight"]
    state[f"encoder.layers.{last}.bias"] = state["posterior_bias"]
    _turn_back(state, "decoder.layers.0")
    for name, weight in weights.items():
        if name in state and state[name].shape == weight.shape:
            weight.copy_(state[name])
    return Checkpoint(
        network=network,
        train=TrainConfig(),
        weights=weights,
        averaged=weights,
        optimiser={},
        **_spent(path.with_name("model.toml")),
    )


def _turn_back(state: dict[str, Tensor], layer: str) -> None:
    weight, rotation = state[f"{layer}.weight"], state["rotation"]
    taps = weight.reshape(len(weight), -1, len(rotation)) @ rotation
    state[f"{layer}.weight"] = taps.reshape(weight.shape)
    state[f"{layer}.bias"] = state[f"{layer}.bias"] - (taps @ state["centre"]).sum(1)


def _spent(card: Path) -> dict[str, Any]:
    """Read from a card what the weights have cost."""
    if not card.exists():
        return {}
    cost = tomllib.loads(card.read_text("utf-8"))["training"]
    seconds = 3600 * float(cost["duration_hours"])
    core_s = 3600 * 1000 * float(cost.get("energy_kwh", 0.0)) / WATTS_PER_CORE
    return {"spent_s": seconds, "spent_core_s": core_s, "spent_steps": int(cost.get("steps", 0))}
