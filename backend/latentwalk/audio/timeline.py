"""A ring of samples addressed by the sender's own frame numbers, knowing which have come."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Samples


class Timeline:
    """The last ``capacity_frames`` of one mono stream, holes and all.

    Frames are written where their number says, in any order; one already there is kept, so a
    duplicate changes nothing. Writing beyond the newest frame forgets the oldest.

    Args:
        capacity_frames: Frames remembered, > 0.

    Attributes:
        end_frame: One past the newest frame written.
    """

    def __init__(self, capacity_frames: int) -> None:
        self.capacity_frames = capacity_frames
        self.end_frame = 0
        self._whole_from = 0  # from here to the end nothing is missing; before it, who knows
        self._samples: Samples = np.zeros(capacity_frames, np.float32)
        self._is_here: NDArray[np.bool_] = np.zeros(capacity_frames, np.bool_)
        # Through these NumPy is not asked, which lets go of the interpreter for every 500
        # elements: three threads that pass it on lose more than the copies take.
        self._sample_bytes = self._samples.data.cast("B")
        self._here_bytes = self._is_here.data.cast("B")

    @property
    def oldest_frame(self) -> int:
        """The first frame number that is still remembered."""
        return self.end_frame - self.capacity_frames

    def restart(self, frame: int) -> None:
        """Forget everything; the next frame expected is ``frame``."""
        self.end_frame = self._whole_from = frame
        self._is_here[:] = False

    def write(self, start_frame: int, samples: Samples) -> int:
        """Put samples in their place.

        Args:
            start_frame: Frame number of the first sample.
            samples: ``[n]`` float32; what lies before :attr:`oldest_frame` is ignored.

        Returns:
            Frames that were not here before.
        """
        if start_frame == self.end_frame:
            return self._append(samples)
        end_frame = self.end_frame
        self._grow(start_frame + len(samples))
        n_old = max(0, self.oldest_frame - start_frame)
        samples, start_frame = samples[n_old:], start_frame + n_old
        n_written = 0
        for where, part in self._spans(start_frame, len(samples)):
            is_wanted = ~self._is_here[where]
            n_wanted = int(np.count_nonzero(is_wanted))
            if n_wanted:
                self._samples[where][is_wanted] = samples[part][is_wanted]
                self._is_here[where] = True
            n_written += n_wanted
        if start_frame > end_frame:
            self._whole_from = start_frame
        elif start_frame + len(samples) >= self._whole_from:
            self._whole_from = min(self._whole_from, start_frame)
        return n_written

    def read(self, start_frame: int, n_frames: int) -> tuple[Samples, NDArray[np.bool_]]:
        """Return ``n_frames`` from ``start_frame`` and which of them are here, ``[n]`` each.

        Frames that are not here (never came, forgotten, not yet) are zero.
        """
        whole = self.whole(start_frame, n_frames)
        if whole is not None:
            return whole, np.ones(n_frames, np.bool_)
        return self._read_gaps(start_frame, n_frames)

    def whole(self, start_frame: int, n_frames: int) -> Samples | None:
        """Return ``n_frames`` from ``start_frame`` if surely all are here, ``[n]``, to be read.

        ``None`` also where the ring wraps, or behind a hole that was filled: see :meth:`read`.
        """
        end_frame, capacity = self.end_frame, self.capacity_frames
        if not max(end_frame - capacity, self._whole_from) <= start_frame <= end_frame - n_frames:
            return None
        start = start_frame % capacity
        stop = start + n_frames
        if stop > capacity:
            return None
        return np.frombuffer(bytes(self._sample_bytes[4 * start : 4 * stop]), np.float32)

    def first_here(self, start_frame: int) -> int:
        """Return the first frame at or after ``start_frame`` that is here, else the end."""
        start_frame = max(start_frame, self.oldest_frame)
        _, is_here = self.read(start_frame, max(0, self.end_frame - start_frame))
        return start_frame + int(np.argmax(is_here)) if is_here.any() else self.end_frame

    def _read_gaps(self, start_frame: int, n_frames: int) -> tuple[Samples, NDArray[np.bool_]]:
        samples: Samples = np.zeros(n_frames, np.float32)
        is_here: NDArray[np.bool_] = np.zeros(n_frames, np.bool_)
        first = min(max(0, self.oldest_frame - start_frame), n_frames)
        last = max(first, min(n_frames, self.end_frame - start_frame))
        for where, part in self._spans(start_frame + first, last - first):
            samples[first:last][part] = self._samples[where]
            is_here[first:last][part] = self._is_here[where]
        samples[~is_here] = 0.0
        return samples, is_here

    def _append(self, samples: Samples) -> int:
        n_skipped = max(0, len(samples) - self.capacity_frames)
        start_frame, n_new = self.end_frame + n_skipped, len(samples) - n_skipped
        given = np.ascontiguousarray(samples[n_skipped:], np.float32).data.cast("B")
        for where, part in self._spans(start_frame, n_new):
            count = where.stop - where.start
            self._sample_bytes[4 * where.start : 4 * where.stop] = given[
                4 * part.start : 4 * part.stop
            ]
            self._here_bytes[where.start : where.stop] = b"\1" * count
        self.end_frame += len(samples)
        return n_new

    def _grow(self, new_end: int) -> None:
        if new_end <= self.end_frame:
            return
        n_fresh = min(new_end - self.end_frame, self.capacity_frames)
        for where, _ in self._spans(new_end - n_fresh, n_fresh):
            self._is_here[where] = False
        self.end_frame = new_end

    def _spans(self, start_frame: int, n_frames: int) -> list[tuple[slice, slice]]:
        """Return the (ring, block) slices of a stretch: one, or two where the ring wraps."""
        if n_frames <= 0:
            return []
        start = start_frame % self.capacity_frames
        head = min(n_frames, self.capacity_frames - start)
        spans = [(slice(start, start + head), slice(0, head))]
        if head < n_frames:
            spans.append((slice(0, n_frames - head), slice(head, n_frames)))
        return spans
