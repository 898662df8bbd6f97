import plistlib
from pathlib import Path
from uuid import UUID

from latentwalk.app.phone_profile import phone_profile
from tests.unit.app.certificates import make_authority


def test_the_profile_carries_the_authority_as_a_root(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    profile = plistlib.loads(phone_profile(authority))
    (payload,) = profile["PayloadContent"]
    assert profile["PayloadType"] == "Configuration"
    assert payload["PayloadType"] == "com.apple.security.root"
    assert payload["PayloadContent"] == authority.der
    assert profile["PayloadDisplayName"] == authority.name
    assert not profile["PayloadRemovalDisallowed"]


def test_its_identifiers_are_the_authoritys_own(tmp_path: Path) -> None:
    one, again = (make_authority(tmp_path / "one") for _ in range(2))
    assert phone_profile(one) == phone_profile(again)
    first = plistlib.loads(phone_profile(one))
    other = plistlib.loads(phone_profile(make_authority(tmp_path / "other")))
    ids = [
        UUID(part["PayloadUUID"])
        for profile in (first, other)
        for part in (profile, *profile["PayloadContent"])
    ]
    assert len(set(ids)) == 4
    assert first["PayloadIdentifier"] != other["PayloadIdentifier"]
