"""What one training step asks of the autoencoder, all of it measured on one batch of crops."""

from dataclasses import dataclass, fields

import torch
from torch import Tensor

from latentwalk.rave.adversary import (
    Adversary,
    deceiving_loss,
    matching_loss,
    telling_loss,
)
from latentwalk.rave.config import TrainConfig
from latentwalk.rave.losses import (
    SCALES_PER_STEP,
    ReconstructionLoss,
    as_rows,
    kl_divergence,
    offset,
)
from latentwalk.rave.network import Autoencoder, soft_limit
from latentwalk.rave.standing import (
    HELD_STEPS,
    SETTLING_STEPS,
    colour_distance,
    draw_ends,
    draw_spots,
    excess,
    hold,
    repetition,
    shortfall,
)

JUDGED_STEPS = 16  # latent steps of each crop that the judges hear
COLOUR_STEPS = 4  # latent steps of a recording whose mean colour standing there should have


@dataclass(slots=True)
class Terms:
    """The parts of one step's loss, each a scalar tensor; what was not measured is 0."""

    linear: Tensor
    log_mel: Tensor
    envelope: Tensor
    kl: Tensor
    offset: Tensor
    repetition: Tensor
    colour: Tensor
    reach: Tensor
    deceiving: Tensor
    matching: Tensor
    telling: Tensor

    @classmethod
    def none(cls, device: torch.device) -> "Terms":
        """Give zeros."""
        return cls(*(torch.zeros((), device=device) for _ in fields(cls)))

    def numbers(self) -> dict[str, float]:
        """Give the terms as numbers by name."""
        return {field.name: float(getattr(self, field.name).detach()) for field in fields(self)}

    def total(self, config: TrainConfig, kl_share: float) -> Tensor:
        """Weigh what the autoencoder minimises."""
        reconstruction = 0.6 * self.linear + self.log_mel + 0.4 * self.envelope
        standing = config.repetition_weight * self.repetition + config.colour_weight * self.colour
        standing = standing + config.reach_weight * self.reach
        fooling = config.deceiving_weight * self.deceiving + config.matching_weight * self.matching
        rest = config.kl_weight * kl_share * self.kl + config.offset_weight * self.offset
        return reconstruction + standing + fooling + rest


class Objective:
    """Measures a batch: its reconstruction, standing still, and the judges' opinion."""

    def __init__(self, model: Autoencoder, config: TrainConfig) -> None:
        self._model, self._config = model, config
        self._loss = ReconstructionLoss().to(next(model.parameters()).device)
        self._delay = model.config.latency_frames

    def measure(
        self, x: Tensor, adversary: Adversary | None = None, *, rest: bool, teach: bool = False
    ) -> Terms:
        """Measure crops [B, C, T].

        Args:
            x: Recordings, on the device of the model.
            adversary: The judges, once their phase has begun.
            rest: Whether the encoder learns nothing.
            teach: Whether the judges learn from this batch: their gradients are left in them.
        """
        terms = Terms.none(x.device)
        with torch.set_grad_enabled(not rest):
            mean, log_variance = self._model.posterior(x)
            terms.kl = kl_divergence(mean, log_variance)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        truncated = torch.rand(x.shape[0], 1, 1, device=x.device) < self._config.truncate_share
        axes = torch.arange(z.shape[1], device=z.device)
        tail = axes[None, :, None] >= self._model.config.latent_size
        y = self._model.decoder(z.masked_fill(truncated & tail, 0.0))
        made, target = y[:, :, self._delay :], x[:, :, : -self._delay]
        distance = self._loss(*as_rows(made, target), SCALES_PER_STEP)
        terms.linear, terms.log_mel = distance.linear, distance.log_mel
        terms.envelope = distance.envelope
        still = self._stand(mean.detach(), x, terms)
        terms.offset = offset(y) + offset(still)
        if adversary is not None:
            self._judge(adversary, made, target, still, terms, teach=teach)
        return terms

    def _stand(self, latents: Tensor, x: Tensor, terms: Terms) -> Tensor:
        """Stand still on some spots; returns what is heard there, [S, C, T]."""
        config, ratio = self._model.config, self._model.config.ratio
        n_spots = max(2, latents.shape[0] // 4 * 2)
        spots, at = draw_spots(latents, n_spots, config.latent_size)
        if self._config.reach_weight > 0.0:
            spots = torch.cat([spots, draw_ends(latents, config.latent_size)])
        bands = self._model.decoder.subbands(hold(spots))
        terms.repetition = repetition(bands[:n_spots], config)
        still = soft_limit(self._model.decoder.synthesis(bands))[:, :, SETTLING_STEPS * ratio :]
        before = torch.arange(-COLOUR_STEPS * ratio, 0, device=at.device)
        ends = (at + 1)[:, None] * ratio + before
        there = torch.stack([x[row, :, end] for row, end in enumerate(ends)])
        terms.colour = colour_distance(still[: len(at)].flatten(0, 1), there.flatten(0, 1))
        terms.colour = terms.colour + excess(still)
        if self._config.reach_weight > 0.0:
            terms.reach = shortfall(still[n_spots : n_spots + 1, 0], still[n_spots + 1 :, 0])
        assert still.shape[2] == (HELD_STEPS - SETTLING_STEPS) * ratio
        return still

    def _judge(
        self,
        adversary: Adversary,
        made: Tensor,
        target: Tensor,
        still: Tensor,
        terms: Terms,
        *,
        teach: bool,
    ) -> None:
        """Let the judges compare [B, C, T] with recordings, and hear standing still [S, C, T']."""
        n_frames = JUDGED_STEPS * self._model.config.ratio
        start = int(torch.randint(0, max(1, made.shape[2] - n_frames), ()))
        made = made[:, :, start : start + n_frames]
        target = target[:, :, start : start + n_frames]
        if teach:
            terms.telling = _teach(adversary, target, [made, still])
        adversary.requires_grad_(False)
        with torch.no_grad():
            right = adversary(target)
        opinion = adversary(made)
        terms.deceiving = deceiving_loss(opinion) + 0.5 * deceiving_loss(adversary(still))
        terms.matching = matching_loss(right, opinion)


def _teach(adversary: Adversary, recordings: Tensor, made: list[Tensor]) -> Tensor:
    """Let judges learn to tell recordings from what is made; their gradients are left in them."""
    adversary.requires_grad_(True)
    right = adversary(recordings)
    losses = [telling_loss(right, adversary(sound.detach())) for sound in made]
    telling = torch.stack(losses).sum()
    telling.backward()  # type: ignore[no-untyped-call]
    return telling.detach() / len(made)
