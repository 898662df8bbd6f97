from dataclasses import replace

import pytest

from latentwalk.domain.errors import JoinRefusedError
from latentwalk.domain.ids import ModelId, ResumeToken, WalkId
from latentwalk.domain.setting import Door
from latentwalk.session.admission import Capacity
from latentwalk.session.entrance import Entrance
from latentwalk.session.ground import Ground
from latentwalk.session.registry import FORGOTTEN_S, GIVEN_UP_S, Registry
from latentwalk.session.session import Session
from latentwalk.session.waiting_line import Waiter, WaitingLine
from tests.fakes.pool import wire_contract
from tests.fakes.walks import MIC_GROUND, circle, walk_of

WIRE = ModelId("wire")
GROUND = Ground(walk_of([circle("one", 0.0, 9.0, MIC_GROUND)]), {WIRE: wire_contract()})


class Server:
    """An entrance whose figures a test sets."""

    def __init__(self, walkers: int = 9, rows: int = 9, most: int = 99) -> None:
        self.capacity = Capacity(walkers, {WIRE: rows})
        self.registry = Registry(walkers)
        self.entrance = Entrance(self.registry, lambda: self.capacity, WaitingLine(most))

    def come(self, token: ResumeToken | None = None, now_s: float = 0.0) -> Session | Waiter:
        return self.entrance.come(GROUND, Door.INDOOR, token, now_s)

    def walk(self) -> Session:
        come = self.come()
        assert isinstance(come, Session)
        return come

    def wait(self) -> Waiter:
        come = self.come()
        assert isinstance(come, Waiter)
        return come


def test_the_walker_too_many_waits_and_enters_with_the_same_token_once_one_leaves() -> None:
    server = Server(walkers=1)
    first, second = server.walk(), server.wait()
    assert server.entrance.next_in(0.0) == []
    server.registry.leave(first)
    assert server.entrance.next_in(0.0) == [second]
    session = server.entrance.enter(second, GROUND, None)
    assert session.token == second.token
    assert server.come(second.token) is session


def test_a_figure_that_falls_puts_nobody_out_and_lets_nobody_in() -> None:
    server = Server(rows=3)
    walking = [server.walk() for _ in range(3)]
    server.capacity = Capacity(9, {WIRE: 1})
    server.wait()
    assert server.registry.active == tuple(walking)
    server.registry.leave(walking[0])
    assert server.entrance.next_in(0.0) == []
    server.capacity = Capacity(9, {WIRE: 3})
    assert len(server.entrance.next_in(0.0)) == 1


def test_who_comes_back_never_waits() -> None:
    server = Server(rows=1)
    first = server.walk()
    server.registry.detach(first, 1.0)
    server.wait()
    assert server.come(first.token, now_s=100.0) is first


def test_who_is_new_does_not_overtake_those_who_wait() -> None:
    server = Server(walkers=1)
    first = server.walk()
    waits = server.wait()
    server.registry.leave(first)
    server.wait()
    assert server.entrance.next_in(0.0) == [waits]


def test_a_waiter_gets_the_place_back_by_the_token_but_not_after_two_minutes() -> None:
    server = Server(walkers=1)
    server.walk()
    waits = server.wait()
    server.wait()
    waits.detached_at_s = 5.0
    assert server.come(waits.token) is waits
    server.entrance.expire(5.1 + FORGOTTEN_S)
    assert waits in server.entrance.line
    waits.detached_at_s = 5.0
    server.entrance.expire(5.1 + FORGOTTEN_S)
    again = server.come(waits.token)
    assert isinstance(again, Waiter)
    assert server.entrance.line.places()[again.token] == 2


def test_a_place_is_kept_for_who_may_be_back_soon_then_given_to_who_waits() -> None:
    server = Server(walkers=1)
    gone = server.walk()
    server.registry.detach(gone, 10.0)
    waits = server.wait()
    assert server.entrance.next_in(10.0 + GIVEN_UP_S) == []
    assert server.entrance.next_in(10.1 + GIVEN_UP_S) == [waits]
    server.entrance.enter(waits, GROUND, None)
    assert server.registry.resume(gone.token) is None


def test_a_place_is_one_of_its_walk_and_given_up_for_another() -> None:
    server = Server(walkers=1)
    server.walk()
    first, second = server.wait(), server.wait()
    other = Ground(replace(GROUND.walk, id=WalkId("other")), {WIRE: wire_contract()})
    again = server.entrance.come(other, Door.INDOOR, first.token, 0.0)
    assert isinstance(again, Waiter)
    assert again.token != first.token
    assert list(server.entrance.line) == [second, again]


def test_beyond_the_longest_line_nobody_waits() -> None:
    server = Server(walkers=1, most=1)
    server.walk()
    server.wait()
    with pytest.raises(JoinRefusedError, match="wait already"):
        server.come()


def test_it_tells_how_many_may_walk_and_what_limits_them() -> None:
    assert Server(walkers=9, rows=4).entrance.most(GROUND, 0.0) == (4, "wire")
    assert Server(walkers=3, rows=4).entrance.most(GROUND, 0.0) == (3, "walkers")
