"""What `make interop` exports, and what the engine must find in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Configuration:
    """One official configuration.

    Attributes:
        files: Of `rave/configs`, in order.
        ratio: Frames per latent step that the engine must find.
        latents: K.
        kind: What its latents are.
        refusal: What the engine must say, where it must refuse.
        channels: Trained with so many.
        sample_rate_hz: Of training.
        streaming: Whether it is exported for streaming.
    """

    files: tuple[str, ...]
    ratio: int = 2048
    latents: int = 8
    kind: str = "real"
    refusal: str = ""
    channels: int = 1
    sample_rate_hz: int = 48_000
    streaming: bool = True


CLICKS = "click at every block"

CONFIGURATIONS = {
    "v1": Configuration(("v1",), sample_rate_hz=44_100),
    "v2": Configuration(("v2",)),
    "v2_small": Configuration(("v2_small",), ratio=512),
    "v2_small_noise": Configuration(("v2_small", "noise"), ratio=512),
    "v3": Configuration(("v3",)),
    "causal": Configuration(("v2_small", "causal"), ratio=512),
    "onnx": Configuration(("onnx",)),
    "raspberry": Configuration(("raspberry", "causal"), sample_rate_hz=44_100),
    "discrete": Configuration(("discrete",), ratio=1024, latents=16, kind="index"),
    "wasserstein": Configuration(("v2", "wasserstein"), latents=16),
    "spherical": Configuration(("v2", "spherical"), latents=15, kind="angle"),
    "stereo": Configuration(("v2_small",), ratio=512, channels=2),
    "hybrid": Configuration(("v2", "hybrid"), refusal=CLICKS),
    "not_streaming": Configuration(("v2_small",), ratio=512, refusal=CLICKS, streaming=False),
}
