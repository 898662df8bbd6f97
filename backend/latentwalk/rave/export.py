"""Export a checkpoint as ``<id>.ts`` and ``model.toml``: ``python -m latentwalk.rave.export``."""

import argparse
import hashlib
import json
import os
import sys
import tomllib
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from latentwalk.domain.block import Samples
from latentwalk.domain.errors import LatentwalkError
from latentwalk.rave.calibration import Axes, find_axes
from latentwalk.rave.card import Value, write_card
from latentwalk.rave.checkpoint import (
    WATTS_PER_CORE,
    WATTS_PER_GPU,
    Checkpoint,
    load_checkpoint,
)
from latentwalk.rave.clips import REFERENCE_LUFS, held_out_clips, training_scenes
from latentwalk.rave.dataset import find_sounds
from latentwalk.rave.evaluation import Evaluation, evaluate, reconstruct
from latentwalk.rave.generating import Generating
from latentwalk.rave.held_out import duration_s
from latentwalk.rave.latency import measure_delay_frames
from latentwalk.rave.loudness import loudness_lufs
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.prior_training import PRIOR_NAME, load_prior
from latentwalk.rave.report import untrained
from latentwalk.rave.streamed import Streamed, reset

QUIETEST_DBFS = -48.0  # between the sounds of a scene: no place to stand on
SHARED = "a shared x86-64 server"  # what the shipped models were trained on


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote and how it does."""

    file: Path
    sha256: str
    evaluation: Evaluation


def script(model: torch.nn.Module) -> torch.jit.ScriptModule:
    """Compile a module to TorchScript, the form every nn~ host loads, with its state zeroed."""
    with warnings.catch_warnings():
        # TorchScript is deprecated but remains the only format the field's hosts read.
        warnings.filterwarnings("ignore", message=".*torch.jit", category=DeprecationWarning)
        compiled = torch.jit.script(model)
    reset(compiled)
    return compiled


def load_trained(kept: Checkpoint) -> Autoencoder:
    """Build the network of a checkpoint with its averaged weights."""
    model = Autoencoder(kept.network)
    model.load_state_dict(kept.averaged)
    return model.eval()


def export(checkpoint: Path, sounds: Path, out: Path) -> Exported:
    """Write ``out/<id>.ts`` and ``out/model.toml``; ``out/recipe.toml`` gives title and licence.

    Args:
        checkpoint: What the trainer left; a prior beside it is exported with it.
        sounds: The folder it was trained on; its held-out files calibrate and judge the model.
        out: The model's folder.

    Raises:
        ModelFileError: If the checkpoint is not one of ours.
        SoundFileError: If no held-out sound can be used.
    """
    kept = load_checkpoint(checkpoint)
    trained, ratio = load_trained(kept), kept.network.ratio
    channels = kept.network.sound_channels
    clips = held_out_clips(sounds, channels, ratio, kept.network.sample_rate_hz)
    axes = (
        find_axes(trained, training_scenes(sounds, kept), QUIETEST_DBFS)
        if channels == 2
        else find_axes(trained, clips)
    )
    learnt = checkpoint.parent / PRIOR_NAME
    compiled = script(
        Generating(trained, axes.rotation, axes.centre, load_prior(learnt, kept))
        if learnt.exists()
        else Streamed(trained, axes.rotation, axes.centre)
    )
    recipe = tomllib.loads((out / "recipe.toml").read_text("utf-8"))
    file = out / f"{recipe['card']['id']}.ts"
    partial = file.with_suffix(".partial")
    torch.jit.save(compiled, partial)
    sha256 = hashlib.sha256(partial.read_bytes()).hexdigest()
    std = axes.std[: kept.network.latent_size]
    blank = untrained(compiled)
    figures = evaluate(compiled, clips, std, kept.network.latency_frames, ratio, blank)
    gain_db = REFERENCE_LUFS - _wet_loudness(compiled, clips, kept)
    delay_frames = measure_delay_frames(compiled, clips, ratio)
    tables = _tables(recipe["card"], kept, axes, sha256, gain_db, delay_frames)
    write_card(out / "model.toml.partial", tables, _sources(recipe, sounds))
    os.replace(partial, file)  # only now: a server that reloads never sees a file without its card
    os.replace(out / "model.toml.partial", out / "model.toml")
    return Exported(file, sha256, figures)


def _wet_loudness(model: Any, clips: list[Tensor], kept: Checkpoint) -> float:
    network = kept.network
    made = [reconstruct(model, clip, network.latency_frames, network.ratio) for clip in clips]
    whole: Samples = np.concatenate([sound.numpy() for sound in made], axis=1)
    return loudness_lufs(whole)


def _tables(
    card: dict[str, Any],
    kept: Checkpoint,
    axes: Axes,
    sha256: str,
    gain_db: float,
    delay_frames: int,
) -> dict[str, dict[str, Value]]:
    size = kept.network.latent_size
    hours = (kept.elapsed_s + kept.spent_s) / 3600
    begun = f"; begun with the weights of {card['begun_from']}" if "begun_from" in card else ""
    cores = "1 core" if kept.train.threads == 1 else f"{kept.train.threads} cores"
    shared = "" if "hardware" in card else "; the cores were shared"
    gpu = f" + {kept.gpu_s / 3600:.3g} h x {WATTS_PER_GPU:.0f} W for the GPU" if kept.gpu else ""
    return {
        "model": {
            "id": card["id"],
            "title": card["title"],
            "licence": card["licence"],
            "file": f"{card['id']}.ts",
            "sha256": sha256,
            "sample_rate_hz": kept.network.sample_rate_hz,
            "ratio": kept.network.ratio,
            "latent_size": size,
            "full_latent_size": kept.network.full_latent_size,
            "delay_frames": delay_frames,
            "reference_loudness_lufs": REFERENCE_LUFS,
            "gain_db": round(gain_db, 2),
        },
        "training": {
            "sound_hours": round(kept.sound_hours, 3),
            "duration_hours": round(hours, 3),
            "steps": kept.step + kept.spent_steps,
            "hardware": f"{cores} of {_hardware(card, kept)}{begun}",
            "energy_kwh": round(kept.core_hours * WATTS_PER_CORE / 1000, 4),
            "energy_method": f"wall-clock hours x cores x {WATTS_PER_CORE:.0f} W a core{gpu} "
            f"(assumed, not metered{shared})",
        },
        "people": {"recognisable": card["recognisable"]},
        "calibration": {
            "mean": [0.0] * size,
            "std": axes.std[:size].tolist(),
            "sign": [1] * size,
            "explained_variance": axes.explained_variance.tolist(),
        },
        "calibration_full": {"std": axes.std[size:].tolist()},
    }


def _hardware(card: dict[str, Any], kept: Checkpoint) -> str:
    """Name the machine as its recipe does, and the GPU as the training knows: used, or not."""
    machine = str(card.get("hardware", SHARED)).removesuffix(", no GPU")
    return f"{machine}, {kept.gpu or 'no GPU'}"


def _sources(recipe: dict[str, Any], sounds: Path) -> list[dict[str, Value]]:
    hours: dict[str, float] = {}
    for path in find_sounds(sounds):
        hours[path.parent.name] = hours.get(path.parent.name, 0.0) + duration_s(path) / 3600
    own: list[dict[str, Value]] = [
        {
            "name": package["title"],
            "authors": package["authors"],
            "licence": package["licence"],
            "package": f"{package['name']} {package['version']}",
            "hours": round(hours.get(package["name"], 0.0), 3),
        }
        for package in recipe["package"]
    ]
    return [*own, *recipe.get("source", [])]  # then those of the model it began with


def main() -> None:
    """Export as the command line says; exits with one line when it cannot."""
    parser = argparse.ArgumentParser(description="Export a checkpoint for serving.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--sounds", type=Path, required=True, help="the folder it was trained on")
    parser.add_argument("--out", type=Path, required=True, help="models/NAME, with its recipe.toml")
    args = parser.parse_args()
    try:
        exported = export(args.checkpoint, args.sounds, args.out)
    except LatentwalkError as error:
        sys.exit(f"{error}")
    print(f"{exported.file}  sha256 {exported.sha256}")
    print(json.dumps(exported.evaluation.as_dict(), indent=2))


if __name__ == "__main__":
    main()
