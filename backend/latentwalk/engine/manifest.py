"""A model's card, ``model.toml``, read at the rim."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from latentwalk.domain.errors import ModelFileError
from latentwalk.engine.contract import DEFAULT_LOUDNESS_LUFS, Contract
from latentwalk.latent.space import LatentKind

CARD_NAME = "model.toml"

Finite = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[int, Field(gt=0)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelTable(_Table):
    """``[model]``: what it is; ``None`` is read from the file or measured at load."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: str
    licence: str = "unknown"
    file: Annotated[str, Field(pattern=r"^[^/\\]+$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    sample_rate_hz: Positive | None = None
    ratio: Positive | None = None
    latent_size: Positive | None = None
    full_latent_size: Positive | None = None
    latents: LatentKind | None = None
    delay_frames: Annotated[int, Field(ge=0)] | None = None
    max_rows: Positive | None = None  # of an export whose rows run one by one
    prior_rows: Annotated[int, Field(ge=0)] | None = None  # 0 keeps its prior from sounding
    reference_loudness_lufs: Finite = DEFAULT_LOUDNESS_LUFS
    gain_db: Finite = 0.0


class Calibration(_Table):
    """``[calibration]``: the unit of each latent, length K."""

    mean: tuple[Finite, ...]
    std: tuple[Annotated[Finite, Field(ge=0)], ...]
    sign: tuple[Finite, ...]
    explained_variance: tuple[Finite, ...] = ()

    @model_validator(mode="after")
    def _same_lengths(self) -> Self:
        if not len(self.mean) == len(self.std) == len(self.sign):
            sizes = f"{len(self.mean)}, {len(self.std)} and {len(self.sign)}"
            raise ValueError(f"mean, std and sign must be equally long, got {sizes} values")
        if any(abs(sign) != 1.0 for sign in self.sign):
            raise ValueError("every sign must be 1 or -1")
        return self


class NoiseCalibration(_Table):
    """``[calibration_full]``: spread of the F - K noise axes, model units."""

    std: tuple[Annotated[Finite, Field(ge=0)], ...]


class Training(_Table):
    """``[training]``: what it cost."""

    sound_hours: Finite = 0.0
    duration_hours: Finite = 0.0
    steps: int = 0
    hardware: str = ""
    energy_kwh: Finite = 0.0
    energy_method: str = ""


class People(_Table):
    """``[people]``: who can be recognised in it."""

    recognisable: str = ""


class Source(_Table):
    """``[[source]]``: one body of sound it was trained on."""

    name: str
    authors: str = ""
    licence: str = ""
    package: str = ""
    hours: Finite = 0.0


class Manifest(_Table):
    """A model folder: where the file lies and what its card states."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # later cards may say more

    folder: Path
    model: ModelTable
    calibration: Calibration | None = None
    calibration_full: NoiseCalibration | None = None
    training: Training = Training()
    people: People = People()
    source: tuple[Source, ...] = ()

    @property
    def path(self) -> Path:
        """The TorchScript file."""
        return self.folder / self.model.file

    @property
    def card(self) -> Path:
        """The card, whether or not it exists."""
        return self.folder / CARD_NAME

    def measured(self, contract: Contract) -> Self:
        """Return the card with what a load measured, so that later loads agree with it."""
        units = {
            name: tuple(float(value) for value in getattr(contract, name))
            for name in ("mean", "std", "sign")
        }
        names = ("delay_frames", "max_rows", "prior_rows")
        found = {name: getattr(contract, name) for name in names}
        table = self.model.model_copy(update=found)
        calibration = self.calibration or Calibration(**units)
        return self.model_copy(update={"model": table, "calibration": calibration})


def load_manifest(folder: Path | str) -> Manifest:
    """Read a model folder's card.

    Raises:
        ModelFileError: If the card is missing, is not TOML or breaks its schema.
    """
    card = Path(folder) / CARD_NAME
    try:
        tables = tomllib.loads(card.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        remedy = "Give the folder of a model, or write a card as models/README.md shows"
        raise ModelFileError(card, "", "there is no such card", remedy) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelFileError(card, "", f"cannot be read as TOML: {error}") from error
    try:
        return Manifest.model_validate({**tables, "folder": card.parent})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the card"
        given = "" if first["type"] == "missing" else f", got {first['input']!r:.80}"
        raise ModelFileError(card, place, f"{first['msg']}{given}", "Correct the card") from error


def manifest_of(path: Path | str) -> Manifest:
    """Return the card of a lone ``.ts`` file: the one beside it, else only its name."""
    path = Path(path)
    if (path.parent / CARD_NAME).is_file():
        manifest = load_manifest(path.parent)
        if manifest.model.file == path.name:
            return manifest
    slug = "".join(c if c.isascii() and c.isalnum() else "-" for c in path.stem.lower())
    table = ModelTable(id=slug.strip("-") or "model", title=path.stem, file=path.name)
    return Manifest(folder=path.parent, model=table)


def find_models(models_dir: Path | str) -> Sequence[Manifest]:
    """Read the card of every model folder in ``models_dir``, sorted by folder name.

    Raises:
        ModelFileError: If a card is wrong or two models share one id.
    """
    cards = sorted(Path(models_dir).glob(f"*/{CARD_NAME}"))
    manifests = [load_manifest(card.parent) for card in cards]
    seen: dict[str, Path] = {}
    for manifest in manifests:
        other = seen.setdefault(manifest.model.id, manifest.folder)
        if other is not manifest.folder:
            problem = f"{manifest.model.id!r} is the id of {other} too"
            raise ModelFileError(manifest.card, "model.id", problem, "Give it an id of its own")
    return manifests
