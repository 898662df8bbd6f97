"""What a model must reach to be shipped, and whether it does."""

from collections.abc import Sequence
from dataclasses import dataclass

from latentwalk.rave.evaluation import Evaluation

MOVING_AXES, MOVED_DB = 4, 3.0  # an axis that changes the sound less is not worth walking along
# A block edge is one place in a thousand and onsets fall where they fall: 12 s of smooth sound
# measure 0.8 to 1.2, a click one sample high measures above 10 (tests/unit/rave/test_measures.py).
CLICK = 1.5
SILENT_DBFS = -80.0  # below it nothing is heard on any headphones outdoors


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure and what is asked of it.

    Attributes:
        value: What was measured.
        limit: What is asked for.
        is_ceiling: Whether the value may not be above the limit, else not below it.
        aim: What would be better still; None where the limit is all.
    """

    name: str
    value: float
    limit: float
    is_ceiling: bool
    aim: float | None = None

    @property
    def is_passed(self) -> bool:
        """Whether the bar is reached; what is not a number reaches none."""
        return self.value <= self.limit if self.is_ceiling else self.value >= self.limit

    def as_dict(self) -> dict[str, object]:
        """Give the bar by name, for JSON."""
        return {
            "name": self.name,
            "value": self.value if self.value == self.value else None,
            "asked": f"{'<=' if self.is_ceiling else '>='} {self.limit:g}",
            "aim": self.aim,
            "passed": self.is_passed,
        }


def bars_of(figures: Evaluation) -> Sequence[Bar]:
    """Set a model's figures against the bars; stereo width is asked of stereo models alone."""
    moving = sum(change_db > MOVED_DB for change_db in figures.traversal_db)
    bars = [
        Bar("mel_ratio", figures.mel_ratio, 0.65, True, 0.5),
        Bar("mel_ratio_to_untrained", figures.mel_ratio_to_untrained, 0.35, True),
        Bar("onset_correlation", figures.onset_correlation, 0.92, False, 0.95),
        Bar("traversal_axes", float(moving), float(MOVING_AXES), False),
        Bar("quietest_dbfs", figures.quietest_dbfs, SILENT_DBFS, False),
        Bar("dc", figures.dc, 0.01, True),
        Bar("click", figures.edge_click, CLICK, True),
        Bar("nan", float(figures.nan), 0.0, True),
        Bar("peak", figures.peak, 1.0, True),
    ]
    if figures.likeness:
        bars.append(Bar("stereo_width", figures.stereo_width, 0.2, False))
    return bars


def bars_in_words(bars: Sequence[Bar]) -> str:
    """Write the bars as a table, one a line."""
    lines = []
    for bar in bars:
        asked = f"{'<=' if bar.is_ceiling else '>='} {bar.limit:g}"
        aim = f" (aim {bar.aim:g})" if bar.aim is not None else ""
        verdict = "pass" if bar.is_passed else "FAIL"
        lines.append(f"{verdict}  {bar.name:<24}{bar.value:>9.3f}   asked {asked}{aim}")
    return "\n".join(lines)
