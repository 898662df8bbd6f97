"""One block through a model: encode, generate, mix, fill the noise axes, decode; no memory."""

from dataclasses import dataclass, replace

import numpy as np

from latentwalk.domain.block import Lanes, Latents, Samples
from latentwalk.domain.sound import Bound
from latentwalk.engine.dice import HEARING, Dice, ear_keys, moments_of
from latentwalk.engine.model import Model
from latentwalk.engine.pool import Block, Flags
from latentwalk.engine.rows import RowPlan
from latentwalk.latent.mix import mix
from latentwalk.latent.noise import axis_keys, ears_mix, noise
from latentwalk.latent.space import bound

RUNAWAY_RMS = 10 ** (12 / 20)  # +12 dBFS over a whole block: no trained model does that
GRAIN = 1.0  # what a grain that is no positive number counts as
HOTTEST = 2.0  # temperature of a prior


@dataclass(frozen=True, slots=True)
class Played:
    """What came out of a model, and for whom it cannot be trusted.

    Attributes:
        wet: Shape [S, 2, T].
        latents: Shape [S, K, N].
        hears: False where the encoder gave NaN or infinity: that microphone counted as the
            mean, [S].
        generates: False where the prior raised or gave NaN: its stand-in sounded, [S].
        sings: False where the decoder gave NaN, infinity or a runaway level, [S].
    """

    wet: Samples
    latents: Latents
    hears: Flags
    generates: Flags
    sings: Flags


def sane(block: Block) -> Block:
    """Return the block with zeros for what is not finite: one bad sample must stay one."""
    grains = {
        name: np.where(np.isfinite(grain) & (grain > 0), grain, GRAIN)
        for name, grain in (("noise_m", block.noise_m), ("noise_s", block.noise_s))
    }
    names = ("mic", "place", "gain_place", "gain_mic", "gain_prior", "stand_in")
    zeroed = {
        name: np.nan_to_num(getattr(block, name), nan=0.0, posinf=0.0, neginf=0.0)
        for name in (*names, "temperature", "noise_place", "width")
    }
    zeroed["width"] = np.clip(zeroed["width"], 0.0, 1.0)
    zeroed["temperature"] = np.clip(zeroed["temperature"], 0.0, HOTTEST)
    return replace(block, **zeroed, **grains)


def play(model: Model, block: Block, plan: RowPlan) -> Played:
    """Play one sane block on the rows of its plan.

    Args:
        model: With its rows seated as the plan says.
        block: S sessions.
        plan: Where they sit.

    Returns:
        Sound and mixed latents in the order of the sessions.
    """
    z_mic = _listen(model, block, plan)
    hears = np.isfinite(z_mic).all(axis=(1, 2))
    z_mic[~hears] = 0.0
    prior, generates = _generate(model, block, plan)
    ground = block.place, block.gain_place, block.gain_mic
    latents = mix(z_mic, *ground, prior, block.gain_prior, model.space).astype(np.float32)
    wet = _speak(model, latents, block, plan)
    level = np.sqrt(np.mean(np.square(wet, dtype=np.float64), axis=(1, 2)))
    is_tame = level <= RUNAWAY_RMS  # NaN compares false
    sings = np.asarray(np.isfinite(latents).all(axis=(1, 2)) & is_tame)
    return Played(wet, latents, np.asarray(hears), generates, sings)


def _listen(model: Model, block: Block, plan: RowPlan) -> Latents:
    """Encode the microphones: [S, T] → [S, K, N]; zeros without one."""
    z_mic = np.zeros_like(block.place, np.float32)
    seated = np.flatnonzero(plan.encode_row >= 0)
    if not len(seated):
        return z_mic
    contract = model.contract
    sound = np.zeros((plan.encode.n_rows, contract.channels_in, block.mic.shape[1]), np.float32)
    rows = plan.encode_row[seated]
    sound[rows] = block.mic[seated, None]  # [B, C, T]
    z = model.encode(sound, _dice(model, block, len(sound), {HEARING: plan.encode_row}))[
        rows
    ]  # [B, K, N]
    z_mic[seated] = model.space.to_units(z)
    return z_mic


def _generate(model: Model, block: Block, plan: RowPlan) -> tuple[Latents, Flags]:
    """Let the priors go on: [S, K, N], standard deviations, and in whom to trust, [S].

    The stand-in is there for everybody without a row and wherever a prior fails.
    """
    latents = block.stand_in.astype(np.float32)
    generates = np.ones(len(latents), np.bool_)
    seated = np.flatnonzero(plan.prior_row >= 0)
    if model.prior is None or not len(seated):
        return latents, generates
    rows = plan.prior_row[seated]
    temperature = np.ones(plan.prior.n_rows, np.float32)
    temperature[rows] = block.temperature[seated]
    z = model.prior.generate(temperature, latents.shape[2])[rows]  # [B, K, N]
    is_finite = np.isfinite(z).all(axis=(1, 2))
    generates[seated] = is_finite
    latents[seated[is_finite]] = bound(model.space.to_units(z[is_finite]), Bound.OPEN)
    return latents, generates


def _speak(model: Model, latents: Latents, block: Block, plan: RowPlan) -> Samples:
    """Decode the mixed latents: [S, K, N] → [S, 2, T]; zeros without a row."""
    n, _, steps = latents.shape
    wet = np.zeros((n, 2, block.mic.shape[1]), np.float32)
    seated = np.flatnonzero(plan.decode_row[:, 0] >= 0)
    if not len(seated):
        return wet
    own = model.space.from_units(latents)
    z = np.zeros((plan.decode.n_rows, model.decode_size, steps), np.float32)
    fills = _noise(model, block, steps)  # [2, S, F - K, N]
    for ear in (0, 1):
        two = np.flatnonzero(plan.decode_row[:, ear] >= 0)
        z[plan.decode_row[two, ear]] = np.concatenate([own[two], fills[ear, two]], axis=1)
    sound = model.decode(
        z, _dice(model, block, len(z), dict(enumerate(plan.decode_row.T)))
    )  # [B, C, T]
    left = plan.decode_row[seated, 0]
    right = np.where(plan.decode_row[seated, 1] >= 0, plan.decode_row[seated, 1], left)
    wet[seated, 0], wet[seated, 1] = sound[left, 0], sound[right, -1]
    return wet


def _dice(model: Model, block: Block, n_rows: int, rows_by_ear: dict[int, Lanes]) -> Dice:
    """Return the dice of rows 0..``n_rows`` - 1; of each ear the row of every session, or -1."""
    keys, times_s = np.zeros(n_rows, np.uint64), np.zeros(n_rows)
    for ear, rows in rows_by_ear.items():
        who = np.flatnonzero(rows >= 0)
        keys[rows[who]] = ear_keys(block.noise_key[who], ear)
        times_s[rows[who]] = block.noise_place[who, 3]
    return Dice(keys, moments_of(times_s, model.contract.block_s))


def _noise(model: Model, block: Block, steps: int) -> Latents:
    """Return both ears' noise axes, model units, shape [2, S, decode_size - K, N]."""
    n, axes = len(block.sessions), model.decode_size - model.contract.latent_size
    fills = np.zeros((2, n, axes, steps), np.float32)
    if not axes or not n:
        return fills
    contract = model.contract
    within_s = np.arange(steps) * contract.ratio / contract.sample_rate_hz
    time_s = block.noise_place[:, 3, None, None] + within_s  # [S, 1, N]
    place_m = block.noise_place[:, None, None, :3]  # [S, 1, 1, 3]
    grains = block.noise_m[:, None, None], block.noise_s[:, None, None]

    def field(ear: int) -> Latents:
        keys = axis_keys(block.noise_key, axes, ear)[..., None]  # [S, F - K, 1]
        return noise(keys, place_m, time_s, *grains)

    fills[:] = field(0)
    if np.any(block.width > 0):
        fills[1] = ears_mix(fills[0], field(1), block.width[:, None, None])
    return np.asarray(fills * model.noise_std[:, None], np.float32)
