"""How many may walk: as many as the operator allows and every model they may meet can play."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from latentwalk.domain.ids import ModelId

KEPT_SHARE = 0.1  # of a model's rows, for walkers who change between models (DESIGN §5.6)
KEPT_LEAST = 1
WALKERS = "walkers"  # what limits, where it is the operator's number and no model

Models = Sequence[ModelId]  # those a walk can sound with


@dataclass(slots=True)
class Crowd:
    """Who walks, counted as admission needs it.

    Attributes:
        walkers: All of them.
        of: Those whose walk can sound with a model, by model.
        shared: Models of which a walk that is walked has others too.
    """

    walkers: int = 0
    of: Counter[ModelId] = field(default_factory=Counter)
    shared: set[ModelId] = field(default_factory=set)

    @classmethod
    def of_all(cls, walks: Iterable[Models]) -> "Crowd":
        """Count walkers by the models of the walk that each is on."""
        crowd = cls()
        for models in walks:
            crowd.add(models)
        return crowd

    def add(self, models: Models) -> None:
        """Count one more."""
        self.walkers += 1
        self.of.update(models)
        if len(models) > 1:
            self.shared.update(models)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the server carries now; the figures fall and rise as models are timed.

    Attributes:
        walkers: The operator's most, > 0.
        rows: Walkers with a microphone that each model plays on time, by model; a model that
            is missing limits nothing.
    """

    walkers: int
    rows: Mapping[ModelId, int]

    def limits(self, models: Models, crowd: Crowd) -> dict[str, int]:
        """Return how many may walk by what limits them, for a walk with these models.

        A model that a walk shares with others keeps some rows for walkers who change; one
        walker at least is always carried.
        """
        limits: dict[str, int] = {WALKERS: self.walkers}
        for model in models:
            if model in self.rows:
                is_shared = len(models) > 1 or model in crowd.shared
                limits[model] = self.limit_of(model, is_shared)
        return limits

    def limit_of(self, model: ModelId, is_shared: bool) -> int:
        """Return how many walkers' walks may sound with ``model``, at least 1."""
        rows = self.rows[model]
        return max(1, rows - kept_rows(rows) if is_shared else rows)

    def full(self, models: Models, crowd: Crowd) -> str | None:
        """Return what leaves no room for one more walker of such a walk, or ``None``."""
        for limit, most in self.limits(models, crowd).items():
            here = crowd.walkers if limit == WALKERS else crowd.of[ModelId(limit)]
            if here >= most:
                return limit
        return None

    def most(self, models: Models, crowd: Crowd) -> tuple[int, str]:
        """Return how many may walk at once if all walk such a walk, and what limits them."""
        limits = self.limits(models, crowd)
        tightest = min(limits, key=lambda limit: limits[limit])
        return limits[tightest], tightest


def kept_rows(rows: int) -> int:
    """Return how many of a model's rows are kept for walkers who change."""
    return max(KEPT_LEAST, math.ceil(KEPT_SHARE * rows))


def rows_for(walkers: int) -> int:
    """Return how many rows a model needs that so many may walk and some are kept."""
    return max(walkers + KEPT_LEAST, math.ceil(walkers / (1.0 - KEPT_SHARE)))
