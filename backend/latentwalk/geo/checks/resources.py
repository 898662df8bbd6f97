"""Models and files that a walk names and that are not there."""

from collections.abc import Collection, Iterator, Sequence

from latentwalk.domain.rule import UseModel
from latentwalk.domain.sample import Sample
from latentwalk.domain.sound import Planted
from latentwalk.domain.walk import Walk
from latentwalk.geo.faults import Place
from latentwalk.geo.feature import Rooted, Thing
from latentwalk.geo.report import PIECE, Finding

MAX_LISTED = 12

Found = Sequence[tuple[Place, Thing | None]]


def missing_models(walk: Walk, models: Collection[str]) -> Iterator[Finding]:
    """Yield every place that names a model which is not there."""
    listed = ", ".join(sorted(models)[:MAX_LISTED]) or "none"
    for feature, field, model in _named_models(walk):
        if model is not None and model not in models:
            yield Finding(
                feature, field,
                f'there is no model "{model}": this will be silent. Known are: {listed}',
            )  # fmt: skip


def _named_models(walk: Walk) -> Iterator[tuple[str, str, str | None]]:
    yield PIECE, "model", walk.model
    yield PIECE, "outside.model", walk.outside.model
    for zone in walk.zones:
        yield zone.id, "sound.model", zone.sound.model
    for index, rule in enumerate(walk.rules):
        for number, action in enumerate(rule.then):
            if isinstance(action, UseModel):
                yield PIECE, f"rules.{index}.then.{number}.model", action.model
    for index, swatch in enumerate(walk.swatches):
        yield PIECE, f"swatches.{index}.model", swatch.model


def missing_files(walk: Walk, found: Found, files: Collection[str]) -> Iterator[Finding]:
    """Yield every place that names a file which is not in the walk's folder."""
    for feature, field, file in _named_files(walk, found):
        if file and file not in files:
            yield Finding(
                feature, field,
                f'there is no file "{file}" in the folder {walk.id}.sounds. Upload it, or name '
                "another",
            )  # fmt: skip


def _named_files(walk: Walk, found: Found) -> Iterator[tuple[str, str, str]]:
    yield PIECE, "opening.file", walk.opening.file
    yield PIECE, "cover.picture", walk.cover.picture
    for place, thing in found:
        match thing:
            case Sample(file=file) | Rooted(thing=Planted(file=file)):
                yield place.feature, "file", file
