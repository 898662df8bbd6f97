"""A method of a scripted model, ready to be lowered."""

from dataclasses import dataclass

import torch

from latentwalk.engine.calls import Method, engine_mode, open_calls
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from latentwalk.engine.lowering import Lowered, Lowering
from latentwalk.engine.options import Precision
from latentwalk.engine.probe import probe
from latentwalk.engine.state import MethodState
from tests.fakes.models import Shelf

BLOCK_S = 0.02
STEPS = 2


@dataclass
class Rig:
    """One method of one model.

    Attributes:
        method: As the export has it.
        state: What it remembers.
        shape: Of one row's input.
        sha256: What its tuning is kept under.
    """

    method: Method
    state: MethodState
    shape: tuple[int, ...]
    sha256: str

    def lower(self, max_rows: int = 64, block_s: float = BLOCK_S) -> Lowered | str:
        with engine_mode():
            lowering = Lowering(self.sha256, max_rows, block_s, Precision.FP32)
            return lowering.lower("method", self.method, self.state, self.shape)

    def lowered(self, max_rows: int = 64, block_s: float = BLOCK_S) -> Lowered:
        found = self.lower(max_rows, block_s)
        assert isinstance(found, Lowered), found
        return found

    def noise(self, rows: int, seed: int = 0) -> torch.Tensor:
        return 0.3 * torch.randn(rows, *self.shape, generator=torch.Generator().manual_seed(seed))


def rig(shelf: Shelf, name: str, method: str) -> Rig:
    card = shelf.card(name)
    module = load_module(card.path, card.model.sha256)
    with engine_mode():
        facts = read_facts(module, card.path)
        calls = open_calls(module, facts, card.path)
        findings = probe(module, calls, facts, 48_000, card.path)
    ratio = facts.encode.ratio_out
    if method == "encode":
        shape = (facts.encode.channels_in, STEPS * ratio)
        return Rig(calls.encode, findings.encode, shape, name)
    return Rig(calls.decode, findings.decode, (calls.decode_size, STEPS), name)
