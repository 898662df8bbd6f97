"""What rules do, as a document says it."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, StrictInt, Tag

from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.rule import (
    Action,
    CloseZone,
    OpenZone,
    Play,
    Remap,
    Rule,
    Say,
    UseModel,
)
from latentwalk.geo.document.conditions import (
    CONDITIONS,
    MAX_CONDITIONS,
    MAX_DEPTH,
    ZONE_RULE,
    ConditionDocument,
    check_size,
)
from latentwalk.geo.document.fields import (
    MAX_LATENTS,
    NAME_RULE,
    TEXT_RULE,
    Description,
    Document,
    Flag,
    Name,
    Ramp,
)

MAX_ACTIONS = 20
ACTIONS = ("remap", "zone", "open", "close", "play", "say")
RAMP_RULE = "seconds, 0 (at once) to 600"

Turned = Annotated[StrictInt, Field(ge=-MAX_LATENTS, lt=MAX_LATENTS)]


class RemapDocument(Document):
    """Exchange a zone's latent axes."""

    remap: Name = Field(description=ZONE_RULE, examples=["lawn"])
    axes: tuple[Turned, ...] = Field(
        min_length=1,
        max_length=MAX_LATENTS,
        description="a list of latent axes from 0, or -1 - n for axis n turned round",
        examples=[[1, 0, -3]],
    )
    over_s: Ramp = Field(0.0, description=RAMP_RULE, examples=[0])

    def action(self) -> Action:
        return Remap(ZoneId(self.remap), self.axes, self.over_s)


class UseModelDocument(Document):
    """Let a zone sound by another model."""

    zone: Name = Field(description=ZONE_RULE, examples=["lawn"])
    model: Name = Field(description=f"the id of a model: {NAME_RULE}", examples=["shore"])

    def action(self) -> Action:
        return UseModel(ZoneId(self.zone), ModelId(self.model))


class OpenDocument(Document):
    """Let a zone sound."""

    open: Name = Field(description=ZONE_RULE, examples=["lawn"])
    over_s: Ramp = Field(3.0, description=RAMP_RULE, examples=[3])

    def action(self) -> Action:
        return OpenZone(ZoneId(self.open), self.over_s)


class CloseDocument(Document):
    """Silence a zone."""

    close: Name = Field(description=ZONE_RULE, examples=["lawn"])
    over_s: Ramp = Field(3.0, description=RAMP_RULE, examples=[3])

    def action(self) -> Action:
        return CloseZone(ZoneId(self.close), self.over_s)


class PlayDocument(Document):
    """Play a located sample once."""

    play: Name = Field(description="the id of a sample", examples=["bell"])

    def action(self) -> Action:
        return Play(self.play)


class SayDocument(Document):
    """Speak a text."""

    say: Description = Field(description=TEXT_RULE, examples=["Listen."])

    def action(self) -> Action:
        return Say(self.say)


def _tag(value: Any) -> str | None:
    named = [key for key in ACTIONS if isinstance(value, dict) and key in value]
    return named[0] if len(named) == 1 else None


ActionDocument = Annotated[
    Annotated[RemapDocument, Tag("remap")]
    | Annotated[UseModelDocument, Tag("zone")]
    | Annotated[OpenDocument, Tag("open")]
    | Annotated[CloseDocument, Tag("close")]
    | Annotated[PlayDocument, Tag("play")]
    | Annotated[SayDocument, Tag("say")],
    Discriminator(_tag),
]


class RuleDocument(Document):
    """One rule: what is done when."""

    id: Name | None = Field(None, description=NAME_RULE, examples=["dusk"])
    when: Annotated[ConditionDocument, BeforeValidator(check_size)] = Field(
        description=(
            f"an object with one of {', '.join(CONDITIONS)}; at most {MAX_DEPTH} deep and "
            f"{MAX_CONDITIONS} in all"
        ),
        examples=[{"entered": "lawn"}],
    )
    then: tuple[ActionDocument, ...] = Field(
        min_length=1,
        max_length=MAX_ACTIONS,
        description=f"a list of 1 to {MAX_ACTIONS} objects, each with one of {', '.join(ACTIONS)}",
        examples=[[{"open": "pond"}]],
    )
    once: Flag = Field(False, description="true or false", examples=[True])

    def rule(self, index: int) -> Rule:
        """Return the rule; one without an id takes its place in the document."""
        actions = tuple(action.action() for action in self.then)
        return Rule(self.id or f"rule-{index + 1}", self.when.condition(), actions, self.once)
