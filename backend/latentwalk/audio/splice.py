"""Making sound a few milliseconds shorter or longer where it is most like itself."""

import numpy as np

from latentwalk.audio.continuation import fade_in
from latentwalk.domain.block import Samples

SPLICE_FRAMES = 240  # 5 ms: the crossfade, and the most that one splice skips or repeats
MIN_SHIFT_FRAMES = 48  # 1 ms: less would not be worth a crossfade
REACH_FRAMES = 2 * SPLICE_FRAMES  # frames a splice may look at, either side of where it begins


def splice(around: Samples, is_shorter: bool) -> tuple[Samples, int]:
    """Crossfade from a stream to itself, a little later or earlier.

    Args:
        around: ``[960]`` float32: 480 frames before the place and 480 from it on.
        is_shorter: Skip ahead (the stream gets shorter), else repeat.

    Returns:
        The crossfade, ``[240]``, to be played from the place on; and the shift: the stream goes
        on at place + 240 + shift. Its size is 48..240, positive when shorter.
    """
    place = REACH_FRAMES
    now = around[place : place + SPLICE_FRAMES]
    sizes = np.arange(MIN_SHIFT_FRAMES, SPLICE_FRAMES + 1)
    shifts = sizes if is_shorter else -sizes
    low = place + int(shifts.min())
    search = around[low : place + int(shifts.max()) + SPLICE_FRAMES].astype(np.float64)
    likeness = np.correlate(search, now.astype(np.float64), "valid")
    energy = np.convolve(search * search, np.ones(SPLICE_FRAMES), "valid")
    likeness /= np.sqrt(energy + 1e-9)
    shift = low - place + int(np.argmax(likeness))
    then = around[place + shift : place + shift + SPLICE_FRAMES]
    rise = fade_in(SPLICE_FRAMES)
    return (1.0 - rise) * now + rise * then, shift
