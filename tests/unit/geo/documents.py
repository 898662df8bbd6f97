"""Walk documents that hypothesis draws, in our own words: every one can be walked."""

from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
metres = st.floats(-2_000.0, 2_000.0).map(lambda x: round(x, 2))
widths = st.floats(0.5, 200.0).map(lambda x: round(x, 2))
shares = st.floats(0.0, 1.0)
titles = st.text(min_size=1, max_size=20) | st.dictionaries(
    st.sampled_from(["en", "fr", "pt-BR"]), st.text(min_size=1, max_size=9), min_size=1
)
latents = st.lists(st.floats(-8.0, 8.0), max_size=6)
files = st.sampled_from(["a.wav", "b-2.flac", "c_3.ogg", "d.4.mp3"])
points = st.tuples(metres, metres).map(list)


def point(at: list[float]) -> Json:
    return {"type": "Point", "coordinates": at}


def square(at: list[float], side_m: float) -> list[list[list[float]]]:
    (x, y), s = at, side_m
    return [[[x, y], [x + s, y], [x + s, y + s], [x, y + s], [x, y]]]


@st.composite
def shapes(draw: st.DrawFn) -> tuple[Json, Json]:
    """Draw a geometry and the measure that goes with it."""
    at, width_m = draw(points), draw(widths)
    match draw(st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon"])):
        case "Point":
            return point(at), {"radius_m": width_m}
        case "LineString":
            line = [at, [at[0] + 7.0, at[1]], *draw(st.lists(points, max_size=4))]
            return {"type": "LineString", "coordinates": line}, {"width_m": width_m}
        case "Polygon":
            return {"type": "Polygon", "coordinates": square(at, width_m)}, {}
        case _:
            parts = [square(at, width_m), square([at[0] + 2.0 * width_m, at[1]], width_m)]
            return {"type": "MultiPolygon", "coordinates": parts}, {}


sounds = st.fixed_dictionaries(
    {"mapping": st.sampled_from(["axes", "terrain", "fixed", "prior", "silence"])},
    optional={
        "scale_m": widths,
        "values": latents,
        "mic": shares | st.lists(shares, min_size=1, max_size=4),
        "smooth_m": widths,
        "still": st.sampled_from(["none", "slow", "mic", "quiet"]),
        "reverb": st.fixed_dictionaries(
            {"room": st.sampled_from(["courtyard", "hall", "tunnel", "forest"])},
            optional={"wet": shares},
        ),
        "filter": st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["lowpass", "highpass", "bandpass"]),
                "frequency_hz": st.floats(20.0, 20_000.0),
            }
        ),
        "cycles": st.lists(
            st.fixed_dictionaries(
                {"axis": st.integers(0, 15), "depth": st.floats(-8.0, 8.0)},
                optional={"preset": st.sampled_from(["period", "day", "year", "sun", "tide"])},
            ),
            max_size=3,
        ),
    },
)
edges = st.fixed_dictionaries(
    {},
    optional={
        "title": titles,
        "fade_m": widths,
        "priority": st.integers(-3, 3),
        "weight": shares,
        "hysteresis_m": widths,
        "dwell_s": st.floats(0.0, 60.0),
        "is_open": st.booleans(),
        "x-note": st.text(max_size=5),
    },
)


def feature(properties: Json, geometry: Json) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@st.composite
def zones(draw: st.DrawFn, name: str) -> list[Json]:
    """Draw a zone, perhaps with what is rooted in it before or after."""
    geometry, measure = draw(shapes())
    sound, rooted = draw(sounds), []
    mapping = draw(st.sampled_from(["own", "anchors", "planted"]))
    if mapping != "own":
        sound = {**sound, "mapping": mapping}
        kind = mapping.removesuffix("s")
        for at in draw(st.lists(points, min_size=1, max_size=3)):
            content = {"values": draw(latents)} if kind == "anchor" else {"file": draw(files)}
            rooted.append(feature({"kind": kind, "zone": name, **content}, point(at)))
    zone = feature({"id": name, **measure, **draw(edges), "sound": sound}, geometry)
    return draw(st.permutations([zone, *rooted]))


def conditions(names: list[str]) -> st.SearchStrategy[Json]:
    """Draw trees of conditions about these zones."""
    zone = st.sampled_from(names)
    times = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
    leaves = (
        st.fixed_dictionaries({"entered": zone})
        | st.fixed_dictionaries({"inside": zone}, optional={"for_s": st.floats(0.0, 99.0)})
        | st.fixed_dictionaries({"visited": zone}, optional={"times": st.integers(1, 9)})
        | st.fixed_dictionaries({"local_time": st.tuples(times, times).map(list)})
        | st.fixed_dictionaries({"chance": shares})
    )
    return st.recursive(
        leaves,
        lambda inner: (
            st.fixed_dictionaries({"not": inner})
            | st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=3)})
            | st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=3)})
        ),
        max_leaves=5,
    ).filter(lambda tree: _depth(tree) <= 8)


def _depth(tree: Any) -> int:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    deepest = max((_depth(child) for child in inner), default=0)
    return deepest + (1 if isinstance(tree, dict) else 0)


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """Draw a whole document in local metres."""
    names = [f"zone-{'abc'[index]}" for index in range(draw(st.integers(1, 3)))]
    features = [found for name in names for found in draw(zones(name))]
    if draw(st.booleans()):
        geometry, measure = draw(shapes())
        kind = draw(st.sampled_from(["road", "rail", "water", "steps", "cliff", "private"]))
        features.append(feature({"kind": "hush", "hush": kind, **measure}, geometry))
    features.append(
        feature({"kind": "sample", "id": "bell", "file": draw(files)}, point(draw(points)))
    )
    features.append(feature({"kind": "landmark", "title": draw(titles)}, point(draw(points))))
    actions = st.sampled_from(
        [{"play": "bell"}, {"say": "Listen."}, {"open": names[0]}, {"close": names[-1]}]
    )
    rules = st.fixed_dictionaries(
        {"when": conditions(names), "then": st.lists(actions, min_size=1, max_size=3)}
    )
    piece = {
        "version": 1,
        "title": draw(titles),
        "frame": "local",
        "model": "voices",
        "rules": draw(st.lists(rules, max_size=2)),
    }
    return {"type": "FeatureCollection", "latentwalk": piece, "features": features}
