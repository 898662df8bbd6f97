"""What a training leaves behind so that it can go on: one file, replaced as a whole."""

import dataclasses
import os
from dataclasses import dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch
from torch import Tensor

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.config import NetworkConfig, TrainConfig

FORMAT = "latentwalk-rave-1"
WATTS_PER_CORE = 12.0  # a shared server core under load, its share of memory and cooling included
# The board power of the cards models are commonly trained on (250 to 350 W). So small a network
# seldom fills one, and a laptop's draws less: it is rather too much than too little.
WATTS_PER_GPU = 300.0


@dataclass(slots=True)
class Checkpoint:
    """The state of a training.

    Attributes:
        weights: Weights as they are being trained.
        averaged: Their moving average, which is what gets exported.
        optimiser: State of the optimiser.
        history: One row of figures per log line.
        elapsed_s: Wall-clock seconds trained so far, over all runs.
        spent_s, spent_core_s, spent_steps: Seconds, seconds times cores, and steps spent before on
            the weights this training began with.
        gpu, gpu_s: The GPU that was used, by name, and how many of the seconds; empty, 0 for none.
        judges: State of the adversarial phase, once begun: the judges and their optimiser.
        sound_hours: Duration of the training sounds.
    """

    network: NetworkConfig
    train: TrainConfig
    weights: dict[str, Tensor]
    averaged: dict[str, Tensor]
    optimiser: dict[str, Any]
    step: int = 0
    elapsed_s: float = 0.0
    sound_hours: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    spent_s: float = 0.0
    spent_core_s: float = 0.0
    spent_steps: int = 0
    judges: dict[str, Any] = field(default_factory=dict)
    gpu: str = ""
    gpu_s: float = 0.0

    @property
    def core_hours(self) -> float:
        """Hours times cores that these weights have cost, over all trainings.

        A GPU counts as the cores that draw as much.
        """
        gpu_core_s = self.gpu_s * WATTS_PER_GPU / WATTS_PER_CORE
        return (self.elapsed_s * self.train.threads + gpu_core_s + self.spent_core_s) / 3600

    def save(self, path: Path) -> None:
        """Write to ``path`` so that a reader sees the old file or the new one, never half."""
        content = {name: getattr(self, name) for name in self.__dataclass_fields__}
        content["network"] = dataclasses.asdict(self.network)
        content["train"] = dataclasses.asdict(self.train)
        partial = path.with_suffix(".partial")
        torch.save({"format": FORMAT, **content}, partial)
        os.replace(partial, path)


def load_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        ModelFileError: If the file is missing, broken, or something else.
    """
    try:
        content = torch.load(path, map_location="cpu", weights_only=True)
        if content.pop("format") != FORMAT:
            raise KeyError("format")
        network = NetworkConfig(**_known(NetworkConfig, content.pop("network")))
        train = TrainConfig(**_known(TrainConfig, content.pop("train")))
        return Checkpoint(network=network, train=train, **content)
    except FileNotFoundError as error:
        raise ModelFileError(
            path, "", "no checkpoint there", "Train without --resume first"
        ) from error
    except (RuntimeError, KeyError, TypeError, ValueError, EOFError, UnpicklingError) as error:
        kind = type(error).__name__  # torch's own text fills a screen
        raise ModelFileError(path, "", f"not a checkpoint of ours ({kind})") from error


def _known(config: type[NetworkConfig | TrainConfig], table: dict[str, Any]) -> dict[str, Any]:
    """Keep the settings that still exist: checkpoints outlive them."""
    names = {setting.name for setting in dataclasses.fields(config)}
    return {name: value for name, value in table.items() if name in names}


@torch.no_grad()
def adopt(fresh: dict[str, Tensor], known: dict[str, Tensor]) -> dict[str, Tensor]:
    """Give ``fresh`` the weights it shares with ``known``; returns it.

    A layer that has grown more outputs takes the old ones first and keeps its own for the rest; an
    entrance for noise that was not there begins closed.
    """
    for name, weight in known.items():
        if name in fresh and fresh[name].shape[1:] == weight.shape[1:]:
            fresh[name][: len(weight)] = weight[: len(fresh[name])]
    if "decoder.enter.weight" in fresh and "decoder.enter.weight" not in known:
        fresh["decoder.enter.weight"].zero_()
    return fresh
