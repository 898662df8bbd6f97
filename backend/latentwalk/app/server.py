"""The running server: models loaded, walks open, tick thread turning; one shutdown order."""

import gc
import logging
import sys
import time

from latentwalk.app.access_codes import AccessCodes
from latentwalk.app.event_loop import EventLoop
from latentwalk.app.front import FrontDoor
from latentwalk.app.ground_maker import TRAJECTORIES, GroundMaker
from latentwalk.app.lag_meter import LagMeter
from latentwalk.app.library import Library, load_walks, models_of
from latentwalk.app.model_shelf import ModelShelf
from latentwalk.app.relief_desk import ReliefDesk
from latentwalk.app.render_desk import RenderDesk
from latentwalk.app.seen import SeenWalks
from latentwalk.app.settings import Settings
from latentwalk.app.side_process import SideProcess
from latentwalk.app.studio import Studio
from latentwalk.app.trajectories import Trajectories
from latentwalk.domain.clock import Clock, MonotonicClock
from latentwalk.domain.errors import UnknownWalkError, WalkFileError
from latentwalk.domain.ids import ModelId
from latentwalk.domain.walk import Walk
from latentwalk.domain.wall_clock import WallClock
from latentwalk.engine.manifest import Manifest, find_models
from latentwalk.engine.priority import raise_led_session
from latentwalk.session.admission import Capacity
from latentwalk.session.entrance import Entrance
from latentwalk.session.foyer import MOST_FOYERS
from latentwalk.session.hall import Hall
from latentwalk.session.registry import Registry
from latentwalk.session.turn import Turns
from latentwalk.transport.codec_threads import CodecThreads
from latentwalk.transport.host import Host
from latentwalk.transport.pacing import Pacer, TickThread
from latentwalk.transport.reception import Reception

LOG = logging.getLogger("latentwalk")
# Three kinds of thread share the interpreter; 5 ms, Python's default, is a quarter of a tick.
SWITCH_INTERVAL_S = 0.0005


class Server:
    """Everything behind the sockets.

    Args:
        settings: The operator's.
        clock: Monotonic; tests bring their own.

    Raises:
        InputFileError: If the default walk or a model cannot be loaded.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        walks, errors = _walks(settings)
        self.settings = settings
        options = settings.engine_options
        lanes = settings.walkers + MOST_FOYERS
        self.models = ModelShelf(
            settings.models_dir, settings.walkers, settings.standby, options, lanes
        )
        ports = self.models.load(models_of(walks))
        self.hall = Hall(ports, lanes)
        self.models.on_port = self.hall.open
        self.trajectories = Trajectories(
            settings.state_dir / TRAJECTORIES,
            find_models(settings.models_dir),
            lambda sound: self.studio.sound_is_ready(sound),
        )
        maker = GroundMaker(settings.walks_dir, self.models.contracts, self.trajectories)
        self.library = Library(walks, errors, maker.make)
        self.registry = Registry(settings.walkers)
        self.loop, self.lag = EventLoop(), LagMeter()
        self.studio = Studio(
            settings.walks_dir, self.library, self.registry, self.models, maker, self.loop.run
        )
        folders = (settings.models_dir, settings.walks_dir, settings.state_dir)
        listener = SideProcess("latentwalk.app.relief_worker", *(str(path) for path in folders))
        self.reliefs = ReliefDesk(listener)
        rehearser = SideProcess("latentwalk.app.rehearsal_worker", *(str(p) for p in folders))
        self.renders = RenderDesk(rehearser)
        self.encoder = SideProcess("latentwalk.app.encode_worker", str(settings.models_dir))
        self.front = FrontDoor(settings.walks_dir, settings.walk)
        self.codes = AccessCodes(settings.walks_dir, clock or MonotonicClock())
        self._turns = Turns(self.hall)
        self.codecs = CodecThreads(settings.codec_threads)
        self.pacer = Pacer(clock or MonotonicClock())
        self.turns_failed = 0
        self.ticks = TickThread(
            self.pacer, self._turn, self._count_failure, self._settle, self.codecs.collect
        )
        self.entrance = Entrance(self.registry, self.capacity)
        self.reception = Reception(self.entrance, self.codecs, self.pacer.media_time_s)
        self.host = Host(
            walks=SeenWalks(self.library, self.studio, self.codes, is_owner=False),
            registry=self.registry,
            reception=self.reception,
            codecs=self.codecs,
            pacer=self.pacer,
            latency_frames=self.hall.latency_frames,
        )

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """The cards of the loaded models."""
        return self.models.manifests

    def capacity(self) -> Capacity:
        """Return what the operator and the models allow now."""
        rows = {wet.port.contract.model_id: wet.port.pool.capacity_rows for wet in self.hall.wets}
        return Capacity(self.settings.walkers, rows)

    def front_models(self) -> tuple[ModelId, ...]:
        """Return the models of the walk that is offered first; none while it is broken."""
        try:
            return self.library.ground(self.front.walk_id).models
        except (UnknownWalkError, WalkFileError):
            return ()

    def start(self) -> None:
        """Begin turning; called in the event loop."""
        self.loop.bind()
        self.lag.start()
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        gc.collect()
        raise_led_session()
        gc.freeze()  # a full collection would walk all that was loaded, in the middle of a tick
        self.ticks.start()

    def stop(self) -> None:
        """End in order: the ticks, the codecs, the models. Sockets are closed before."""
        self.lag.stop()
        self.ticks.stop()
        self.codecs.stop()
        self.reliefs.close()
        self.renders.close()
        self.encoder.stop()
        self.trajectories.close()
        self.models.close()

    def _turn(self, number: int) -> None:
        self._turns.turn(number, self.registry.sounding, _wall_clock())
        self.codecs.flush()

    def _settle(self, limit_s: float) -> None:
        self.models.wait(limit_s)

    def _count_failure(self, error: Exception) -> None:
        """Log a failed turn; a fault that repeats 47 times a second is told in powers of two."""
        self.turns_failed += 1
        if self.turns_failed & (self.turns_failed - 1) == 0:
            LOG.error("turn failed and was skipped (%d so far)", self.turns_failed, exc_info=error)


def _wall_clock() -> WallClock:
    now_s = time.time()
    return WallClock(now_s, float(time.localtime(now_s).tm_gmtoff))


def _walks(settings: Settings) -> tuple[dict[str, Walk], dict[str, WalkFileError]]:
    """Read the walks, tell what is wrong with some, and require the default one."""
    walks, errors = load_walks(settings.walks_dir)
    for error in errors.values():
        LOG.warning("%s", error)
    if settings.walk not in walks:
        known = ", ".join(sorted(walks)) or "none"
        wrong = errors.get(settings.walk)
        raise wrong or UnknownWalkError(f"walk: expected one of {known}, got {settings.walk!r}")
    return walks, errors
