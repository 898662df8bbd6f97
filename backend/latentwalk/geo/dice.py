"""Seeded chance that Python and the browser throw alike: 32-bit integers, then doubles."""

import math

WEYL = 0x9E3779B9  # the golden ratio, odd: a step that visits every 32-bit number
MASK = 0xFFFFFFFF


class Dice:
    """A stream of random numbers that depends on its seed alone, here and in TypeScript.

    Integers agree bit for bit with ``simulated-dice.ts``; logarithms and cosines agree to
    the last few bits of a double.

    Args:
        seed: Any integer; its low 32 bits count.

    References:
        Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators: a Weyl
        sequence, mixed; the 32-bit mixer has two rounds of shift and multiply.
    """

    def __init__(self, seed: int) -> None:
        self._state = seed & MASK

    def uniform(self) -> float:
        """Return a number between 0 and 1, neither included."""
        self._state = (self._state + WEYL) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 16)) * 0x21F0AAAD) & MASK
        mixed = ((mixed ^ (mixed >> 15)) * 0x735A2D97) & MASK
        mixed ^= mixed >> 15
        return (mixed + 0.5) / 4294967296.0

    def between(self, least: float, most: float) -> float:
        """Return a number between two others."""
        return least + (most - least) * self.uniform()

    def normal(self) -> float:
        """Return a standard normal number (Box & Muller 1958)."""
        radius = math.sqrt(-2.0 * math.log(self.uniform()))
        return radius * math.cos(2.0 * math.pi * self.uniform())

    def befalls(self, every_s: float, dt_s: float) -> bool:
        """Say whether what happens once in ``every_s`` on average happens within ``dt_s``."""
        return self.uniform() < -math.expm1(-dt_s / every_s)


class Wander:
    """First-order Gauss–Markov noise of standard deviation 1, started in its steady state.

    Args:
        dice: Where chance comes from; one throw now and one a step.
        constant_s: Time after which it remembers 1/e of itself, > 0.
    """

    def __init__(self, dice: Dice, constant_s: float) -> None:
        self._dice = dice
        self._constant_s = constant_s
        self.value = dice.normal()

    def step(self, dt_s: float) -> float:
        """Go on by ``dt_s`` and return the value; exact for any step."""
        kept = math.exp(-dt_s / self._constant_s)
        self.value = kept * self.value + math.sqrt(1.0 - kept * kept) * self._dice.normal()
        return self.value
