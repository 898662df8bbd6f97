"""The numbers that define one model of ours and one training of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from latentwalk.domain.block import SAMPLE_RATE_HZ, exact_div

ROWS = 64  # rows of every streaming buffer: the field's convention, so 64 streams share one model


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Shape of the autoencoder; the defaults cost about 0.43 GMAC per second of sound.

    Attributes:
        sound_channels: 1 for mono, 2 for a model that hears and makes stereo.
        bands: Bands of the filter bank per channel, each at ``sample_rate_hz / bands``.
        prototype_frames: Length of the filter bank's prototype.
        strides: Down-sampling factor of each encoder stage, outermost first.
        channels: Width after each stage, outermost first.
        noise_enters: Whether the decoder's network hears noise: standing still then never buzzes.
        inner_channels: Decoder width at the band rate.
        latent_size: K, the axes a place moves; sorted by variance at export.
        full_latent_size: F, K and the axes that only the live encoder and noise move.
        breathes: Whether the decoder changes where latents stand still (rave/stillness.py).
        high_passes: Whether the sound's constant part is taken away (rave/highpass.py).
    """

    sample_rate_hz: int = SAMPLE_RATE_HZ
    sound_channels: int = 1
    bands: int = 16
    prototype_frames: int = 256
    strides: tuple[int, ...] = (4, 4, 4)
    channels: tuple[int, ...] = (80, 144, 192)
    inner_channels: int = 32
    noise_enters: bool = False
    latent_size: int = 8
    full_latent_size: int = 16
    breathes: bool = False
    high_passes: bool = False

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "NetworkConfig":
        """Build from a TOML or JSON table, whose tuples are lists."""
        shape: dict[str, Any] = {}
        for name, value in table.items():
            shape[name] = tuple(value) if isinstance(value, list) else value
        return cls(**shape)

    @property
    def ratio(self) -> int:
        """Frames per latent step."""
        product = self.bands
        for stride in self.strides:
            product *= stride
        return product

    @property
    def taps(self) -> int:
        """Filter bank taps per phase."""
        return exact_div(self.prototype_frames, self.bands)

    @property
    def latency_frames(self) -> int:
        """Delay from input to reconstruction, all of it in the filter bank."""
        return self.prototype_frames - self.bands


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How one training runs.

    Attributes:
        minutes: Wall-clock budget; the learning rate falls to its end over it.
        batch: Crops per step.
        crop_steps: Latent steps per crop.
        kl_weight: Weight of the KL divergence, in nats summed over axes, after its warm-up.
        kl_warmup_steps: Optimiser steps over which that weight grows from zero.
        truncate_share: Share of crops decoded from the first K axes, so that those carry most.
        ema_decay: Per-step decay of the averaged weights that are exported.
        max_gain_db, min_gain_db: Range of the random gain, relative to the recording.
        silence_share: Share of crops faded to silence, so that silence is learnt.
        lowpass_share: Share of crops band-limited, as telephones and cheap microphones do.
        under_share: Share of crops with street-like sound laid under them.
        mic_share: Share of a stereo model's crops that are one microphone on both channels.
        speed_share: Share of crops read at another speed (pitch and pace change together).
        adversarial_minutes: The end of the budget, in which judges listen and the encoder rests.
        encoder_rests: Whether the encoder stays as it was from the beginning, and its latents.
        adversarial_learning_rate: What that phase begins with; it falls to a tenth.
        judges_learning_rate: The judges' own.
        repetition_weight, colour_weight: Weights of what is heard standing still: how much it
            repeats itself, and how far its colour is from the recording's at that spot.
        deceiving_weight, matching_weight: Weights of the judges' opinion, and of the distance of
            their impressions.
        offset_weight: Weight of the constant part of the sound.
        reach_weight: Weight of what is missing where the two ends of a principal axis sound too
            much alike; 0 does not ask.
    """

    minutes: float = 60.0
    batch: int = 8
    crop_steps: int = 32
    learning_rate: float = 1e-3
    final_learning_rate: float = 2e-5
    warmup_steps: int = 200
    gradient_clip: float = 5.0
    kl_weight: float = 0.0005
    kl_warmup_steps: int = 4000
    truncate_share: float = 0.7
    ema_decay: float = 0.9985
    min_gain_db: float = -30.0
    max_gain_db: float = 0.0
    silence_share: float = 0.03
    lowpass_share: float = 0.15
    under_share: float = 0.2
    mic_share: float = 0.15
    speed_share: float = 0.4
    checkpoint_s: float = 180.0
    log_steps: int = 25
    seed: int = 1
    threads: int = 2
    adversarial_minutes: float = 0.0
    encoder_rests: bool = False
    adversarial_learning_rate: float = 3e-4
    judges_learning_rate: float = 3e-4
    repetition_weight: float = 2.0
    colour_weight: float = 0.2
    deceiving_weight: float = 0.2
    matching_weight: float = 0.4
    offset_weight: float = 0.5
    reach_weight: float = 0.4
