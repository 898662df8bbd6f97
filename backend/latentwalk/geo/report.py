"""What is wrong and what is doubtful about a walk document."""

from dataclasses import dataclass

PIECE = "latentwalk"  # the place of what belongs to the whole walk and to no Feature


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a document.

    Attributes:
        feature: The Feature's id, given or made (``zone-4`` is the fourth Feature);
            ``latentwalk`` for the settings of the piece; empty for the whole file.
        field: Its field as a dotted path; empty for all of it.
        message: What is there, what was expected and what to do.
    """

    feature: str
    field: str
    message: str

    def to_json(self) -> dict[str, str]:
        """Return the remark as JSON."""
        return {"feature": self.feature, "field": self.field, "message": self.message}


@dataclass(frozen=True, slots=True)
class Report:
    """All remarks on one document.

    Attributes:
        errors: Why it cannot be walked; empty if it can.
        warnings: What a walker may stumble over.
    """

    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the document can be walked."""
        return not self.errors

    def to_json(self) -> dict[str, bool | list[dict[str, str]]]:
        """Return the report as JSON: ok, errors, warnings."""
        return {
            "ok": self.ok,
            "errors": [finding.to_json() for finding in self.errors],
            "warnings": [finding.to_json() for finding in self.warnings],
        }
