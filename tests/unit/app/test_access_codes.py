"""Access codes: kept hashed, and slow to guess."""

from pathlib import Path

import pytest

from latentwalk.app import access_codes
from latentwalk.app.access_codes import WRONG_A_MINUTE, WRONG_A_WALK, AccessCodes
from latentwalk.domain.errors import AccessCodeError, InputFileError, RequestError
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def codes(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> AccessCodes:
    monkeypatch.setattr(access_codes, "SCRYPT_N", 2)  # as cheap as it gets
    return AccessCodes(tmp_path, clock)


def test_who_says_the_code_comes_in_and_nobody_else(codes: AccessCodes) -> None:
    codes.set("park", "open sesame")
    codes.check("park", "open sesame")
    codes.check("park", " open sesame ")
    for wrong in ("open", "", None):
        with pytest.raises(AccessCodeError):
            codes.check("park", wrong)


def test_a_walk_without_a_code_is_open(codes: AccessCodes) -> None:
    codes.check("park", None)
    codes.set("park", "open sesame")
    codes.set("park", None)
    codes.check("park", None)


def test_the_code_is_on_disk_hashed_and_for_the_owner_alone(
    codes: AccessCodes, tmp_path: Path, clock: FakeClock
) -> None:
    codes.set("park", "open sesame")
    (path,) = (tmp_path / ".drafts").iterdir()
    assert "sesame" not in path.read_text()
    assert path.stat().st_mode & 0o077 == 0
    AccessCodes(tmp_path, clock).check("park", "open sesame")


def test_a_guesser_waits_a_minute_and_others_do_not(codes: AccessCodes, clock: FakeClock) -> None:
    codes.set("park", "open sesame")
    for _ in range(WRONG_A_MINUTE):
        with pytest.raises(AccessCodeError, match="not this walk's code"):
            codes.check("park", "wrong", "10.0.0.1")
    with pytest.raises(AccessCodeError, match="wait a minute"):
        codes.check("park", "open sesame", "10.0.0.1")
    codes.check("park", "open sesame", "10.0.0.2")
    clock.time_s += 61.0
    codes.check("park", "open sesame", "10.0.0.1")


def test_many_guessers_together_wait_too(codes: AccessCodes) -> None:
    codes.set("park", "open sesame")
    for number in range(WRONG_A_WALK):
        with pytest.raises(AccessCodeError):
            codes.check("park", "wrong", f"10.0.1.{number}")
    with pytest.raises(AccessCodeError, match="wait a minute"):
        codes.check("park", "open sesame", "10.0.0.9")


@pytest.mark.parametrize("code", ["abc", "x" * 65])
def test_a_code_of_no_use_is_refused(codes: AccessCodes, code: str) -> None:
    with pytest.raises(RequestError):
        codes.set("park", code)


def test_lost_codes_open_nothing(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / ".drafts").mkdir()
    (tmp_path / ".drafts/_codes.json").write_text("[broken")
    with pytest.raises(InputFileError, match="Move the file away"):
        AccessCodes(tmp_path, clock)
