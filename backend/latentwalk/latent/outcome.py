"""What rules have done to a walk, as one walker hears it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from latentwalk.domain.block import Weights
from latentwalk.domain.ids import ModelId
from latentwalk.domain.rule import Play, Say
from latentwalk.latent.remapping import Blend


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands now, and what has just happened; zones are columns in the walk's order.

    Attributes:
        zone_gain: How open each zone is, 0..1, straight in time, [Z]; the shape is the caller's.
        blends: By column, the axes of zones whose axes are exchanged (latent/remapping.py).
        models: By column, the model of zones that sound by another one.
        events: To be played and said, once, in order.
        is_abrupt: Whether something changed at once; the step guard listens (audio).
    """

    zone_gain: Weights
    blends: Mapping[int, Blend] = field(default_factory=dict)
    models: Mapping[int, ModelId] = field(default_factory=dict)
    events: tuple[Play | Say, ...] = ()
    is_abrupt: bool = False
