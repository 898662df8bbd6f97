"""The unit of each latent: from the model's card, else measured on the reference clip."""

import numpy as np
import torch

from latentwalk.engine.calls import Calls
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.reference import reference_clip
from latentwalk.engine.state import StateRecord
from latentwalk.latent.space import LatentKind, LatentSpace, wrap

SETTLE_STEPS = 8  # of the clip's latents: the encoder starts from silence
POWER_FLOOR = 1e-9
INDEX_STD = 1.0  # at least: an index that rests in the clip may still move with other sounds


def calibrate(
    manifest: Manifest,
    module: torch.jit.ScriptModule,
    calls: Calls,
    sample_rate_hz: int,
    kind: LatentKind = LatentKind.REAL,
) -> LatentSpace:
    """Return the model's latent space.

    Without a card's calibration the sign is chosen as a listener would: more of an axis
    goes with louder sound.
    """
    given = manifest.calibration
    if given is not None:
        mean, std, sign = (np.array(v, np.float32) for v in (given.mean, given.std, given.sign))
        return LatentSpace(mean, std, sign, kind)
    fresh = StateRecord(module)
    channels, _, _, ratio = module.encode_params.tolist()
    clip = reference_clip(sample_rate_hz, manifest.model.reference_loudness_lufs)
    clip = clip[: len(clip) // ratio * ratio]
    heard = calls.encode(torch.from_numpy(clip).expand(1, channels, -1))[0]  # [K, N]
    fresh.restore()
    latents = np.nan_to_num(heard.numpy()[:, SETTLE_STEPS:])
    power = np.mean(clip.reshape(-1, ratio)[SETTLE_STEPS:] ** 2, axis=1)
    level = np.log(power + POWER_FLOOR)
    mean = latents.mean(axis=1)
    if kind is LatentKind.ANGLE:
        mean[-1] = np.angle(np.exp(1j * np.pi * latents[-1]).mean()) / np.pi
    apart = latents - mean[:, None]
    if kind is LatentKind.ANGLE:
        apart[-1] = wrap(apart[-1])
    std = np.sqrt(np.mean(np.square(apart), axis=1))
    if kind is LatentKind.INDEX:
        std = np.maximum(std, INDEX_STD)
    louder = apart @ (level - level.mean())
    sign = np.where(louder < 0, -1.0, 1.0).astype(np.float32)
    return LatentSpace(mean, std, sign, kind)
