"""Crops of sound for training, made to resemble what a live microphone hears.

A folder of sounds becomes one long signal per group (top-level sub-folder); crops are drawn from
the groups by weight and then disturbed: gain, speed, band limits, street sound beneath, silence.
A stereo corpus is heard as scenes (:mod:`latentwalk.rave.scenes`), now and then as one microphone.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch
from numpy.typing import NDArray
from torch import Tensor

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import SoundFileError
from latentwalk.rave.config import TrainConfig
from latentwalk.rave.disturbance import disturb_level, lowpass
from latentwalk.rave.held_out import held_out_seconds
from latentwalk.rave.scenes import compose

log = logging.getLogger(__name__)

SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif"})
MIN_SOUND_S = 20.0  # below this a model can only learn one gesture
SILENT_PEAK = 1e-3  # -60 dBFS: a folder whose loudest sample is below this holds nothing
INT16_SCALE = 32767.0


def _parted(sound: Samples, held_out_s: float) -> tuple[Samples, Samples]:
    """Part a sound [C, T] into what trains and what is kept."""
    n_kept = round(min(held_out_s * SAMPLE_RATE_HZ, sound.shape[1]))
    at = sound.shape[1] - n_kept
    return sound[:, :at], sound[:, at:]


def find_sounds(folder: Path) -> list[Path]:
    """List the sound files under ``folder``, sorted.

    Raises:
        SoundFileError: If the folder is missing or holds no sound file.
    """
    sounds = sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
    if not sounds:
        found = "no such folder" if not folder.is_dir() else "no sound file in it"
        raise SoundFileError(
            folder, "", found, f"Put {', '.join(sorted(SUFFIXES))} files into it or its sub-folders"
        )
    return sounds


def read_sound(path: Path, channels: int = 1) -> Samples:
    """Read a file at 48 kHz, shape [C, T], float32; mono becomes two equal channels of stereo.

    Raises:
        SoundFileError: If it cannot be decoded.
    """
    try:
        frames, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise SoundFileError(
            path, "", f"cannot be read ({error})", "Convert it to WAV or FLAC"
        ) from error
    if frames.shape[1] != channels:
        frames = frames.mean(axis=1, dtype=np.float32, keepdims=True)
    if rate_hz != SAMPLE_RATE_HZ:
        frames = soxr.resample(frames, rate_hz, SAMPLE_RATE_HZ, quality="HQ")
    sound: Samples = np.broadcast_to(frames.T, (channels, len(frames)))
    return sound


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sounds in memory, as 16-bit integers to halve their size.

    Attributes:
        groups: One long signal per group of training files, each [C, T].
        held_out: What is kept for evaluation, by path relative to the folder, each [C, T].
    """

    groups: Mapping[str, NDArray[np.int16]]
    held_out: Mapping[str, Samples]

    @property
    def hours(self) -> float:
        """Duration of the training part."""
        frames: int = sum(group.shape[1] for group in self.groups.values())
        return frames / SAMPLE_RATE_HZ / 3600

    @property
    def channels(self) -> int:
        """1 for mono, 2 for stereo."""
        return len(next(iter(self.groups.values())))


def load_corpus(folder: Path, channels: int = 1) -> Corpus:
    """Read every sound under ``folder``; unreadable files are skipped with a warning.

    Args:
        folder: Its sub-folders are the groups.
        channels: 1 mixes everything to mono, 2 keeps stereo.

    Raises:
        SoundFileError: If there is no sound, too little of it, or nothing but silence.
    """
    parts: dict[str, list[NDArray[np.int16]]] = {}
    held_out: dict[str, Samples] = {}
    sounds = find_sounds(folder)
    kept_s = held_out_seconds(folder, sounds)
    for path in sounds:
        name = path.relative_to(folder).as_posix()
        try:
            sound = read_sound(path, channels)
        except SoundFileError as error:
            log.warning("skipped: %s", error)
            continue
        trains, kept = _parted(sound, kept_s.get(path, 0.0))
        if kept.shape[1]:
            held_out[name] = kept
        if trains.shape[1]:
            group = name.split("/")[0] if "/" in name else "sounds"
            parts.setdefault(group, []).append(_to_int16(trains))
    groups = {group: np.concatenate(signals, axis=1) for group, signals in parts.items()}
    _check_enough(folder, len(sounds), groups)
    return Corpus(groups, held_out)


def _to_int16(sound: Samples) -> NDArray[np.int16]:
    return np.round(np.clip(sound, -1.0, 1.0) * INT16_SCALE).astype(np.int16)


def _check_enough(folder: Path, n_files: int, groups: Mapping[str, NDArray[np.int16]]) -> None:
    if not groups:
        raise SoundFileError(folder, "", f"none of its {n_files} sound files can be read or used")
    seconds = sum(group.shape[1] for group in groups.values()) / SAMPLE_RATE_HZ
    if seconds < MIN_SOUND_S:
        raise SoundFileError(
            folder,
            "",
            f"{seconds:.1f} s of sound, at least {MIN_SOUND_S:.0f} s are needed",
            "Add recordings: ten minutes are a good beginning, an hour is better",
        )
    peak = max(int(np.abs(group).max(initial=0)) for group in groups.values()) / INT16_SCALE
    if peak < SILENT_PEAK:
        raise SoundFileError(
            folder,
            "",
            f"only silence (peak {peak:.5f}, expected at least {SILENT_PEAK})",
            "Check the recording level or the channel that was exported",
        )


class Crops:
    """An endless source of training batches: crops of a mono corpus, scenes of a stereo one."""

    def __init__(
        self,
        corpus: Corpus,
        config: TrainConfig,
        crop_frames: int,
        weights: Mapping[str, float] | None = None,
        under: str = "",
        *,
        seed: int = 0,
    ) -> None:
        self._config, self._crop_frames, self._under = config, crop_frames, under
        self._groups = {
            name: _at_least(group, 3 * crop_frames) for name, group in corpus.groups.items()
        }
        self._names = list(self._groups)
        shares = np.array([_share(name, corpus, weights) for name in self._names])
        self._shares = shares / shares.sum()
        self._random = np.random.default_rng(seed)
        self._stereo = corpus.channels == 2

    def next_batch(self) -> Tensor:
        """Draw one batch of shape [B, C, T], float32 in [-1, 1]."""
        return torch.from_numpy(np.stack([self._next_crop() for _ in range(self._config.batch)]))

    def _next_crop(self) -> Samples:
        if self._stereo and self._random.random() >= self._config.mic_share:
            scene = compose(self._read_any, self._crop_frames, self._random)
            return disturb_level(scene, self._config, self._random)
        crop = self._next_mic()
        return np.repeat(crop, 2, axis=0) if self._stereo else crop

    def _next_mic(self) -> Samples:
        """Draw what one microphone might hear, [1, T]."""
        random, config = self._random, self._config
        group = self._names[random.choice(len(self._names), p=self._shares)]
        crop = self._read(group, config.speed_share).mean(axis=0, keepdims=True)
        if (
            self._under in self._groups
            and group != self._under
            and random.random() < config.under_share
        ):
            crop = crop + self._beneath(crop)
        if random.random() < config.lowpass_share:
            cutoff_hz = float(np.exp(random.uniform(np.log(2500.0), np.log(14000.0))))
            crop = lowpass(crop, cutoff_hz)
        return disturb_level(crop, config, random)

    def _read_any(self) -> Samples:
        """Draw a recording of any group, [C, T]."""
        group = self._names[self._random.choice(len(self._names), p=self._shares)]
        return self._read(group, self._config.speed_share)

    def _read(self, group: str, speed_share: float) -> Samples:
        signal, n_frames = self._groups[group], self._crop_frames
        speed = (
            float(self._random.uniform(0.85, 1.18)) if self._random.random() < speed_share else 1.0
        )
        wanted = int(n_frames * speed) + 16  # the resampler may end a few frames short
        start = int(self._random.integers(0, signal.shape[1] - wanted))
        crop: Samples = signal[:, start : start + wanted].astype(np.float32)
        crop /= np.float32(INT16_SCALE)
        if speed != 1.0:
            crop = soxr.resample(crop.T, speed, 1.0, quality="LQ").T
        short = n_frames - crop.shape[1]
        return np.pad(crop, ((0, 0), (0, short))) if short > 0 else crop[:, :n_frames]

    def _beneath(self, crop: Samples) -> Samples:
        """Street sound 5 to 25 dB below the crop's own level."""
        street = self._read(self._under, 0.0).mean(axis=0, keepdims=True)
        level = np.sqrt(np.mean(crop**2) / (np.mean(street**2) + 1e-9))
        quieter = 10 ** (self._random.uniform(-25.0, -5.0) / 20)
        beneath: Samples = street * np.float32(min(level, 30.0) * quieter)
        return beneath


def _share(name: str, corpus: Corpus, weights: Mapping[str, float] | None) -> float:
    """Weight of a group: as given, else by the square root of its length."""
    return weights.get(name, 0.0) if weights else float(np.sqrt(corpus.groups[name].shape[1]))


def _at_least(signal: NDArray[np.int16], n_frames: int) -> NDArray[np.int16]:
    return np.tile(signal, (1, -(-n_frames // signal.shape[1])))[
        :, : max(n_frames, signal.shape[1])
    ]


def load_held_out(folder: Path, channels: int = 1) -> dict[str, Samples]:
    """Read only what is kept for evaluation, each [C, T]; unreadable files are skipped.

    Raises:
        SoundFileError: If the folder holds no sound file.
    """
    held_out = {}
    for path, kept_s in held_out_seconds(folder, find_sounds(folder)).items():
        try:
            sound = read_sound(path, channels)
        except SoundFileError as error:
            log.warning("skipped: %s", error)
            continue
        held_out[path.relative_to(folder).as_posix()] = _parted(sound, kept_s)[1]
    return held_out
