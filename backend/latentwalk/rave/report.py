"""Measure a finished model: ``python -m latentwalk.rave.report models/NAME --sounds DIR``."""

import argparse
import copy
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import torch

from latentwalk.domain.errors import LatentwalkError, ModelFileError
from latentwalk.rave.clips import all_clips, held_out_clips
from latentwalk.rave.evaluation import Evaluation, evaluate

FIXED = (".analysis.", ".synthesis.")  # filter banks are designed, not learnt


def report(folder: Path, sounds: Path, *, whole: bool = False) -> Evaluation:
    """Evaluate the model in a folder on the sounds that were held out from its training.

    Args:
        folder: ``models/NAME``, with its ``model.toml`` and the file that names.
        sounds: The corpus it was trained on, or any other folder of recordings.
        whole: Whether no model was trained on any of them, so that all are heard.

    Raises:
        ModelFileError: If the card or the file is missing or cannot be used.
        SoundFileError: If no held-out sound can be used.
    """
    card = _card(folder)
    model = _load(folder / str(card["model"]["file"]))
    ratio, channels = int(model.decode_params[1]), int(model.encode_params[0])
    choose = all_clips if whole else held_out_clips
    return evaluate(
        model,
        choose(sounds, channels, ratio, int(card["model"]["sample_rate_hz"])),
        torch.tensor(card["calibration"]["std"]),
        int(card["model"]["delay_frames"]),
        ratio,
        untrained(model),
    )


def _card(folder: Path) -> dict[str, Any]:
    path = folder / "model.toml"
    try:
        card = tomllib.loads(path.read_text("utf-8"))
        for name in ("file", "sample_rate_hz", "delay_frames"):
            card["model"][name]
        card["calibration"]["std"]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ModelFileError(
            path, "", f"not the card of a calibrated model ({error})", "Export it again"
        ) from error
    return card


def _load(file: Path) -> Any:
    try:
        return torch.jit.load(file)  # type: ignore[no-untyped-call]
    except (RuntimeError, ValueError) as error:
        kind = type(error).__name__  # torch's own text fills a screen
        raise ModelFileError(file, "", f"cannot be loaded ({kind})") from error


@torch.no_grad()
def untrained(model: Any) -> Any:
    """Copy a loaded export and draw its weights anew, as before its first step."""
    blank, generator = copy.deepcopy(model), torch.Generator().manual_seed(0)
    for name, weight in blank.named_parameters():
        if any(part in name for part in FIXED):
            continue
        if weight.dim() == 1:
            weight.zero_()
        else:
            weight.normal_(0.0, weight[0].numel() ** -0.5, generator=generator)
    return blank


def main() -> None:
    """Print the figures as JSON; exits with one line when it cannot."""
    parser = argparse.ArgumentParser(description="Measure a finished model.")
    parser.add_argument("folder", type=Path, help="models/NAME")
    parser.add_argument("--sounds", type=Path, required=True, help="the folder it was trained on")
    args = parser.parse_args()
    try:
        figures = report(args.folder, args.sounds)
    except LatentwalkError as error:
        sys.exit(f"{error}")
    sys.stdout.write(json.dumps(figures.as_dict(), indent=2) + "\n")


if __name__ == "__main__":
    main()
