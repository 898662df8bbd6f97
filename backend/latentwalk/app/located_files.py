"""A walk's located recordings, read for who renders it offline; phones mix them themselves."""

from pathlib import Path

from latentwalk.app.ground_maker import sounds_dir
from latentwalk.audio.located import Located, LocatedSound
from latentwalk.audio.passage import read_passage
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.walk import Walk

LONGEST_S = 600.0  # as an upload may be


def located_of(walk: Walk, walks_dir: Path) -> Located | None:
    """Read every recording of ``walk``; ``None`` where it has none.

    Raises:
        SoundFileError: If one is missing or cannot be used.
    """
    if not walk.samples:
        return None
    folder = sounds_dir(walks_dir, walk.id)
    return Located(
        LocatedSound(sample, read_passage(folder / sample.file, SAMPLE_RATE_HZ, 1, LONGEST_S)[0])
        for sample in walk.samples
    )
