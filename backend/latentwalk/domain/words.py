"""What people read: one text, or one a language."""

from collections.abc import Mapping

Words = str | Mapping[str, str]  # by language tag: "en", "fr", "pt-BR"

ENGLISH = "en"


def words_in(words: Words, language: str = ENGLISH) -> str:
    """Return the text in ``language``, else in English, else in the first language given."""
    if isinstance(words, str):
        return words
    return words.get(language) or words.get(ENGLISH) or next(iter(words.values()), "")
