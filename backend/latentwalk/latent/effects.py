"""What a rule's actions do to what stands."""

from collections.abc import Iterable, Mapping

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import Action, CloseZone, OpenZone, Play, Remap, Say, UseModel
from latentwalk.domain.zone import Zone
from latentwalk.latent.fade import Fade
from latentwalk.latent.remapping import UNMOVED
from latentwalk.latent.rule_state import Effects


def gate_of(zone: Zone, effects: Effects) -> Fade:
    """Return how open a zone is; one that no rule touched is as its walk has it."""
    at_first = float(zone.is_open)
    return effects.gates.get(zone.id, Fade(at_first, at_first))


def act(
    effects: Effects, actions: Iterable[Action], zones: Mapping[ZoneId, Zone], time_s: float
) -> tuple[Effects, tuple[Play | Say, ...], bool]:
    """Do actions one after another.

    Args:
        effects: What stands.
        actions: What to do, in order.
        zones: The walk's, by id.
        time_s: Media time now.

    Returns:
        What stands then; what is to be played and said; whether something changed at once.
    """
    gates, axes, models = dict(effects.gates), dict(effects.axes), dict(effects.models)
    events: list[Play | Say] = []
    is_abrupt = False
    for action in actions:
        match action:
            case Play() | Say():
                events.append(action)
            case UseModel(zone, model):
                is_abrupt = is_abrupt or models.get(zone) != model
                models[zone] = model
            case OpenZone(zone, over_s) | CloseZone(zone, over_s):
                end = 1.0 if isinstance(action, OpenZone) else 0.0
                now = gates.get(zone, gate_of(zones[zone], effects)).at(time_s)
                is_abrupt = is_abrupt or (now < end and over_s <= 0.0)
                gates[zone] = Fade(now, end, time_s, over_s if now != end else 0.0)
            case Remap(zone, order, over_s):
                axes[zone] = axes.get(zone, UNMOVED).remapped(order, over_s, time_s)
                is_abrupt = is_abrupt or over_s <= 0.0
    return Effects(gates, axes, models), tuple(events), is_abrupt
