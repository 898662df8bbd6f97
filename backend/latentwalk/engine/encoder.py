"""A model's encoder alone, for sounds that are encoded once, off the clock."""

import numpy as np
import torch

from latentwalk.domain.block import Latents, Samples, check_shape
from latentwalk.engine.calibration import calibrate
from latentwalk.engine.calls import open_calls, proving
from latentwalk.engine.delay import measure_delay_frames
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.model import check_card
from latentwalk.engine.state import StateRecord

PIECE_STEPS = 64  # 1.4 s of our models: long enough to be fast, short enough for any memory


class Encoder:
    """One model, used to turn whole recordings into latents.

    Args:
        manifest: Which model.

    Attributes:
        sample_rate_hz: The model's rate.
        channels: What it hears, 1 or 2.
        space: Its calibration.

    Raises:
        ModelFileError: If it cannot be loaded or called.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._path = manifest.path
        module = load_module(self._path, manifest.model.sha256)
        with proving(self._path):
            facts = read_facts(module, self._path)
            self.sample_rate_hz = check_card(manifest, facts)
            calls = open_calls(module, facts, self._path)
            kind = manifest.model.latents or facts.kind
            self.space = calibrate(manifest, module, calls, self.sample_rate_hz, kind)
            delay = manifest.model.delay_frames
            if delay is None:
                delay = measure_delay_frames(module, calls, facts, self.sample_rate_hz)
        self.channels = facts.encode.channels_in
        self._ratio = facts.encode.ratio_out
        self._late_steps = round(delay / self._ratio)
        self._call = calls.encode
        self._fresh = StateRecord(module)

    @property
    def rate_hz(self) -> float:
        """Latent steps a second."""
        return self.sample_rate_hz / self._ratio

    def encode(self, sound: Samples) -> Latents:
        """Encode a recording from silent state.

        The model's delay is taken off, to the nearest latent step: step n is what sounds from
        n / ``rate_hz`` on. What the encoder cannot answer counts as the mean.

        Args:
            sound: ``[channels, n]`` float32 at ``sample_rate_hz``.

        Returns:
            Standard deviations, float32, shape [K, N]; N ≥ 1 steps cover all
            n frames.

        Raises:
            BlockSizeError: If the shape does not fit.
            ContractError: If the encoder raises.
        """
        check_shape("sound", sound, [self.channels, None])
        n_steps = max(1, -(-sound.shape[1] // self._ratio))
        n_frames = (n_steps + self._late_steps) * self._ratio
        whole = np.pad(sound, ((0, 0), (0, n_frames - sound.shape[1])))
        piece_frames = PIECE_STEPS * self._ratio
        cuts = list(range(piece_frames, n_frames, piece_frames))
        with proving(self._path):
            self._fresh.restore()
            pieces = [
                self._call(torch.from_numpy(np.ascontiguousarray(piece)[None])).numpy()[0]
                for piece in np.split(whole, cuts, axis=1)
            ]
        latents = self.space.to_units(np.concatenate(pieces, axis=1))[:, self._late_steps :]
        return np.nan_to_num(latents, nan=0.0, posinf=0.0, neginf=0.0)
