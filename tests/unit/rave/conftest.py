from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from latentwalk.rave.calibration import Axes
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.streamed import Streamed


@pytest.fixture(scope="session")
def small() -> NetworkConfig:
    return NetworkConfig(channels=(16, 24, 32), inner_channels=16)


@pytest.fixture
def network(small: NetworkConfig) -> Autoencoder:
    torch.manual_seed(0)
    return Autoencoder(small).eval()


@pytest.fixture
def axes(small: NetworkConfig) -> Axes:
    generator = torch.Generator().manual_seed(1)
    size, full = small.latent_size, small.full_latent_size
    rotation = torch.zeros(full, full)
    for start, stop in ((0, size), (size, full)):
        square = torch.randn(stop - start, stop - start, generator=generator)
        rotation[start:stop, start:stop] = torch.linalg.qr(square)[0]
    centre = torch.cat([torch.randn(size, generator=generator), torch.zeros(full - size)])
    return Axes(rotation, centre, torch.ones(full), torch.ones(size) / size)


@pytest.fixture
def streamed(network: Autoencoder, axes: Axes) -> Streamed:
    return Streamed(network, axes.rotation, axes.centre)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    """Two groups of gliding tones, half a minute in all."""
    random = np.random.default_rng(0)
    for number in range(12):
        glide_hz = np.linspace(random.uniform(100, 900), random.uniform(100, 900), 3 * 48_000)
        sound = 0.3 * np.sin(2 * np.pi * np.cumsum(glide_hz) / 48_000)
        folder = tmp_path / "sounds" / ("voices" if number % 2 else "street")
        folder.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / f"glide-{number}.wav", sound, 48_000)
    return tmp_path / "sounds"
