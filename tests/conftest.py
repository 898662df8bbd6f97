"""For every room: hypothesis without a wall clock; what is tuned is nobody's own cache."""

import os
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, settings

settings.register_profile(
    "latentwalk", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("latentwalk")

_CACHE = TemporaryDirectory(prefix="latentwalk-tests-")
os.environ["XDG_CACHE_HOME"] = _CACHE.name
