"""A side process for tests: tells how far it is, then gives the job back."""

import os

from latentwalk.app.side_jobs import Json, Say, serve_jobs, share


def do(job: Json, say: Say) -> Json:
    say(share(1, 2))
    if job.get("die"):
        os._exit(3)
    if job.get("hang"):
        os.read(0, 1)
    os.write(1, b"a library prints\n")
    return {"job": job["name"], "nice": os.getpriority(os.PRIO_PROCESS, 0)}


serve_jobs(do)
