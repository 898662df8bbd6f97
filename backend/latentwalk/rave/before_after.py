"""What a training made of sounds it never heard, to listen to."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import soundfile
import torch
from torch import Tensor

from latentwalk.rave.evaluation import reconstruct

FOLDER = "before-after"
MOST = 4  # pairs: more are not listened to


def write_before_after(
    export: Path, clips: Sequence[Tensor], sample_rate_hz: int, delay_frames: int
) -> list[Path]:
    """Write ``before-after/N-before.wav`` and ``N-after.wav`` beside an export.

    Args:
        export: The ``.ts``.
        clips: Sounds that did not train it, each [C, T]; the longest are taken.
        sample_rate_hz: Of the clips.
        delay_frames: What the model answers late by; taken out, so that a pair is aligned.

    Returns:
        The files, before and after in turn.
    """
    model: Any = torch.jit.load(export)  # type: ignore[no-untyped-call]
    ratio, folder = int(model.decode_params[1]), export.parent / FOLDER
    folder.mkdir(exist_ok=True)
    written = []
    longest = sorted(clips, key=lambda clip: clip.shape[1], reverse=True)[:MOST]
    for number, clip in enumerate(longest, start=1):
        made = reconstruct(model, clip, delay_frames, ratio)
        for when, sound in (("before", clip), ("after", made)):
            path = folder / f"{number}-{when}.wav"
            soundfile.write(path, sound.numpy().T, sample_rate_hz, subtype="PCM_16")
            written.append(path)
    return written
