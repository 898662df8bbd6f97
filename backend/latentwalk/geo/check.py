"""Everything that can be said about a walk document before anybody walks it."""

from collections.abc import Collection, Iterator
from itertools import islice

from latentwalk.geo.checks.distances import far_zones
from latentwalk.geo.checks.neighbours import crowding
from latentwalk.geo.checks.resources import missing_files, missing_models
from latentwalk.geo.checks.roots import strays, waiting
from latentwalk.geo.checks.site import site_of
from latentwalk.geo.checks.sizes import fine_scales, narrow_zones, slivers
from latentwalk.geo.checks.ways import cut_off, unheard
from latentwalk.geo.faults import Fault
from latentwalk.geo.report import Finding, Report
from latentwalk.geo.walkfile import Reading, read_document

ACCURACY_M = 8.0  # what a phone reports under an open sky
MAX_OF_A_KIND = 100  # warnings; who has more mends these first
GROUND_CHECKS = (cut_off, unheard, far_zones, narrow_zones, slivers, fine_scales, crowding)


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
    reading = read_document(text, file)
    errors = tuple(_told(fault) for fault in reading.faults)
    if reading.walk is None:
        return Report(errors)
    site = site_of(reading.walk, accuracy_m)
    kinds = [
        *_resources(reading, models, files),
        waiting(reading.walk),
        strays(site, reading.things),
        *(check(site) for check in GROUND_CHECKS),
    ]
    return Report(errors, tuple(w for kind in kinds for w in islice(kind, MAX_OF_A_KIND)))


def _resources(
    reading: Reading, models: Collection[str] | None, files: Collection[str] | None
) -> Iterator[Iterator[Finding]]:
    assert reading.walk is not None
    if models is not None:
        yield missing_models(reading.walk, models)
    if files is not None:
        yield missing_files(reading.walk, reading.things, files)


def _told(fault: Fault) -> Finding:
    """Return an error as a remark, which need not name the file."""
    error = fault.error
    message = f"{error.problem}. {error.remedy}" if error.remedy else error.problem
    return Finding(fault.feature, fault.field, message)
