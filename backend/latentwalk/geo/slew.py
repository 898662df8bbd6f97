"""A critically damped follower: positions at tick rate without steps."""

import numpy as np

from latentwalk.domain.block import Metres


def follow(
    position: Metres,
    velocity: Metres,
    target: Metres,
    target_velocity: Metres,
    rate: Metres,
    dt_s: Metres,
) -> tuple[Metres, Metres]:
    """Move towards a target that moves evenly; exact for any ``dt_s``.

    The error obeys ``e'' + 2·rate·e' + rate²·e = 0``, so it never overshoots from rest, has
    no steady lag behind an even motion, and two half steps equal a whole one. 95 % of a
    step is done after 4.75/rate seconds.

    Args:
        position: Where the follower is, metres, shape [..., D].
        velocity: How it moves, m/s, same shape.
        target: Where the target will be after ``dt_s``, metres, same shape.
        target_velocity: How it moves, m/s, same shape.
        rate: 1/s, > 0, shape [..., 1].
        dt_s: Seconds, ≥ 0, shape [..., 1].

    Returns:
        Position and velocity after ``dt_s``.
    """
    error = position - (target - target_velocity * dt_s)
    error_velocity = velocity - target_velocity
    push = error_velocity + rate * error
    decay = np.exp(-rate * dt_s)
    after = (error + push * dt_s) * decay
    after_velocity = (error_velocity - rate * push * dt_s) * decay
    return target + after, target_velocity + after_velocity
