"""``latentwalk bench``."""


def bench() -> None:
    """Measure."""
