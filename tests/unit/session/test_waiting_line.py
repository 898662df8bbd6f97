import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import JoinRefusedError
from latentwalk.domain.ids import ModelId, ResumeToken, WalkId
from latentwalk.domain.setting import Door
from latentwalk.session.admission import Capacity, Crowd
from latentwalk.session.waiting_line import KEPT_S, Waiter, WaitingLine

A, B = ModelId("a"), ModelId("b")
MODELS = {WalkId("one"): (A,), WalkId("two"): (B,), WalkId("both"): (A, B)}


def come(line: WaitingLine, walk: str = "one") -> Waiter:
    return line.join(WalkId(walk), MODELS[WalkId(walk)], Door.INDOOR)


def room(walkers: int = 100, a: int = 100, b: int = 100) -> Capacity:
    return Capacity(walkers, {A: a, B: b})


def test_places_count_from_one_in_order_of_arrival() -> None:
    line = WaitingLine()
    first, second, third = come(line), come(line, "two"), come(line)
    assert [line.places()[w.token] for w in (first, second, third)] == [1, 2, 3]
    line.leave(second)
    line.leave(second)
    assert [line.places()[w.token] for w in (first, third)] == [1, 2]


def test_who_came_first_is_let_in_first_and_only_as_many_as_there_is_room_for() -> None:
    line = WaitingLine()
    waiters = [come(line) for _ in range(5)]
    crowd = Crowd.of_all([(A,)])
    assert line.admit(room(walkers=3), crowd) == waiters[:2]
    assert crowd.walkers == 3
    assert line.places()[waiters[2].token] == 1
    assert line.admit(room(walkers=3), crowd) == []


def test_a_walk_whose_model_is_full_holds_up_no_other() -> None:
    line = WaitingLine()
    held, other, behind = come(line, "one"), come(line, "two"), come(line, "one")
    assert line.admit(room(a=1), Crowd.of_all([(A,)])) == [other]
    assert list(line) == [held, behind]


def test_the_line_is_bounded_and_says_so() -> None:
    line = WaitingLine(most=2)
    come(line)
    last = come(line)
    with pytest.raises(JoinRefusedError, match="2 wait already"):
        come(line)
    line.leave(last)
    newcomer = come(line)
    assert line.places()[newcomer.token] == 2


def test_who_is_gone_keeps_the_place_for_a_while_and_is_then_dropped() -> None:
    line = WaitingLine()
    gone, here = come(line), come(line)
    gone.detached_at_s = 10.0
    line.expire(10.0 + KEPT_S)
    assert line.places() == {gone.token: 1, here.token: 2}
    line.expire(10.1 + KEPT_S)
    assert line.places() == {here.token: 1}
    assert line.resume(gone.token) is None


def test_who_is_gone_is_passed_over_and_comes_in_next_once_back() -> None:
    line = WaitingLine()
    gone, here = come(line), come(line)
    gone.detached_at_s = 10.0
    crowd = Crowd()
    assert line.admit(room(walkers=1), crowd) == [here]
    assert line.resume(gone.token) is gone
    assert line.admit(room(walkers=1), crowd) == []
    assert line.admit(room(walkers=2), crowd) == [gone]


def test_an_unknown_token_has_no_place() -> None:
    assert WaitingLine().resume(ResumeToken("guess")) is None


steps = st.lists(
    st.one_of(
        st.sampled_from(list(MODELS)).map(lambda walk: ("come", walk)),
        st.tuples(st.just("leave"), st.integers(0, 30)),
        st.tuples(st.just("gone"), st.integers(0, 30)),
        st.tuples(st.just("back"), st.integers(0, 30)),
        st.tuples(st.just("admit"), st.tuples(st.integers(1, 6), st.integers(1, 6))),
    ),
    max_size=60,
)


@given(steps=steps)
def test_nobody_overtakes_who_is_here_on_the_same_walk(steps: list[tuple[str, object]]) -> None:
    line, crowd = WaitingLine(most=20), Crowd()
    waiters: list[Waiter] = []
    for what, which in steps:
        waiting = list(line)
        match what, which:
            case "come", str(walk) if len(line) < 20:
                waiters.append(come(line, walk))
            case "leave", int(index) if waiting:
                line.leave(waiting[index % len(waiting)])
            case "gone", int(index) if waiting:
                waiting[index % len(waiting)].detached_at_s = 1.0
            case "back", int(index) if waiting:
                line.resume(waiting[index % len(waiting)].token)
            case "admit", (int(a), int(b)):
                admitted = line.admit(room(8, a, b), crowd)
                still = [w for w in line if w.detached_at_s is None]
                assert all(w.detached_at_s is None for w in admitted)
                for waiter in admitted:
                    ahead = waiters[: waiters.index(waiter)]
                    assert not any(w.walk == waiter.walk for w in ahead if w in still)
        order = [waiters.index(w) for w in line]
        assert order == sorted(order)
        assert sorted(line.places().values()) == list(range(1, len(line) + 1))


@given(
    walks=st.lists(st.sampled_from(list(MODELS)), max_size=30),
    rows=st.tuples(st.integers(1, 9), st.integers(1, 9)),
)
def test_nobody_waits_for_whom_there_is_room(walks: list[WalkId], rows: tuple[int, int]) -> None:
    line, crowd, capacity = WaitingLine(), Crowd(), room(12, *rows)
    for walk in walks:
        come(line, walk)
    line.admit(capacity, crowd)
    assert all(capacity.full(waiter.models, crowd) is not None for waiter in line)
