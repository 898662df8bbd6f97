"""What a walker chooses: the door they come in by, and what may be heard of their mic."""

from enum import StrEnum


class Door(StrEnum):
    """Which way a walker came in."""

    OUTDOOR = "outdoor"
    INDOOR = "indoor"


class MicSetting(StrEnum):
    """What may leave the phone (DESIGN §8)."""

    SOUND = "sound"
    OFF = "off"
