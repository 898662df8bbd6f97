"""Everything that can be said about a walk document before anybody walks it."""

from collections.abc import Collection

from latentwalk.domain.errors import WalkFileError
from latentwalk.geo.report import Report, findings_of
from latentwalk.geo.walkfile import parse_walk

ACCURACY_M = 8.0  # what a phone reports under an open sky


def check_document(
    text: str,
    file: str,
    models: Collection[str] | None = None,
    files: Collection[str] | None = None,
    accuracy_m: float = ACCURACY_M,
) -> Report:
    """Check a walk document; never raises.

    Args:
        text: The document.
        file: Its name, for messages; the stem is the walk's id.
        models: Ids of the models that are there; ``None`` does not ask.
        files: Names in the walk's folder of sounds; ``None`` does not ask.
        accuracy_m: How far positions err where it will be walked.

    Returns:
        All errors, and the warnings if there are none.
    """
    try:
        parse_walk(text, file)
    except WalkFileError as error:
        return Report(findings_of([error]))
    return Report()
