"""Documents examined before anybody walks them: what they say, and what they need."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import JsonValue

from latentwalk.app.ground_maker import GroundMaker
from latentwalk.app.library import models_of
from latentwalk.app.model_shelf import ModelShelf
from latentwalk.domain.errors import InputFileError, ModelFileError
from latentwalk.domain.walk import Walk
from latentwalk.geo.check import check_document
from latentwalk.geo.report import PIECE, Finding, Report
from latentwalk.geo.walkfile import parse_walk

Json = dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a document is.

    Attributes:
        report: What the check says.
        walk: The walk, ``None`` if it cannot be walked.
    """

    report: Report
    walk: Walk | None


class Examiner:
    """Examines documents by what this server has.

    Args:
        models: Its models.
        maker: Knows which planted sounds could not be encoded.
    """

    def __init__(self, models: ModelShelf, maker: GroundMaker) -> None:
        self._models, self._maker = models, maker

    def examine(self, walk_id: str, text: str, files: Sequence[str]) -> Examined:
        """Check a document; sounds that could not be encoded are warnings of it.

        Args:
            walk_id: Of the walk.
            text: The document.
            files: The names in the walk's folder of sounds.
        """
        file = f"{walk_id}.geojson"
        report = check_document(text, file, self._models.known(), files)
        if not report.ok:
            return Examined(report, None)
        try:
            walk = parse_walk(text, file)
            self._models.require(models_of({walk_id: walk}))
        except InputFileError as error:
            return Examined(replace(report, errors=(_finding(error),)), None)
        doubts = tuple(_finding(error) for error in self._maker.errors(walk))
        return Examined(replace(report, warnings=(*report.warnings, *doubts)), walk)

    def loaded(self, examined: Examined) -> Examined:
        """Load what a walk needs; a model that cannot be loaded is an error of the walk."""
        if examined.walk is None:
            return examined
        try:
            self._models.load(models_of({"": examined.walk}))
        except InputFileError as error:
            return Examined(replace(examined.report, errors=(_finding(error),)), None)
        return examined


def _finding(error: InputFileError) -> Finding:
    """Return an error of a model or of a sound as a remark on the piece."""
    told = f"{error.place}: {error.problem}. {error.remedy}"
    return Finding(PIECE, "model" if isinstance(error, ModelFileError) else "", told)


def report_json(report: Report) -> Json:
    """Return a report as JSON."""
    errors: list[JsonValue] = [dict(finding.to_json()) for finding in report.errors]
    warnings: list[JsonValue] = [dict(finding.to_json()) for finding in report.warnings]
    return {"ok": report.ok, "errors": errors, "warnings": warnings}
