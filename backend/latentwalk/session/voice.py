"""The sounds of one walk that one model may make: weights and standing in, its control out."""

from collections.abc import Mapping as Table
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes, Latents, Weights
from latentwalk.domain.sound import MappingKind, Sound, StillKind
from latentwalk.domain.wall_clock import WallClock
from latentwalk.engine.contract import Contract
from latentwalk.latent.cycles import Cycles
from latentwalk.latent.mapping import Mapping
from latentwalk.latent.mix import blend, mic_shares
from latentwalk.latent.reach import Reach
from latentwalk.latent.remapping import remap
from latentwalk.latent.space import LatentKind, LatentSpace
from latentwalk.session.control import Control
from latentwalk.session.standing import Standing
from latentwalk.session.told import Told

QUIET_DB = -12.0  # of a zone whose sound steps back for whoever stands still


class _Place:
    """One sound's way from a place to latents, with what changes it."""

    def __init__(self, sound: Sound, mapping: Mapping, contract: Contract) -> None:
        self._mapping = mapping
        self._cycles = Cycles(sound.cycles) if sound.cycles else None
        self._reach = Reach.of(sound)
        self._is_raw = sound.raw
        self._is_slowed = sound.still is StillKind.SLOW
        self._size, self._space = contract.latent_size, contract.space

    def at(self, here: Standing, clock: WallClock) -> Latents:
        """Latents in standard deviations, [W, K]; raw ones are converted."""
        time_s = here.slow_s if self._is_slowed else here.time_s
        place = self._mapping.place(
            here.positions, here.headings_deg, time_s, self._size, here.speeds_mps
        )
        if self._cycles is not None:
            place = self._reach.hold(place + self._cycles.offsets(time_s, clock, self._size))
        if not self._is_raw:
            return place
        return self._space.to_units(place[:, :, None])[:, :, 0]


class Voice:
    """The sounds of one walk that share one model; columns index them.

    Args:
        contract: The model's.
        sounds: By column of the walk's weights: those the walk gives this model, and those
            that a rule may give it.
        mappings: Of the same columns.
        own: Columns that are this model's before any rule.
    """

    def __init__(
        self,
        contract: Contract,
        sounds: Table[int, Sound],
        mappings: Table[int, Mapping],
        own: Sequence[int],
    ) -> None:
        self.model = contract.model_id
        self.columns = np.array(list(sounds), dtype=np.intp)
        self._places = [_Place(s, mappings[c], contract) for c, s in sounds.items()]
        self._own = np.isin(self.columns, np.array(own, np.intp)).astype(np.float32)
        self._index = {int(column): i for i, column in enumerate(self.columns)}
        self._space = contract.space
        shares = [mic_shares(s.mic, contract.latent_size) for s in sounds.values()]
        self._mic = np.stack(shares)  # [Z, K]
        level_db = [s.gain_db + (0.0 if s.raw else contract.gain_db) for s in sounds.values()]
        self._level = np.power(10.0, np.array(level_db) / 20.0).astype(np.float32)  # [Z]
        self._width = np.array([s.width for s in sounds.values()], dtype=np.float32)
        self._noise_m = np.array([s.noise_m for s in sounds.values()], dtype=np.float32)
        self._noise_s = np.array([s.noise_s for s in sounds.values()], dtype=np.float32)
        is_prior = [s.mapping is MappingKind.PRIOR for s in sounds.values()]
        self._is_prior = np.array(is_prior, dtype=np.float32)  # [Z]
        self._temperature = np.array([s.temperature for s in sounds.values()], dtype=np.float32)
        still = [s.still for s in sounds.values()]
        self._opens_mic = np.array([kind is StillKind.MIC for kind in still], np.float32)
        self._quiets = np.array([kind is StillKind.QUIET for kind in still], np.float32)

    def control(
        self, weights: Weights, here: Standing, gate: Weights, told: Told, clock: WallClock
    ) -> Control:
        """Blend this model's sounds by weight; an edge turns the level down, never the latents.

        Args:
            weights: Of all the walk's zones and last the outside, [W, Z + 1].
            here: The walkers.
            gate: How open each mic's gate is, 0..1, [W].
            told: What rules have done.
            clock: The wall's.
        """
        mine = weights[:, self.columns] * self._plays(len(weights), told)  # [W, all]
        active = np.flatnonzero(mine.any(axis=0))  # of thousands of zones a few sound
        if not len(active):
            return Control.silent(len(weights), len(self._space.mean))
        mine = mine[:, active]  # [W, Z]
        total = mine.sum(axis=1)  # [W]
        share = mine / np.maximum(total, 1e-9)[:, None]
        place = self._place(active, mine > 0.0, here, told, clock)  # [W, Z, K]
        mic = self._mic_shares(active, here)  # [W, Z, K] or [1, Z, K]
        # A closed gate gives the mic's share back to the place (latent/mix.py).
        gain_mic = share[:, :, None] * (gate[:, None, None] * mic)
        gain = share[:, :, None] - gain_mic
        gain_prior = gain * self._is_prior[active, None]
        gain_place = gain - gain_prior
        asked = share * self._is_prior[active]  # [W, Z]
        heat = (asked @ self._temperature[active]) / np.maximum(asked.sum(axis=1), 1e-6)
        return Control(
            place=_centre(gain_place, place, self._space),
            gain_place=gain_place.sum(axis=1).astype(np.float32),
            gain_mic=gain_mic.sum(axis=1).astype(np.float32),
            gain_prior=gain_prior.sum(axis=1).astype(np.float32),
            stand_in=_centre(gain_prior, place, self._space),
            temperature=heat.astype(np.float32),
            takes_mic=(share[:, :, None] * mic).sum(axis=1).max(axis=1) > 0.0,
            level=(np.sqrt(total) * self._levels(active, share, here)).astype(np.float32),
            width=share @ self._width[active],
            noise_m=np.maximum(share @ self._noise_m[active], 1e-3),
            noise_s=np.maximum(share @ self._noise_s[active], 1e-3),
        )

    def _plays(self, count: int, told: Told) -> Weights:
        """Whether each sound is this model's for each walker, 0 or 1, [W, Z]."""
        if not told.models:
            return self._own[None]
        plays = np.repeat(self._own[None], count, axis=0)
        for (row, column), model in told.models.items():
            if column in self._index:
                plays[row, self._index[column]] = float(model == self.model)
        return plays

    def _place(
        self,
        active: Lanes,
        is_heard: NDArray[np.bool_],
        here: Standing,
        told: Told,
        clock: WallClock,
    ) -> Latents:
        """Return each sound's latents for those who hear it, [W, Z, K]; zeros for the others."""
        place = np.zeros((*is_heard.shape, len(self._space.mean)), np.float32)
        for index, sound in enumerate(active):
            rows = np.flatnonzero(is_heard[:, index])
            place[rows, index] = self._places[sound].at(here.take(rows), clock)
        for (row, column), mixed in told.blends.items():
            for at in np.flatnonzero(self.columns[active] == column):
                place[row, at] = remap(place[row, at], mixed)
        return place

    def _mic_shares(self, active: Lanes, here: Standing) -> Weights:
        """The mic's share of each latent; where stillness gives it all, it grows, [·, Z, K]."""
        mic, opens = self._mic[active], self._opens_mic[active]
        if not opens.any():
            return mic[None]
        grown = here.still[:, None] * opens  # [W, Z]
        return np.asarray(mic + grown[:, :, None] * (1.0 - mic), np.float32)

    def _levels(self, active: Lanes, share: Weights, here: Standing) -> Weights:
        """The static gains, blended; sounds that step back for whoever is still do so, [W]."""
        level, quiets = self._level[active], self._quiets[active]
        if not quiets.any():
            return share @ level
        quiet = 10.0 ** (QUIET_DB / 20.0 * here.still[:, None] * quiets)  # [W, Z]
        return np.asarray((share * quiet) @ level, np.float32)


def _centre(gains: Weights, places: Latents, space: LatentSpace) -> Latents:
    """Return the mean of places [W, Z, K] by their gains, [W, K]; 0 where all are zero."""
    whole = np.maximum(gains.sum(axis=1), 1e-6)
    if space.kind is LatentKind.REAL:
        return np.asarray((gains * places).sum(axis=1) / whole, np.float32)
    shares = gains / whole[:, None]
    zones = range(gains.shape[1])
    parts = [places[:, zone, :, None] for zone in zones]  # each [W, K, 1]
    return blend(parts, [shares[:, zone, :, None] for zone in zones], space)[..., 0]
