"""Train a model from a folder of sounds: ``python -m latentwalk.rave.train``."""

import argparse
import logging
import os
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

import torch

from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.errors import LatentwalkError, ModelFileError
from latentwalk.rave.checkpoint import Checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import Corpus, load_corpus
from latentwalk.rave.device import CPU, choose_device
from latentwalk.rave.origin import load_origin
from latentwalk.rave.plot import plot_history
from latentwalk.rave.trainer import Trainer
from latentwalk.rave.widening import widened


def _print(line: str) -> None:
    print(line, flush=True)


def train(
    sounds: Path,
    work: Path,
    config: TrainConfig,
    *,
    resume: bool = False,
    begin_from: Path | None = None,
    recipe: Path | None = None,
    network: NetworkConfig | None = None,
    device: torch.device = CPU,
    tell: Callable[[str], None] = _print,
    announce: Callable[[Corpus], None] = lambda _: None,
) -> Checkpoint:
    """Train on a folder and leave ``checkpoint.pt`` in ``work``.

    Args:
        sounds: Folder of WAV, FLAC, OGG or MP3; its sub-folders are the groups of the recipe.
        work: Folder for the checkpoint; made when missing.
        config: Budget and habits of the training.
        resume: Go on from the checkpoint there, or begin with the export that is left of it.
        begin_from: Another training's checkpoint, export or folder, to begin with its weights.
        recipe: TOML whose ``[sampling]`` and ``[mixing]`` weigh the groups.
        network: Shape of the model; the shipped one's when ``None``.
        device: What computes.
        tell: Called with each line a person should see.
        announce: Called once with the sounds, before anything is written.

    Raises:
        SoundFileError: If there is nothing to learn from.
        ModelFileError: If ``resume`` finds no checkpoint, or the GPU's memory is too small.
    """
    torch.set_num_threads(config.threads)
    network = network or NetworkConfig()
    corpus = load_corpus(sounds, network.sound_channels)
    kept_s = sum(kept.shape[1] for kept in corpus.held_out.values()) / SAMPLE_RATE_HZ
    tell(f"{corpus.hours:.2f} h of sound, {kept_s:.0f} s held out to judge by")
    announce(corpus)
    work.mkdir(parents=True, exist_ok=True)
    weights, under = _sampling(recipe)
    trainer = Trainer(corpus, work, network, config, weights, under, device)
    if resume and not trainer.checkpoint_path.exists() and list(work.glob("*.ts")):
        begin_from, resume = work, False  # only an export is left: its weights, warmed up again
    if begin_from is not None:
        trainer.begin_from(widened(load_origin(begin_from), network))
    if resume:
        trainer.resume()
    try:
        kept = trainer.run(lambda progress: tell(str(progress)))
    except torch.OutOfMemoryError as error:
        raise ModelFileError(
            work, "", "the memory of the GPU is full", "Give --device cpu, or free some of it"
        ) from error
    if kept.history:
        plot_history(kept.history, work / "losses.png")
    return kept


def _sampling(recipe: Path | None) -> tuple[Mapping[str, float] | None, str]:
    if recipe is None:
        return None, ""
    tables = tomllib.loads(recipe.read_text("utf-8"))
    return tables.get("sampling"), tables.get("mixing", {}).get("under", "")


def settings(recipe: Path | None, given: Mapping[str, object]) -> tuple[NetworkConfig, TrainConfig]:
    """Read ``[network]`` and ``[training]`` of a recipe; what is ``given`` and not None wins."""
    tables = tomllib.loads(recipe.read_text("utf-8")) if recipe else {}
    habits = {**tables.get("training", {}), **{k: v for k, v in given.items() if v is not None}}
    return NetworkConfig.from_table(tables.get("network", {})), TrainConfig(**habits)


def main() -> None:
    """Train as the command line says; exits with 2 and one line when it cannot."""
    parser = argparse.ArgumentParser(description="Train a model of ours from a folder of sounds.")
    parser.add_argument("sounds", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint")
    parser.add_argument("--recipe", type=Path, help="recipe.toml: groups, network, habits")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--adversarial", type=float, metavar="MINUTES", help="of these, judged")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--from", type=Path, dest="begin_from", help="model to begin with")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    given = {
        "minutes": args.minutes,
        "adversarial_minutes": args.adversarial,
        "threads": args.threads,
    }
    try:
        network, config = settings(args.recipe, given)
        train(
            args.sounds,
            args.out,
            config,
            resume=args.resume,
            begin_from=args.begin_from,
            recipe=args.recipe,
            network=network,
            device=choose_device(args.device),
        )
    except LatentwalkError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
