"""A studio with no model behind it, for tests of what it does and of its routes."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

from latentwalk.app.access_codes import AccessCodes
from latentwalk.app.event_loop import EventLoop
from latentwalk.app.front import FrontDoor
from latentwalk.app.ground_maker import GroundMaker
from latentwalk.app.library import Library, load_walks
from latentwalk.app.model_shelf import ModelShelf
from latentwalk.app.relief_desk import ReliefDesk
from latentwalk.app.side_process import SideProcess
from latentwalk.app.studio import Studio
from latentwalk.app.trajectories import Trajectories
from latentwalk.domain.errors import ModelFileError
from latentwalk.domain.ids import ModelId
from latentwalk.session.registry import Registry
from tests.fakes.clock import FakeClock
from tests.fakes.pool import wire_contract

MODELS = ("voices", "late")  # the second one is in the folder and not loaded


class FakeShelf:
    """Models by name; ``late`` loads when it is asked for."""

    def __init__(self) -> None:
        self.contracts = {ModelId("voices"): wire_contract(model="voices")}

    def known(self) -> list[str]:
        return list(MODELS)

    def require(self, models: Iterable[ModelId]) -> None:
        for model in models:
            if model not in MODELS:
                raise ModelFileError("models", model, "expected a model that is there")

    def load(self, models: Iterable[ModelId]) -> None:
        self.require(models := list(models))
        self.contracts |= {model: wire_contract(model=model) for model in models}


def behind(walks_dir: Path, registry: Registry | None = None) -> dict[str, Any]:
    """Return what a server has behind it, by name."""
    shelf, registry = FakeShelf(), registry or Registry(4)
    walks, errors = load_walks(walks_dir)
    trajectories = Trajectories(walks_dir / "cache", ())
    maker = GroundMaker(walks_dir, shelf.contracts, trajectories)
    library = Library(walks, errors, maker.make)
    models = cast(ModelShelf, shelf)
    return {
        "library": library,
        "registry": registry,
        "studio": Studio(walks_dir, library, registry, models, maker, EventLoop().run),
        "front": FrontDoor(walks_dir, "two-grounds"),
        "codes": AccessCodes(walks_dir, FakeClock()),
        "models": models,
        "reliefs": ReliefDesk(SideProcess("tests.unit.app.side_echo")),
        "manifests": (),
    }
