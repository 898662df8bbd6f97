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

from latentwalk.rave.checkpoint import Checkpoint, load_checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import Corpus, Crops
from latentwalk.rave.losses import (
    SCALES_PER_STEP,
    Distance,
    ReconstructionLoss,
    as_rows,
    kl_divergence,
)
from latentwalk.rave.network import Autoencoder

log = logging.getLogger(__name__)

CHECKPOINT_NAME = "checkpoint.pt"


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a training's log; losses are means since the last line."""

    step: int
    steps_per_s: float
    elapsed_s: float
    left_s: float
    total: float
    linear: float
    log_mel: float
    envelope: float
    kl: float

    def __str__(self) -> str:
        """Write the line a person watches."""
        return (
            f"step {self.step}  {self.steps_per_s:.2f}/s  left {self.left_s / 60:.1f} min  "
            f"loss {self.total:.4f}  linear {self.linear:.4f}  log-mel {self.log_mel:.4f}  "
            f"envelope {self.envelope:.4f}  kl {self.kl:.2f}"
        )


class Trainer:
    """One training: its network, its averaged twin, its optimiser and its clock.

    Args:
        out: Folder for the checkpoint.
        weights: Share of crops per group of the corpus; by duration when ``None``.
        under: Group whose sounds are laid under the others.
    """

    def __init__(
        self,
        corpus: Corpus,
        out: Path,
        network: NetworkConfig,
        config: TrainConfig,
        weights: Mapping[str, float] | None = None,
        under: str = "",
    ) -> None:
        torch.manual_seed(config.seed)
        self._config, self._out = config, out
        self._delay = network.latency_frames
        self.model = Autoencoder(network)
        self._averaged = {k: v.clone() for k, v in self.model.state_dict().items()}
        self._optimiser = torch.optim.AdamW(
            [p for p in self.model.parameters() if p.requires_grad],
            lr=config.learning_rate,
            betas=(0.9, 0.99),
            weight_decay=1e-3,
        )
        self._loss = ReconstructionLoss()
        self._corpus, self._weights, self._under = corpus, weights, under
        self._step, self._elapsed_s = 0, 0.0
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
        self._averaged = kept.averaged
        self._optimiser.load_state_dict(kept.optimiser)
        self._step, self._elapsed_s, self._history = kept.step, kept.elapsed_s, kept.history

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
        config = self._config
        crop_frames = config.crop_steps * self.model.config.ratio
        crops = Crops(
            self._corpus,
            config,
            crop_frames,
            self._weights,
            self._under,
            seed=config.seed + self._step,
        )
        begun_s = time.monotonic() - self._elapsed_s
        saved_s = logged_s = time.monotonic()
        sums: list[tuple[float, ...]] = []
        while not self._stopping and self._elapsed_s < 60 * config.minutes:
            sums.append(self.train_step(crops.next_batch()))
            now_s = time.monotonic()
            self._elapsed_s = now_s - begun_s
            if len(sums) == config.log_steps:
                report(self._progress(sums, now_s - logged_s))
                sums, logged_s = [], now_s
            if now_s - saved_s > config.checkpoint_s:
                self._snapshot().save(self.checkpoint_path)
                saved_s = now_s

    def train_step(self, x: Tensor) -> tuple[float, ...]:
        """Take one optimiser step on crops [B, C, T]; returns the losses of this step."""
        for group in self._optimiser.param_groups:
            group["lr"] = self._learning_rate()
        distance, kl = self._distance(x)
        kl_share = min(1.0, self._step / max(1, self._config.kl_warmup_steps))
        total = distance.total + self._config.kl_weight * kl_share * kl
        self._optimiser.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self._config.gradient_clip)
        if bool(torch.isfinite(norm)):  # one bad crop must not undo hours
            self._optimiser.step()
        self._average()
        self._step += 1
        parts = (total, distance.linear, distance.log_mel, distance.envelope, kl)
        return tuple(float(part.detach()) for part in parts)

    def _distance(self, x: Tensor) -> tuple[Distance, Tensor]:
        mean, log_variance = self.model.posterior(x)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        truncated = torch.rand(x.shape[0], 1, 1) < self._config.truncate_share
        tail = torch.arange(z.shape[1])[None, :, None] >= self.model.config.latent_size
        y = self.model.decoder(z.masked_fill(truncated & tail, 0.0))
        made, target = as_rows(y[:, :, self._delay :], x[:, :, : -self._delay])
        distance: Distance = self._loss(made, target, SCALES_PER_STEP)
        return distance, kl_divergence(mean, log_variance)

    def _learning_rate(self) -> float:
        """Linear warm-up, then half a cosine over the time budget."""
        config = self._config
        done = min(1.0, self._elapsed_s / (60 * config.minutes))
        fall = 0.5 * (1 + math.cos(math.pi * done))
        rate = config.final_learning_rate + fall * (
            config.learning_rate - config.final_learning_rate
        )
        return rate * min(1.0, (self._step + 1) / config.warmup_steps)

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self._config.ema_decay, (1 + self._step) / (10 + self._step))
        for name, value in self.model.state_dict().items():
            self._averaged[name].lerp_(value, 1.0 - decay)

    def _progress(self, sums: list[tuple[float, ...]], took_s: float) -> Progress:
        means = torch.tensor(sums).mean(0).tolist()
        left_s = max(0.0, 60 * self._config.minutes - self._elapsed_s)
        progress = Progress(self._step, len(sums) / took_s, self._elapsed_s, left_s, *means)
        self._history.append({name: float(getattr(progress, name)) for name in Progress.__slots__})
        return progress

    def _snapshot(self) -> Checkpoint:
        return Checkpoint(
            network=self.model.config,
            train=self._config,
            weights=self.model.state_dict(),
            averaged=self._averaged,
            optimiser=self._optimiser.state_dict(),
            step=self._step,
            elapsed_s=self._elapsed_s,
            sound_hours=self._corpus.hours,
            history=self._history,
        )
