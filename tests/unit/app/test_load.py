"""What a load reports of those who waited."""

import json

import pytest

from latentwalk.app.command_load import in_words
from latentwalk.app.load import _report
from latentwalk.app.walking_client import Arrival, WalkReport
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ

HEALTH = {
    "blocks": 0.0,
    "blocks_missed": 0.0,
    "cpu_s": 1.0,
    "up_s": 10.0,
    "event_loop_lag_p99_ms": 2.0,
}
SILENCE = bytes.fromhex("fcfffe")  # RFC 6716: fullband stereo, one frame of nothing
LATER = HEALTH | {"blocks": 500.0, "cpu_s": 2.0, "up_s": 20.0}


def _heard(lost: int = 0) -> list[Arrival]:
    packets = [n for n in range(500) if not 200 <= n < 200 + lost]
    packet_s = PACKET_FRAMES / SAMPLE_RATE_HZ
    return [Arrival(100.0 + n * packet_s, n * PACKET_FRAMES, SILENCE) for n in packets]


def test_the_admitted_and_those_who_wait_are_told_apart() -> None:
    at_once = WalkReport(100.0, _heard(), is_admitted=True, came_s=100.0)
    later = WalkReport(103.0, _heard(), is_admitted=True, came_s=100.0, waited_s=3.0)
    waits = WalkReport(0.0, _heard(lost=40), is_waiting=True, came_s=100.0, waited_s=10.0)
    refused = WalkReport(was_closed="1000 wait already")
    report = _report([at_once, later, waits, refused], HEALTH, LATER)
    assert (report.walkers, report.admitted, report.waiting, report.waited) == (4, 2, 1, 2)
    assert report.disconnected == 0
    assert report.longest_wait_s == 10.0
    assert report.concealed_ratio == 0.0
    assert report.waiting_concealed_ratio == pytest.approx(40 / 400, abs=0.01)
    assert report.server_share == 0.1
    assert "2 had to wait, up to 10.0 s" in in_words(report)
    assert json.loads(report.to_json())["waiting"] == 1


def test_where_nobody_waits_nothing_is_said_of_it() -> None:
    report = _report([WalkReport(100.0, _heard(), is_admitted=True)], HEALTH, LATER)
    assert report.waiting_concealed_ratio is None
    assert "wait" not in in_words(report).replace("0 waiting", "")
