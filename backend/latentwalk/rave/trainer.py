"""Train the autoencoder within a time budget, safely interruptible at any moment."""

import logging
import math
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import torch
from torch import Tensor

from latentwalk.rave.checkpoint import Checkpoint, adopt, load_checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import Corpus, Crops
from latentwalk.rave.device import CPU, gpu_name, on_cpu
from latentwalk.rave.judges import Judges
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.objective import Objective, Terms

log = logging.getLogger(__name__)

CHECKPOINT_NAME = "checkpoint.pt"
TEACH_EVERY = 2  # steps: judges that learn faster than the decoder leave it nothing to follow


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a training's log; losses are means since the last line."""

    step: int
    steps_per_s: float
    elapsed_s: float
    left_s: float
    losses: Mapping[str, float]

    def __str__(self) -> str:
        """Write the line a person watches; what is not measured in this phase is left out."""
        losses = "  ".join(
            f"{name.replace('_', '-')} {value:.4f}" for name, value in self.losses.items() if value
        )
        return (
            f"step {self.step}  {self.steps_per_s:.2f}/s  left {self.left_s / 60:.1f} min  {losses}"
        )

    def row(self) -> dict[str, float]:
        """Give what the history keeps."""
        return {"step": float(self.step), "elapsed_s": self.elapsed_s, **self.losses}


@dataclass(frozen=True, slots=True)
class Spent:
    """What the weights a training began with had cost: seconds, seconds times cores, steps.

    Among the cores are those that draw as much as the GPU did, if there was one.
    """

    s: float = 0.0
    core_s: float = 0.0
    steps: int = 0


class Trainer:
    """One training: its network, its averaged twin, its optimiser and its clock.

    Args:
        out: Folder for the checkpoint.
        weights: Share of crops per group of the corpus; by duration when ``None``.
        under: Group whose sounds are laid under the others.
        device: What computes; crops are made on the processor all the same.
    """

    def __init__(
        self,
        corpus: Corpus,
        out: Path,
        network: NetworkConfig,
        config: TrainConfig,
        weights: Mapping[str, float] | None = None,
        under: str = "",
        device: torch.device = CPU,
    ) -> None:
        torch.manual_seed(config.seed)
        self._config, self._out, self._device = config, out, device
        self._gpu, self._gpu_s = gpu_name(device), 0.0
        self.model = Autoencoder(network).to(device)
        self._averaged = {k: v.clone() for k, v in self.model.state_dict().items()}
        self._optimiser = torch.optim.AdamW(
            [p for p in self.model.parameters() if p.requires_grad],
            lr=config.learning_rate,
            betas=(0.9, 0.99),
            weight_decay=1e-3,
        )
        self._objective = Objective(self.model, config)
        self._judges: Judges | None = None
        self._rested = False
        self._corpus, self._weights, self._under = corpus, weights, under
        self._step, self._elapsed_s = 0, 0.0
        self._spent = Spent()
        self._history: list[dict[str, float]] = []
        self._stopping = False

    @property
    def checkpoint_path(self) -> Path:
        """Where this training keeps itself."""
        return self._out / CHECKPOINT_NAME

    def resume(self) -> None:
        """Go on from the checkpoint in the output folder.

        Raises:
            ModelFileError: If there is none, or it is not one of ours.
        """
        kept = load_checkpoint(self.checkpoint_path)
        self.model.load_state_dict(kept.weights)
        self._averaged = {k: v.to(self._device) for k, v in kept.averaged.items()}
        self._optimiser.load_state_dict(kept.optimiser)
        self._step, self._elapsed_s, self._history = kept.step, kept.elapsed_s, kept.history
        self._spent = Spent(kept.spent_s, kept.spent_core_s, kept.spent_steps)
        self._gpu, self._gpu_s = self._gpu or kept.gpu, kept.gpu_s
        if kept.judges:
            self._judges = Judges(self.model.config, self._config, self._device)
            self._judges.load_state_dict(kept.judges)

    def begin_from(self, kept: Checkpoint) -> None:
        """Begin with the weights of another training; optimiser and clock start afresh."""
        weights = adopt(self.model.state_dict(), kept.averaged)
        self.model.load_state_dict(weights)
        self._averaged = {name: weight.clone() for name, weight in weights.items()}
        self._spent = Spent(
            kept.spent_s + kept.elapsed_s, 3600 * kept.core_hours, kept.spent_steps + kept.step
        )

    def run(self, report: Callable[[Progress], None]) -> Checkpoint:
        """Train until the budget is spent or the process is asked to stop.

        SIGINT and SIGTERM end it after the current step; either way a checkpoint is written.

        Args:
            report: Called with each log line.
        """
        previous = {
            number: signal.signal(number, self._stop) for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            self._loop(report)
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)
        kept = self._snapshot()
        kept.save(self.checkpoint_path)
        return kept

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _loop(self, report: Callable[[Progress], None]) -> None:
        config, crops = self._config, self._crops()
        begun_s = time.monotonic() - self._elapsed_s
        saved_s = logged_s = time.monotonic()
        sums: list[dict[str, float]] = []
        while not self._stopping and self._elapsed_s < 60 * config.minutes:
            sums.append(self.train_step(crops.next_batch()))
            now_s = time.monotonic()
            self._count(now_s - begun_s)
            if len(sums) == config.log_steps:
                report(self._progress(sums, now_s - logged_s))
                sums, logged_s = [], now_s
            if now_s - saved_s > config.checkpoint_s:
                self._snapshot().save(self.checkpoint_path)
                saved_s = now_s

    def _count(self, elapsed_s: float) -> None:
        """Count the seconds, and those of the GPU for the estimate of the energy."""
        if self._device.type != "cpu":
            self._gpu_s += elapsed_s - self._elapsed_s
        self._elapsed_s = elapsed_s

    def _crops(self) -> Crops:
        config = self._config
        return Crops(
            self._corpus,
            config,
            config.crop_steps * self.model.config.ratio,
            self._weights,
            self._under,
            seed=config.seed + self._step,
        )

    def train_step(self, x: Tensor) -> dict[str, float]:
        """Take one optimiser step on crops [B, C, T]; returns the losses of this step."""
        x, judges = x.to(self._device), self._judges_now()
        for group in self._optimiser.param_groups:
            group["lr"] = self._learning_rate()
        terms = self._measure(x, judges)
        total = terms.total(self._config, self._kl_share())
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self._config.gradient_clip)
        if bool(torch.isfinite(norm)):  # one bad crop must not undo hours
            self._optimiser.step()
        self._average()
        self._step += 1
        return {"total": float(total.detach()), **terms.numbers()}

    def _measure(self, x: Tensor, judges: Judges | None) -> Terms:
        rest = self._rested
        if judges is None:
            return self._objective.measure(x, rest=rest)
        teach = self._step % TEACH_EVERY == 0
        terms = self._objective.measure(x, judges.adversary, rest=rest, teach=teach)
        if teach:
            judges.learn()
        return terms

    def _judges_now(self) -> Judges | None:
        """Return the judges once their phase has begun."""
        config = self._config
        begins_s = 60 * (config.minutes - config.adversarial_minutes)
        due = config.adversarial_minutes > 0 and self._elapsed_s >= begins_s
        if due and self._judges is None:
            self._judges = Judges(self.model.config, config, self._device)
        if not self._rested and (config.encoder_rests or due):
            encoder = {k: v for k, v in self._averaged.items() if k.startswith("encoder.")}
            self.model.load_state_dict(encoder, strict=False)  # the one that is exported
            self._rested = True
        return self._judges

    def _kl_share(self) -> float:
        warm = self._spent.s > 0 or self._step >= self._config.kl_warmup_steps
        return 1.0 if warm else self._step / self._config.kl_warmup_steps

    def _learning_rate(self) -> float:
        """Linear warm-up, then half a cosine over each phase."""
        config = self._config
        ends_s = 60 * (config.minutes - config.adversarial_minutes)
        high, low = config.learning_rate, config.final_learning_rate
        done = self._elapsed_s / max(1e-9, ends_s)
        if self._judges is not None:
            high, low = config.adversarial_learning_rate, 0.1 * config.adversarial_learning_rate
            done = (self._elapsed_s - ends_s) / (60 * config.adversarial_minutes)
        fall = 0.5 * (1 + math.cos(math.pi * min(1.0, max(0.0, done))))
        return (low + fall * (high - low)) * min(1.0, (self._step + 1) / config.warmup_steps)

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self._config.ema_decay, (1 + self._step) / (10 + self._step))
        for name, value in self.model.state_dict().items():
            self._averaged[name].lerp_(value, 1.0 - decay)

    def _progress(self, sums: list[dict[str, float]], took_s: float) -> Progress:
        losses = {name: _mean_of_measured([row[name] for row in sums]) for name in sums[0]}
        left_s = max(0.0, 60 * self._config.minutes - self._elapsed_s)
        progress = Progress(self._step, len(sums) / took_s, self._elapsed_s, left_s, losses)
        self._history.append(progress.row())
        return progress

    def _snapshot(self) -> Checkpoint:
        return Checkpoint(
            network=self.model.config,
            train=self._config,
            weights=on_cpu(self.model.state_dict()),
            averaged=on_cpu(self._averaged),
            optimiser=on_cpu(self._optimiser.state_dict()),
            step=self._step,
            elapsed_s=self._elapsed_s,
            sound_hours=self._corpus.hours,
            history=self._history,
            spent_s=self._spent.s,
            spent_core_s=self._spent.core_s,
            spent_steps=self._spent.steps,
            judges=on_cpu(self._judges.state_dict()) if self._judges else {},
            gpu=self._gpu,
            gpu_s=self._gpu_s,
        )


def _mean_of_measured(values: list[float]) -> float:
    """Average what was measured; judges learn on some steps only."""
    measured = [value for value in values if value]
    return sum(measured) / len(measured) if measured else 0.0
