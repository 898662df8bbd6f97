"""Random numbers that are a pure function of a counter and a key.

The same counter and key give the same number on every machine, in any order, so that
noise and landscapes need no state and survive restarts.

References:
    Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
    Box & Muller (1958), A note on the generation of random normal deviates.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]  # 32-bit words carried in 64 bits, so that products fit
Keys = NDArray[np.uint64]

ROUNDS = 10
MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))  # Salmon et al., table 2
WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))  # golden ratio, √3 - 1
LOW = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
WORD_RANGE = 2.0**32


def philox(counter: Sequence[Words | np.uint64] | Words, keys: Keys) -> Words:
    """Scramble 128-bit counters under 64-bit keys: Philox4x32-10.

    Args:
        counter: Four words 0..2³²-1, broadcastable shapes [...].
        keys: Shape [...].

    Returns:
        Four random words, shape [4, ...], each 0..2³²-1.

    References:
        Salmon et al. (2011), §3.3.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = keys & LOW, keys >> HALF
    for _ in range(ROUNDS):
        first, second = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (
            (second >> HALF) ^ c1 ^ k0,
            second & LOW,
            (first >> HALF) ^ c3 ^ k1,
            first & LOW,
        )
        k0, k1 = (k0 + WEYL[0]) & LOW, (k1 + WEYL[1]) & LOW
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3))


def normal(words: Words) -> NDArray[np.float64]:
    """Turn pairs of random words into standard normal values (Box-Muller).

    Args:
        words: At least two words 0..2³²-1, shape [≥2, ...].

    Returns:
        Shape [...], within ±6.7: a word is never taken as 0.
    """
    radius = np.sqrt(-2.0 * np.log((words[0] + 0.5) / WORD_RANGE))
    return np.asarray(radius * np.cos(words[1] * (2.0 * np.pi / WORD_RANGE)))
