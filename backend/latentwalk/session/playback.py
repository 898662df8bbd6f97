"""A written trajectory of latents back into sound: no place, no mic, the decoder alone.

In: latents of one model. Out: stereo at 48 kHz, level and limit as in a walk.
"""

import math
from dataclasses import replace

import numpy as np

from latentwalk.audio.limiter import Limiter
from latentwalk.audio.resample import Resampler
from latentwalk.domain.block import SAMPLE_RATE_HZ, Latents, Samples, check_shape
from latentwalk.engine.pool import Block, Pool

SESSION = 1


def play(pool: Pool, latents: Latents, noise_key: int) -> Samples:
    """Decode a whole trajectory, step by step as it was written.

    Args:
        pool: In this process (depth 0), with no session in it.
        latents: Standard deviations, [K, steps], steps > 0.
        noise_key: Makes the noise of the axes that no latent moves.

    Returns:
        Stereo [2, n] at 48 kHz, n the duration of the steps; the declared delay is taken off.
    """
    contract = pool.contract
    check_shape("latents", latents, [contract.latent_size, None])
    n_steps, rate_hz = contract.latent_steps, contract.sample_rate_hz
    delay_frames = contract.delay_frames
    limiter, up = Limiter(1), Resampler(2, rate_hz, SAMPLE_RATE_HZ)
    at_48k = SAMPLE_RATE_HZ / rate_hz
    wanted = round(latents.shape[1] * contract.ratio * at_48k)
    skipped = round(delay_frames * at_48k) + limiter.latency_frames
    skipped += up.latency_frames if rate_hz != SAMPLE_RATE_HZ else 0
    n_blocks = math.ceil((wanted + skipped) / at_48k / pool.block_frames)
    padded = np.pad(
        latents, ((0, 0), (0, max(0, n_blocks * n_steps - latents.shape[1]))), mode="edge"
    )
    silent = Block.silent(contract, np.array([SESSION], np.uint64))
    heard = []
    for number in range(n_blocks):
        block = replace(
            silent,
            place=padded[None, :, number * n_steps : (number + 1) * n_steps],
            noise_key=np.array([noise_key], np.uint64),
            noise_place=np.array([[0.0, 0.0, 0.0, number * pool.block_frames / rate_hz]]),
        )
        wet = pool.step(block).wet[0] * np.float32(10.0 ** (contract.gain_db / 20.0))
        if rate_hz != SAMPLE_RATE_HZ:
            wet = up.process(wet)
        heard.append(limiter.process(wet[None], np.zeros(1, np.intp))[0])
    return np.concatenate(heard, axis=1)[:, skipped : skipped + wanted]
