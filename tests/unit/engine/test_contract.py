import json
from dataclasses import fields, replace

import numpy as np
import pytest

from latentwalk.engine.contract import Contract, block_frames_for
from tests.fakes.pool import wire_contract

CONTRACT = replace(
    wire_contract(ratio=512, delay_frames=240), sign=np.array([1, -1, 1, 1], np.float32)
)


@pytest.mark.parametrize(
    ("sample_rate_hz", "ratio", "expected"),
    [
        (48_000, 128, 1024),
        (48_000, 512, 1024),
        (48_000, 1024, 1024),
        (48_000, 2048, 2048),
        (48_000, 600, 1200),
        (44_100, 512, 1024),
        (44_100, 2048, 2048),
        (16_000, 128, 384),
    ],
)
def test_block_is_the_fewest_steps_that_last_a_tick(
    sample_rate_hz: int, ratio: int, expected: int
) -> None:
    assert block_frames_for(sample_rate_hz, ratio) == expected


def test_block_holds_whole_latent_steps() -> None:
    assert CONTRACT.latent_steps * CONTRACT.ratio == CONTRACT.block_frames == 1024


def test_contract_crosses_json_unchanged() -> None:
    read = Contract.from_json(json.loads(json.dumps(CONTRACT.to_json())))
    for field in fields(Contract):
        np.testing.assert_array_equal(getattr(read, field.name), getattr(CONTRACT, field.name))
