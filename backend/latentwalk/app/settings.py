"""What an operator may set, with defaults that serve the repository's own walks and model."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from latentwalk.app.ground_map import Tiles
from latentwalk.engine.options import Device, EngineOptions, Precision

REPOSITORY = Path(__file__).resolve().parents[3]


def state_dir() -> Path:
    """Return the user's folder for what we keep between runs (XDG Base Directory)."""
    given = Path(os.environ.get("XDG_DATA_HOME", ""))  # relative paths are void by that standard
    home = given if given.is_absolute() else Path(os.path.expanduser("~/.local/share"))
    return home / "latentwalk"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one server.

    Attributes:
        host: Address to listen on, http.
        port: TCP port, http; 0 takes a free one.
        lan: Listen on all interfaces too, https, so that phones can walk.
        https_port: TCP port, https; 0 takes a free one.
        state_dir: Where the phones' authority is kept.
        walks_dir: Folder of ``*.geojson``.
        models_dir: Folder of model folders.
        web_dir: The built client.
        walk: Id of the walk that the start page offers first.
        walkers: Most sessions at once, those that may still resume included.
        standby: Keep a second engine process ready (DESIGN §5.5).
        precision: How the models may compute.
        device: What computes them.
        tiles: Map tiles that the editor may show; the only foreign host in any page.
        codec_threads: Processes that run Opus, each with a thread that serves it; half the
            cores, since the models want the others.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    lan: bool = True
    https_port: int = 8443
    state_dir: Path = field(default_factory=state_dir)
    walks_dir: Path = field(default_factory=lambda: REPOSITORY / "geofences")
    models_dir: Path = field(default_factory=lambda: REPOSITORY / "models")
    web_dir: Path = field(default_factory=lambda: REPOSITORY / "mobile-web" / "dist")
    walk: str = "first-walk"
    walkers: int = 32
    standby: bool = True
    precision: Precision = Precision.AUTO
    device: Device = Device.CPU
    tiles: Tiles | None = None
    codec_threads: int = field(default_factory=lambda: max(1, (os.cpu_count() or 1) // 2))

    @property
    def engine_options(self) -> EngineOptions:
        """How and where the models compute."""
        return EngineOptions(precision=self.precision, device=self.device)
