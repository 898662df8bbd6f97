"""What an artist listens to at a desk: latents that stand in for the ground (issue 5, palette)."""

from dataclasses import dataclass

from latentwalk.domain.ids import ModelId


@dataclass(frozen=True, slots=True)
class Audition:
    """Latents that sound wherever the artist stands.

    Attributes:
        model: Whose.
        values: Standard deviations; missing axes are 0.
    """

    model: ModelId
    values: tuple[float, ...]
