"""All the server keeps for one walker, from join to leave.

Three threads meet here and nowhere else: the event loop brings poses and
settings, a codec thread brings mic sound and takes stereo away, the tick
thread does the rest. Each mailbox is bounded and says what it drops.
"""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from latentwalk.audio.jitter import JitterBuffer
from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.ids import ModelId, ResumeToken, SessionId, ZoneId
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.session.audition import Audition
from latentwalk.session.clock_offset import ClockOffset
from latentwalk.session.downlink import Downlink
from latentwalk.session.ground import Ground
from latentwalk.session.planting import Planting
from latentwalk.session.told import Event

if TYPE_CHECKING:
    from latentwalk.session.lead_in import LeadIn

EVENTS_KEPT = 16  # sent four times a second; the oldest would be stale
POSES_KEPT = 32  # more than a second at 20 Hz; older ones are dropped
MIC_TARGET_FRAMES = PACKET_FRAMES  # 20 ms: the least that a 20 ms packet stream can play from


@dataclass(frozen=True, slots=True)
class Reading:
    """What the last tick knew of one walker, for the state message.

    Attributes:
        position: Local metres, ``None`` before the first trustworthy one.
        heading_deg: Clockwise from north, ``None`` when unknown.
        weights: Of the walk's zones, by id, in document order.
        latents: By model, what was decoded last, standard deviations, [K]; drafts only.
        stage_deg: Azimuths of the two virtual speakers.
        peak: Largest sample of the last stereo block.
        mic_peak: Largest sample of the last mic block.
        gain: Of all sound, 0..1: hushes and pace turn it down.
    """

    position: Position | None
    heading_deg: float | None
    weights: tuple[tuple[ZoneId, float], ...]
    latents: Mapping[ModelId, tuple[float, ...]]
    stage_deg: tuple[float, float]
    peak: float
    mic_peak: float
    gain: float = 1.0


class Session:
    """One walker.

    Args:
        session_id: Never 0, never reused.
        token: What resumes this session.
        lane: The walker's lane in every stage.
        ground: The walk they are on.
        door: How they came in.
        noise_key: What makes their noise their own (latent/noise.py).
    """

    def __init__(
        self,
        session_id: SessionId,
        token: ResumeToken,
        lane: int,
        ground: Ground,
        door: Door,
        noise_key: int,
    ) -> None:
        self.id = session_id
        self.token = token
        self.lane = lane
        self.ground = ground
        self.door = door
        self.noise_key = noise_key
        self.mic_setting = MicSetting.OFF
        self.audition: Audition | None = None
        self.lead_in: LeadIn | None = None
        self.dry_gain = 0.0
        self.is_at_ear = False
        self.detached_at_s: float | None = None
        self.reading: Reading | None = None
        self.downlink = Downlink()
        self.events: deque[Event] = deque(maxlen=EVENTS_KEPT)
        self.missed_blocks = 0
        self.lacks_prior = False
        self.client_concealed_ratio = 0.0
        self.concealed_frames = 0
        self.mic_frames = 0
        self._planting = Planting(ground.walk)
        self._offset = ClockOffset()
        self._poses: deque[tuple[Pose, float]] = deque(maxlen=POSES_KEPT)
        self._mic = JitterBuffer(MIC_TARGET_FRAMES)
        self._mic_lock = threading.Lock()

    # Event loop

    def stand_on(self, ground: Ground) -> None:
        """Go on with another version of the walk; ground that is planted stays where it lies."""
        old, new = self.ground.walk, ground.walk
        if (old.frame, old.origin) != (new.frame, new.origin):
            self._planting = Planting(new)
        self.ground = ground

    def receive_pose(self, pose: Pose, now_s: float) -> None:
        """Keep a pose for the next tick; when the tick thread stalls the oldest go first.

        Args:
            pose: In the sender's time.
            now_s: Media time of arrival, seconds.
        """
        self._poses.append((pose, self._offset.to_local_s(pose.time_s, now_s)))

    def set_mic(self, setting: MicSetting) -> None:
        """Change what may be heard of the mic; turning it off forgets what is buffered."""
        self.mic_setting = setting
        if setting is MicSetting.OFF:
            with self._mic_lock:
                self._mic.reset()

    # Codec threads

    def receive_mic(self, start_frame: int, samples: Samples, now_s: float) -> None:
        """Place decoded mic sound on the sender's timeline; dropped while the mic is off."""
        if self.mic_setting is MicSetting.SOUND:
            with self._mic_lock:
                self._mic.write(start_frame, samples, now_s)

    # Tick thread

    def next_poses(self) -> list[tuple[Pose, Position | None, float]]:
        """Take the waiting poses, their place in local metres and their media time."""
        taken = []
        while self._poses:
            pose, time_s = self._poses.popleft()
            taken.append((pose, self._planting.to_local(pose, time_s), time_s))
        return taken

    def next_mic(self, n_frames: int) -> Samples:
        """Pull ``n_frames`` of mic, [n_frames]; what is missing is concealed and counted."""
        if self.mic_setting is MicSetting.OFF:
            return np.zeros(n_frames, dtype=np.float32)
        with self._mic_lock:
            samples, concealed = self._mic.read(n_frames)
        self.concealed_frames += concealed
        self.mic_frames += n_frames
        return samples
