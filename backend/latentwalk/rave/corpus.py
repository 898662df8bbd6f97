"""Fetch and decode a training corpus from its recipe, so that a model can be made again.

Each chosen sound of the recipe's packages (:mod:`latentwalk.rave.packages`) becomes one FLAC file
at 48 kHz under ``OUT/<group>/<package>/``, mono or stereo as the recipe's ``[corpus]`` says.
"""

import argparse
import io
import logging
import sys
import tomllib
from pathlib import Path

import numpy as np
import soundfile
import soxr

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import LatentwalkError, SoundFileError
from latentwalk.rave.packages import Package, fetch, files, read_packages

log = logging.getLogger(__name__)

G722_RATE_HZ = 16_000
CAT_ENTRY_BYTES = 8  # OpenTTD sound container: little-endian offset and size of each entry
CAT_OFFSET_MASK = 0x7FFF_FFFF  # the top bit marks the container's second format


def build(recipe: Path, packages: Path, out: Path) -> int:
    """Fetch, check, unpack and decode every package of a recipe.

    Args:
        recipe: The model's ``recipe.toml``.
        packages: Folder that holds, or will hold, the downloaded packages.
        out: Folder for the FLAC files.

    Returns:
        The number of FLAC files written.

    Raises:
        InputFileError: If the recipe cannot be read or a package is not what it says.
    """
    packages.mkdir(parents=True, exist_ok=True)
    wanted = read_packages(recipe)
    channels = int(tomllib.loads(recipe.read_text("utf-8"))["corpus"].get("channels", 1))
    return sum(_decode_package(package, packages, out, channels) for package in wanted)


def _decode_package(package: Package, packages: Path, out: Path, channels: int) -> int:
    written = 0
    for name, content in files(package, fetch(package, packages)):
        for take in package.takes:
            if take.wants(name):
                folder = out / take.group / package.name
                written += _decode_file(name, content, folder, channels)
    log.info("%s: %d sounds", package.name, written)
    return written


def _decode_file(name: str, content: bytes, folder: Path, channels: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    sounds = split_cat(content) if name.endswith(".cat") else [(name, content)]
    written = 0
    for inner, encoded in sounds:
        try:
            sound = decode(inner, encoded, channels)
        except SoundFileError as error:
            log.warning("%s", error)
            continue
        stem = inner.rsplit(".", 1)[0].replace("/", "_").replace(" ", "_")[-80:]
        soundfile.write(folder / f"{stem}.flac", sound.T, SAMPLE_RATE_HZ, subtype="PCM_16")
        written += 1
    return written


def decode(name: str, encoded: bytes, channels: int = 1) -> Samples:
    """Decode one sound to mono or stereo at 48 kHz; a mono sound stays mono either way.

    Returns:
        Samples of shape [C, T], float32 in [-1, 1], C at most ``channels``.

    Raises:
        SoundFileError: If the bytes are no sound we can read.
    """
    try:
        if name.endswith(".g722"):
            sound, rate_hz = _decode_g722(encoded)[:, None], G722_RATE_HZ
        else:
            sound, rate_hz = soundfile.read(io.BytesIO(encoded), dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, ValueError) as error:
        raise SoundFileError(name, "", f"unreadable ({error})") from error
    if len(sound) == 0:
        raise SoundFileError(name, "", "holds no frames")
    if channels == 1 or sound.shape[1] != channels:
        sound = sound.mean(axis=1, keepdims=True)
    resampled: Samples = soxr.resample(sound, rate_hz, SAMPLE_RATE_HZ, quality="HQ")
    return np.clip(resampled.T, -1.0, 1.0).astype(np.float32)


def _decode_g722(encoded: bytes) -> Samples:
    import av  # only the recipe's telephone prompts need it: it comes with the `train` extra

    with av.open(io.BytesIO(encoded), mode="r", format="g722") as container:
        frames = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    pcm: Samples = np.concatenate(frames).astype(np.float32) / np.float32(2**15)
    return pcm


def split_cat(content: bytes) -> list[tuple[str, bytes]]:
    """Split an OpenTTD ``.cat`` container into its WAV files."""
    count = (int.from_bytes(content[:4], "little") & CAT_OFFSET_MASK) // CAT_ENTRY_BYTES
    sounds = []
    for entry in range(count):
        at = entry * CAT_ENTRY_BYTES
        offset = int.from_bytes(content[at : at + 4], "little") & CAT_OFFSET_MASK
        riff = content.find(b"RIFF", offset)
        length = int.from_bytes(content[riff + 4 : riff + 8], "little") + 8  # RIFF header itself
        sounds.append((f"opensfx_{entry:02d}.wav", content[riff : riff + length]))
    return sounds


def main() -> None:
    """Build the corpus named on the command line."""
    parser = argparse.ArgumentParser(description="Fetch and decode a training corpus.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the FLAC files")
    parser.add_argument(
        "--packages", type=Path, help="folder of the downloads (default: OUT/../packages)"
    )
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    args.out.mkdir(parents=True, exist_ok=True)
    try:
        build(args.recipe, args.packages or args.out.parent / "packages", args.out)
    except LatentwalkError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
