"""What the server tells an engine process to load, as one JSON line. Torch-free."""

from pydantic import BaseModel, ConfigDict

from latentwalk.engine.manifest import Manifest
from latentwalk.engine.options import DEFAULT_OPTIONS, EngineOptions


class Order(BaseModel):
    """One engine process's model.

    Attributes:
        manifest: Which.
        options: How it may compute.
        is_timed: Whether its calls are timed and a model too slow for one walker is refused;
            a second process of a model takes the first one's word.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    manifest: Manifest
    options: EngineOptions = DEFAULT_OPTIONS
    is_timed: bool = True
