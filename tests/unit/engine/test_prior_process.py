"""A prior in a process of its own sounds as it does here, and what it lacks is told."""

from contextlib import closing

import numpy as np
import pytest

from latentwalk.engine.local import LocalPool
from latentwalk.engine.process import ProcessPool
from tests.fakes.models import Shelf
from tests.unit.engine.test_prior import asking

pytestmark = pytest.mark.slow  # a process that imports torch

LIMIT_S = 30.0  # of any wait: a machine under full load still answers


def test_priors_cross_to_a_process_and_back(shelf: Shelf) -> None:
    card = shelf.card("solo")
    table = card.model.model_copy(update={"prior_rows": 1})
    card = card.model_copy(update={"model": table})
    with (
        closing(ProcessPool(card, standby=False)) as pool,
        closing(LocalPool(card)) as local,
    ):
        block = asking(local, {1: 0.5, 2: 1.0})
        for _ in range(4):
            late = pool.step(block)
            assert pool.wait(LIMIT_S)
        for _ in range(3):
            here = local.step(block)
    assert late.is_fresh.all()
    np.testing.assert_allclose(late.latents, here.latents, atol=1e-5)
    np.testing.assert_array_equal(late.lacks_prior, [False, True])
    assert (pool.counters.prior_refused, pool.counters.prior_failed) == (1, 0)
