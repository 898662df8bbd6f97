import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.rave.calibration import Axes
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.export import script
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.streamed import Streamed, reset

RATIO = 1024
STATE = (".pad", ".cache")


def _load(file: Path) -> Any:
    return torch.jit.load(file)  # type: ignore[no-untyped-call]


def _sound(rows: int, blocks: int, channels: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(2)
    return 0.2 * torch.randn(rows, channels, blocks * RATIO, generator=generator)


def _export(config: NetworkConfig, file: Path) -> Path:
    torch.manual_seed(0)
    network = Autoencoder(config).eval()
    torch.jit.save(script(Streamed(network, torch.eye(16), torch.zeros(16))), file)
    return file


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = NetworkConfig(channels=(16, 24, 32), inner_channels=16)
    return _export(config, tmp_path_factory.mktemp("export") / "small.ts")


@pytest.fixture(scope="module")
def stereo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = NetworkConfig(
        sound_channels=2, noise_enters=True, channels=(16, 24, 32), inner_channels=16
    )
    return _export(config, tmp_path_factory.mktemp("export") / "stereo.ts")


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
@settings(max_examples=10, deadline=None)
def test_streaming_in_any_split_equals_one_call(exported: Path, blocks: list[int]) -> None:
    model = _load(exported)
    x = _sound(3, sum(blocks))
    whole = model(x)
    reset(model)
    parts = torch.split(x, [block * RATIO for block in blocks], dim=2)
    made = torch.cat([model(part) for part in parts], dim=2)
    torch.testing.assert_close(made, whole, atol=1e-4, rtol=0)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=5))
@settings(max_examples=10, deadline=None)
def test_stereo_streams_in_any_split_as_in_one_call(stereo: Path, blocks: list[int]) -> None:
    model = _load(stereo)
    x = _sound(3, sum(blocks), 2)
    whole = model(x)
    assert whole.shape == x.shape
    reset(model)
    parts = torch.split(x, [block * RATIO for block in blocks], dim=2)
    made = torch.cat([model(part) for part in parts], dim=2)
    torch.testing.assert_close(made, whole, atol=1e-4, rtol=0)


def test_stereo_rows_never_hear_each_other(stereo: Path) -> None:
    together, alone = _load(stereo), _load(stereo)
    x = _sound(3, 4, 2)
    batch = together(x)
    for row in range(3):
        reset(alone)
        torch.testing.assert_close(alone(x[row : row + 1]), batch[row : row + 1], atol=1e-5, rtol=0)


def test_a_stereo_file_declares_two_channels_either_way(stereo: Path) -> None:
    model = _load(stereo)
    assert model.n_channels == 2
    assert model.encode_params.tolist() == [2, 1, 8, RATIO]
    assert model.decode_params.tolist() == [8, RATIO, 2, 1]
    assert model.forward_params.tolist() == [2, 1, 2, 1]
    assert len(model.encode_input_labels) == len(model.decode_output_labels) == 2


def test_what_streams_is_what_was_trained(
    network: Autoencoder, streamed: Streamed, axes: Axes
) -> None:
    x = _sound(2, 6)
    latents = torch.einsum(
        "ef,bfn->ben", axes.rotation, network.posterior(x)[0] - axes.centre[:, None]
    )
    torch.testing.assert_close(streamed.encode(x), latents[:, :8], atol=1e-4, rtol=0)


def test_missing_axes_are_zero_not_noise(streamed: Streamed) -> None:
    z = torch.randn(2, 8, 5)
    short = streamed.decode(z)
    reset(streamed)
    full = streamed.decode(torch.cat([z, torch.zeros(2, 8, 5)], dim=1))
    assert torch.equal(short, full)


def test_the_same_state_gives_the_same_sound(streamed: Streamed) -> None:
    z = torch.randn(1, 16, 6)
    first = streamed.decode(z)
    reset(streamed)
    assert torch.equal(streamed.decode(z), first)


def test_rows_never_hear_each_other(exported: Path) -> None:
    together, alone = _load(exported), _load(exported)
    x = _sound(5, 4)
    batch = together(x)
    for row in range(5):
        reset(alone)
        torch.testing.assert_close(alone(x[row : row + 1]), batch[row : row + 1], atol=1e-5, rtol=0)


def test_a_reset_row_starts_like_a_fresh_one(exported: Path) -> None:
    model = _load(exported)
    x = _sound(2, 4)
    fresh = model(x)
    model(_sound(2, 3))
    for name, buffer in model.named_buffers():
        if name.endswith(STATE):
            buffer[1] = 0
    again = model(x)
    torch.testing.assert_close(again[1], fresh[1], atol=1e-5, rtol=0)
    assert not torch.allclose(again[0], fresh[0], atol=1e-5)


def test_encode_and_decode_keep_separate_state(exported: Path) -> None:
    model = _load(exported)
    state = {n: b for n, b in model.named_buffers() if n.endswith(STATE) and b.numel()}
    model.encode(_sound(1, 2))
    touched = {name for name, buffer in state.items() if buffer.any()}
    assert touched
    assert all(name.startswith("encoder.") for name in touched)


def test_the_file_keeps_the_nn_contract(exported: Path) -> None:
    model = _load(exported)
    assert (model.sr, model.latent_size, model.full_latent_size) == (48_000, 8, 16)
    assert model.get_methods() == ["encode", "decode", "forward"]
    assert model.get_attributes() == []
    assert model.encode_params.tolist() == [1, 1, 8, RATIO]
    assert model.decode_params.tolist() == [8, RATIO, 1, 1]
    assert model.forward_params.tolist() == [1, 1, 1, 1]
    assert len(model.encode_output_labels) == len(model.decode_input_labels) == 8
    assert model.encode(torch.zeros(2, 1, 3 * RATIO)).shape == (2, 8, 3)
    assert model.decode(torch.zeros(2, 11, 3)).shape == (2, 1, 3 * RATIO)


def test_the_file_is_saved_with_zeroed_state_of_64_rows(exported: Path) -> None:
    state = [b for n, b in _load(exported).named_buffers() if n.endswith(STATE)]
    assert len(state) > 20
    assert all(buffer.shape[0] == 64 and not buffer.any() for buffer in state)


def test_the_file_loads_where_latentwalk_does_not_exist(exported: Path) -> None:
    code = (
        "import sys, torch\n"
        "sys.modules['latentwalk'] = None\n"  # importing it now fails, as where it is not
        f"m = torch.jit.load({str(exported)!r})\n"
        "assert m(torch.zeros(1, 1, 1024)).shape == (1, 1, 1024)\n"
    )
    environment = {"PATH": "", "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}
    subprocess.run([sys.executable, "-c", code], check=True, cwd=exported.parent, env=environment)


@pytest.mark.parametrize("level", [1.0, 30.0, 1000.0])
def test_no_latent_leaves_full_scale(streamed: Streamed, level: float) -> None:
    sound = streamed.decode(level * torch.randn(4, 16, 12))
    assert torch.isfinite(sound).all()
    assert float(sound.abs().max()) <= 1.0
