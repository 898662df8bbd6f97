"""``latentwalk train``: a folder of sounds in, a model ready to serve out."""

import logging
import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from latentwalk.domain.errors import ModelFileError, SoundFileError

if TYPE_CHECKING:
    from latentwalk.rave.checkpoint import Checkpoint
    from latentwalk.rave.dataset import Corpus
    from latentwalk.rave.road import Plan

CORES = os.cpu_count() or 1


class Device(StrEnum):
    """What may be asked to compute."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


def train(
    sounds: Annotated[Path, typer.Argument(help="Folder of WAV, FLAC, OGG or MP3.")],
    out: Annotated[Path, typer.Option(help="The model's folder, models/NAME.")],
    minutes: Annotated[
        float | None, typer.Option(min=0.01, help="Of training; 60 to adapt, else 240.")
    ] = None,
    stereo: Annotated[bool, typer.Option("--stereo", help="Hear and make two channels.")] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the checkpoint or the .ts in --out.")
    ] = False,
    begin_from: Annotated[
        Path | None, typer.Option("--from", help="Adapt this model of ours: a folder or a .ts.")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="TOML: network, habits, weights of the sub-folders.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, max=CORES, help="Cores to use.")] = CORES,
    device: Annotated[
        Device, typer.Option(help="What computes; auto: the GPU where there is one.")
    ] = Device.AUTO,
) -> None:
    """Train a model on your own sounds; Ctrl-C ends early and keeps what there is."""
    if resume and begin_from is not None:
        raise ModelFileError(begin_from, "", "--from begins, --resume goes on", "Give one of them")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")  # each file that is skipped
    _require_matplotlib()
    from latentwalk.rave.road import plan  # torch: only those who train pay for it

    decided = plan(
        sounds,
        out,
        minutes=minutes,
        threads=threads,
        stereo=stereo,
        resume=resume,
        begin_from=begin_from,
        recipe=recipe,
        device=device.value,
    )
    kept = _run(decided)
    if kept.step == 0:
        raise ModelFileError(out, "", "ended before its first step", "Train again with --resume")
    _deliver(decided, kept)


def _require_matplotlib() -> None:
    """Refuse now what would fail after hours."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise ModelFileError(
            "matplotlib", "", "is not installed and draws the losses", "Run: make setup"
        )


def _run(decided: "Plan") -> "Checkpoint":
    from latentwalk.rave.recipe import write_recipe
    from latentwalk.rave.road import ways_out
    from latentwalk.rave.train import train as run

    def announce(corpus: "Corpus") -> None:
        """State the road once the sounds are known to be usable, and write the recipe."""
        _check_held_out(decided, corpus)
        typer.echo(f"{decided} {ways_out()}")
        write_recipe(decided)

    return run(
        decided.sounds,
        decided.out,
        decided.config,
        resume=decided.resume,
        begin_from=decided.begin_from,
        recipe=decided.recipe,
        network=decided.network,
        device=decided.device,
        tell=typer.echo,
        announce=announce,
    )


def _check_held_out(decided: "Plan", corpus: "Corpus") -> None:
    """Refuse before the training what its export would refuse after it."""
    from latentwalk.rave.clips import NOTHING_TO_JUDGE, usable_clips

    network = decided.network
    if not usable_clips(corpus.held_out.values(), network.ratio, network.sample_rate_hz):
        names = ", ".join(corpus.held_out)
        raise SoundFileError(
            decided.sounds, names, NOTHING_TO_JUDGE, "Add recordings, or rename or remove these"
        )


def _deliver(decided: "Plan", kept: "Checkpoint") -> None:
    """Export, measure, and write what can be listened to."""
    from latentwalk.rave.bars import bars_in_words, bars_of
    from latentwalk.rave.before_after import write_before_after
    from latentwalk.rave.clips import held_out_clips
    from latentwalk.rave.export import export

    typer.echo(f"Saved at step {kept.step}. Measuring and exporting; --resume goes on from here.")
    network, out = kept.network, decided.out
    exported = export(out / "checkpoint.pt", decided.sounds, out)
    typer.echo(bars_in_words(bars_of(exported.evaluation)))
    clips = held_out_clips(
        decided.sounds, network.sound_channels, network.ratio, network.sample_rate_hz
    )
    heard = write_before_after(exported.file, clips, network.sample_rate_hz, network.latency_frames)
    typer.echo(f"{exported.file}: a model of {kept.step} steps. Listen: {heard[0].parent}")
    typer.echo(
        f"Say in {out / 'recipe.toml'} and {out / 'model.toml'} whose sounds these are, "
        f'who is heard in them, and under which licence. Walk it: "model": "{out.name}".'
    )
