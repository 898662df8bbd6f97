import pytest

from latentwalk.domain.errors import JoinRefusedError
from latentwalk.domain.ids import ModelId, ResumeToken
from latentwalk.domain.setting import Door
from latentwalk.session.ground import Ground
from latentwalk.session.registry import FORGOTTEN_S, SOUNDS_ON_S, Registry
from tests.fakes.pool import wire_contract
from tests.fakes.walks import walk_of

GROUND = Ground(walk_of(), {ModelId("wire"): wire_contract()})


def test_a_walker_too_many_is_refused_with_the_number_and_a_remedy() -> None:
    registry = Registry(2)
    registry.join(GROUND, Door.INDOOR)
    registry.join(GROUND, Door.INDOOR)
    with pytest.raises(JoinRefusedError, match=r"2 walkers .* --walkers"):
        registry.join(GROUND, Door.INDOOR)


def test_leaving_gives_the_lane_back_and_twice_is_harmless() -> None:
    registry = Registry(1)
    first = registry.join(GROUND, Door.INDOOR)
    registry.leave(first)
    registry.leave(first)
    second = registry.join(GROUND, Door.INDOOR)
    assert second.lane == first.lane
    assert second.id != first.id
    assert second.token != first.token
    assert registry.active == (second,)


def test_a_detached_walker_sounds_on_then_pauses_then_is_forgotten() -> None:
    registry = Registry(1)
    session = registry.join(GROUND, Door.INDOOR)
    registry.detach(session, 10.0)
    registry.expire(10.0 + SOUNDS_ON_S)
    assert list(registry.active) == [session]
    registry.expire(10.1 + SOUNDS_ON_S)
    assert list(registry.active) == []
    assert registry.resume(session.token) is session
    assert list(registry.active) == [session]
    registry.detach(session, 20.0)
    registry.expire(20.1 + FORGOTTEN_S)
    assert registry.resume(session.token) is None
    assert len(registry) == 0


def test_an_unknown_token_resumes_nobody() -> None:
    registry = Registry(1)
    registry.join(GROUND, Door.INDOOR)
    assert registry.resume(ResumeToken("guess")) is None


def test_who_is_gone_longest_makes_room_for_who_is_here() -> None:
    registry = Registry(2)
    first, second = (registry.join(GROUND, Door.INDOOR) for _ in range(2))
    registry.detach(second, 5.0)
    registry.detach(first, 6.0)
    third = registry.join(GROUND, Door.INDOOR)
    assert third.lane == second.lane
    assert registry.resume(second.token) is None
    assert registry.resume(first.token) is first
