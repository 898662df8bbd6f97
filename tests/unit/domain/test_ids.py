from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.ids import stable_key

WRITTEN_DOWN = 17439180737151779047

parts = st.lists(st.integers(-(2**63), 2**63) | st.text(alphabet="abc-1", max_size=4), max_size=4)


def test_a_key_is_the_same_in_every_run() -> None:
    assert stable_key("noise", 2023, 7) == WRITTEN_DOWN


@given(parts, parts)
def test_other_parts_give_another_key(one: list[int | str], other: list[int | str]) -> None:
    same = [str(part) for part in one] == [str(part) for part in other]
    both_empty = "".join(map(str, one)) == "".join(map(str, other)) == ""
    assert (stable_key(*one) == stable_key(*other)) == same or both_empty


@given(parts)
def test_a_key_fits_sixty_four_bits(some: list[int | str]) -> None:
    assert 0 <= stable_key(*some) < 2**64
