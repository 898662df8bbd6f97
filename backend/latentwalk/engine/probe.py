"""What a model does, whatever it says: streaming, rows, repeatability, length, finite sound."""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from latentwalk.domain.errors import ContractError
from latentwalk.engine.calls import CALL_ERRORS, Calls, Method, last_line
from latentwalk.engine.introspect import Facts
from latentwalk.engine.state import (
    STATE_NAMES,
    MethodState,
    StateBuffer,
    StateRecord,
    all_buffers,
)

TOLERANCE = 1e-3  # of the loudest value; exact exports differ by 1e-7, a lost edge by > 0.1
ENERGY_DB = 3.0  # how far a drawing decoder's halves may be from its whole
STATELESS_ROWS = 64  # rows of a model that remembers nothing; exports hold as many
SOUND_LEVEL = 0.1
PROBE_S = 0.25  # longer than any known decoder needs for its first reaction
PROBE_STEPS = 4  # at least


@dataclass(frozen=True, slots=True)
class Findings:
    """What :func:`probe` found.

    Attributes:
        streaming: Whether two half blocks equal one.
        batchable: Whether the rows of one call are independent streams.
        seeded: Whether the same input gives the same sound from any random state.
        max_rows: Rows a call may have.
        encode: The encoder's state.
        decode: The decoder's state.
    """

    streaming: bool
    batchable: bool
    seeded: bool
    max_rows: int
    encode: MethodState
    decode: MethodState


@dataclass(frozen=True, slots=True)
class Trial:
    """What one run gave, and the state it left."""

    output: Tensor
    after: StateRecord
    ends_finite: bool


class Bench:
    """One method, run again and again from the same fresh state."""

    def __init__(self, module: torch.jit.ScriptModule, method: Method, given: Tensor) -> None:
        self.module, self.method, self.given = module, method, given
        self.fresh = StateRecord(module)

    def run(self, *inputs: Tensor, seed: int = 0) -> Trial:
        """Call with each input in turn; outputs are joined in time."""
        self.fresh.restore()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            output = torch.cat([self.method(each) for each in inputs], dim=-1)
        # NaN equals nothing, itself included; a spherical encoder gives it on pure silence.
        trial = Trial(output.nan_to_num(), StateRecord(self.module), _ends_finite(output))
        self.fresh.restore()
        return trial


def probe(
    module: torch.jit.ScriptModule, calls: Calls, facts: Facts, sample_rate_hz: int, file: Path
) -> Findings:
    """Run the model on noise from zeroed state and judge what comes back.

    Raises:
        ContractError: If a method raises, emits NaN, or shares state with the other.
    """
    ratio = facts.encode.ratio_out
    steps = max(PROBE_STEPS, 2 * int(PROBE_S * sample_rate_hz / ratio / 2))
    noise = torch.Generator().manual_seed(1)
    sound = SOUND_LEVEL * torch.randn(2, facts.encode.channels_in, steps * ratio, generator=noise)
    latents = torch.randn(2, calls.decode_size, steps, generator=noise)
    benches = {
        "encode": Bench(module, calls.encode, sound),
        "decode": Bench(module, calls.decode, latents),
    }
    for name, bench in benches.items():
        _require_finite(bench, name, file)
    seeded = [_is_seeded(bench) for bench in benches.values()]
    batchable = all(
        _is_batchable(bench, sure) for bench, sure in zip(benches.values(), seeded, strict=True)
    )
    streaming = all(
        _is_streaming(bench, sure) for bench, sure in zip(benches.values(), seeded, strict=True)
    )
    encode, decode = (method_state(bench, batchable) for bench in benches.values())
    _require_apart(encode, decode, file)
    rows = min(encode.max_rows or STATELESS_ROWS, decode.max_rows or STATELESS_ROWS)
    return Findings(streaming, batchable, all(seeded), rows if batchable else 1, encode, decode)


def is_close(one: Tensor, other: Tensor) -> bool:
    """Say whether two results are the same but for rounding."""
    if one.shape != other.shape:
        return False
    room = TOLERANCE * float(other.abs().max()) + 1e-9
    return bool((one - other).abs().max() <= room)


def _require_finite(bench: Bench, name: str, file: Path) -> None:
    try:
        trial = bench.run(bench.given[:1])
    except CALL_ERRORS as error:
        problem = f"raises on {list(bench.given[:1].shape)}: {last_line(error)}"
        raise ContractError(file, name, problem, "Export the model again") from error
    if not trial.ends_finite:
        problem = "answers noise with NaN or infinity, expected finite numbers"
        raise ContractError(file, name, problem, "Its training failed: use another checkpoint")


def _ends_finite(output: Tensor) -> bool:
    return bool(torch.isfinite(output[..., output.shape[-1] // 2 :]).all())


def _is_seeded(bench: Bench) -> bool:
    one = bench.given[:1]
    return torch.equal(bench.run(one, seed=1).output, bench.run(one, seed=2).output)


def _is_streaming(bench: Bench, seeded: bool) -> bool:
    """Say whether one long call equals two half ones.

    A drawing method never equals itself: it must keep its energy, and remember something.
    """
    one = bench.given[:1]
    half = one.shape[-1] // 2
    whole, halves = bench.run(one), bench.run(one[..., :half], one[..., half:])
    if seeded:
        return is_close(halves.output, whole.output)
    if halves.output.shape != whole.output.shape or not whole.after.changed(bench.fresh):
        return False
    power, expected = (float(t.output.square().mean()) + 1e-12 for t in (halves, whole))
    return abs(10 * math.log10(power / expected)) <= ENERGY_DB


def _is_batchable(bench: Bench, seeded: bool) -> bool:
    """Say whether each row sounds as it does alone, and row 1's input moves only row 1's state.

    A drawing method never sounds the same twice: there row 0 must not notice row 1.
    """
    other = bench.given.clone()
    other[1] = bench.given[1].flip(-1)
    try:
        pair, changed = bench.run(bench.given), bench.run(other)
        alone = [bench.run(bench.given[row : row + 1]) for row in (0, 1)]
    except CALL_ERRORS:
        return False
    if pair.output.shape[0] != len(bench.given) or not is_close(
        changed.output[:1], pair.output[:1]
    ):
        return False
    if seeded:
        sounds_right = is_close(torch.cat([each.output for each in alone]), pair.output)
    else:
        sounds_right = not torch.equal(changed.output[1], pair.output[1])
    return sounds_right and is_row_major(pair, changed, alone[0], bench.fresh)


def is_row_major(pair: Trial, changed: Trial, alone: Trial, fresh: StateRecord) -> bool:
    """Say whether row 1's entries follow row 0's, so that they stay put as B changes."""
    first = alone.after.changed(fresh)
    for path, entries in pair.after.changed(changed.after).items():
        if path not in first:
            continue  # never written with one row: not a row's state
        per_row = _span(first[path])
        where = torch.nonzero(entries).flatten()
        if int(where.min()) < per_row or int(where.max()) >= 2 * per_row:
            return False
    return True


def _span(entries: Tensor) -> int:
    return int(torch.nonzero(entries).max()) + 1


def method_state(bench: Bench, batchable: bool) -> MethodState:
    """Find the buffers that the method writes and the entries that a row takes."""
    alone = bench.run(bench.given[:1]).after.changed(bench.fresh)
    both = bench.run(bench.given).after.changed(bench.fresh) if batchable else {}
    found: list[StateBuffer] = []
    for path, owner, name in all_buffers(bench.module):
        if path not in alone:
            continue
        per_row = _span(alone[path])
        if not batchable:
            per_row = len(alone[path])
        elif path not in both or _span(both[path]) <= per_row:
            continue  # one value for all rows: nobody's state
        initial = None
        if name not in STATE_NAMES:  # the last row is the one no exporter's self-test reached
            initial = bench.fresh.values[path][-per_row:]
        found.append(StateBuffer(path, owner, name, per_row, initial))
    return MethodState(tuple(found))


def _require_apart(encode: MethodState, decode: MethodState, file: Path) -> None:
    paths = [{buffer.path for buffer in state.buffers} for state in (encode, decode)]
    shared = sorted(paths[0] & paths[1])
    if shared:
        problem = f"both write the buffer {shared[0]!r}, so a voice would leak into the decoder"
        raise ContractError(file, "encode, decode", problem, "Export with separate state")
