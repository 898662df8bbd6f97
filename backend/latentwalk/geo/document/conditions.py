"""When a rule acts: conditions as a document says them, a tree of objects with one key each."""

from typing import Annotated, Any

from pydantic import AfterValidator, Discriminator, Field, StrictFloat, StrictInt, Tag

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import (
    All,
    AnyOf,
    Chance,
    Condition,
    Entered,
    HeadingBetween,
    InOrder,
    Inside,
    Left,
    Not,
    SpeedBetween,
    TimeBetween,
    Visited,
)
from latentwalk.geo.document.fields import ClockTime, Document, Name, Share, minute_of

MAX_DEPTH = 8  # nobody can follow more
MAX_CONDITIONS = 100
MAX_BRANCHES = 50
ZONE_RULE = "the id of a zone"

Heading = Annotated[StrictFloat, Field(ge=0.0, le=360.0)]
Speed = Annotated[StrictFloat, Field(ge=0.0, le=20.0)]


def check_size(condition: Any) -> Any:
    """Refuse a tree that is too deep or too large, before anything walks it.

    Raises:
        ValueError: If it is.
    """
    level, depth, count = [condition], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH or count > MAX_CONDITIONS:
            raise ValueError("too deep or too many")
        level = [inner for outer in level for inner in _inner(outer)]
    return condition


def _inner(condition: Any) -> list[Any]:
    if not isinstance(condition, dict):
        return []
    branches = [condition.get(key) for key in ("all", "any")]
    found = [inner for branch in branches if isinstance(branch, list) for inner in branch]
    return [*found, condition["not"]] if "not" in condition else found


def _is_rising(pair: tuple[float, float]) -> tuple[float, float]:
    if not pair[0] < pair[1]:
        raise ValueError("not rising")
    return pair


class AllDocument(Document):
    """Every one of these holds."""

    all: tuple["ConditionDocument", ...] = Field(
        min_length=1,
        max_length=MAX_BRANCHES,
        description=f"a list of 1 to {MAX_BRANCHES} conditions",
        examples=[[{"inside": "lawn"}, {"visited": "pond"}]],
    )

    def condition(self) -> Condition:
        return All(tuple(inner.condition() for inner in self.all))


class AnyDocument(Document):
    """One of these holds."""

    any: tuple["ConditionDocument", ...] = Field(
        min_length=1,
        max_length=MAX_BRANCHES,
        description=f"a list of 1 to {MAX_BRANCHES} conditions",
        examples=[[{"inside": "lawn"}, {"inside": "pond"}]],
    )

    def condition(self) -> Condition:
        return AnyOf(tuple(inner.condition() for inner in self.any))


class NotDocument(Document):
    """This does not hold."""

    negated: "ConditionDocument" = Field(
        alias="not", description="a condition", examples=[{"inside": "lawn"}]
    )

    def condition(self) -> Condition:
        return Not(self.negated.condition())


class EnteredDocument(Document):
    """The walker has just come into a zone."""

    entered: Name = Field(description=ZONE_RULE, examples=["lawn"])

    def condition(self) -> Condition:
        return Entered(ZoneId(self.entered))


class LeftDocument(Document):
    """The walker has just left a zone."""

    left: Name = Field(description=ZONE_RULE, examples=["lawn"])

    def condition(self) -> Condition:
        return Left(ZoneId(self.left))


class InsideDocument(Document):
    """The walker is inside a zone, for some seconds at least."""

    inside: Name = Field(description=ZONE_RULE, examples=["lawn"])
    for_s: Annotated[StrictFloat, Field(ge=0.0, le=86_400.0)] = Field(
        0.0, description="seconds, 0 to 86400", examples=[30]
    )

    def condition(self) -> Condition:
        return Inside(ZoneId(self.inside), self.for_s)


class VisitedDocument(Document):
    """The walker has entered a zone so many times at least."""

    visited: Name = Field(description=ZONE_RULE, examples=["lawn"])
    times: Annotated[StrictInt, Field(ge=1, le=1000)] = Field(
        1, description="a whole number, 1 to 1000", examples=[2]
    )

    def condition(self) -> Condition:
        return Visited(ZoneId(self.visited), self.times)


class OrderDocument(Document):
    """The zones were first entered in this order, all of them."""

    order: tuple[Name, ...] = Field(
        min_length=2,
        max_length=MAX_BRANCHES,
        description=f"a list of 2 to {MAX_BRANCHES} ids of zones",
        examples=[["lawn", "pond"]],
    )

    def condition(self) -> Condition:
        return InOrder(tuple(ZoneId(zone) for zone in self.order))


class SpeedDocument(Document):
    """The walker's speed lies in this range."""

    speed_mps: Annotated[tuple[Speed, Speed], AfterValidator(_is_rising)] = Field(
        description="two speeds in metres per second, 0 to 20, the lower first",
        examples=[[0.5, 1.5]],
    )

    def condition(self) -> Condition:
        return SpeedBetween(*self.speed_mps)


class HeadingDocument(Document):
    """The walker faces between these, clockwise from the first to the second."""

    heading_deg: tuple[Heading, Heading] = Field(
        description="two headings in degrees clockwise from north, 0 to 360",
        examples=[[315, 45]],
    )

    def condition(self) -> Condition:
        return HeadingBetween(*self.heading_deg)


class TimeDocument(Document):
    """The local time of day lies between these, over midnight if the second is earlier."""

    local_time: tuple[ClockTime, ClockTime] = Field(
        description='two times of day, "HH:MM"', examples=[["18:00", "06:00"]]
    )

    def condition(self) -> Condition:
        return TimeBetween(minute_of(self.local_time[0]), minute_of(self.local_time[1]))


class ChanceDocument(Document):
    """Holds with this probability, drawn anew whenever the rest of the rule begins to hold."""

    chance: Share = Field(description="a probability, 0 to 1", examples=[0.3])

    def condition(self) -> Condition:
        return Chance(self.chance)


CONDITIONS = (
    *("all", "any", "not", "entered", "left", "inside", "visited", "order"),
    *("speed_mps", "heading_deg", "local_time", "chance"),
)


def _tag(value: Any) -> str | None:
    """Return the one key that says which condition this is."""
    named = [key for key in CONDITIONS if isinstance(value, dict) and key in value]
    return named[0] if len(named) == 1 else None


ConditionDocument = Annotated[
    Annotated[AllDocument, Tag("all")]
    | Annotated[AnyDocument, Tag("any")]
    | Annotated[NotDocument, Tag("not")]
    | Annotated[EnteredDocument, Tag("entered")]
    | Annotated[LeftDocument, Tag("left")]
    | Annotated[InsideDocument, Tag("inside")]
    | Annotated[VisitedDocument, Tag("visited")]
    | Annotated[OrderDocument, Tag("order")]
    | Annotated[SpeedDocument, Tag("speed_mps")]
    | Annotated[HeadingDocument, Tag("heading_deg")]
    | Annotated[TimeDocument, Tag("local_time")]
    | Annotated[ChanceDocument, Tag("chance")],
    Discriminator(_tag),
]
for _grouping in (AllDocument, AnyDocument, NotDocument):
    _grouping.model_rebuild()
