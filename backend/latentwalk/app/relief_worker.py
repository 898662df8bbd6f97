"""The process that listens to grids of places.

``python -m latentwalk.app.relief_worker MODELS WALKS STATE``, the three folders.
"""

import sys
from functools import cache
from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.ground_maker import TRAJECTORIES, GroundMaker
from latentwalk.app.library import models_of
from latentwalk.app.relief import Grid, at_first_sight, relief
from latentwalk.app.side_jobs import Json, Say, serve_jobs, share
from latentwalk.app.trajectories import Trajectories
from latentwalk.domain.ids import ModelId
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import find_models
from latentwalk.geo.walkfile import parse_walk
from latentwalk.latent.noise import session_key
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port

CELLS_AT_ONCE = 64  # rows that our models hold
ENCODED_WITHIN_S = 120.0  # what is planted sounds as terrain if it takes longer


def main() -> None:
    """Answer until the server ends."""
    models_dir, walks_dir, state_dir = (Path(text) for text in sys.argv[1:4])
    manifests = {ModelId(manifest.model.id): manifest for manifest in find_models(models_dir)}
    trajectories = Trajectories(state_dir / TRAJECTORIES, manifests.values())

    @cache
    def pool(model: ModelId) -> LocalPool:
        return LocalPool(manifests[model])

    def do(job: Json, say: Say) -> Json:
        walk = at_first_sight(parse_walk(str(job["text"]), str(job["file"])))
        pools = [pool(model) for model in models_of({"": walk})]
        for p in pools:
            p.forget()  # the job before this one
        cells = min(CELLS_AT_ONCE, *(p.contract.max_rows for p in pools))
        contracts = {p.contract.model_id: p.contract for p in pools}
        maker = GroundMaker(walks_dir, contracts, trajectories)
        ground = maker.make_whole(walk, ENCODED_WITHIN_S)
        grid = grid_of(job["grid"])
        of = grid.columns * grid.rows
        hall, key = Hall([Port(p, cells) for p in pools], cells), session_key(walk.seed, 0)
        return relief(hall, ground, grid, key, lambda done: say(share(done, of))).to_json()

    serve_jobs(do)


def grid_of(values: JsonValue) -> Grid:
    """Return the grid of a job."""
    assert isinstance(values, list)
    west, south, east, north = (float(str(value)) for value in values[:4])
    columns, rows = (int(str(value)) for value in values[4:])
    return Grid(west, south, east, north, columns, rows)


if __name__ == "__main__":
    main()
