"""Place, microphone and prior meet (DESIGN §6).

``z = gain_place ⊙ place + gain_mic ⊙ z_mic + gain_prior ⊙ prior``; a model's own generation
stands where its zones' places would, so the three gains are one walker's whole.

Where the mic has a share m of an axis and its gate stands at g, ``gain_mic`` is m·g and
``gain_place`` 1 - m·g. They add up to one because latents are coordinates: only a weighted
mean of two points lies between them, and an equal-power pair would push two equal points
to 1.4 times their distance from the mean. A closed gate gives its share back to the place,
so a silent or absent microphone never pulls latents to zero.
"""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import Latents, Weights


def mix(
    z_mic: Latents,
    place: Latents,
    gain_place: Latents,
    gain_mic: Latents,
    prior: Latents | None = None,
    gain_prior: Latents | None = None,
) -> Latents:
    """Mix the microphone's latents into the place's, per latent axis and step.

    Args:
        z_mic: The encoded microphone, standard deviations, shape [..., K, N].
        place: Where the walker is, standard deviations, same shape.
        gain_place: Bare gains, same shape.
        gain_mic: Bare gains, same shape.
        prior: What the model generates by itself, standard deviations, same shape.
        gain_prior: Bare gains, same shape; with ``prior`` or not at all.

    Returns:
        Mixed latents, standard deviations, same shape.
    """
    mixed: Latents = gain_place * place + gain_mic * z_mic
    if prior is None or gain_prior is None or not gain_prior.any():
        return mixed
    mixed += gain_prior * prior
    return mixed


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
