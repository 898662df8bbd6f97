"""How a training will go: by which road, for how long, at what cost. Decided before it starts."""

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import torch

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.checkpoint import (
    WATTS_PER_CORE,
    WATTS_PER_GPU,
    Checkpoint,
    load_checkpoint,
)
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.device import choose_device, gpu_name
from latentwalk.rave.origin import load_origin
from latentwalk.rave.trainer import CHECKPOINT_NAME

RECIPE_NAME = "recipe.toml"
JUDGED_SHARE = 0.2  # of the minutes: the end, in which judges listen and the encoder rests
MODEL_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")  # as engine/manifest.py has it


class Road(StrEnum):
    """A way to a model of one's own sounds."""

    ADAPT = "adapt"
    TRAIN = "train"


DEFAULT_MINUTES = {Road.ADAPT: 60.0, Road.TRAIN: 240.0}


@dataclass(frozen=True, slots=True)
class Plan:
    """One training, decided.

    Attributes:
        sounds: Folder of recordings.
        out: The model's folder.
        begin_from: A model whose weights it begins with; None to begin with nothing or to go on.
        resume: Whether it goes on with what is in ``out``.
        recipe: TOML that weighs the groups of sounds, if any.
        left_minutes: What this run will take at most.
        device: What computes.
    """

    road: Road
    sounds: Path
    out: Path
    begin_from: Path | None
    resume: bool
    recipe: Path | None
    network: NetworkConfig
    config: TrainConfig
    left_minutes: float
    device: torch.device

    @property
    def gpu(self) -> str:
        """Name the GPU that is used; empty for none."""
        return gpu_name(self.device)

    @property
    def energy_kwh(self) -> float:
        """Estimate by the method of the cards: hours x cores x watts a core, and the GPU's."""
        watts = self.config.threads * WATTS_PER_CORE + (WATTS_PER_GPU if self.gpu else 0.0)
        return self.left_minutes / 60 * watts / 1000

    def __str__(self) -> str:
        """State the road, the time, what computes and the energy."""
        cores = "1 core" if self.config.threads == 1 else f"{self.config.threads} cores"
        what = {Road.ADAPT: f"adapt, from {self.begin_from}", Road.TRAIN: "train, from nothing"}
        road = f"go on with {self.out}" if self.resume else what[self.road]
        gpu = f" and the GPU, {self.gpu}" if self.gpu else ", no GPU"
        draws = f" + hours x {WATTS_PER_GPU:.0f} W for the GPU" if self.gpu else ""
        return (
            f"Road: {road}. Expected: {self.left_minutes:g} min on {cores}{gpu}, then a few to "
            f"measure and export; about {self.energy_kwh:.2g} kWh (hours x cores x "
            f"{WATTS_PER_CORE:.0f} W a core{draws}, assumed, not metered)."
        )


def plan(
    sounds: Path,
    out: Path,
    *,
    minutes: float | None = None,
    threads: int,
    stereo: bool = False,
    resume: bool = False,
    begin_from: Path | None = None,
    recipe: Path | None = None,
    device: str = "auto",
) -> Plan:
    """Decide how a training will go; nothing is written.

    Args:
        sounds: Folder of recordings.
        out: The model's folder.
        threads: Cores to use.
        minutes: Of this run; the road's own when ``None``, or what is left when it goes on.
        stereo: Whether the model hears and makes two channels.
        resume: Go on with the checkpoint in ``out``, or with the export that is left of it.
        begin_from: A model of ours to adapt: its folder, checkpoint or ``.ts``.
        recipe: TOML with ``[network]``, ``[training]``, ``[sampling]``, ``[mixing]``; the one in
            ``out`` when ``None``.
        device: ``auto``, ``cpu`` or ``cuda``.

    Raises:
        ModelFileError: If ``out``, ``begin_from``, ``recipe`` or ``device`` cannot be used.
    """
    computing = choose_device(device)
    _check_out(out, resume=resume)
    if recipe is None and (out / RECIPE_NAME).exists():
        recipe = out / RECIPE_NAME
    tables = _tables(recipe)
    if begin_from is not None and not begin_from.exists():
        raise ModelFileError(
            begin_from, "", "no such model", "Give a folder of models/, or a .ts we trained"
        )
    road = Road.ADAPT if begin_from is not None else Road.TRAIN
    origin = _origin(out if resume else begin_from)
    network = _network(origin, tables.get("network", {}), recipe, stereo=stereo)
    if origin is not None and resume and origin.optimiser:
        network = _unchanged(out, origin.network, stereo=stereo)
        config, left = _going_on(out, origin, minutes, threads)
    else:
        left = minutes if minutes is not None else tables.get("training", {}).get("minutes")
        left = DEFAULT_MINUTES[road] if left is None else left
        # Weights that know something are led, not pushed: a third of the rate, a shorter warm-up.
        led = {"learning_rate": 3e-4, "warmup_steps": 100} if origin is not None else {}
        habits: dict[str, Any] = {"adversarial_minutes": JUDGED_SHARE * left, **led}
        habits |= {**tables.get("training", {}), "minutes": left, "threads": threads}
        config = _config(habits, recipe)
    return Plan(road, sounds, out, begin_from, resume, recipe, network, config, left, computing)


def ways_out() -> str:
    """Say what may be done meanwhile."""
    return "Ctrl-C ends it after the step and exports what there is."


def _check_out(out: Path, *, resume: bool) -> None:
    if not MODEL_NAME.fullmatch(out.name):
        raise ModelFileError(
            out, "", "a model's name is small letters, digits, - and _", "Give --out models/NAME"
        )
    held = [*out.glob(CHECKPOINT_NAME), *out.glob("*.ts"), *out.glob("model.toml")]
    if held and not resume:
        raise ModelFileError(
            out, "", f"holds a model already ({held[0].name})",
            "Give another --out, or --resume to go on with it",
        )  # fmt: skip
    if resume and not held:
        raise ModelFileError(out, "", "nothing to go on with", "Train without --resume first")


def _tables(recipe: Path | None) -> dict[str, Any]:
    if recipe is None:
        return {}
    try:
        return tomllib.loads(recipe.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelFileError(recipe, "", f"cannot be read as TOML: {error}") from error


def _origin(path: Path | None) -> Checkpoint | None:
    if path is None:
        return None
    kept = path / CHECKPOINT_NAME
    return load_checkpoint(kept) if kept.exists() else load_origin(path)


def _network(
    origin: Checkpoint | None, table: Mapping[str, Any], recipe: Path | None, *, stereo: bool
) -> NetworkConfig:
    # Noise from the first step on: what stands still then never learns to buzz.
    known = origin.network if origin else NetworkConfig(noise_enters=True, high_passes=True)
    try:
        network = NetworkConfig.from_table({**dataclasses.asdict(known), **table})
    except TypeError as error:
        raise ModelFileError(recipe or "", "network", str(error), "Correct the recipe") from error
    return replace(network, sound_channels=2, noise_enters=True) if stereo else network


def _config(habits: Mapping[str, Any], recipe: Path | None) -> TrainConfig:
    try:
        return TrainConfig(**habits)
    except TypeError as error:
        raise ModelFileError(recipe or "", "training", str(error), "Correct the recipe") from error


def _unchanged(out: Path, network: NetworkConfig, *, stereo: bool) -> NetworkConfig:
    if stereo and network.sound_channels == 1:
        raise ModelFileError(
            out, "", "is mono and cannot go on in stereo", f"Give --from {out} and another --out"
        )
    return network


def _going_on(
    out: Path, kept: Checkpoint, minutes: float | None, threads: int
) -> tuple[TrainConfig, float]:
    """Give a training the minutes asked for, or those it has left: none, to export it only."""
    done = kept.elapsed_s / 60
    left = max(0.0, kept.train.minutes - done) if minutes is None else minutes
    if left <= 0 and _is_exported(out):
        raise ModelFileError(
            out, "", f"has had its {kept.train.minutes:g} minutes", "Give --minutes to go on"
        )
    return replace(kept.train, minutes=done + left, threads=threads), left


def _is_exported(out: Path) -> bool:
    """Whether an export is as new as the checkpoint."""
    saved_s = (out / CHECKPOINT_NAME).stat().st_mtime
    return any(file.stat().st_mtime >= saved_s for file in out.glob("*.ts"))
