"""The microphone's way out of the network's clock and into the server's."""

from enum import Enum

import numpy as np

from latentwalk.audio.arrival import ArrivalJitter
from latentwalk.audio.fill import OVERRUN_FRAMES, FillRegulator, Steer
from latentwalk.audio.guard import finite
from latentwalk.audio.joiner import Joiner
from latentwalk.audio.splice import REACH_FRAMES, SPLICE_FRAMES, splice
from latentwalk.audio.timeline import Timeline
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples, check_shape
from latentwalk.domain.errors import BlockSizeError

START_TARGET_FRAMES = 960  # 20 ms; a tick is added to it at every read
CAPACITY_FRAMES = 48_000  # 1 s
JUMP_FRAMES = SAMPLE_RATE_HZ // 2  # a sender's clock this far off was restarted
SLACK_FRAMES = PACKET_FRAMES // 2  # fill swings by a packet; half of it lies below its mean


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
        self._joiner = Joiner(SPLICE_FRAMES)
        self.reset()

    def reset(self) -> None:
        """Forget the stream and the counters."""
        self.late = self.duplicates = self.lost = 0
        self.concealed = self.dropped = self.splices = 0
        self._jitter = ArrivalJitter(self._start_target_frames)
        self._regulator = FillRegulator()
        self._joiner.reset()
        self._timeline.restart(0)
        self._phase = Phase.WAITING
        self._is_anchored = self._has_sounded = False
        self._stray: tuple[int, Samples] | None = None
        self._read_frame = 0
        self._waited_frames = 0  # since the buffer ran dry

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
            samples: ``[n]`` float32, n at most a quarter of the capacity; not kept.
            now_s: When it came off the network (not when it is written), monotonic seconds.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        if samples.ndim != 1:
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
            self._stray = start_frame, samples.copy()
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
            ``[n_frames]`` float32, to be read only, and how many of them were synthesised or are
            silence for want of sound (0 before the stream's first sound).
        """
        if self._phase is not Phase.PLAYING and not self._has_started(n_frames):
            self._waited_frames += n_frames
            return self._covered(n_frames)
        head = self._regulated(n_frames)
        if head is None:
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
        self._regulator.begin(end - resume, goal)
        return True

    def _goal_frames(self, n_frames: int) -> int:
        most = self._capacity_frames - OVERRUN_FRAMES // 2
        return min(self._jitter.target_frames + n_frames, most)

    def _regulated(self, n_frames: int) -> Samples | None:
        """Follow drift and target; return the crossfade to play first, often none."""
        fill, goal = self.fill_frames, self._goal_frames(n_frames)
        steer = self._regulator.judge(fill, goal, n_frames)
        if steer is Steer.JUMP:
            self._skip(fill - goal)
        if steer in (Steer.SHRINK, Steer.GROW):
            return self._spliced(n_frames, is_shorter=steer is Steer.SHRINK)
        return None

    def _skip(self, n_frames: int) -> None:
        self._read_frame += n_frames
        self._regulator.skipped(n_frames)
        self.dropped += n_frames
        self._joiner.cut()

    def _spliced(self, n_frames: int, is_shorter: bool) -> Samples | None:
        around, is_here = self._timeline.read(self._read_frame - REACH_FRAMES, 2 * REACH_FRAMES)
        has_room = self.fill_frames >= n_frames + SPLICE_FRAMES or not is_shorter
        if n_frames < SPLICE_FRAMES or not has_room or not is_here.all():
            return None
        head, shift = splice(around, is_shorter)
        self._read_frame += SPLICE_FRAMES + shift
        self._regulator.spliced(shift)
        self.splices += 1
        return self._joiner.play(head)

    def _played(self, n_frames: int) -> tuple[Samples, int]:
        """Play what is here, conceal holes, and turn empty where the sound ends."""
        whole = self._timeline.whole(self._read_frame, n_frames)
        if whole is not None:
            self._read_frame += n_frames
            return self._joiner.play(whole), 0
        samples, is_here = self._timeline.read(self._read_frame, n_frames)
        n_concealed = n_frames - int(np.count_nonzero(is_here))
        n_held = min(n_frames, self.fill_frames)
        self._read_frame += n_held
        if not n_concealed:
            return self._joiner.play(samples), 0
        self.lost += n_concealed - (n_frames - n_held)
        self.concealed += n_concealed
        if n_held < n_frames:
            self._phase, self._waited_frames = Phase.EMPTY, n_frames - n_held
        return self._joiner.patch(samples, is_here), n_concealed

    def _covered(self, n_frames: int) -> tuple[Samples, int]:
        n_concealed = n_frames if self._has_sounded else 0
        self.concealed += n_concealed
        return self._joiner.cover(n_frames), n_concealed
