from pathlib import Path

import pytest

from latentwalk.domain.errors import InputFileError
from latentwalk.rave.packages import Package, Registry, Take, fetch, read_packages

RECIPES = sorted((Path(__file__).parents[3] / "models").glob("*/recipe.toml"))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.parent.name)
def test_shipped_recipes_name_version_hash_and_files(recipe: Path) -> None:
    for package in read_packages(recipe):
        assert len(package.sha256) == 64
        assert package.version
        assert all(take.include for take in package.takes)


def test_a_recipe_without_packages_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text("title = 'nothing'")
    with pytest.raises(InputFileError, match="It needs"):
        read_packages(tmp_path / "recipe.toml")


def test_a_package_with_another_hash_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bells_1.0_all.deb").write_bytes(b"something else")
    with pytest.raises(InputFileError, match="the recipe says 00"):
        fetch(Package("bells", "1.0", "00", ()), tmp_path)


def test_exclusion_wins_over_inclusion() -> None:
    take = Take("street", ("audio/*.ogg",), ("audio/human/*",))
    assert take.wants("audio/birds/robin.ogg")
    assert not take.wants("audio/human/shout.ogg")
    assert not take.wants("art/robin.ogg")


def test_a_registry_nobody_knows_is_refused(tmp_path: Path) -> None:
    table = '[[package]]\nname = "a"\nversion = "1"\nsha256 = "0"\ntake = []\nregistry = "attic"\n'
    (tmp_path / "recipe.toml").write_text(table)
    with pytest.raises(InputFileError, match="attic"):
        read_packages(tmp_path / "recipe.toml")


def test_a_wheel_is_found_by_name_and_version(tmp_path: Path) -> None:
    for version in ("1.0", "1.1"):
        (tmp_path / f"big_bells-{version}-py3-none-any.whl").write_bytes(version.encode())
    digest = "5adabb0fb4edabd52ec1a4a9dbbf06f93f4e3adccbfd0cd1fae91a0a2f2bcfd3"
    with pytest.raises(InputFileError, match=r"big_bells-1\.1-py3-none-any\.whl: sha256"):
        fetch(Package("big-bells", "1.1", digest, (), registry=Registry.PYPI), tmp_path)
