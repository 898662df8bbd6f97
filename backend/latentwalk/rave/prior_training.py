"""Learn a prior from the latents of sounds: ``python -m latentwalk.rave.prior_training``."""

import argparse
import hashlib
import logging
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from latentwalk.domain.errors import LatentwalkError, ModelFileError
from latentwalk.rave.checkpoint import Checkpoint, load_checkpoint
from latentwalk.rave.dataset import INT16_SCALE, Corpus, load_corpus
from latentwalk.rave.device import CPU, choose_device
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.prior import PriorNetwork

log = logging.getLogger(__name__)

PRIOR_NAME = "prior.pt"
STRETCH_STEPS = 192  # 4 s: longer than a phrase
BATCH = 32
PIECE_STEPS = 512  # latents encoded at a time
INPUT_NOISE = 0.1  # what it hears of itself later is never quite like a recording
LEARNING_RATE = 2e-3
REPORT_S = 30.0
ENOUGH_MINUTES = 90.0  # of sound encoded: more teaches so small a network nothing


@dataclass(slots=True)
class TrainedPrior:
    """A prior and the latents it speaks of.

    Attributes:
        network: Works in whitened latents.
        unwhiten: From whitened to trained axes, [K, K].
        mean: Of the first K trained axes, [K].
        encoder: Digest of the encoder whose latents they are.
        surprise: Nats per step at the end; lower is better.
    """

    network: PriorNetwork
    unwhiten: Tensor
    mean: Tensor
    encoder: str
    surprise: float

    def save(self, path: Path) -> None:
        """Write as a whole."""
        partial = path.with_suffix(".partial")
        content: dict[str, Any] = {
            "weights": self.network.state_dict(),
            "hidden": self.network.hidden,
            "modes": self.network.modes,
            "unwhiten": self.unwhiten,
            "mean": self.mean,
            "encoder": self.encoder,
            "surprise": self.surprise,
        }
        torch.save(content, partial)
        os.replace(partial, path)


def load_prior(path: Path, kept: Checkpoint) -> TrainedPrior:
    """Read the prior of a training.

    Raises:
        ModelFileError: If it was learnt from the latents of another encoder.
    """
    content = torch.load(path, map_location="cpu", weights_only=True)
    if content["encoder"] != digest(kept):
        raise ModelFileError(
            path, "", "learnt from another encoder's latents", "Train the prior again"
        )
    network = PriorNetwork(kept.network.latent_size, content["hidden"], content["modes"])
    network.load_state_dict(content["weights"])
    return TrainedPrior(
        network, content["unwhiten"], content["mean"], content["encoder"], content["surprise"]
    )


def digest(kept: Checkpoint) -> str:
    """Name an encoder by its weights."""
    hashed = hashlib.sha256()
    for name in sorted(kept.averaged):
        if name.startswith("encoder."):
            hashed.update(kept.averaged[name].numpy().tobytes())
    return hashed.hexdigest()


@torch.inference_mode()
def encode_corpus(
    kept: Checkpoint, corpus: Corpus, minutes: float, device: torch.device = CPU
) -> Tensor:
    """Encode stretches of the sounds, groups by turns; returns latents [P, PIECE_STEPS, K]."""
    model = Autoencoder(kept.network)
    model.load_state_dict(kept.averaged)
    model.to(device)
    n_frames = PIECE_STEPS * kept.network.ratio
    n_pieces = int(minutes * 60 * kept.network.sample_rate_hz / n_frames)
    random, groups = np.random.default_rng(0), list(corpus.groups.values())
    length = np.array([group.shape[1] for group in groups], np.float64)
    pieces = []
    for _ in range(n_pieces):
        group = groups[random.choice(len(groups), p=length / length.sum())]
        start = int(random.integers(0, max(1, group.shape[1] - n_frames)))
        piece = group[:, start : start + n_frames].astype(np.float32) / INT16_SCALE
        if piece.shape[1] == n_frames:
            sound = torch.from_numpy(piece.astype(np.float32))[None].to(device)
            pieces.append(model.posterior(sound)[0][0, : kept.network.latent_size].t().cpu())
    return torch.stack(pieces)


def train_prior(
    latents: Tensor,
    minutes: float,
    encoder: str,
    tell: Callable[[str], None],
    device: torch.device = CPU,
) -> TrainedPrior:
    """Learn from latents [P, N, K] for a while; what is learnt comes back on the processor."""
    flat = latents.reshape(-1, latents.shape[2])
    mean = flat.mean(0)
    variance, directions = torch.linalg.eigh(torch.cov(flat.t()))
    deviation = variance.clamp(min=1e-6).sqrt()
    whitened = ((latents - mean) @ directions / deviation).clamp(-4.0, 4.0).to(device)
    network = PriorNetwork(latents.shape[2]).to(device)
    optimiser = torch.optim.AdamW(network.parameters(), lr=LEARNING_RATE, weight_decay=1e-3)
    begun_s = told_s = time.monotonic()
    losses: list[float] = []
    while (elapsed_s := time.monotonic() - begun_s) < 60 * minutes or not losses:
        optimiser.param_groups[0]["lr"] = LEARNING_RATE * (1.02 - elapsed_s / (60 * minutes))
        loss = network.surprise(_stretches(whitened), INPUT_NOISE)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        losses.append(float(loss.detach()))
        if time.monotonic() - told_s > REPORT_S:
            told_s = time.monotonic()
            tell(f"step {len(losses)}  surprise {np.mean(losses[-50:]):.3f} nats a step")
    surprise = float(np.mean(losses[-50:]))
    return TrainedPrior(network.cpu(), directions * deviation, mean, encoder, surprise)


def _stretches(whitened: Tensor) -> Tensor:
    """Draw a batch of stretches, [BATCH, STRETCH_STEPS, K]."""
    pieces = torch.randint(0, whitened.shape[0], (BATCH,))
    longest = max(1, whitened.shape[1] - STRETCH_STEPS)
    starts = torch.randint(0, longest, (BATCH,))
    return torch.stack(
        [
            whitened[piece, start : start + STRETCH_STEPS]
            for piece, start in zip(pieces.tolist(), starts.tolist(), strict=True)
        ]
    )


def main() -> None:
    """Train as the command line says; exits with one line when it cannot."""
    parser = argparse.ArgumentParser(description="Learn a prior over a training's latents.")
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--sounds", type=Path, required=True, help="the folder it was trained on")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    try:
        device = choose_device(args.device)
        kept = load_checkpoint(args.checkpoint)
        corpus = load_corpus(args.sounds, kept.network.sound_channels)
        latents = encode_corpus(kept, corpus, ENOUGH_MINUTES, device)
        log.info("%d latent steps", latents.shape[0] * latents.shape[1])
        prior = train_prior(latents, args.minutes, digest(kept), log.info, device)
        prior.save(args.checkpoint.parent / PRIOR_NAME)
    except LatentwalkError as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
