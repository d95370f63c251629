"""What is known of the issues of a publication, also of those that cannot be read."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from newsletter.app import numbered
from newsletter.editorial import heads
from newsletter.errors import AuthorError
from newsletter.model.issue import Issue


@dataclass(frozen=True, slots=True)
class KnownIssues:
    """The issues whose content drawing must not use again.

    Attributes:
        issues: Every issue that can be read, and of the others those whose front matter names
            their article and sections, without their text.
        unread: The numbers of the issues that cannot be read at all.
    """

    issues: tuple[Issue, ...]
    unread: tuple[int, ...]


def survey(folder: Path, read: Callable[[Path], Issue], zone: tzinfo) -> KnownIssues:
    """Return what is known of every issue file of a folder.

    Args:
        folder: The folder ``issues``.
        read: Reads a whole issue.
        zone: The clock of a ``send_at`` that names no offset.
    """
    issues, wrong = heads.survey(folder, read)
    found, unread = list(issues), []
    for error in wrong:
        path = Path(error.path or "")
        try:
            found.append(_without_text(path, zone))
        except AuthorError:
            unread.append(numbered.number_of(path))
    return KnownIssues(tuple(found), tuple(unread))


def before(
    folder: Path, read: Callable[[Path], Issue], number: int, most: int
) -> tuple[Issue, ...]:
    """Return up to ``most`` issues with a lower number, the latest first.

    Those that cannot be read are left out.

    Args:
        folder: The folder ``issues``.
        read: Reads a whole issue.
        number: The number below which to look.
        most: How many files are read at most.
    """
    paths = numbered.by_number(folder)
    found = []
    for one in sorted((one for one in paths if one < number), reverse=True)[:most]:
        with suppress(AuthorError):
            found.append(read(paths[one]))
    return tuple(found)


def _without_text(path: Path, zone: tzinfo) -> Issue:
    head = heads.read_head(path, zone)
    return Issue(
        number=head.number,
        slug=head.slug,
        title=head.title,
        subject=head.subject,
        preheader=head.preheader,
        blocks=(),
        article=head.article,
        sections=head.sections,
    )
