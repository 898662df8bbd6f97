"""What an operator may set, with defaults that serve the repository's own walks and model."""

from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one server.

    Attributes:
        host: Address to listen on.
        port: TCP port; 0 takes a free one.
        walks_dir: Folder of ``*.geojson``.
        models_dir: Folder of model folders.
        web_dir: The built client.
        walk: Id of the walk that the start page offers first.
        walkers: Most sessions at once, those that may still resume included.
        standby: Keep a second engine process ready (DESIGN §5.5).
        codec_threads: Threads that run Opus.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    walks_dir: Path = field(default_factory=lambda: REPOSITORY / "geofences")
    models_dir: Path = field(default_factory=lambda: REPOSITORY / "models")
    web_dir: Path = field(default_factory=lambda: REPOSITORY / "mobile-web" / "dist")
    walk: str = "latent-sounds"
    walkers: int = 32
    standby: bool = True
    codec_threads: int = 2
