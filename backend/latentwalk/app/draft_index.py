"""What is remembered of a draft's versions: when, named how, which of them walkers heard."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from latentwalk.domain.errors import InputFileError

MAX_VERSIONS = 200
FRESH_VERSIONS = 50  # the newest ones are never thinned: who undoes a whole morning finds it


@dataclass(frozen=True, slots=True)
class Version:
    """One stored state of a draft.

    Attributes:
        number: From 1, never reused.
        time: When it was saved, ISO 8601, UTC.
        title: What the artist named it when it was published; empty for an autosave.
        is_good: Whether it could be walked when it was saved.
    """

    number: int
    time: str
    title: str = ""
    is_good: bool = True


@dataclass(frozen=True, slots=True)
class DraftIndex:
    """All versions of one draft.

    Attributes:
        versions: Oldest first; the last one is the draft.
        published: Numbers of the versions that walkers heard, in that order; the last one is
            what they hear now.
        token: What opens the draft to others; empty while nobody was given a link.
    """

    versions: tuple[Version, ...] = ()
    published: tuple[int, ...] = ()
    token: str = ""

    @property
    def newest(self) -> int:
        """The draft's version; 0 before the first."""
        return self.versions[-1].number if self.versions else 0

    @property
    def newest_good(self) -> int | None:
        """The newest version that could be walked."""
        good = (version.number for version in reversed(self.versions) if version.is_good)
        return next(good, None)

    def with_version(self, version: Version) -> "DraftIndex":
        """Return the index with one version more."""
        return replace(self, versions=(*self.versions, version))

    def with_publication(self, number: int, title: str) -> "DraftIndex":
        """Return the index after version ``number`` was published as ``title``."""
        versions = tuple(
            replace(v, title=title) if v.number == number else v for v in self.versions
        )
        return replace(self, versions=versions, published=(*self.published, number))

    def thinned(self) -> "DraftIndex":
        """Return the index with at most MAX_VERSIONS versions.

        Old autosaves go first, those closest to their neighbours before others, so that
        what is left is spread over the whole time. Named and published ones stay as long
        as there is anything else to remove.
        """
        versions = list(self.versions)
        while len(versions) > MAX_VERSIONS:
            del versions[self._least_needed(versions)]
        return replace(self, versions=tuple(versions))

    def _least_needed(self, versions: Sequence[Version]) -> int:
        old = range(1, len(versions) - FRESH_VERSIONS)
        autosaves = [i for i in old if not self._is_kept(versions[i])]
        if autosaves:
            return min(autosaves, key=lambda i: versions[i + 1].number - versions[i - 1].number)
        heard_now = self.published[-1:]
        return next(i for i, v in enumerate(versions) if v.number not in heard_now)

    def _is_kept(self, version: Version) -> bool:
        return bool(version.title) or version.number in self.published

    def to_text(self) -> str:
        """Write it as JSON; :meth:`from_text` reads it back."""
        versions = [[v.number, v.time, v.title, v.is_good] for v in self.versions]
        members = {"versions": versions, "published": self.published, "token": self.token}
        return json.dumps(members, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str, file: str) -> "DraftIndex":
        """Read what :meth:`to_text` wrote.

        Raises:
            InputFileError: If it is something else.
        """
        try:
            members = json.loads(text)
            versions = tuple(
                Version(int(n), str(time), str(title), bool(good))
                for n, time, title, good in members["versions"]
            )
            published = tuple(int(n) for n in members["published"])
            return cls(versions, published, str(members["token"]))
        except (ValueError, KeyError, TypeError) as error:
            raise InputFileError(
                file, "", "expected the list of a draft's versions, got something else",
                "Move the draft's folder away; the published walk is not touched",
            ) from error  # fmt: skip
