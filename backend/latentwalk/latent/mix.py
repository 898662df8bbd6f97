"""Place, microphone and prior meet (DESIGN §6).

``z = gain_place ⊙ place + gain_mic ⊙ z_mic + gain_prior ⊙ prior``; a model's own generation
stands where its zones' places would, so the three gains are one walker's whole.

Where the mic has a share m of an axis and its gate stands at g, ``gain_mic`` is m·g and
``gain_place`` 1 - m·g. They add up to one because latents are coordinates: only a weighted
mean of two points lies between them, and an equal-power pair would push two equal points
to 1.4 times their distance from the mean. A closed gate gives its share back to the place,
so a silent or absent microphone never pulls latents to zero.

Where latents are no coordinates the mean is taken where it has a meaning: a full circle's
is the direction of the weighted sum of points on it, and of indices the larger gain wins.
"""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import Latents, Weights
from latentwalk.latent.space import STD_FLOOR, LatentKind, LatentSpace


def mix(
    z_mic: Latents,
    place: Latents,
    gain_place: Latents,
    gain_mic: Latents,
    prior: Latents | None = None,
    gain_prior: Latents | None = None,
    space: LatentSpace | None = None,
) -> Latents:
    """Mix the microphone's latents into the place's, per latent axis and step.

    Args:
        z_mic: The encoded microphone, standard deviations, shape [..., K, N].
        place: Where the walker is, standard deviations, same shape.
        gain_place: Bare gains, same shape.
        gain_mic: Bare gains, same shape.
        prior: What the model generates by itself, standard deviations, same shape.
        gain_prior: Bare gains, same shape; with ``prior`` or not at all.
        space: Says what the numbers are; without one they are coordinates.

    Returns:
        Mixed latents, standard deviations, same shape.
    """
    parts, gains = [place, z_mic], [gain_place, gain_mic]
    if prior is not None and gain_prior is not None and gain_prior.any():
        parts.append(prior)
        gains.append(gain_prior)
    return blend(parts, gains, space)


def blend(
    parts: Sequence[Latents], gains: Sequence[Latents], space: LatentSpace | None = None
) -> Latents:
    """Add latents up by their gains, as what they are allows.

    What gains lack of one belongs to the mean, as zeros do in a sum of coordinates.

    Args:
        parts: Standard deviations, each of shape [..., K, N].
        gains: Bare gains ≥ 0, as many and of the same shape.
        space: Says what the numbers are; without one they are coordinates.

    Returns:
        Standard deviations, same shape.
    """
    if space is not None and space.kind is LatentKind.INDEX:
        return _loudest(parts, gains)
    mixed: Latents = gains[0] * parts[0]
    for part, gain in zip(parts[1:], gains[1:], strict=True):
        mixed += gain * part
    if space is not None and space.kind is LatentKind.ANGLE:
        last = [part[..., -1, :] for part in parts], [gain[..., -1, :] for gain in gains]
        mixed[..., -1, :] = _on_circle(*last, float(space.std[-1]))
    return mixed


def _loudest(parts: Sequence[Latents], gains: Sequence[Latents]) -> Latents:
    """Take the part of the largest gain, of equal ones the first; the mean where all are 0."""
    stacked = np.stack(gains)
    winner = stacked.argmax(axis=0)[None]
    taken = np.take_along_axis(np.stack(parts), winner, axis=0)[0]
    return np.where(stacked.any(axis=0), taken, 0.0).astype(np.float32)


def _on_circle(parts: Sequence[Latents], gains: Sequence[Latents], std: float) -> Latents:
    """Return the direction of the weighted sum; ``std`` is one unit in half turns."""
    if std < STD_FLOOR:
        return np.zeros_like(parts[0])
    turns = np.stack(parts) * (np.pi * std)
    weights = np.stack(gains)
    rest = np.maximum(1.0 - weights.sum(axis=0), 0.0)
    across = (weights * np.sin(turns)).sum(axis=0)
    along = (weights * np.cos(turns)).sum(axis=0) + rest
    return np.asarray(np.arctan2(across, along) / (np.pi * std), np.float32)


def mic_shares(mic: Sequence[float], latent_size: int) -> Weights:
    """Spread a zone's ``mic`` setting over a model's latents.

    Args:
        mic: Shares 0..1 of the first axes; the last one holds for all further axes.
        latent_size: K.

    Returns:
        Share of each axis, shape [K], float32, in 0..1.
    """
    given = np.asarray(mic[:latent_size], np.float32) if mic else np.zeros(1, np.float32)
    padded = np.pad(given, (0, max(0, latent_size - len(given))), mode="edge")
    return np.clip(padded[:latent_size], 0.0, 1.0)
