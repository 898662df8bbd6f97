"""From the foyer into the walk: one media time, one grid of packets, no click."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.setting import Door
from latentwalk.session.downlink import Downlink
from latentwalk.session.foyer import Foyer, Line
from latentwalk.session.ground import Ground
from latentwalk.session.lead_in import CROSS_FRAMES, HOLD_FRAMES, LeadIn, deliver
from latentwalk.session.registry import Registry
from tests.fakes.pool import wire_contract
from tests.fakes.walks import walk_of

GROUND = Ground(walk_of(), {ModelId("wire"): wire_contract()})
LED_TICKS = (HOLD_FRAMES + CROSS_FRAMES) // TICK_FRAMES + 2


def opened(registry: Registry) -> tuple[Foyer, Line]:
    foyer = registry.foyers.open(GROUND)
    assert foyer is not None
    return foyer, foyer.fan.open()


def drained(downlink: Downlink) -> list[tuple[int, Samples]]:
    taken = []
    while (packet := downlink.next_packet()) is not None:
        taken.append(packet)
    return taken


def tone(frequency_hz: float, start_frame: int) -> Samples:
    at = start_frame + np.arange(TICK_FRAMES)
    wave = 0.5 * np.sin(2 * np.pi * frequency_hz * at / SAMPLE_RATE_HZ)
    return np.stack([wave, wave]).astype(np.float32)


def test_the_common_sound_gives_way_to_the_own_without_a_click() -> None:
    registry = Registry(1)
    foyer, line = opened(registry)
    common, own = [], []
    for number in range(200):
        start = number * TICK_FRAMES
        if number == 31:
            registry.join(GROUND, Door.INDOOR, lead_in=LeadIn(foyer, line))
        sounding = registry.sounding
        stereo = np.stack([tone(311.0 if each is foyer else 207.0, start) for each in sounding])
        deliver(sounding, start, stereo)
        common += drained(line.downlink)
        for walker in registry.active:
            own += drained(walker.downlink)
    starts = [start for start, _ in own]
    assert {b - a for a, b in pairwise(starts)} == {PACKET_FRAMES}
    assert starts[0] in {start for start, _ in common}
    heard = np.concatenate([s for start, s in common if start < starts[0]] + [s for _, s in own], 1)
    steps = np.abs(np.diff(heard[0])).max()
    assert steps <= 0.5 * 2 * np.pi * 311.0 / SAMPLE_RATE_HZ * 1.01  # no steeper than the tones
    assert np.abs(heard).max() <= 0.5
    last = tone(207.0, 199 * TICK_FRAMES)
    assert np.abs(heard[0, -PACKET_FRAMES:] - last[0, : len(heard[0])][-PACKET_FRAMES:]).max() < 1.0


def test_it_ends_in_the_walkers_own_sound_and_the_foyer_is_needed_no_more() -> None:
    registry = Registry(1)
    foyer, line = opened(registry)
    walker = registry.join(GROUND, Door.INDOOR, lead_in=LeadIn(foyer, line))
    for number in range(LED_TICKS):
        assert walker.lead_in is not None or number * TICK_FRAMES > HOLD_FRAMES + CROSS_FRAMES
        stereo = np.stack([np.full((2, TICK_FRAMES), level, np.float32) for level in (0.25, -0.5)])
        deliver(registry.sounding, number * TICK_FRAMES, stereo)
        packets = drained(walker.downlink)
    assert walker.lead_in is None
    assert packets[-1][1][0, -1] == pytest.approx(0.25)


def test_a_foyer_that_is_gone_leaves_the_own_sound() -> None:
    registry = Registry(1)
    foyer, line = opened(registry)
    walker = registry.join(GROUND, Door.INDOOR, lead_in=LeadIn(foyer, line))
    registry.foyers.close(foyer)
    deliver(registry.sounding, 0, np.full((1, 2, TICK_FRAMES), 0.25, np.float32))
    ((_, sound),) = drained(walker.downlink)
    assert np.all(sound == 0.25)


@given(
    skips=st.lists(st.integers(0, 3), min_size=40, max_size=40),
    reads=st.lists(st.sampled_from([True, True, True, False]), min_size=40, max_size=40),
    joins=st.integers(1, 12),
)
def test_both_streams_have_one_grid_whatever_ticks_are_skipped(
    skips: list[int], reads: list[bool], joins: int
) -> None:
    registry = Registry(1)
    foyer, line = opened(registry)
    common: set[int] = set()
    own: set[int] = set()
    number = 0
    for turn, (skip, reads_now) in enumerate(zip(skips, reads, strict=True)):
        number += 1 + (skip == 3)
        if turn == joins:
            registry.join(GROUND, Door.INDOOR, lead_in=LeadIn(foyer, line))
        sounding = registry.sounding
        silence = np.zeros((len(sounding), 2, TICK_FRAMES), np.float32)
        deliver(sounding, number * TICK_FRAMES, silence)
        if reads_now or turn in {joins, 39}:
            common |= {start for start, _ in drained(line.downlink)}
            own |= {start for walker in registry.active for start, _ in drained(walker.downlink)}
    assert {start for start in common if start >= min(own)} == own
