"""Issues: drawn, listed, read and written; what preview, test and dispatch share."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.app.articles import Articles
from newsletter.app.parts import Parts
from newsletter.editorial import draw as drawing
from newsletter.editorial import issue_files
from newsletter.editorial.redraw import against
from newsletter.editorial.used import used_by
from newsletter.errors import DeskError
from newsletter.model.edition import Edition
from newsletter.model.issue import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What drawing wrote, and what it left alone."""

    written: tuple[Path, ...]
    remarks: tuple[str, ...]


class Issues:
    """The publication's ``issues/``."""

    def __init__(self, parts: Parts, articles: Articles) -> None:
        self._parts = parts
        self._articles = articles
        self.folder = parts.folder / "issues"

    def all(self) -> tuple[Issue, ...]:
        """Every issue by number, as its file says it.

        Raises:
            AuthorError: A file cannot be read; the message names file and line.
        """
        return issue_files.read_all(self.folder, self._parts.zone)

    def find(self, ref: str) -> tuple[Issue, Path]:
        """An issue by its number or its file, with its origin and links filled in.

        Raises:
            DeskError: There is none.
        """
        path = self.path(ref)
        issue = issue_files.read(path, self._parts.zone)
        article = self._articles.named(issue.article)
        return issue_files.heal(issue, article, self._articles.links()), path

    def path(self, ref: str) -> Path:
        """The file of an issue that the editor names by number or path."""
        given = Path(ref)
        if given.suffix == ".md":
            for path in (given, self.folder / given.name):
                if path.is_file():
                    return path
        elif ref.isdigit():
            for path in sorted(self.folder.glob("[0-9]*-*.md")):
                if int(path.name.partition("-")[0]) == int(ref):
                    return path
        raise DeskError(f"there is no issue {ref!r}", "`newsletter issue list` shows what there is")

    def draw(self, names: Sequence[str], *, weeks: int | None = None, mix: bool = False) -> Drawn:
        """Draw issues from articles and write their files; what stands already is left alone."""
        standing = self.all()
        first = number = max((issue.number for issue in standing), default=0) + 1
        used = used_by(standing)
        piles: list[tuple[Issue, ...]] = []
        remarks: list[str] = []
        for path in [self._articles.find(name) for name in names]:
            article = self._articles.read(path)
            drawn = drawing.draw(
                article, file=path.name, first_number=number, weeks=weeks, used=used
            )
            new, told = against(standing, drawn, path.name)
            remarks.extend(told)
            piles.append(new)
            used = used | used_by(new)
            number += len(new)
        issues = drawing.mix(piles, first) if mix else [issue for pile in piles for issue in pile]
        written = tuple(issue_files.write(issue, self.folder) for issue in issues)
        return Drawn(written=written, remarks=tuple(remarks))

    def new(self, title: str) -> Path:
        """Write an issue file with a heading and a place for the rest."""
        number = max((issue.number for issue in self.all()), default=0) + 1
        return issue_files.write(issue_files.blank(number, title), self.folder)

    def compile(self, issue: Issue) -> Edition:
        """The issue as an edition: what preview, test and dispatch share."""
        from newsletter.rendering.compile import compile_issue

        return compile_issue(issue, self._parts.template(issue.template), self._parts.letter)

    def marked_as_test(self, issue: Issue) -> Edition:
        """The real bytes, with a subject that says that it is a test."""
        edition = self.compile(issue)
        return replace(edition, subject=("[test] ", *edition.subject))


def file_hash(path: Path) -> str:
    """What an issue's file is at this moment; another hash later means that it was changed."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
