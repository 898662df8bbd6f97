"""The process that rehearses walks for the page.

``python -m latentwalk.app.rehearsal_worker MODELS WALKS STATE``, the three folders.
"""

import sys
from functools import cache
from pathlib import Path

from latentwalk.app.ground_maker import TRAJECTORIES, GroundMaker
from latentwalk.app.library import models_of
from latentwalk.app.located_files import located_of
from latentwalk.app.rehearsing import ENCODED_WITHIN_S, report_of, walker_of
from latentwalk.app.side_jobs import Json, Say, serve_jobs, share
from latentwalk.app.timeline_picture import timeline_svg
from latentwalk.app.trajectories import Trajectories
from latentwalk.audio.files import write_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.ids import ModelId
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import find_models
from latentwalk.engine.options import EXACT
from latentwalk.geo.gpx import parse_track
from latentwalk.geo.surroundings import PRESETS
from latentwalk.geo.walkfile import parse_walk
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.rehearsal import rehearse

EVERY_TICKS = 24  # half a second of the walk


def main() -> None:
    """Answer until the server ends."""
    models_dir, walks_dir, state_dir = (Path(text) for text in sys.argv[1:4])
    manifests = {ModelId(manifest.model.id): manifest for manifest in find_models(models_dir)}
    trajectories = Trajectories(state_dir / TRAJECTORIES, manifests.values())

    @cache
    def pool(model: ModelId) -> LocalPool:
        return LocalPool(manifests[model], options=EXACT)

    def do(job: Json, say: Say) -> Json:
        walk = parse_walk(str(job["text"]), str(job["file"]))
        track = parse_track(str(job["gpx"]).encode(), "track")
        place = PRESETS[str(job["place"])].with_radius(float(str(job["radius_m"])))
        pools = [pool(model) for model in models_of({"": walk})]
        for p in pools:
            p.forget()  # the job before this one
        contracts = {p.contract.model_id: p.contract for p in pools}
        ground = GroundMaker(walks_dir, contracts, trajectories).make_whole(walk, ENCODED_WITHIN_S)

        def on_tick(done: int, of: int) -> None:
            if done % EVERY_TICKS == 0:
                say(share(done, of))

        walker = walker_of(walk, track, place, 1.0, int(str(job["seed"])))
        hall = Hall([Port(p, 1) for p in pools], 1, located=located_of(walk, walks_dir))
        rehearsal = rehearse(hall, ground, walker, on_tick)
        write_sound(Path(str(job["sound"])), rehearsal.stereo, SAMPLE_RATE_HZ)
        Path(str(job["picture"])).write_text(timeline_svg(walk, rehearsal), encoding="utf-8")
        report = report_of(walk, rehearsal)
        return {name: value for name, value in report.items() if name != "timeline"}

    serve_jobs(do)


if __name__ == "__main__":
    main()
