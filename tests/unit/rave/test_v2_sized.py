from pathlib import Path

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.engine.checker import check_model
from latentwalk.rave.export import script
from latentwalk.rave.v2_sized import V2Size, V2Sized

SMALL = V2Size(capacity=4, prototype_frames=64, full_latent_size=12, latent_size=3)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("v2_sized") / "small.ts"
    script(V2Sized(SMALL)).save(str(path))
    return path


@pytest.mark.slow
def test_the_default_size_is_the_published_one() -> None:
    model = V2Sized()
    assert sum(parameter.numel() for parameter in model.parameters()) / 1e6 == pytest.approx(
        31.6, abs=0.1
    )
    with torch.no_grad(), FlopCounterMode(display=False) as counted:
        model.decode(torch.zeros(1, 128, 1))
        model.encode(torch.zeros(1, 1, 2048))
    assert counted.get_total_flops() * SAMPLE_RATE_HZ / 2048 / 1e9 == pytest.approx(7.0, abs=0.05)


def test_an_export_streams_in_independent_rows_and_repeats_itself(file: Path) -> None:
    report = check_model(file)
    assert report.ok, report.reason
    assert (report.streaming, report.batchable, report.seeded) == (True, True, True)
    assert (report.ratio, report.latent_size, report.full_latent_size) == (2048, 3, 12)
    assert report.max_rows == 64


def test_any_split_gives_the_whole() -> None:
    noise = torch.randn(2, 1, 12 * 2048, generator=torch.Generator().manual_seed(1))
    whole, parts = V2Sized(SMALL), V2Sized(SMALL)
    with torch.no_grad():
        z = whole.encode(noise)
        pieces = torch.cat([parts.encode(part) for part in torch.split(noise, 3 * 2048, 2)], dim=2)
        torch.testing.assert_close(pieces, z, rtol=1e-4, atol=1e-5)
        full = torch.randn(2, 12, 12, generator=torch.Generator().manual_seed(2))
        sounds = torch.cat([parts.decode(part) for part in torch.split(full, 5, 2)], dim=2)
        torch.testing.assert_close(sounds, whole.decode(full), rtol=1e-4, atol=1e-5)


def test_the_missing_axes_are_drawn_and_given_ones_are_not() -> None:
    first, again = V2Sized(SMALL), V2Sized(SMALL)
    full, short = torch.zeros(1, 12, 12), torch.zeros(1, 3, 12)
    with torch.no_grad():
        assert torch.equal(first.decode(full), again.decode(full))
        assert not torch.equal(first.decode(short), again.decode(short))


def test_sound_neither_dies_nor_explodes_on_its_way() -> None:
    model = V2Sized(V2Size(capacity=24))
    noise = 0.1 * torch.randn(1, 1, 16 * 2048, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        latents, sound = model.encode(noise), model.decode(torch.randn(1, 128, 16))
    assert 0.2 < float(latents.std()) < 5.0
    assert 0.05 < float(sound.std()) < 0.5


def test_a_seed_makes_the_same_weights_again() -> None:
    one, same, other = (V2Sized(SMALL, seed).latent_pca for seed in (1, 1, 2))
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
