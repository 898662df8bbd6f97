"""The microphone's way out of the network's clock and into the server's."""

from enum import Enum

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.arrival import ArrivalJitter
from latentwalk.audio.conceal import Concealer
from latentwalk.audio.continuation import HISTORY_FRAMES
from latentwalk.audio.guard import finite
from latentwalk.audio.splice import REACH_FRAMES, SPLICE_FRAMES, splice
from latentwalk.audio.timeline import Timeline
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples, check_shape
from latentwalk.domain.errors import BlockSizeError

START_TARGET_FRAMES = 960  # 20 ms; a tick is added to it at every read
CAPACITY_FRAMES = 48_000  # 1 s
JUMP_FRAMES = SAMPLE_RATE_HZ // 2  # a sender's clock this far off was restarted
OVERRUN_FRAMES = 7_200  # 150 ms beyond the goal: more than splices could work off
SLACK_FRAMES = PACKET_FRAMES // 2  # fill swings by a packet; half of it lies below its mean
DEADBAND_FRAMES = 240  # 5 ms off the goal is left alone
FILL_AVERAGE_S = 2.0
SHRINK_EVERY_S, GROW_EVERY_S = 0.5, 0.25  # one splice each; wanting sound is the more urgent

_LANE = np.zeros(1, np.intp)
_FRESH, _MISSING = np.ones(1, np.bool_), np.zeros(1, np.bool_)


class Phase(Enum):
    """What a jitter buffer is doing."""

    WAITING = "waiting"  # for the first sound, or the first after the sender's clock jumped
    PLAYING = "playing"
    EMPTY = "empty"  # ran dry; the continuation sounds and the read position stands still


class JitterBuffer:
    """One mono stream of timestamped PCM, written as it comes, read on the tick clock.

    Written for one thread: whoever reads also writes.

    - **Prefetch.** Reading starts when the fill reaches the goal: the target plus one read.
    - **Target.** The 99th percentile of arrival jitter over 10 s plus a packet, 20..350 ms; it
      rises at once and falls by 5 ms a second (:class:`ArrivalJitter`).
    - **Order.** Packets land where their frame number says. Duplicates change nothing, packets
      wholly behind the read position are counted ``late``.
    - **Gaps.** A hole with sound behind it is concealed and passed; nobody waits for it.
    - **Underrun.** With nothing left, the last sound is mirrored and dies away in 70 ms, and the
      read position stands. When enough has come, reading resumes where the fill is nearest to
      the goal: at the earliest where it stopped (a late packet raised the delay for good), at
      the latest where it would be by now (a lost packet raises nothing).
    - **Drift.** The mean fill is steered to the goal by splices of 1–5 ms, laid where the sound
      is most like itself, at most two a second to shrink, four to grow; 300 ppm need one in 17 s.
    - **Overrun.** 150 ms beyond the goal, or past the capacity, reading jumps to the goal.
    - **Restart.** A timestamp more than 0.5 s outside what is held is set aside; a second one
      beside it proves that the sender's clock jumped, and the buffer starts anew there.

    Every seam is a crossfade of 5 ms. The delay is the fill, not a constant: ``fill_frames``.

    Args:
        target_frames: Where the target starts.
        capacity_frames: Most sound held.

    Attributes:
        late: Packets that came wholly too late.
        duplicates: Packets that brought nothing new.
        lost: Frames passed by because they were not there in time.
        concealed: Frames synthesised after the first sound.
        dropped: Frames skipped to keep the delay down.
        splices: Splices made to follow drift and target.
    """

    def __init__(
        self, target_frames: int = START_TARGET_FRAMES, capacity_frames: int = CAPACITY_FRAMES
    ) -> None:
        if capacity_frames < 4 * PACKET_FRAMES:
            least = 4 * PACKET_FRAMES
            raise BlockSizeError(f"capacity_frames: expected ≥ {least}, got {capacity_frames}")
        self._start_target_frames, self._capacity_frames = target_frames, capacity_frames
        self._timeline = Timeline(capacity_frames + REACH_FRAMES)
        self._joiner = Concealer(1, 1, return_frames=SPLICE_FRAMES)
        self.reset()

    def reset(self) -> None:
        """Forget the stream and the counters."""
        self.late = self.duplicates = self.lost = 0
        self.concealed = self.dropped = self.splices = 0
        self._jitter = ArrivalJitter(self._start_target_frames)
        self._joiner.reset(0)
        self._last_block: Samples | None = None  # what the joiner has yet to hear
        self._timeline.restart(0)
        self._phase = Phase.WAITING
        self._is_anchored = self._has_sounded = False
        self._stray: tuple[int, Samples] | None = None
        self._read_frame = 0
        self._waited_frames = 0  # since the buffer ran dry
        self._mean_fill_frames = 0.0
        self._rest_frames = 0  # until the next splice may be made

    @property
    def phase(self) -> Phase:
        return self._phase

    @property
    def fill_frames(self) -> int:
        """Frames between the read position and the newest frame, holes included."""
        return max(0, self._timeline.end_frame - self._read_frame) if self._is_anchored else 0

    @property
    def target_frames(self) -> int:
        """Fill aimed at beyond the block that is read."""
        return self._jitter.target_frames

    # -- writing ----------------------------------------------------------------------------

    def write(self, start_frame: int, samples: Samples, now_s: float) -> None:
        """Take one packet's sound.

        Args:
            start_frame: Frame number of its first sample on the sender's clock.
            samples: ``[n]`` float32, n at most a quarter of the capacity.
            now_s: When it came, monotonic seconds.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        check_shape("samples", samples, [None])
        if not 0 < len(samples) <= self._capacity_frames // 4:
            most = self._capacity_frames // 4
            raise BlockSizeError(f"samples: expected 1..{most} frames, got {len(samples)}")
        samples, _ = finite(samples)
        if not self._is_anchored:
            self._anchor(start_frame)
        elif self._is_far(start_frame, len(samples)) and not self._has_jumped(start_frame, samples):
            return
        self._stray = None
        self._jitter.note(start_frame, len(samples), now_s)
        self._place(start_frame, samples)

    def _is_far(self, start_frame: int, n_frames: int) -> bool:
        is_ahead = start_frame > self._timeline.end_frame + JUMP_FRAMES
        return is_ahead or start_frame + n_frames < self._read_frame - JUMP_FRAMES

    def _has_jumped(self, start_frame: int, samples: Samples) -> bool:
        """Start anew if this far packet lies beside the last far one; else set it aside."""
        stray = self._stray
        if stray is None or abs(start_frame - stray[0]) > JUMP_FRAMES or start_frame == stray[0]:
            self._stray = start_frame, samples
            return False
        self._anchor(min(start_frame, stray[0]))
        self._place(*stray)
        return True

    def _anchor(self, start_frame: int) -> None:
        self._timeline.restart(start_frame)
        self._jitter.forget()
        self._read_frame, self._phase, self._is_anchored = start_frame, Phase.WAITING, True

    def _place(self, start_frame: int, samples: Samples) -> None:
        if self._phase is Phase.WAITING:
            self._read_frame = min(self._read_frame, start_frame)
        n_late = max(0, self._read_frame - start_frame)
        if n_late >= len(samples):
            self.late += 1
            return
        if not self._timeline.write(start_frame + n_late, samples[n_late:]):
            self.duplicates += 1
        n_over = self._timeline.end_frame - self._read_frame - self._capacity_frames
        if n_over > 0:
            self._skip(n_over)

    # -- reading ----------------------------------------------------------------------------

    def read(self, n_frames: int) -> tuple[Samples, int]:
        """Give the next block; never waits.

        Args:
            n_frames: Frames wanted: one tick.

        Returns:
            ``[n_frames]`` float32 and how many of them were synthesised or are silence for want
            of sound (0 before the stream's first sound).
        """
        if self._phase is not Phase.PLAYING and not self._has_started(n_frames):
            self._waited_frames += n_frames
            return self._covered(n_frames)
        head = self._regulated(n_frames)
        if not len(head):
            return self._played(n_frames)
        rest, n_concealed = self._played(n_frames - len(head))
        return np.concatenate([head, rest]), n_concealed

    def _has_started(self, n_frames: int) -> bool:
        """Leave waiting or empty if enough has come, and choose where to go on."""
        if not self._is_anchored:
            return False
        end, goal = self._timeline.end_frame, self._goal_frames(n_frames)
        first = self._timeline.first_here(self._read_frame)
        needed = goal
        latest = end
        if self._phase is Phase.EMPTY:
            needed = min(goal, n_frames + 2 * PACKET_FRAMES)
            latest = max(first, self._read_frame + self._waited_frames)
        if end - first < needed - SLACK_FRAMES:
            return False
        resume = min(max(end - goal - SLACK_FRAMES, first), latest)
        self.lost += first - self._read_frame
        self.dropped += resume - first
        self._read_frame, self._phase, self._has_sounded = resume, Phase.PLAYING, True
        self._mean_fill_frames = float(max(min(end - resume, goal), goal - 2 * PACKET_FRAMES))
        self._rest_frames = round(SHRINK_EVERY_S * SAMPLE_RATE_HZ)
        return True

    def _goal_frames(self, n_frames: int) -> int:
        most = self._capacity_frames - OVERRUN_FRAMES // 2
        return min(self._jitter.target_frames + n_frames, most)

    def _regulated(self, n_frames: int) -> Samples:
        """Follow drift and target; return the crossfade to play first, often empty."""
        fill, goal = self.fill_frames, self._goal_frames(n_frames)
        pace = n_frames / (FILL_AVERAGE_S * SAMPLE_RATE_HZ)
        self._mean_fill_frames += (fill - self._mean_fill_frames) * pace
        self._rest_frames = max(0, self._rest_frames - n_frames)
        if fill > goal + OVERRUN_FRAMES:
            self._skip(fill - goal)
            return np.zeros(0, np.float32)
        error = self._mean_fill_frames - goal
        if self._rest_frames or abs(error) < DEADBAND_FRAMES:
            return np.zeros(0, np.float32)
        return self._spliced(n_frames, is_shorter=error > 0)

    def _skip(self, n_frames: int) -> None:
        self._read_frame += n_frames
        self._mean_fill_frames -= n_frames
        self.dropped += n_frames
        self._tell_joiner()
        self._joiner.cut(0)

    def _spliced(self, n_frames: int, is_shorter: bool) -> Samples:
        around, is_here = self._timeline.read(self._read_frame - REACH_FRAMES, 2 * REACH_FRAMES)
        has_room = self.fill_frames >= n_frames + SPLICE_FRAMES or not is_shorter
        if n_frames < SPLICE_FRAMES or not has_room or not is_here.all():
            return np.zeros(0, np.float32)
        head, shift = splice(around, is_shorter)
        self._read_frame += SPLICE_FRAMES + shift
        self._mean_fill_frames -= shift
        self.splices += 1
        every_s = SHRINK_EVERY_S if is_shorter else GROW_EVERY_S
        self._rest_frames = round(every_s * SAMPLE_RATE_HZ)
        return self._joined(head, _FRESH)

    def _played(self, n_frames: int) -> tuple[Samples, int]:
        """Play what is here, conceal holes, and turn empty where the sound ends."""
        samples, is_here = self._timeline.read(self._read_frame, n_frames)
        if is_here.all():
            self._read_frame += n_frames
            return self._joined(samples, _FRESH), 0
        n_held = min(n_frames, self.fill_frames)
        self._read_frame += n_held
        self.lost += n_held - int(np.count_nonzero(is_here))
        if n_held < n_frames:
            self._phase, self._waited_frames = Phase.EMPTY, n_frames - n_held
        edges = np.flatnonzero(np.diff(is_here)) + 1
        parts = [
            self._joined(run, _FRESH if is_here[start] else _MISSING)
            for start, run in zip([0, *edges], np.split(samples, edges), strict=True)
        ]
        n_concealed = n_frames - int(np.count_nonzero(is_here))
        self.concealed += n_concealed
        return np.concatenate(parts), n_concealed

    def _covered(self, n_frames: int) -> tuple[Samples, int]:
        out = self._joined(np.zeros(n_frames, np.float32), _MISSING)
        n_concealed = n_frames if self._has_sounded else 0
        self.concealed += n_concealed
        return out, n_concealed

    def _joined(self, run: Samples, is_fresh: NDArray[np.bool_]) -> Samples:
        """Give a run of sound, or what stands for it, without a seam.

        In calm weather a block passes as it is and only its reference is kept; the joiner hears
        of it when it is needed.
        """
        if is_fresh[0] and len(run) >= HISTORY_FRAMES and self._joiner.is_calm(0):
            self._last_block = run
            return run
        self._tell_joiner()
        out: Samples = self._joiner.process(run[None, None], is_fresh, _LANE)[0, 0]
        return out

    def _tell_joiner(self) -> None:
        if self._last_block is not None:
            self._joiner.process(self._last_block[None, None], _FRESH, _LANE)
            self._last_block = None
