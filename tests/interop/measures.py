"""What `make interop` measures of a loaded export, whatever its own probe has found."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from latentwalk.engine.local import LocalPool
from latentwalk.engine.model import Model
from latentwalk.engine.pool import Block

SESSIONS = 5
BLOCKS = 12  # past the delay of every official configuration
STEPS = 16

Floats = NDArray[np.float32]
Call = Callable[[Floats], Floats]


def walk(pool: LocalPool) -> tuple[Floats, bool]:
    """Play five walkers, each with a voice and a place; return all they hear, [S, 2, T]."""
    generator = np.random.default_rng(5)
    heard, is_fresh = [], True
    for _ in range(BLOCKS):
        block = Block.silent(pool.contract, np.arange(1, SESSIONS + 1, dtype=np.uint64))
        block.mic[:] = 0.1 * generator.standard_normal(block.mic.shape)
        block.place[:] = generator.standard_normal((*block.place.shape[:2], 1))
        block.has_mic[:], block.gain_mic[:], block.gain_place[:] = True, 0.5, 0.5
        block.noise_key[:] = block.sessions
        stepped = pool.step(block)
        heard.append(stepped.wet)
        is_fresh = is_fresh and bool(stepped.is_fresh.all())
    return np.concatenate(heard, axis=-1), is_fresh


def halves_error(model: Model) -> float | None:
    """Return how far two halves are from one whole, or nothing where decode draws noise."""
    z = latents(model, 1)
    whole = fresh(model, lambda given: model.decode(given), z)
    if not np.array_equal(whole, fresh(model, lambda given: model.decode(given), z, seed=1)):
        return None  # the probe has compared energies at load
    half = z.shape[2] // 2

    def in_halves(given: Floats) -> Floats:
        parts = [model.decode(given[..., :half].copy()), model.decode(given[..., half:].copy())]
        return np.concatenate(parts, axis=-1)

    return apartness(fresh(model, in_halves, z), whole)


def rows_error(model: Model) -> float:
    """Return how much of what row 1 is given reaches row 0, through encode or decode."""
    contract = model.contract
    frames = STEPS * contract.ratio
    sound = np.random.default_rng(3).standard_normal((2, contract.channels_in, frames))
    errors = []
    for method, given in (("encode", 0.1 * sound), ("decode", latents(model, 2))):
        given = given.astype(np.float32)
        other = given.copy()
        other[1] = given[1, :, ::-1]
        call: Call = getattr(model, method)
        errors.append(apartness(fresh(model, call, given)[0], fresh(model, call, other)[0]))
    return max(errors)


def latents(model: Model, rows: int) -> Floats:
    """Return random latents in the model's own units, [rows, decode_size, STEPS]."""
    generator, size = np.random.default_rng(2), model.contract.latent_size
    z = generator.standard_normal((rows, model.decode_size, STEPS)).astype(np.float32)
    z[:, :size] = model.space.from_units(z[:, :size])
    return z


def fresh(model: Model, call: Call, given: Floats, seed: int = 0) -> Floats:
    """Call with silent state and the same draws each time."""
    for method in ("encode", "decode"):  # now, as preparing draws too
        model.prepare(method, len(given))
    for row in range(len(given)):
        model.reset("encode", row)
        model.reset("decode", row)
    torch.manual_seed(seed)
    return np.nan_to_num(call(given).copy())


def apartness(one: Floats, other: Floats) -> float:
    """Return the largest difference, of the loudest value."""
    return float(np.abs(one - other).max() / (np.abs(other).max() + 1e-12))
