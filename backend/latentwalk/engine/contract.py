"""What one loaded model promises: rates, sizes, rows, delay and units."""

from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Latents
from latentwalk.domain.ids import ModelId
from latentwalk.latent.space import LatentKind, LatentSpace

DEFAULT_LOUDNESS_LUFS = -23.0  # EBU R 128; what a model without a card is fed
TIMED = ("on_time_rows", "call_cost", "error_db", "precision")


@dataclass(frozen=True, slots=True)
class Contract:
    """A model's declared and proved properties; importing it needs no torch.

    Attributes:
        model_id: The model folder's id.
        title: What people read.
        sample_rate_hz: The model's own rate.
        ratio: Frames per latent step.
        latent_size: K, the latents that control moves.
        full_latent_size: F ≥ K; the engine fills the F - K noise axes.
        channels_in: Microphone channels the encoder takes.
        channels_out: 1 or 2; 2 is a stereo-trained model.
        methods: Callable nn~ methods.
        streaming: Whether two half blocks equal one long block.
        batchable: Whether rows of one call are independent streams; if not, each row has a
            call of its own.
        max_rows: The most sessions a pool carries (a mono session with ``width`` > 0 takes
            two): what one call holds, or, one by one, what the block has time for.
        delay_frames: Encoder plus decoder delay at the model rate, without the block.
        seeded: Whether the same input always gives the same sound (DESIGN §5.4).
        mean: Of each latent over the calibration clip, model units, shape [K].
        std: Standard deviation, model units, shape [K].
        sign: +1 or -1, shape [K].
        reference_loudness_lufs: What the microphone is levelled to before the encoder.
        gain_db: The model's static gain; the caller applies it.
        prior_rows: Walkers who can each hear the model's own generation (nn~ ``prior``) at
            once; 0 without one. Where rows are independent it is what its state holds, else
            what a share of the block pays for (``engine/prior_probe.py``).
        kind: What its latents are.
        on_time_rows: Most sessions with a microphone (one encode and one decode row each) whose
            call stays under 80 % of the block on one core, as measured at load.
        call_cost: What was measured for that: rows and seconds of a call; empty where nothing
            was, as in a pool without a clock to keep.
        way: How it is played: ``lowered``, ``torchscript`` or ``one by one``.
        precision: ``fp32`` or ``bf16``; of the sizes that were ready when it was timed.
        error_db: How far the error lies below the sound at least, as proved at load; ``None``
            where the export itself plays.
    """

    model_id: ModelId
    title: str
    sample_rate_hz: int
    ratio: int
    latent_size: int
    full_latent_size: int
    channels_in: int
    channels_out: int
    methods: tuple[str, ...]
    streaming: bool
    batchable: bool
    max_rows: int
    delay_frames: int
    seeded: bool
    mean: Latents
    std: Latents
    sign: Latents
    reference_loudness_lufs: float = DEFAULT_LOUDNESS_LUFS
    gain_db: float = 0.0
    prior_rows: int = 0
    kind: LatentKind = LatentKind.REAL
    on_time_rows: int = 64
    call_cost: tuple[tuple[int, float], ...] = ()
    way: str = "torchscript"
    precision: str = "fp32"
    error_db: float | None = None

    @property
    def space(self) -> LatentSpace:
        """The calibration of its latents."""
        return LatentSpace(self.mean, self.std, self.sign, self.kind)

    @property
    def block_frames(self) -> int:
        """Frames of one pool block at the model rate; see :func:`block_frames_for`."""
        return block_frames_for(self.sample_rate_hz, self.ratio)

    @property
    def latent_steps(self) -> int:
        """N: latent steps of one block."""
        return self.block_frames // self.ratio

    @property
    def block_s(self) -> float:
        """What one block lasts."""
        return self.block_frames / self.sample_rate_hz

    def timed(self, on_time_rows: int, call_cost: tuple[tuple[int, float], ...]) -> Self:
        """Return the same with what a clock measured on this machine."""
        return replace(self, on_time_rows=on_time_rows, call_cost=call_cost)

    @property
    def how(self) -> str:
        """How it is played here, in a few words."""
        proved = "" if self.error_db is None else f", error {self.error_db:.0f} dB below the sound"
        return f"{self.way}, {self.precision}{proved}; {self.on_time_rows} walkers on time"

    def to_json(self) -> dict[str, Any]:
        """Return JSON-ready values; :meth:`from_json` reads them back."""
        values = asdict(self)
        for name in ("mean", "std", "sign"):
            values[name] = [float(value) for value in values[name]]
        return values

    def promises(self) -> dict[str, Any]:
        """Return the same without what a clock measured, which is never twice alike."""
        values = self.to_json()
        return {name: value for name, value in values.items() if name not in TIMED}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        arrays = {name: np.asarray(values[name], np.float32) for name in ("mean", "std", "sign")}
        named = {"methods": tuple(values["methods"]), "kind": LatentKind(values["kind"])}
        cost = tuple((int(rows), float(time_s)) for rows, time_s in values["call_cost"])
        return cls(**{**values, **arrays, **named, "call_cost": cost})


def block_frames_for(sample_rate_hz: int, ratio: int) -> int:
    """Return a pool's block: the smallest multiple of the ratio that lasts a tick.

    At 48 kHz with a power-of-two ratio that is a whole number of ticks: 1024 frames up to
    ratio 1024, 2048 at ratio 2048. At other rates and ratios the port's FIFO fills the gap.

    Args:
        sample_rate_hz: The model's rate.
        ratio: Frames per latent step.

    Returns:
        Frames at the model rate.
    """
    per_step = ratio * SAMPLE_RATE_HZ
    return ratio * -(-TICK_FRAMES * sample_rate_hz // per_step)


@dataclass(frozen=True, slots=True)
class ModelReport:
    """What ``latentwalk models check`` says about one file.

    Attributes:
        ok: Whether a pool would load it.
        reason: Why not, in one line; a remark when ok, else empty.
        torch: The torch version that looked at it.
        sample_rate_hz: And the following: as in :class:`Contract`; ``None`` where unknown.
        kind: What its latents are: ``real``, ``angle`` or ``index``.
        prior: How its own generation runs: ``batched`` for all rows at once, ``one by one``
            at a price each, or ``none``.
        prior_call_ms: What one call of it takes on this machine, one walker, one block.
        on_time_rows: As in :class:`Contract`, on this machine.
        call_ms: What encoding and decoding one block of one walker takes on this machine.
        block_ms: What a block lasts.
        way: And the following: as in :class:`Contract`, on this machine.
    """

    ok: bool
    reason: str
    torch: str
    sample_rate_hz: int | None = None
    ratio: int | None = None
    latent_size: int | None = None
    full_latent_size: int | None = None
    kind: str | None = None
    channels_in: int | None = None
    channels_out: int | None = None
    streaming: bool | None = None
    batchable: bool | None = None
    methods: tuple[str, ...] = ()
    delay_frames: int | None = None
    seeded: bool | None = None
    max_rows: int | None = None
    prior: str | None = None
    prior_rows: int | None = None
    prior_call_ms: float | None = None
    on_time_rows: int | None = None
    call_ms: float | None = None
    block_ms: float | None = None
    way: str | None = None
    precision: str | None = None
    error_db: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {**asdict(self), "methods": list(self.methods)}
