"""The tiny models by name, scripted once each."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import nn

from latentwalk.engine.manifest import Calibration, Manifest, manifest_of
from tests.fakes import broken_nets as broken
from tests.fakes import family_nets as family
from tests.fakes import nets
from tests.fakes import prior_nets as priors

DIRT = 0.7


def with_decoder(model: nets.Plain, decoder: nn.Module) -> nets.Plain:
    model.decoder = decoder
    return model


def without_rate(model: nets.Plain) -> nets.Plain:
    model.sr = -1
    return model


def dirty(model: nn.Module) -> nn.Module:
    """Leave the self-test of an exporter in rows 0..3."""
    for name, buffer in model.named_buffers():
        if name.endswith(("pad", "cache")):
            buffer[:4] = DIRT
    return model


def forgetful() -> nn.Module:
    model = nets.Plain()
    model.encoder = broken.ForgetfulEncoder(nets.RATIO, 1)
    return model


def recurrent() -> nn.Module:
    model = nets.Plain()
    model.encoder = family.HybridEncoder(nets.RATIO, 1)
    return model


def save(model: nn.Module, path: Path) -> Path:
    """Script a model and write it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        scripted = torch.jit.script(model.eval())
        assert isinstance(scripted, torch.jit.ScriptModule)
        scripted.save(str(path))  # type: ignore[no-untyped-call]
    return path


def with_units(manifest: Manifest, size: int = nets.K) -> Manifest:
    """Give a card identity units and no delay, so that loading need not measure them."""
    units = Calibration(mean=(0.0,) * size, std=(1.0,) * size, sign=(1.0,) * size)
    table = manifest.model.model_copy(update={"delay_frames": 0})
    return manifest.model_copy(update={"model": table, "calibration": units})


@dataclass
class Shelf:
    """Scripts each variety once and keeps its file."""

    folder: Path
    _paths: dict[str, Path] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        if name not in self._paths:
            self._paths[name] = save(VARIETIES[name](), self.folder / f"{name}.ts")
        return self._paths[name]

    def card(self, name: str) -> Manifest:
        """Return a card with identity units."""
        return with_units(manifest_of(self.path(name)), SIZES.get(name.split("_")[0], nets.K))


SIZES = {"echo": nets.ECHO_RATIO, "spherical": nets.K - 1}  # K, where it is another


VARIETIES: dict[str, Callable[[], nn.Module]] = {
    "plain": nets.Plain,
    "old": nets.Old,
    "drawing": nets.Drawing,
    "deaf": nets.Deaf,
    "tempered": nets.Tempered,
    "poisoned": broken.Poisoned,
    "sick": broken.Sick,
    "thundering": broken.Thundering,
    "shivering": broken.Shivering,
    "ageing": broken.Ageing,
    "stumbling": broken.Stumbling,
    "normed": broken.Normed,
    "long": broken.Long,
    "mixing": broken.Mixing,
    "shared": broken.Shared,
    "surround": broken.Surround,
    "two_ratios": broken.TwoRatios,
    "foreign": broken.Foreign,
    "dreaming": priors.Dreaming,
    "solo": priors.Solo,
    "solo_drawing": priors.SoloDrawing,
    "brooding": priors.Brooding,
    "choking": priors.Choking,
    "entangled": priors.Entangled,
    "unforgetting": priors.Unforgetting,
    "two_temperatures": lambda: priors.Dreaming(temperatures=2),
    "dirty": lambda: dirty(nets.Plain()),
    "forgetful": forgetful,
    "forgetful_drawing": broken.ForgetfulDrawing,
    "one_row": lambda: nets.Plain(rows=1),
    "stereo": lambda: nets.Plain(channels_out=2),
    "stereo_in": lambda: nets.Plain(channels_in=2, channels_out=2),
    "stereo_bank": lambda: with_decoder(nets.Plain(channels_out=2), nets.Bank()),
    "split_bank": lambda: with_decoder(nets.Plain(channels_out=2), broken.SplitBank()),
    "remembering": nets.Remembering,
    "nameless": nets.Nameless,
    "rateless": lambda: without_rate(nets.Plain()),
    "echo_0": lambda: nets.Echo(0),
    "echo_700": lambda: nets.Echo(700),
    "echo_5000": lambda: nets.Echo(5000),
    "fine": lambda: nets.Plain(ratio=512),
    "coarse": lambda: nets.Plain(ratio=2048),
    "v1": lambda: nets.Old(2048, 44_100),
    "v2": family.Variational,
    "v2_44k": lambda: family.Variational(sr=44_100),
    "v2_small": lambda: family.Hissing(512),
    "v2_stereo": lambda: family.Variational(channels=2),
    "v3": family.Adaptive,
    "v3_learning": lambda: family.Adaptive(learns=True),
    "brave": lambda: family.Variational(128),
    "discrete": family.Discrete,
    "wasserstein": family.Wasserstein,
    "spherical": family.Spherical,
    "hybrid": recurrent,
    "channelled": family.Channelled,
    "single": family.Single,
    "modern": family.Modern,
    "combined": family.Labelled,
    "strided": family.Strided,
    "songless": family.Songless,
    "ratio_256": lambda: nets.Plain(ratio=256),
    "ratio_600": lambda: nets.Plain(ratio=600),
    "cd": lambda: nets.Plain(ratio=512, sr=44_100),
}
