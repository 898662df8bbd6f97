"""The sounds a model is judged and calibrated by."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from latentwalk.domain.block import Samples
from latentwalk.domain.errors import SoundFileError
from latentwalk.rave.checkpoint import Checkpoint
from latentwalk.rave.dataset import Crops, find_sounds, load_corpus, load_held_out, read_sound
from latentwalk.rave.loudness import loudness_lufs, to_loudness

REFERENCE_LUFS = -23.0  # what the server brings the microphone to
CLIP_S = (0.5, 12.0)  # shorter clips say nothing of onsets, longer ones would outweigh the rest
SILENT_LUFS = -60.0
NOTHING_TO_JUDGE = "no held-out sound of half a second, or only silence"
N_SCENES, SCENE_STEPS = 160, 64  # what a stereo model is calibrated on: 3.6 minutes


def held_out_clips(sounds: Path, channels: int, ratio: int, sample_rate_hz: int) -> list[Tensor]:
    """Held-out sounds at the reference loudness, cut to whole latent steps, each [C, T].

    Raises:
        SoundFileError: If there is none of half a second or more.
    """
    clips = usable_clips(load_held_out(sounds, channels).values(), ratio, sample_rate_hz)
    if not clips:
        raise SoundFileError(sounds, "", NOTHING_TO_JUDGE, "Add more files")
    return clips


def all_clips(sounds: Path, channels: int, ratio: int, sample_rate_hz: int) -> list[Tensor]:
    """Every sound of a folder no model was trained on, as :func:`held_out_clips` gives them.

    Raises:
        SoundFileError: If there is none of half a second or more, or one cannot be read.
    """
    whole = (read_sound(path, channels) for path in find_sounds(sounds))
    clips = usable_clips(whole, ratio, sample_rate_hz)
    if not clips:
        raise SoundFileError(sounds, "", NOTHING_TO_JUDGE, "Give longer recordings")
    return clips


def usable_clips(sounds: Iterable[Samples], ratio: int, sample_rate_hz: int) -> list[Tensor]:
    """Cut sounds to whole steps at the reference loudness; short and silent ones are left out."""
    clips = []
    for sound in sounds:
        n_frames = min(sound.shape[1], int(CLIP_S[1] * sample_rate_hz))
        usable = sound[:, : n_frames // ratio * ratio]
        long_enough = usable.shape[1] >= CLIP_S[0] * sample_rate_hz
        if long_enough and loudness_lufs(usable) > SILENT_LUFS:
            clips.append(torch.from_numpy(to_loudness(usable, REFERENCE_LUFS)))
    return clips


def training_scenes(sounds: Path, kept: Checkpoint) -> list[Tensor]:
    """Scenes like those a stereo model was trained on, each [2, T]; the same every time."""
    habits = replace(kept.train, min_gain_db=-12.0, silence_share=0.0, mic_share=0.0, batch=8)
    crops = Crops(load_corpus(sounds, 2), habits, SCENE_STEPS * kept.network.ratio)
    return [scene for _ in range(N_SCENES // 8) for scene in crops.next_batch()]
