"""A render's latents on disk: standard deviations here, the model's own units in the file."""

from pathlib import Path

from latentwalk.audio.latent_track import read_latents, write_latents
from latentwalk.domain.block import Latents
from latentwalk.engine.contract import Contract


def save_latents(path: Path, latents: Latents, contract: Contract) -> None:
    """Write latents [K, steps] as nn~ wants them, in the model's own units.

    Raises:
        SoundFileError: If the disk refuses.
    """
    units = contract.space.from_units(latents)
    write_latents(path, units, contract.sample_rate_hz / contract.ratio)


def load_latents(path: Path, contract: Contract) -> Latents:
    """Read latents [K, steps] in standard deviations.

    Raises:
        SoundFileError: If it cannot be read or belongs to another model.
    """
    return contract.space.to_units(read_latents(path, contract.latent_size))
