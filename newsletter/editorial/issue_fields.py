"""An issue file as form fields: each front matter line separately, then the text."""

import re
from dataclasses import replace
from datetime import UTC, tzinfo
from pathlib import Path

from newsletter.editorial import issue_files
from newsletter.errors import AuthorError
from newsletter.model.issue import Issue
from newsletter.model.writing import IssueFields
from newsletter.text import front_matter
from newsletter.text.folding import clean

_HEAD = re.compile(r"\A---[ \t]*\n.*?^---[ \t]*\n\n*", re.DOTALL | re.MULTILINE)
_KEYS = ("title", "subject", "preheader")


def split(text: str, path: Path, zone: tzinfo = UTC) -> IssueFields | None:
    """Return an issue file's text as form fields.

    Args:
        text: The whole file, with LF as line ends.
        path: Where the file is.
        zone: The clock of a ``send_at`` that names no offset.

    Returns:
        ``None`` if a field spans several lines, or if it cannot be read as an issue for
        another reason than that it has no title.
    """
    found = _HEAD.match(text)
    if found is None:
        return None
    head = found[0]
    issue = _read(head, path, zone)
    if issue is None:
        return None
    lines = head.split("\n")
    for key in _KEYS:
        there = _lines_of(key, lines)
        if len(there) > 1 or any(lines[at + 1].startswith((" ", "\t")) for at in there):
            return None
    return IssueFields(
        head=head,
        title=issue.title,
        subject=issue.subject,
        preheader=issue.preheader,
        body=text[len(head) :],
    )


def join(fields: IssueFields, path: Path, zone: tzinfo = UTC) -> str:
    """Return an issue file's text with current values of the fields from ``split``.

    An unchanged field leaves its line unchanged, byte for byte. If the head can no longer
    be read, every field is written, so that nothing is lost.

    Args:
        fields: The fields; line ends in single-line fields count as spaces.
        path: Where the file is.
        zone: The clock of a ``send_at`` that names no offset.
    """
    before = _read(fields.head, path, zone)
    lines = fields.head.split("\n")
    for key in _KEYS:
        value = " ".join(clean(getattr(fields, key)).split())
        if before is not None and value == getattr(before, key):
            continue
        there = _lines_of(key, lines)
        at = there[0] if there else _end(lines)
        lines[at : at + len(there)] = [front_matter.entry(key, value)]
    return "\n".join(lines) + fields.body


def _read(head: str, path: Path, zone: tzinfo) -> Issue | None:
    """Return the issue of a head; with an empty title if that is all that it lacks."""
    try:
        return issue_files.parse(head, path, zone)
    except AuthorError as error:
        if field_at_fault(head, error) != "title":
            return None
    lines = [line for line in head.split("\n") if not line.startswith("title:")]
    lines.insert(_end(lines), "title: untitled")
    try:
        return replace(issue_files.parse("\n".join(lines), path, zone), title="")
    except AuthorError:
        return None


def field_at_fault(text: str, error: AuthorError) -> str:
    """Return the name of the field that makes a text unreadable as an issue; empty if none does.

    Args:
        text: The whole file.
        error: Why it cannot be read.
    """
    key = error.problem.data.get("key")
    if error.code == "key-absent" and isinstance(key, str):
        return key if key in _KEYS else ""
    head = _HEAD.match(text)
    lines = head[0].split("\n") if head else []
    line = lines[error.line - 1] if error.line and error.line <= len(lines) else ""
    return next((key for key in _KEYS if line.startswith(f"{key}:")), "")


def _lines_of(key: str, lines: list[str]) -> list[int]:
    return [at for at, line in enumerate(lines) if line.startswith(f"{key}:")]


def _end(lines: list[str]) -> int:
    """Return the index of the line that ends the front matter."""
    ends = (at for at, line in enumerate(lines) if at and line.rstrip() == "---")
    return next(ends, len(lines))
