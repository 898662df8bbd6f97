from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from latentwalk.app.timeline_picture import MOST_POINTS, timeline_svg
from latentwalk.session.rehearsal import Rehearsal
from tests.fakes.rehearsals import LOOK_S, WALK, rehearsal_of

SVG = "{http://www.w3.org/2000/svg}"


def said(svg: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_picture_names_what_it_shows() -> None:
    words = said(timeline_svg(WALK, rehearsal_of(60)))
    for expected in ("Test", "Hall", "outside", "latents of wire", "level", "true error", "0:05"):
        assert expected in words


def test_titles_that_look_like_markup_stay_words() -> None:
    walk = replace(WALK, title='<script>"&', zones=())
    rehearsal = replace(rehearsal_of(30), weights=np.ones((30, 1), np.float32))
    assert '<script>"&' in said(timeline_svg(walk, rehearsal))


def test_a_long_walk_is_drawn_with_as_many_points_as_there_are_pixels() -> None:
    looks = 12 * MOST_POINTS
    rehearsal = replace(rehearsal_of(2), stereo=np.zeros((2, 48_000), np.float32))
    long = Rehearsal(
        stereo=rehearsal.stereo,
        **{
            name: np.repeat(getattr(rehearsal, name), looks // 2, axis=0)
            for name in ("truth_m", "received_m", "accuracy_m", "is_inside", "weights", "gain")
        },
        times_s=LOOK_S * np.arange(looks, dtype=np.float64),
        latents={},
    )
    assert len(timeline_svg(WALK, long)) < 150_000


def test_what_is_unknown_is_left_out() -> None:
    rehearsal = rehearsal_of(40)
    rehearsal.received_m[10:20] = np.nan
    rehearsal.accuracy_m[:] = np.nan
    root = ElementTree.fromstring(timeline_svg(WALK, rehearsal))
    points = " ".join(line.get("points", "") for line in root.iter(f"{SVG}polyline"))
    assert "nan" not in points


def test_what_a_hush_takes_away_is_drawn_where_it_did() -> None:
    assert "hushed" not in said(timeline_svg(WALK, rehearsal_of(40)))
    rehearsal = replace(rehearsal_of(40), gain=np.linspace(1.0, 0.0, 40, dtype=np.float32))
    assert "hushed" in said(timeline_svg(WALK, rehearsal))
