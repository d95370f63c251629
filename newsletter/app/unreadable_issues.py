"""Issue files that cannot be read as issues, for lists that leave them out."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from newsletter.editorial import heads, issue_fields
from newsletter.errors import AuthorError
from newsletter.message import Message
from newsletter.text import files


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadableIssue:
    """An issue file that cannot be read.

    Attributes:
        number: The number in the file's name; ``None`` if there is none.
        line: The line that is wrong, as the box in which the issue is written counts it;
            ``None`` if it is unknown, or above that box.
        problem: What is wrong.
        at_file: The same, after the file and its line.
    """

    number: int | None
    line: int | None
    problem: Message
    at_file: Message

    @property
    def message(self) -> Message:
        """The message for people who see no files: the issue's number, its line, the problem."""
        if self.number is None:
            return self.at_file
        if self.line is None:
            return Message("issue-unreadable", issue=self.number, problem=self.problem)
        return Message(
            "issue-unreadable-at", issue=self.number, line=self.line, problem=self.problem
        )


def unreadable(error: AuthorError, zone: tzinfo) -> UnreadableIssue:
    """Return the issue of an error that was found in its file.

    Args:
        error: The error, with its path.
        zone: The clock of a ``send_at`` that names no offset.
    """
    path = Path(error.path or "")
    named = heads.number_and_slug(path.name)
    return UnreadableIssue(
        number=named[0] if named else None,
        line=_line_in_box(path, error.line, zone),
        problem=error.problem,
        at_file=error.message,
    )


def _line_in_box(path: Path, line: int | None, zone: tzinfo) -> int | None:
    if line is None:
        return None
    try:
        fields = issue_fields.split(files.text_of(path.read_bytes(), path), path, zone)
    except (OSError, AuthorError):
        return line
    above = fields.lines if fields else 0
    return line - above if line > above else None
