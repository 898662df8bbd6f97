import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.app.owner_pass import COOKIE_VALID_S, TOKEN_VALID_S, OwnerPass
from tests.fakes.clock import FakeClock


def test_the_token_buys_one_cookie_once() -> None:
    owner_pass = OwnerPass(FakeClock())
    cookie = owner_pass.redeem(owner_pass.token)
    assert cookie is not None
    assert cookie != owner_pass.token
    assert owner_pass.admits(cookie)
    assert owner_pass.redeem(owner_pass.token) is None
    assert owner_pass.admits(cookie)


@pytest.mark.parametrize(
    ("after_s", "is_sold"), [(TOKEN_VALID_S - 1, True), (TOKEN_VALID_S, False)]
)
def test_the_token_is_good_for_an_hour(after_s: float, is_sold: bool) -> None:
    clock = FakeClock()
    owner_pass = OwnerPass(clock)
    clock.time_s += after_s
    assert (owner_pass.redeem(owner_pass.token) is not None) is is_sold


@pytest.mark.parametrize(
    ("after_s", "is_let_in"), [(COOKIE_VALID_S - 1, True), (COOKIE_VALID_S, False)]
)
def test_the_cookie_is_good_for_twelve_hours(after_s: float, is_let_in: bool) -> None:
    clock = FakeClock()
    owner_pass = OwnerPass(clock)
    cookie = owner_pass.redeem(owner_pass.token)
    assert cookie is not None
    clock.time_s += after_s
    assert owner_pass.admits(cookie) is is_let_in


@given(st.text())
def test_a_guess_buys_nothing_spends_nothing_and_opens_nothing(guess: str) -> None:
    owner_pass = OwnerPass(FakeClock())
    assert owner_pass.redeem(guess) is None
    assert not owner_pass.admits(guess)
    assert owner_pass.redeem(owner_pass.token) is not None
    assert not owner_pass.admits(guess)


def test_tokens_and_cookies_do_not_open_for_each_other() -> None:
    one, other = OwnerPass(FakeClock()), OwnerPass(FakeClock())
    cookie = one.redeem(one.token)
    assert cookie is not None
    assert not one.admits(one.token)
    assert other.redeem(one.token) is None
    assert not other.admits(cookie)
