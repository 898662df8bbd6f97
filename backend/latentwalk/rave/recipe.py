"""Write down what an artist's model is made of, so that it can be made again and credited."""

import dataclasses
import hashlib
import platform
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from latentwalk.rave.card import Value, tables_in_toml
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import find_sounds
from latentwalk.rave.held_out import duration_s
from latentwalk.rave.road import RECIPE_NAME, Plan

_Config = TypeVar("_Config", NetworkConfig, TrainConfig)
UNSTATED = "unknown"
PEOPLE = "Not stated yet: say here who is heard in these sounds."


def write_recipe(plan: Plan) -> Path:
    """Write ``recipe.toml`` of the model that is planned, unless it is there; returns it.

    A recipe it was given passes on its weights of groups, and its card and packages if it has
    them. The model it begins with passes on its licence, its people and its sources.
    """
    path = plan.out / RECIPE_NAME
    if path.exists():
        return path
    known: dict[str, Any] = tomllib.loads(plan.recipe.read_text("utf-8")) if plan.recipe else {}
    origin = _card_of(plan.begin_from)
    card = {**_card(plan.out.name, origin), **known.get("card", {}), "id": plan.out.name}
    tables: dict[str, Mapping[str, Value]] = {
        "card": card,
        "network": _chosen(plan.network, NetworkConfig()),
        "training": _chosen(plan.config, TrainConfig(threads=plan.config.threads)),
        **{name: known[name] for name in ("sampling", "mixing") if name in known},
    }
    packages = known.get("package") or _packages(plan.sounds)
    named = [{k: v for k, v in package.items() if k != "take"} for package in packages]
    arrays = {"package": named, "source": origin.get("source", [])}
    plan.out.mkdir(parents=True, exist_ok=True)
    path.write_text(tables_in_toml(tables, arrays), encoding="utf-8")
    return path


def _chosen(config: _Config, usual: _Config) -> dict[str, Value]:
    """Name what differs from the usual; how many cores there were is nobody's choice."""
    others = dataclasses.asdict(usual)
    return {k: v for k, v in dataclasses.asdict(config).items() if v != others[k]}


def _card_of(model: Path | None) -> dict[str, Any]:
    """Read the card beside the model another begins with; empty when it has none."""
    if model is None:
        return {}
    card = (model if model.is_dir() else model.parent) / "model.toml"
    return tomllib.loads(card.read_text("utf-8")) if card.exists() else {}


def _card(name: str, origin: Mapping[str, Any]) -> dict[str, Value]:
    card: dict[str, Value] = {
        "id": name,
        "title": name.replace("-", " ").replace("_", " ").capitalize(),
        "licence": origin.get("model", {}).get("licence", UNSTATED),
        "hardware": f"{platform.machine()}, {platform.system()}",
        "recognisable": PEOPLE,
    }
    if origin:
        title, steps = origin["model"]["title"], origin.get("training", {}).get("steps", 0)
        people = origin.get("people", {}).get("recognisable", "")
        card["begun_from"] = f"{title}, {steps:,} steps"
        card["recognisable"] = f"{PEOPLE} Of {title}: {people}"
    return card


def _packages(sounds: Path) -> Sequence[dict[str, Value]]:
    """Describe each folder of recordings: how many, and one hash over all of them."""
    folders: dict[str, list[Path]] = {}
    for path in find_sounds(sounds):
        folders.setdefault(path.parent.name, []).append(path)
    return [
        {
            "name": folder,
            "version": f"({len(files)} files, {sum(map(duration_s, files)):.0f} s)",
            "sha256": _hash(files),
            "authors": UNSTATED,
            "licence": UNSTATED,
            "title": folder,
        }
        for folder, files in folders.items()
    ]


def _hash(files: Sequence[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
