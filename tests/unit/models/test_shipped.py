"""The shipped models themselves, whatever training they came from."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile
import torch

from latentwalk.rave.evaluation import reconstruct
from latentwalk.rave.measures import log_mel, onset_correlation
from latentwalk.rave.streamed import reset

ROOT = Path(__file__).parents[3]
FOLDERS = sorted(card.parent for card in (ROOT / "models").glob("*/model.toml"))
RECORDING = ROOT / "tests" / "data" / "audio" / "street-and-voice.wav"
MAX_BYTES = 12_000_000


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    chosen: Path = request.param
    return chosen


@pytest.fixture(scope="module")
def card(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "model.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def loaded(folder: Path, card: dict[str, Any]) -> Any:
    return torch.jit.load(folder / card["model"]["file"])  # type: ignore[no-untyped-call]


@pytest.fixture
def model(loaded: Any) -> Iterator[Any]:
    reset(loaded)
    with torch.inference_mode():
        yield loaded


@pytest.fixture(scope="module")
def recording(loaded: Any) -> torch.Tensor:
    """Five seconds of a microphone, on as many channels as the model hears, [C, T]."""
    sound, rate_hz = soundfile.read(RECORDING, dtype="float32")
    assert rate_hz == 48_000
    return torch.from_numpy(sound[None, : 5 * 48_000]).repeat(loaded.n_channels, 1)


def test_the_file_is_the_one_the_card_states_and_small(folder: Path, card: dict[str, Any]) -> None:
    content = (folder / card["model"]["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == card["model"]["sha256"]
    assert len(content) <= MAX_BYTES


def test_the_card_and_the_file_agree(card: dict[str, Any], loaded: Any) -> None:
    stated = card["model"]
    assert loaded.sr == stated["sample_rate_hz"] == 48_000
    assert loaded.latent_size == stated["latent_size"]
    assert loaded.full_latent_size == stated["full_latent_size"]
    channels, size, ratio = loaded.n_channels, stated["latent_size"], stated["ratio"]
    assert loaded.encode_params.tolist() == [channels, 1, size, ratio]
    assert loaded.decode_params.tolist() == [size, ratio, channels, 1]
    assert stated["delay_frames"] <= 0.030 * stated["sample_rate_hz"]
    calibration = card["calibration"]
    for name in ("mean", "std", "sign", "explained_variance"):
        assert len(calibration[name]) == stated["latent_size"]
    assert min(calibration["std"]) > 0
    noise_axes = stated["full_latent_size"] - stated["latent_size"]
    assert len(card["calibration_full"]["std"]) == noise_axes


def test_every_source_names_authors_and_licence(card: dict[str, Any]) -> None:
    assert card["source"]
    for source in card["source"]:
        assert source["authors"]
        assert source["licence"] in {"CC-BY-SA-3.0", "CC-BY-3.0", "CC0-1.0", "MIT"}
        assert source["hours"] > 0
    assert card["training"]["steps"] > 0
    assert card["people"]["recognisable"]


def test_it_comes_with_zeroed_state(folder: Path, card: dict[str, Any]) -> None:
    fresh: Any = torch.jit.load(folder / card["model"]["file"])  # type: ignore[no-untyped-call]
    state = {n: b for n, b in fresh.named_buffers() if n.endswith((".pad", ".cache"))}
    assert len(state) > 20
    assert all(buffer.shape[0] == 64 and not buffer.any() for buffer in state.values())


def test_streaming_equals_one_call(model: Any, recording: torch.Tensor) -> None:
    x = torch.stack([recording[:, :32_768], recording[:, 40_000:72_768]])
    whole = model(x)
    reset(model)
    parts = [model(part) for part in torch.split(x, [1024, 4096, 2048, 25_600], dim=2)]
    torch.testing.assert_close(torch.cat(parts, dim=2), whole, atol=1e-4, rtol=0)


def test_standing_anywhere_inside_three_deviations_sounds_and_never_clips(
    card: dict[str, Any], model: Any
) -> None:
    std = torch.tensor(card["calibration"]["std"])
    spots = (2 * torch.rand(48, len(std), generator=torch.Generator().manual_seed(3)) - 1) * 3
    sound = model.decode((spots * std)[:, :, None].repeat(1, 1, 24))
    assert bool(sound.isfinite().all())
    assert float(sound.abs().max()) <= 1.0
    assert float(sound[:, :, 12_288:].abs().amax(dim=2).min()) > 0.0


def test_the_missing_axes_may_carry_noise(card: dict[str, Any], model: Any) -> None:
    full = card["model"]["full_latent_size"]
    noise = torch.randn(1, full, 24, generator=torch.Generator().manual_seed(4))
    std = torch.tensor(card["calibration"]["std"] + card["calibration_full"]["std"])
    sound = model.decode(noise * std[:, None])
    assert bool(sound.isfinite().all())
    assert float(sound.abs().max()) <= 1.0


def test_silence_in_stays_quiet(model: Any) -> None:
    sound = model(torch.zeros(1, model.n_channels, 48 * 1024))[0, :, 24 * 1024 :]
    assert float(20 * torch.log10(sound.square().mean().sqrt() + 1e-9)) < -45.0


def test_a_voice_comes_back_with_its_rhythm(
    card: dict[str, Any], model: Any, recording: torch.Tensor
) -> None:
    made = reconstruct(model, recording, card["model"]["delay_frames"], card["model"]["ratio"])
    assert onset_correlation(recording, made) > 0.9


def test_a_voice_comes_back_nearer_than_another_voice_would(
    card: dict[str, Any], model: Any, recording: torch.Tensor
) -> None:
    made = reconstruct(model, recording, card["model"]["delay_frames"], card["model"]["ratio"])
    itself, other = log_mel(recording), log_mel(recording.roll(recording.shape[1] // 2, 1))
    assert float((log_mel(made) - itself).abs().mean()) < 0.8 * float((other - itself).abs().mean())


def test_each_place_on_the_first_axis_sounds_different(card: dict[str, Any], model: Any) -> None:
    std = card["calibration"]["std"]
    ends = []
    for side in (-2.0, 2.0):
        spot = torch.zeros(1, len(std), 40)
        spot[:, 0] = side * std[0]
        reset(model)
        ends.append(log_mel(model.decode(spot)[0, :, 16 * 1024 :]).mean((0, 1)))
    change_db = 8.686 * float((ends[1] - ends[0]).abs().mean())
    assert change_db > 3.0
