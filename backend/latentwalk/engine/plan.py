"""What is decided before anything is laid out: whose memory holds what, and how long."""

from dataclasses import dataclass, field

from latentwalk.engine.graph import Graph, Op, Scatter, Value, Window
from latentwalk.engine.product import Product, Spread


@dataclass(frozen=True, slots=True)
class Slot:
    """A part of a concatenation, computed where it will stand.

    Attributes:
        home: The concatenation.
        at: Where in it the part begins.
        size: How much of it the part takes.
        dim: Along which dimension.
    """

    home: Op
    at: int
    size: int
    dim: int


@dataclass(slots=True)
class Plan:
    """Plans the memory of one graph.

    Attributes:
        graph: With its products made.
        ordered: Its values as they are computed.
        slots: Which values are computed as parts of what.
        last: By the value whose memory it is, the number of the value after which it is free.
    """

    graph: Graph
    ordered: list[Value] = field(init=False)
    slots: dict[Value, Slot] = field(default_factory=dict, init=False)
    last: dict[Value, int] = field(default_factory=dict, init=False)
    _users: dict[Value, list[Value]] = field(default_factory=dict, init=False)
    _roots: dict[Value, Value] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.ordered = self.graph.values()
        for value in self.ordered:
            for need in value.needs():
                self._users.setdefault(need, []).append(value)
        for value in self.ordered:
            if isinstance(value, Op) and value.name == "aten.cat":
                self._plan_slots(value)
        self._plan_ends()

    def is_read_after(self, value: Value, later: Value) -> bool:
        """Say whether anything later still needs a value."""
        return any(user.order > later.order for user in self._users.get(value, []))

    def _plan_slots(self, home: Op) -> None:
        if self._is_written(home):
            return  # what is written over cannot hold its parts as they were
        dim, at = cat_dim(home), 0
        for part in home.args[0]:
            size = part.shape[dim]
            is_new = isinstance(part, (Op, Product, Spread)) and part not in self.slots
            is_its = home.args[0].count(part) == 1 and part.dtype is home.dtype
            if is_new and is_its and not is_several(part) and not self._is_written(part):
                self.slots[part] = Slot(home, at, size, dim)
            at += size

    def _is_written(self, value: Value) -> bool:
        users = self._users.get(value, [])
        return any(isinstance(user, Scatter) and user.base is value for user in users)

    def _plan_ends(self) -> None:
        """Find after which value each root's memory is free."""
        for at, value in enumerate(self.ordered):
            for mine in (*value.needs(), value):
                self.last[self._root(mine)] = at
        for kept in (self.graph.output, *self.graph.renewed):
            self.last[self._root(kept)] = len(self.ordered)

    def _root(self, value: Value) -> Value:
        """Return the value whose memory this one lies in."""
        known = self._roots.get(value)
        if known is not None:
            return known
        match value:
            case Window() | Scatter():
                root = self._root(value.base)
            case _ if value in self.slots:
                root = self._root(self.slots[value].home)
            case _:
                root = value
        self._roots[value] = root
        return root


def cat_dim(home: Op) -> int:
    """Return along which dimension a concatenation's parts stand."""
    return (int(home.args[1]) if len(home.args) > 1 else 0) % len(home.shape)


def is_several(value: Value) -> bool:
    """Say whether a value is one of several results of its operator."""
    return isinstance(value, Op) and value.part is not None
