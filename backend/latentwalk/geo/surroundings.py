"""Where a phone is, as far as it changes how wrongly the phone tells place and heading."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Self

NEVER_S = math.inf


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Figures of one kind of place; ranges are drawn from evenly.

    Attributes:
        radius_m: Radius that holds 68 % of the fixes, without jumps; 0 is an exact phone.
        correlation_s: Memory of the correlated part.
        white_share: Share of the power that is new with every fix, 0..1.
        drift_share: Share of the power that changes over ten minutes, 0..1; the rest is the
            correlated part.
        jump_every_s: Mean time between multipath jumps.
        jump_m: How far a jump goes.
        jump_s: How long it lasts.
        loss_every_s: Mean time between dropouts.
        loss_s: How long no fix comes.
        speed_noise_mps: Deviation of the reported speed.
        bias_deg: Size of the compass's constant error; its side is thrown.
        wander_deg: Deviation of its slow change.
        disturbance_every_s: Mean time between magnetic disturbances.
        disturbance_deg: Size of one; its side is thrown.
        disturbance_s: How long it lasts.
    """

    radius_m: float
    correlation_s: float = 30.0
    white_share: float = 0.08
    drift_share: float = 0.2
    jump_every_s: float = NEVER_S
    jump_m: tuple[float, float] = (20.0, 60.0)
    jump_s: tuple[float, float] = (3.0, 10.0)
    loss_every_s: float = NEVER_S
    loss_s: tuple[float, float] = (5.0, 15.0)
    speed_noise_mps: float = 0.1
    bias_deg: tuple[float, float] = (10.0, 15.0)
    wander_deg: float = 4.0
    disturbance_every_s: float = NEVER_S
    disturbance_deg: tuple[float, float] = (20.0, 60.0)
    disturbance_s: tuple[float, float] = (3.0, 10.0)

    def with_radius(self, radius_m: float) -> Self:
        """Return the same place with fixes that scatter by another 68 % radius."""
        return replace(self, radius_m=radius_m)


EXACT = Surroundings(radius_m=0.0, bias_deg=(0.0, 0.0), wander_deg=0.0, speed_noise_mps=0.0)

# 4.9 m under open sky: van Diggelen & Enge (2015), ION GNSS+. 7–13 m between trees and houses:
# Merry & Bettinger (2019), PLOS ONE 14(7) e0219890. 10–30 m and compasses wrong by 10–30° in
# a city: Blum, Greencorn & Cooperstock (2012), MobiQuitous. How often a street breaks a fix or
# bends a needle is nobody's mean; those times are chosen so that a walk of ten minutes meets it.
PRESETS: Mapping[str, Surroundings] = MappingProxyType(
    {
        "none": EXACT,
        "park": Surroundings(radius_m=5.0, correlation_s=40.0),
        "street": Surroundings(
            radius_m=10.0,
            white_share=0.1,
            jump_every_s=120.0,
            jump_m=(20.0, 35.0),
            jump_s=(3.0, 8.0),
            loss_every_s=600.0,
            loss_s=(4.0, 10.0),
            speed_noise_mps=0.2,
            bias_deg=(10.0, 20.0),
            wander_deg=6.0,
            disturbance_every_s=90.0,
        ),
        "canyon": Surroundings(
            radius_m=25.0,
            correlation_s=20.0,
            white_share=0.1,
            jump_every_s=45.0,
            loss_every_s=150.0,
            loss_s=(5.0, 25.0),
            speed_noise_mps=0.5,
            bias_deg=(15.0, 30.0),
            wander_deg=9.0,
            disturbance_every_s=45.0,
        ),
        "forest": Surroundings(
            radius_m=13.0,
            correlation_s=50.0,
            white_share=0.15,
            jump_every_s=300.0,
            jump_m=(20.0, 30.0),
            loss_every_s=300.0,
            loss_s=(3.0, 8.0),
            speed_noise_mps=0.3,
        ),
    }
)
