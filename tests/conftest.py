"""For every room: hypothesis without a wall clock; speed is the bench's affair."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "latentwalk", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("latentwalk")
