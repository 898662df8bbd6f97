"""What ``/api/health`` says of room: how many wait, how many may walk, what limits them."""

from pydantic import JsonValue

from latentwalk.session.admission import Capacity, Crowd, Models
from latentwalk.session.port import Port


def room_health(
    capacity: Capacity, crowd: Crowd, waiting: int, front: Models
) -> dict[str, JsonValue]:
    """Return plain numbers of the whole server.

    Args:
        capacity: What it carries now.
        crowd: Who walks.
        waiting: How many wait.
        front: The models of the walk that is offered first: of many walks each has a capacity
            of its own.
    """
    most, limit = capacity.most(front, crowd)
    return {"waiting": waiting, "capacity": most, "limited_by": limit}


def model_room(port: Port, capacity: Capacity, crowd: Crowd) -> dict[str, JsonValue]:
    """Return how many walkers' walks can sound with a model, and how many of them may walk."""
    model = port.contract.model_id
    is_shared = model in crowd.shared
    return {"walkers": crowd.of[model], "walkers_most": capacity.limit_of(model, is_shared)}
