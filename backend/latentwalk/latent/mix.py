"""Place and microphone meet: ``z = gain_place ⊙ place + gain_mic ⊙ z_mic`` (DESIGN §6)."""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import Latents, Weights


def mix(z_mic: Latents, place: Latents, gain_place: Latents, gain_mic: Latents) -> Latents:
    """Mix the microphone's latents into the place's, per latent axis and step.

    Args:
        z_mic: The encoded microphone, standard deviations, shape [..., K, N].
        place: Where the walker is, standard deviations, same shape.
        gain_place: Bare gains, same shape.
        gain_mic: Bare gains, same shape.

    Returns:
        Mixed latents, standard deviations, same shape.
    """
    return gain_place * place + gain_mic * z_mic


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


def mix_gains(shares: Weights, gate: Weights) -> tuple[Latents, Latents]:
    """Split each axis between place and microphone.

    The two gains add up to one: latents are coordinates, and only a weighted mean of two
    points lies between them (an equal-power pair would push two equal points to 1.4 times
    their distance from the mean). A closed gate gives its share back to the place, so a
    silent or absent microphone never pulls the latents to zero.

    Args:
        shares: The microphone's share of each axis, shape [W, K], 0..1.
        gate: How open each walker's gate is, shape [W], 0..1; 0 without microphone.

    Returns:
        ``gain_place`` and ``gain_mic``, each of shape [W, K].
    """
    gain_mic = np.asarray(shares * gate[:, None], np.float32)
    return np.float32(1.0) - gain_mic, gain_mic
