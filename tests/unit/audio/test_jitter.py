import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.fill import OVERRUN_FRAMES
from latentwalk.audio.jitter import JitterBuffer, Phase
from latentwalk.domain.block import PACKET_FRAMES, TICK_FRAMES
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.link import Packet, packets, run, voice
from tests.unit.audio.signals import biggest_step

OWN_STEP = biggest_step(voice(0, 48_000))
START_GOAL = 960 + TICK_FRAMES  # 20 ms and one tick


def test_sound_on_a_steady_link_comes_out_whole_and_in_order() -> None:
    buffer = JitterBuffer()
    heard = run(buffer, packets(1.0, first_frame=7_000_000_000), 1.0)
    start = int(np.argmax(heard.sound != 0.0))
    # The fade in at the start is the only thing that is not the sender's sound.
    out = heard.sound[start + 240 : start + 40_000]
    assert np.array_equal(out, voice(7_000_000_000, 40_000)[240 : 240 + len(out)])
    assert heard.concealed_ratio == 0.0


def test_reading_starts_once_the_goal_is_reached() -> None:
    buffer, phases = JitterBuffer(), []
    for i in range(3):
        phases.append(buffer.phase)
        out, n_concealed = buffer.read(TICK_FRAMES)
        assert (bool(out.any()), n_concealed) == (i == 2, 0)
        buffer.write(i * PACKET_FRAMES, voice(i * PACKET_FRAMES, PACKET_FRAMES), 0.02 * i)
    assert [*phases, buffer.phase] == [Phase.WAITING] * 3 + [Phase.PLAYING]


def test_delay_on_a_steady_link_is_the_start_target() -> None:
    heard = run(JitterBuffer(), packets(60.0), 60.0)
    assert np.mean(heard.fill[100:]) == pytest.approx(START_GOAL, abs=240)
    assert sum(heard.concealed) == 0


def test_reordered_packets_land_in_their_place() -> None:
    arriving = packets(4.0, lambda i: 0.05 if i % 5 else 0.075)
    assert [f for _, f in arriving] != sorted(f for _, f in arriving)
    buffer = JitterBuffer(target_frames=2400)
    heard = run(buffer, arriving, 4.0)
    assert (buffer.lost, buffer.late, sum(heard.concealed)) == (0, 0, 0)
    assert biggest_step(heard.sound) <= OWN_STEP + 1e-3


def test_duplicates_are_ignored() -> None:
    arriving = packets(4.0)
    buffer, plain = JitterBuffer(), JitterBuffer()
    heard = run(buffer, arriving + [(t + 1e-4, f) for t, f in arriving], 4.0)
    assert np.array_equal(heard.sound, run(plain, arriving, 4.0).sound)
    assert buffer.duplicates + buffer.late >= len(arriving) - 5
    assert buffer.lost == 0


def test_packets_that_come_too_late_are_counted_and_change_nothing() -> None:
    arriving = packets(10.0, lambda i: 0.3 if i == 250 else 0.05)
    buffer = JitterBuffer()
    heard = run(buffer, arriving, 10.0)
    assert buffer.late == 1
    assert buffer.lost == PACKET_FRAMES
    assert sum(heard.concealed) <= 2 * PACKET_FRAMES
    assert biggest_step(heard.sound) <= OWN_STEP + 0.004


def test_a_hole_is_concealed_and_passed_without_delay() -> None:
    arriving = packets(10.0, lambda i: None if i % 100 == 50 else 0.05)
    buffer = JitterBuffer()
    heard = run(buffer, arriving, 10.0)
    assert buffer.lost == 5 * PACKET_FRAMES
    assert sum(heard.concealed) <= 6 * PACKET_FRAMES
    assert np.mean(heard.fill[-100:]) == pytest.approx(START_GOAL, abs=480)
    assert biggest_step(heard.sound) <= OWN_STEP + 0.004


def test_an_underrun_dies_away_within_80_ms_and_returns_without_a_click() -> None:
    arriving = packets(6.0, lambda i: None if 100 <= i < 130 else 0.05)
    buffer = JitterBuffer()
    heard = run(buffer, arriving, 6.0)
    quiet = np.flatnonzero(heard.concealed)
    gap = heard.sound[quiet[0] * TICK_FRAMES : (quiet[-1] + 1) * TICK_FRAMES]
    assert not gap[TICK_FRAMES + 3840 : -TICK_FRAMES].any()
    assert biggest_step(heard.sound) <= OWN_STEP + 0.004
    assert 0.6 * 48_000 - 2000 < sum(heard.concealed) < 0.6 * 48_000 + 4 * TICK_FRAMES


@pytest.mark.parametrize(
    ("coming", "resume_frame"),
    [
        ([3, 4, 5], 1920 + 128 + TICK_FRAMES),  # lost: go on where the sound would be by now
        ([2, 3, 4], 4800 - START_GOAL - 480),  # late: keep what the goal has room for
        ([2, 3], 1920),  # late, and nothing to spare: go on where it stopped
    ],
    ids=["lost", "late", "late and little"],
)
def test_after_an_underrun_reading_resumes_nearest_to_the_goal(
    coming: list[int], resume_frame: int
) -> None:
    buffer = JitterBuffer()

    def write(i: int, now_s: float) -> None:
        buffer.write(i * PACKET_FRAMES, voice(i * PACKET_FRAMES, PACKET_FRAMES), now_s)

    write(0, 0.02)
    write(1, 0.04)
    assert [buffer.read(TICK_FRAMES)[1] for _ in range(3)] == [0, 128, TICK_FRAMES]
    assert buffer.phase is Phase.EMPTY
    for i in coming:
        write(i, 0.11)
    out, n_concealed = buffer.read(TICK_FRAMES)
    assert n_concealed == 0
    assert np.array_equal(out[240:], voice(resume_frame, TICK_FRAMES)[240:])


def test_the_target_rises_on_a_stalling_link_and_falls_back_on_a_good_one() -> None:
    rng = np.random.default_rng(1)
    bad: list[Packet] = []
    free_s = 0.0
    for i in range(3000):  # in order, as TCP delivers: 1 % stall for 100 ms and hold up the rest
        sent_s = (i + 1) * 0.02 + 0.05 + (0.1 if rng.random() < 0.01 else 0.0)
        free_s = max(free_s, sent_s)
        bad.append((free_s, i * PACKET_FRAMES))
    good = packets(90.0, first_frame=3000 * PACKET_FRAMES)
    buffer = JitterBuffer()
    heard = run(buffer, bad + [(t + 60.0, f) for t, f in good], 150.0)
    ticks = [round(s * 48_000 / TICK_FRAMES) for s in (10.0, 60.0)]
    assert sum(heard.concealed[ticks[0] : ticks[1]]) < 0.005 * 50.0 * 48_000
    assert np.mean(heard.fill[ticks[0] : ticks[1]]) > 2 * START_GOAL
    assert np.mean(heard.fill[-200:]) == pytest.approx(START_GOAL, abs=480)
    assert sum(heard.concealed[ticks[1] + 50 :]) == 0


@pytest.mark.parametrize("drift_ppm", [300.0, -300.0])
def test_drift_is_followed_by_splices_that_nobody_hears(drift_ppm: float) -> None:
    buffer = JitterBuffer()
    heard = run(buffer, packets(120.0, drift_ppm=drift_ppm), 120.0)  # 36 ms of drift
    assert np.mean(heard.fill[-1000:]) == pytest.approx(START_GOAL, abs=480)
    assert 3 <= buffer.splices <= 20
    assert (buffer.lost, buffer.dropped, sum(heard.concealed)) == (0, 0, 0)
    assert biggest_step(heard.sound) <= OWN_STEP + 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("drift_ppm", [300.0, -300.0])
def test_long_drift_leaves_the_delay_where_it_was(drift_ppm: float) -> None:
    buffer, block = JitterBuffer(), np.full(PACKET_FRAMES, 0.1, np.float32)
    i, period_s, fills = 0, 0.02 / (1.0 + drift_ppm * 1e-6), []
    for tick in range(round(900.0 * 48_000 / TICK_FRAMES)):  # a quarter of an hour: 270 ms of drift
        while (i + 1) * period_s <= tick * TICK_FRAMES / 48_000:
            buffer.write(i * PACKET_FRAMES, block, i * period_s)
            i += 1
        fills.append(buffer.fill_frames)
        buffer.read(TICK_FRAMES)
    assert buffer.concealed == 0
    assert max(fills[200:]) < START_GOAL + 1200
    assert min(fills[200:]) >= TICK_FRAMES


def test_an_overrun_drops_to_the_goal_with_a_crossfade() -> None:
    buffer = JitterBuffer()
    steady = packets(2.0)
    flood = [(2.05, f) for _, f in packets(0.6, first_frame=100 * PACKET_FRAMES)]
    heard = run(buffer, steady + flood, 2.1)
    assert buffer.dropped > OVERRUN_FRAMES
    assert buffer.fill_frames < START_GOAL + 2 * PACKET_FRAMES
    assert biggest_step(heard.sound) <= OWN_STEP + 0.004


def test_more_than_the_capacity_is_never_held() -> None:
    buffer = JitterBuffer(capacity_frames=9600)
    for i in range(50):
        buffer.write(i * PACKET_FRAMES, voice(i * PACKET_FRAMES, PACKET_FRAMES), 0.0)
        assert buffer.fill_frames <= 9600
    assert buffer.dropped == 50 * PACKET_FRAMES - 9600


@pytest.mark.parametrize("jump_frames", [-90_000, 90_000, 2**40], ids=["back", "on", "far"])
def test_a_sender_that_restarts_its_clock_is_heard_again_at_once(jump_frames: int) -> None:
    first = 1_000_000
    before = packets(2.0, first_frame=first)
    after = [(t + 2.0, f) for t, f in packets(2.0, first_frame=first + 96_000 + jump_frames)]
    buffer = JitterBuffer()
    heard = run(buffer, before + after, 4.0)
    assert sum(heard.concealed) < 0.12 * 48_000
    assert sum(heard.concealed[-40:]) == 0
    assert buffer.fill_frames < START_GOAL + 2 * PACKET_FRAMES


def test_one_stray_timestamp_changes_nothing() -> None:
    arriving = packets(2.0)
    plain = run(JitterBuffer(), arriving, 2.0)
    buffer = JitterBuffer()
    stray = [(1.001, 2**50), (1.201, 0)]
    assert np.array_equal(run(buffer, arriving + stray, 2.0).sound, plain.sound)


def test_the_memory_of_a_packet_may_be_used_again() -> None:
    buffer, memory = JitterBuffer(), np.zeros(PACKET_FRAMES, np.float32)
    buffer.write(0, memory, 0.0)
    for number in range(1, 4):  # the first of these is set aside: the clock jumped, or did it
        memory[:] = 0.1 * number
        buffer.write(2**40 + number * PACKET_FRAMES, memory, 0.02 * number)
    out, n_concealed = buffer.read(TICK_FRAMES)
    assert n_concealed == 0
    assert np.unique(out).tolist() == pytest.approx([0.1, 0.2])


def test_a_silent_stream_reads_as_silence_and_is_not_called_concealed() -> None:
    buffer = JitterBuffer()
    for _ in range(5):
        out, n_concealed = buffer.read(TICK_FRAMES)
        assert not out.any()
        assert n_concealed == 0


def test_a_reset_buffer_equals_a_fresh_one() -> None:
    used = JitterBuffer()
    run(used, packets(3.0, lambda i: None if i % 7 == 0 else 0.05 + 0.01 * (i % 5)), 3.0)
    used.reset()
    fresh, arriving = JitterBuffer(), packets(3.0, lambda i: None if i % 9 == 0 else 0.05)
    a, b = run(used, arriving, 3.0), run(fresh, arriving, 3.0)
    assert np.array_equal(a.sound, b.sound)
    assert (a.fill, a.concealed) == (b.fill, b.concealed)
    assert (used.lost, used.late, used.dropped) == (fresh.lost, fresh.late, fresh.dropped)


LINK = st.lists(
    st.tuples(st.booleans(), st.floats(0.0, 0.5), st.integers(1, 3)), min_size=20, max_size=150
)


@settings(max_examples=60, deadline=None)
@given(link=LINK)
def test_no_link_makes_it_click_stall_or_grow(link: list[tuple[bool, float, int]]) -> None:
    arriving = [
        (0.02 * (i + 1) + delay_s * (k + 1), i * PACKET_FRAMES)
        for i, (is_lost, delay_s, copies) in enumerate(link)
        if not is_lost
        for k in range(copies)
    ]
    duration_s = 0.02 * len(link) + 0.5
    buffer = JitterBuffer()
    heard = run(buffer, arriving, duration_s)
    assert len(heard.sound) == round(duration_s * 48_000 / TICK_FRAMES) * TICK_FRAMES
    assert np.isfinite(heard.sound).all()
    # A crossfade of 5 ms between two unrelated moments adds at most its own slope.
    assert biggest_step(heard.sound) <= OWN_STEP + 0.9 * 0.5 * np.pi / 240 + 1e-3
    assert max(heard.fill) <= 48_000
    assert buffer.concealed == sum(heard.concealed)


@settings(max_examples=100, deadline=None)
@given(
    packets_in=st.lists(
        st.tuples(st.integers(0, 2**64 - 1) | st.integers(0, 60_000), st.integers(1, 5760)),
        max_size=40,
    )
)
def test_any_timestamps_are_survived(packets_in: list[tuple[int, int]]) -> None:
    buffer = JitterBuffer()
    for i, (start_frame, n_frames) in enumerate(packets_in):
        buffer.write(start_frame, voice(0, n_frames), 0.02 * i)
        out, n_concealed = buffer.read(TICK_FRAMES)
        assert out.shape == (TICK_FRAMES,)
        assert 0 <= n_concealed <= TICK_FRAMES
        assert 0 <= buffer.fill_frames <= 48_000


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="expected shape"):
        JitterBuffer().write(0, voice(0, 960)[None], 0.0)
    with pytest.raises(BlockSizeError, match=r"1\.\.12000 frames, got 0"):
        JitterBuffer().write(0, voice(0, 0), 0.0)
    with pytest.raises(BlockSizeError, match="3840"):
        JitterBuffer(capacity_frames=100)
