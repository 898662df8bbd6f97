"""A pool in a process of its own, with another in reserve. The server's side: no torch."""

import logging
import threading

from latentwalk.domain.clock import Clock, MonotonicClock
from latentwalk.engine.child import EngineProcess
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.options import DEFAULT_OPTIONS, EngineOptions
from latentwalk.engine.order import Order
from latentwalk.engine.shard import Shard
from latentwalk.engine.standby import Standby, require_same

log = logging.getLogger(__name__)


class ProcessPool(Shard):
    """One model in its own process; opening it waits until the model is loaded.

    Args:
        manifest: Which model.
        standby: Whether a second process waits, loaded; else a death costs a load.
        clock: Decides when a process hangs.
        options: How it may compute.

    Raises:
        ModelFileError: If the model cannot be loaded, cannot stream or is too slow.
        DeviceError: If the options name a device that is not there.
    """

    def __init__(
        self,
        manifest: Manifest,
        standby: bool = True,
        clock: Clock | None = None,
        options: EngineOptions = DEFAULT_OPTIONS,
    ) -> None:
        first = EngineProcess(Order(manifest=manifest, options=options))
        try:
            contract = first.wait_ready()
        except BaseException:
            first.close()
            raise
        log.info("model %s: %s", contract.model_id, contract.how)
        measured = manifest.measured(contract)
        self._order = Order(manifest=measured, options=options, is_timed=False)
        reserve = Standby(self._order, contract, int(standby))
        super().__init__(first, contract, reserve, clock or MonotonicClock())

    def open_beside(self, stop: threading.Event) -> Shard:
        """Open another process of the same model, which shares the standby; it takes seconds.

        It loads behind everybody else, so that nobody who plays hears of it.

        Args:
            stop: Set, it ends the wait.

        Raises:
            ModelFileError: If the model cannot be loaded or has changed.
            EngineClosedError: When ``stop`` is set meanwhile.
        """
        engine = EngineProcess(self._order, is_awaited=False)
        try:
            require_same(self._order, self.contract, engine.wait_ready(stop))
        except BaseException:
            engine.close()
            raise
        return Shard(engine, self.contract, self._standby, self._clock)

    def close(self) -> None:
        """End every process, the standby too; calling it twice is harmless."""
        if not self._is_closed:
            self._standby.close()
        super().close()
