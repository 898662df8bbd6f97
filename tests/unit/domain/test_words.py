import pytest

from latentwalk.domain.words import Words, words_in

BOTH = {"fr": "La sphère", "en": "The sphere"}
CASES: list[tuple[Words, str, str]] = [
    ("The sphere", "fr", "The sphere"),
    (BOTH, "fr", "La sphère"),
    (BOTH, "en", "The sphere"),
    (BOTH, "de", "The sphere"),
    ({"oc": "L'esfèra", "fr": "La sphère"}, "de", "L'esfèra"),
    ({}, "en", ""),
]


@pytest.mark.parametrize(("words", "language", "text"), CASES)
def test_words_are_read_in_a_language_else_in_english_else_in_the_first(
    words: Words, language: str, text: str
) -> None:
    assert words_in(words, language) == text
