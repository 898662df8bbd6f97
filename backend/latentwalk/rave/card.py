"""Write a model's card, ``model.toml``: what it is, what it cost, who is in it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

Value = str | float | int | Sequence[float]


def write_card(
    path: Path,
    tables: Mapping[str, Mapping[str, Value]],
    sources: Sequence[Mapping[str, Value]],
) -> None:
    """Write tables in the given order, then one ``[[source]]`` per source."""
    path.write_text(tables_in_toml(tables, {"source": sources}), encoding="utf-8")


def tables_in_toml(
    tables: Mapping[str, Mapping[str, Value]],
    arrays: Mapping[str, Sequence[Mapping[str, Value]]],
) -> str:
    """Write tables, then arrays of tables, in the given order."""
    parts = [_table(f"[{name}]", table) for name, table in tables.items()]
    for name, rows in arrays.items():
        parts += [_table(f"[[{name}]]", row) for row in rows]
    return "\n".join(parts)


def _table(head: str, values: Mapping[str, Value]) -> str:
    return "\n".join([head, *(f"{key} = {_value(value)}" for key, value in values.items())]) + "\n"


def _value(value: Value) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
        return f'"{escaped}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(round(value, 6))
    return "[" + ", ".join(_value(item) for item in value) + "]"
