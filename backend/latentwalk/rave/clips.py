"""The sounds a model is judged and calibrated by."""

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from latentwalk.domain.errors import SoundFileError
from latentwalk.rave.checkpoint import Checkpoint
from latentwalk.rave.dataset import Crops, load_corpus, load_held_out
from latentwalk.rave.loudness import loudness_lufs, to_loudness

REFERENCE_LUFS = -23.0  # what the server brings the microphone to
CLIP_S = (0.5, 12.0)  # shorter clips say nothing of onsets, longer ones would outweigh the rest
SILENT_LUFS = -60.0
N_SCENES, SCENE_STEPS = 160, 64  # what a stereo model is calibrated on: 3.6 minutes


def held_out_clips(sounds: Path, channels: int, ratio: int, sample_rate_hz: int) -> list[Tensor]:
    """Held-out sounds at the reference loudness, cut to whole latent steps, each [C, T].

    Raises:
        SoundFileError: If there is none of half a second or more.
    """
    clips = []
    for sound in load_held_out(sounds, channels).values():
        n_frames = min(sound.shape[1], int(CLIP_S[1] * sample_rate_hz))
        usable = sound[:, : n_frames // ratio * ratio]
        long_enough = usable.shape[1] >= CLIP_S[0] * sample_rate_hz
        if long_enough and loudness_lufs(usable) > SILENT_LUFS:
            clips.append(torch.from_numpy(to_loudness(usable, REFERENCE_LUFS)))
    if not clips:
        raise SoundFileError(sounds, "", "no held-out sound of half a second", "Add more files")
    return clips


def training_scenes(sounds: Path, kept: Checkpoint) -> list[Tensor]:
    """Scenes like those a stereo model was trained on, each [2, T]; the same every time."""
    habits = replace(kept.train, min_gain_db=-12.0, silence_share=0.0, mic_share=0.0, batch=8)
    crops = Crops(load_corpus(sounds, 2), habits, SCENE_STEPS * kept.network.ratio)
    return [scene for _ in range(N_SCENES // 8) for scene in crops.next_batch()]
