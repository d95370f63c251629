"""Heads of issue files, read without their bodies, and ranges of issue numbers.

A body is only checked for whether it can certainly be parsed, so that a list can name
the files that cannot.
"""

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Protocol, TypeVar

from newsletter.editorial.editor_notes import without_notes
from newsletter.editorial.slots import moment
from newsletter.editorial.sound import is_surely_sound
from newsletter.errors import AuthorError, DeskError
from newsletter.model.audience import Audience
from newsletter.system import reason_of
from newsletter.text import files, front_matter
from newsletter.text.first_names import filled
from newsletter.text.folding import clean
from newsletter.text.front_matter import FrontMatter
from newsletter.text.slugs import slug

KEYS = (
    "number",
    "title",
    "subject",
    "preheader",
    "article",
    "sections",
    "template",
    "audience",
    "send_at",
    "correction_of",
)
TEXTS = ("title", "subject", "preheader", "article", "template")  # taken as typed
LARGEST_BYTES = 1_000_000  # ten times the size at which Gmail clips a mail
_NAME = re.compile(r"([0-9]{1,9})-(.+)\.md", re.DOTALL)


class Numbered(Protocol):
    """Anything with an issue's file name: an issue, or its head."""

    @property
    def number(self) -> int:
        """The issue's number, counting up from 1."""
        ...

    @property
    def slug(self) -> str:
        """The result of :func:`slug_of`, unless an editor renamed the file."""
        ...


N = TypeVar("N", bound=Numbered)


def slug_of(subject: str) -> str:
    """Return the slug for an issue with this subject."""
    return slug(filled(subject), empty="issue")


def file_name(issue: Numbered) -> str:
    """Return the name of an issue's file in ``issues/``: ``012-moeite-met-nee-zeggen.md``."""
    return f"{issue.number:03d}-{issue.slug}.md"


def number_and_slug(name: str) -> tuple[int, str] | None:
    """Return the number and slug in a file name; ``None`` if it is not an issue's."""
    found = _NAME.fullmatch(name)
    return (int(found[1]), found[2]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueHead:
    """The contents of an issue file's front matter and name; see ``model.issue.Issue``."""

    number: int
    slug: str
    title: str
    subject: str
    preheader: str
    article: str | None
    sections: tuple[str, ...]
    template: str | None
    audience: Audience
    send_at: datetime | None


@dataclass(frozen=True, slots=True)
class IssueFile:
    """A readable issue file: its head, and the SHA-256 of its current bytes."""

    head: IssueHead
    sha256: str

    @property
    def number(self) -> int:
        """The issue's number."""
        return self.head.number

    @property
    def slug(self) -> str:
        """The part of the file's name after the number."""
        return self.head.slug


def read(path: Path, zone: tzinfo = UTC) -> IssueFile:
    """Read the head of an issue file, and hash its bytes.

    Raises:
        AuthorError: The issue cannot be read or used as it is; with file and line.
    """
    return _read(path, zone, _demand_sound)


def read_head(path: Path, zone: tzinfo = UTC) -> IssueHead:
    """Read the head of an issue file, whether its text can be used or not.

    Raises:
        AuthorError: The front matter cannot be used as it is; with file and line.
    """
    return _read(path, zone, lambda _: None).head


def _read(path: Path, zone: tzinfo, demand: Callable[[FrontMatter], None]) -> IssueFile:
    raw = bytes_of(path)
    try:
        matter = front_matter.read(clean(files.text_of(raw, path)), KEYS, texts=TEXTS)
        number, slug = numbered(matter, path)
        demand(matter)
        head = head_of(matter, number, slug, zone)
    except AuthorError as error:
        raise AuthorError(error.problem, path, error.line) from error
    return IssueFile(head, hashlib.sha256(raw).hexdigest())


def _demand_sound(matter: FrontMatter) -> None:
    if not is_surely_sound(matter.body):
        # importing the parser takes 60 ms, and most lists do not need it
        from newsletter.editorial.markdown_in import blocks_of

        blocks_of(matter.body, matter.body_line)


def bytes_of(path: Path) -> bytes:
    """Return the bytes of an issue file.

    Raises:
        AuthorError: It cannot be read, or is too large for a letter.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise AuthorError("not-readable", path, reason=reason_of(error)) from error
    if size > LARGEST_BYTES:
        raise AuthorError("issue-too-large", path, size=size)
    return files.read_bytes(path)


def survey(
    directory: Path, read_one: Callable[[Path], N]
) -> tuple[tuple[N, ...], tuple[AuthorError, ...]]:
    """Read every numbered issue file of a folder.

    Args:
        directory: The folder.
        read_one: Reads a file, either all of it or its head.

    Returns:
        The readable files, sorted by number, and the errors of the others. If two
        files have the same number, the second by name is an error.
    """
    found: dict[int, N] = {}
    wrong: list[AuthorError] = []
    for path in sorted(directory.glob("[0-9]*.md")):
        try:
            issue = read_one(path)
            if issue.number in found:
                other = path.with_name(file_name(found[issue.number]))
                raise AuthorError("number-shared", path, other=other)  # noqa: TRY301  # listed with the others
        except AuthorError as error:
            wrong.append(error)
        else:
            found[issue.number] = issue
    return tuple(found[number] for number in sorted(found)), tuple(wrong)


def head_of(matter: FrontMatter, number: int, slug: str, zone: tzinfo) -> IssueHead:
    """Return the head of an issue from its front matter.

    Raises:
        AuthorError: A value is missing or unusable; the error gives its line.
    """
    return IssueHead(
        number=number,
        slug=slug,
        title=_text(matter, "title", required=True),
        subject=_text(matter, "subject"),
        preheader=_text(matter, "preheader"),
        article=_text(matter, "article") or None,
        sections=_texts(matter, "sections"),
        template=_text(matter, "template") or None,
        audience=_audience(matter, number),
        send_at=_moment(matter, zone),
    )


def numbered(matter: FrontMatter, path: Path) -> tuple[int, str]:
    """Return the issue's number and slug.

    Raises:
        AuthorError: There is no number, or the file's name has a different one.
    """
    value = _text(matter, "number", required=True)
    line = matter.values["number"].line
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise AuthorError("number-no-digits", line=line, value=value)
    named = number_and_slug(path.name)
    if named is None:
        return int(value), slug_of(path.stem)
    if named[0] != int(value):
        raise AuthorError("number-not-named", line=line, issue=int(value), named=named[0])
    return named


def _text(matter: FrontMatter, key: str, *, required: bool = False) -> str:
    value = matter.values.get(key)
    if value is None:
        if required:
            raise AuthorError("key-absent", line=1, key=key)
        return ""
    if not isinstance(value.text, str):
        raise AuthorError("key-no-list", line=value.line, key=key)
    text = without_notes(value.text)
    if required and not text.strip():
        raise AuthorError("key-absent", line=value.line, key=key)
    return text


def _texts(matter: FrontMatter, key: str) -> tuple[str, ...]:
    value = matter.values.get(key)
    if value is None:
        return ()
    return (value.text,) if isinstance(value.text, str) else value.text


def _audience(matter: FrontMatter, number: int) -> Audience:
    named = Audience.named(_text(matter, "audience") or "all")
    original = _text(matter, "correction_of")
    if not original:
        return named
    line = matter.values["correction_of"].line
    if not (original.isascii() and original.isdigit() and 0 < int(original) != number):
        raise AuthorError("correction-of-nothing", line=line, value=original)
    if named.tag is not None:
        raise AuthorError("correction-with-audience", line=matter.values["audience"].line)
    return Audience(readers_of=int(original))


def _moment(matter: FrontMatter, zone: tzinfo) -> datetime | None:
    written = _text(matter, "send_at")
    if not written:
        return None
    try:
        if ":" not in written:
            raise ValueError("a date alone would mean midnight")  # noqa: TRY301  # as text that is no date
        at = datetime.fromisoformat(written)
        if at.tzinfo is not None:
            return at.astimezone(UTC)
        return moment(at.date(), at.time(), zone)
    except (ValueError, OverflowError) as error:
        line = matter.values["send_at"].line
        raise AuthorError("send-at-unreadable", line=line, value=written) from error


_NUMBER = re.compile(r"[0-9]{1,9}")
_RANGE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


def chosen(refs: Sequence[str], known: Collection[int]) -> tuple[str, ...]:
    """Return the named issues, deduplicated, in the order in which they are named.

    Args:
        refs: Numbers, files and ranges such as ``1-11``. A range means its existing issues.
        known: The numbers of the existing issues.

    Raises:
        DeskError: There is no issue in a range.
    """
    return tuple(dict.fromkeys(ref for named in refs for ref in _meant(named, known)))


def _meant(named: str, known: Collection[int]) -> Iterable[str]:
    found = _RANGE.fullmatch(named)
    if found is None:
        return (str(int(named)),) if _NUMBER.fullmatch(named) else (named,)
    first, last = int(found[1]), int(found[2])
    there = [str(number) for number in sorted(known) if first <= number <= last]
    if not there:
        raise DeskError("range-empty", range=named)
    return there


def written(numbers: Iterable[int]) -> str:
    """Return numbers in the form that ``chosen`` reads: ``1-3 5``."""
    return " ".join(_runs(sorted(set(numbers))))


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    start = 0
    for at, number in enumerate(numbers):
        if at + 1 == len(numbers) or numbers[at + 1] != number + 1:
            first = numbers[start]
            yield str(first) if first == number else f"{first}-{number}"
            start = at + 1
