"""Crops of sound for training, made to resemble what a live microphone hears.

A folder of sounds becomes one long signal per group (top-level sub-folder); crops are drawn from
the groups by weight and then disturbed: gain, speed, band limits, street sound beneath, silence.
"""

import hashlib
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

log = logging.getLogger(__name__)

SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".mp3", ".aiff", ".aif"})
HELD_OUT_ONE_IN = 32  # about 3 % of the files never train
MIN_SOUND_S = 20.0  # below this a model can only learn one gesture
SILENT_PEAK = 1e-3  # -60 dBFS: a folder whose loudest sample is below this holds nothing
INT16_SCALE = 32767.0


def is_held_out(name: str) -> bool:
    """Say whether a file of this name is kept for evaluation, the same on every machine."""
    return hashlib.sha256(name.encode()).digest()[0] % HELD_OUT_ONE_IN == 0


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


def read_sound(path: Path) -> Samples:
    """Read a file as mono at 48 kHz, shape [T], float32.

    Raises:
        SoundFileError: If it cannot be decoded.
    """
    try:
        frames, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise SoundFileError(
            path, "", f"cannot be read ({error})", "Convert it to WAV or FLAC"
        ) from error
    mono: Samples = frames.mean(axis=1, dtype=np.float32)
    if rate_hz != SAMPLE_RATE_HZ:
        mono = soxr.resample(mono, rate_hz, SAMPLE_RATE_HZ, quality="HQ")
    return mono


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sounds in memory, as 16-bit integers to halve their size.

    Attributes:
        groups: One long signal per group of training files.
        held_out: The files kept for evaluation, by path relative to the folder.
    """

    groups: Mapping[str, NDArray[np.int16]]
    held_out: Mapping[str, Samples]

    @property
    def hours(self) -> float:
        """Duration of the training part."""
        return sum(len(group) for group in self.groups.values()) / SAMPLE_RATE_HZ / 3600


def load_corpus(folder: Path) -> Corpus:
    """Read every sound under ``folder``; unreadable files are skipped with a warning.

    Raises:
        SoundFileError: If there is no sound, too little of it, or nothing but silence.
    """
    parts: dict[str, list[NDArray[np.int16]]] = {}
    held_out: dict[str, Samples] = {}
    sounds = find_sounds(folder)
    for path in sounds:
        name = path.relative_to(folder).as_posix()
        try:
            sound = read_sound(path)
        except SoundFileError as error:
            log.warning("skipped: %s", error)
            continue
        if is_held_out(name):
            held_out[name] = sound
        else:
            group = name.split("/")[0] if "/" in name else "sounds"
            parts.setdefault(group, []).append(_to_int16(sound))
    groups = {group: np.concatenate(signals) for group, signals in parts.items()}
    _check_enough(folder, len(sounds), groups)
    return Corpus(groups, held_out)


def _to_int16(sound: Samples) -> NDArray[np.int16]:
    return np.round(np.clip(sound, -1.0, 1.0) * INT16_SCALE).astype(np.int16)


def _check_enough(folder: Path, n_files: int, groups: Mapping[str, NDArray[np.int16]]) -> None:
    if not groups:
        raise SoundFileError(folder, "", f"none of its {n_files} sound files can be read or used")
    seconds = sum(len(group) for group in groups.values()) / SAMPLE_RATE_HZ
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
    """An endless source of training batches."""

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
            name: _at_least(group, 2 * crop_frames) for name, group in corpus.groups.items()
        }
        self._names = list(self._groups)
        shares = np.array([_share(name, corpus, weights) for name in self._names])
        self._shares = shares / shares.sum()
        self._random = np.random.default_rng(seed)

    def next_batch(self) -> Tensor:
        """Draw one batch of shape [B, 1, T], float32 in [-1, 1]."""
        crops = np.stack([self._next_crop() for _ in range(self._config.batch)])
        return torch.from_numpy(crops[:, None, :])

    def _next_crop(self) -> Samples:
        random, config = self._random, self._config
        group = self._names[random.choice(len(self._names), p=self._shares)]
        crop = self._read(group, config.speed_share)
        if (
            self._under in self._groups
            and group != self._under
            and random.random() < config.under_share
        ):
            crop = crop + self._beneath(crop)
        if random.random() < config.lowpass_share:
            crop = _lowpass(crop, float(np.exp(random.uniform(np.log(2500.0), np.log(14000.0)))))
        crop = crop * np.float32(
            10 ** (random.uniform(config.min_gain_db, config.max_gain_db) / 20)
        )
        if random.random() < config.silence_share:
            crop = crop * _fade_to_silence(len(crop), random)
        return np.clip(crop, -1.0, 1.0).astype(np.float32)

    def _read(self, group: str, speed_share: float) -> Samples:
        signal, n_frames = self._groups[group], self._crop_frames
        speed = (
            float(self._random.uniform(0.85, 1.18)) if self._random.random() < speed_share else 1.0
        )
        wanted = int(n_frames * speed) + 16  # the resampler may end a few frames short
        start = int(self._random.integers(0, len(signal) - wanted))
        crop: Samples = signal[start : start + wanted].astype(np.float32) / np.float32(INT16_SCALE)
        if speed != 1.0:
            crop = soxr.resample(crop, speed, 1.0, quality="LQ")
        return crop[:n_frames] if len(crop) >= n_frames else np.pad(crop, (0, n_frames - len(crop)))

    def _beneath(self, crop: Samples) -> Samples:
        """Street sound 5 to 25 dB below the crop's own level."""
        street = self._read(self._under, 0.0)
        level = np.sqrt(np.mean(crop**2) / (np.mean(street**2) + 1e-9))
        quieter = 10 ** (self._random.uniform(-25.0, -5.0) / 20)
        return street * np.float32(min(level, 30.0) * quieter)


def _share(name: str, corpus: Corpus, weights: Mapping[str, float] | None) -> float:
    """Weight of a group: as given, else by the square root of its length."""
    return weights.get(name, 0.0) if weights else float(np.sqrt(len(corpus.groups[name])))


def _at_least(signal: NDArray[np.int16], n_frames: int) -> NDArray[np.int16]:
    return np.tile(signal, -(-n_frames // len(signal))) if len(signal) < n_frames else signal


def _lowpass(crop: Samples, cutoff_hz: float) -> Samples:
    """Cut all above ``cutoff_hz`` with a half-octave slope, as codecs and cheap microphones do."""
    spectrum = np.fft.rfft(crop)
    frequency_hz = np.linspace(0.0, SAMPLE_RATE_HZ / 2, len(spectrum))
    slope = np.clip((1.4 * cutoff_hz - frequency_hz) / (0.4 * cutoff_hz), 0.0, 1.0)
    return np.fft.irfft(spectrum * slope, len(crop)).astype(np.float32)


def _fade_to_silence(n_frames: int, random: np.random.Generator) -> Samples:
    """A gate that closes (or opens) within 10 ms somewhere in the crop."""
    at, fade = random.uniform(0.0, n_frames), 480
    gate = np.clip((at - np.arange(n_frames)) / fade, 0.0, 1.0).astype(np.float32)
    return gate if random.random() < 0.5 else 1.0 - gate


def load_held_out(folder: Path) -> dict[str, Samples]:
    """Read only the files kept for evaluation; unreadable ones are skipped.

    Raises:
        SoundFileError: If the folder holds no sound file.
    """
    held_out = {}
    for path in find_sounds(folder):
        name = path.relative_to(folder).as_posix()
        if is_held_out(name):
            try:
                held_out[name] = read_sound(path)
            except SoundFileError as error:
                log.warning("skipped: %s", error)
    return held_out
