"""What rules remember, written in at most 2 kB for the node a walker moves to (DESIGN §12).

Zones and rules are written by number, so a record fits the document that it was written with
and no other. Fades and blends are written as where they end: a walker who moves to another node
starts there in silence and fades in.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from latentwalk.domain.errors import RuleError
from latentwalk.domain.ids import ModelId, ZoneId, stable_key
from latentwalk.domain.rule import CloseZone, OpenZone, Remap, UseModel
from latentwalk.latent.conditions import chances
from latentwalk.latent.fade import Fade
from latentwalk.latent.remapping import AxisMap, Remapping
from latentwalk.latent.rule_state import Effects, Judged, RuleState, Seen
from latentwalk.latent.rules import RuleBook
from latentwalk.latent.watch import Watch

MAX_BYTES = 2048
MAX_DRAWS = 9_999  # counted on in a record; a rule drawn more often repeats its draws
_TURNED = 0x80  # marks an axis that is turned round, in the two hex digits of each

T = TypeVar("T")
Record = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Numbers:
    """What a record of one book counts on its fingers, in order."""

    rules: tuple[str, ...]
    drawing: tuple[str, ...]
    gated: tuple[ZoneId, ...]
    moved: tuple[ZoneId, ...]
    modelled: tuple[ZoneId, ...]
    models: tuple[ModelId, ...]
    key: int


def to_json(book: RuleBook, state: RuleState) -> str:
    """Write a walker's state.

    Args:
        book: The rules that the state belongs to.
        state: As :meth:`RuleBook.advance` returned it.
    """
    numbers = _numbers_of(book)
    seen, judged, effects, watch = state.seen, state.judged, state.effects, book.watch
    axes = [effects.axes.get(zone, Remapping()).settled().target for zone in numbers.moved]
    models = [effects.models.get(zone) for zone in numbers.modelled]
    record: Record = {
        "key": numbers.key,
        "in": _bits(watch.tracked, seen.inside),
        "since": [round(seen.since_s.get(zone, -1.0), 2) for zone in watch.stays],
        "visits": [seen.visits.get(zone, 0) for zone in watch.counts],
        "order": [watch.ordered.index(zone) for zone in seen.order if zone in watch.ordered],
        "sensed": _bits(watch.senses.leaves, seen.sensed),
        "held": _bits(numbers.rules, judged.held),
        "hoped": _bits(numbers.drawing, judged.hoped),
        "done": _bits(numbers.rules, judged.done),
        "draws": [min(judged.draws.get(rule, 0), MAX_DRAWS) for rule in numbers.drawing],
        "gated": _bits(numbers.gated, effects.gates),
        "open": _bits(numbers.gated, [z for z, gate in effects.gates.items() if gate.end > 0.5]),
        "axes": ",".join(_hex(target) for target in axes),
        "models": [numbers.models.index(each) if each else -1 for each in models],
    }
    return json.dumps(record, separators=(",", ":"))


def from_json(book: RuleBook, text: str) -> RuleState:
    """Read what :func:`to_json` wrote.

    Args:
        book: The same rules and zones.
        text: The record.

    Raises:
        RuleError: If it is no such record, or was written with another document.
    """
    numbers = _numbers_of(book)
    try:
        record: Record = dict(json.loads(text))
        if record["key"] != numbers.key:
            raise RuleError("rules: this record was written with another document. Start afresh")
        return RuleState(
            _seen(book.watch, record), _judged(numbers, record), _effects(numbers, record)
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise RuleError(f"rules: expected a record of ours, got {text[:80]!r}") from error


def _seen(watch: Watch, record: Record) -> Seen:
    stays = zip(watch.stays, _list(record, "since"), strict=True)
    visits = zip(watch.counts, _list(record, "visits"), strict=True)
    return Seen(
        frozenset(_chosen(watch.tracked, record, "in")),
        {zone: since_s for zone, since_s in stays if since_s >= 0.0},
        {zone: int(times) for zone, times in visits if times > 0},
        tuple(watch.ordered[int(number)] for number in _list(record, "order")),
        frozenset(_chosen(watch.senses.leaves, record, "sensed")),
    )


def _judged(numbers: _Numbers, record: Record) -> Judged:
    draws = zip(numbers.drawing, _list(record, "draws"), strict=True)
    return Judged(
        frozenset(_chosen(numbers.rules, record, "held")),
        frozenset(_chosen(numbers.drawing, record, "hoped")),
        {rule: int(count) for rule, count in draws if count > 0},
        frozenset(_chosen(numbers.rules, record, "done")),
    )


def _effects(numbers: _Numbers, record: Record) -> Effects:
    opened = set(_chosen(numbers.gated, record, "open"))
    gates = {zone: float(zone in opened) for zone in _chosen(numbers.gated, record, "gated")}
    maps = str(record["axes"]).split(",") if numbers.moved else []
    axes = {zone: _unhex(text) for zone, text in zip(numbers.moved, maps, strict=True)}
    models = zip(numbers.modelled, _list(record, "models"), strict=True)
    return Effects(
        {zone: Fade(gain, gain) for zone, gain in gates.items()},
        {zone: Remapping(target) for zone, target in axes.items() if target},
        {zone: numbers.models[int(number)] for zone, number in models if number >= 0},
    )


@lru_cache(maxsize=16)
def _numbers_of(book: RuleBook) -> _Numbers:
    actions = [action for rule in book.rules for action in rule.then]
    models = [action for action in actions if isinstance(action, UseModel)]
    gated = [action.zone for action in actions if isinstance(action, OpenZone | CloseZone)]
    moved = [action.zone for action in actions if isinstance(action, Remap)]
    return _Numbers(
        rules=tuple(rule.id for rule in book.rules),
        drawing=tuple(rule.id for rule in book.rules if any(chances(rule.when))),
        gated=tuple(dict.fromkeys(gated)),
        moved=tuple(dict.fromkeys(moved)),
        modelled=tuple(dict.fromkeys(action.zone for action in models)),
        models=tuple(dict.fromkeys(action.model for action in models)),
        key=stable_key(repr(book.rules), *(zone.id for zone in book.zones)) >> 32,
    )


def _bits(all_of_them: Sequence[T], chosen: Iterable[T]) -> str:
    """Return which are chosen, as hex; the first is the lowest bit."""
    those = set(chosen)
    return format(sum(1 << i for i, each in enumerate(all_of_them) if each in those), "x")


def _chosen(all_of_them: Sequence[T], record: Record, field: str) -> Iterator[T]:
    bits = int(str(record[field]), 16)
    return (each for i, each in enumerate(all_of_them) if bits >> i & 1)


def _list(record: Record, field: str) -> list[float]:
    values = record[field]
    if not isinstance(values, list) or not all(isinstance(v, int | float) for v in values):
        raise TypeError(f"{field}: expected numbers, got {values!r}")
    return values


def _hex(axes: AxisMap) -> str:
    return "".join(format(axis if axis >= 0 else _TURNED | (-1 - axis), "02x") for axis in axes)


def _unhex(text: str) -> AxisMap:
    codes = bytes.fromhex(text)
    return tuple(code if code < _TURNED else -1 - (code & ~_TURNED) for code in codes)
