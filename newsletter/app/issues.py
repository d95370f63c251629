"""Finding, drawing and beginning issues, in their files."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.app import known_issues, numbered
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.issue_compiler import IssueCompiler
from newsletter.app.known_issues import KnownIssues
from newsletter.app.links import Links
from newsletter.editorial import blank_issues, heads, issue_files, quotes
from newsletter.editorial.links import heal
from newsletter.editorial.typography import set_marks
from newsletter.errors import AuthorError, DeskError
from newsletter.message import Message
from newsletter.model.archive import SentEdition
from newsletter.model.article import Article
from newsletter.model.dispatch import DispatchState
from newsletter.model.drawing import Drawn
from newsletter.model.issue import Issue
from newsletter.text import files

if TYPE_CHECKING:
    from newsletter.editorial.portions import Portion
    from newsletter.editorial.redraw import Redrawn


class Issues:
    """The publication's ``issues/`` folder."""

    def __init__(self, container: Container, articles: Articles) -> None:
        self._container = container
        self._articles = articles
        self.read = numbered.ReadOnce(lambda path: issue_files.read(path, container.zone))
        self.folder = container.folder / "issues"
        self.compiler = IssueCompiler(container)
        self.links = Links(self.folder, articles)

    def all(self) -> tuple[Issue, ...]:
        """Return every issue by number, read from its file.

        Raises:
            AuthorError: A file is invalid. The message names file and line.
        """
        issues, wrong = heads.survey(self.folder, self.read)
        for error in wrong:
            raise error
        return issues

    def known(self) -> KnownIssues:
        """Return what is known of every issue, also of those that cannot be read."""
        return known_issues.survey(self.folder, self.read, self._container.zone)

    def find(self, ref: str) -> tuple[Issue, Path]:
        """Return an issue by number or file, with its origin and links filled in.

        Raises:
            DeskError: It does not exist.
            AuthorError: It is invalid, or has a quote that is not in its article.
        """
        path = self.path(ref)
        return self._complete(issue_files.read(path, zone=self._container.zone), path), path

    def parse(self, text: str, path: Path) -> Issue:
        """Return another text of an issue's file, such as an earlier one, as ``find`` would.

        Raises:
            AuthorError: The text is invalid, or has a quote that is not in its article.
        """
        return self._complete(issue_files.parse(text, path, self._container.zone), path)

    def _complete(self, issue: Issue, path: Path) -> Issue:
        article = self._articles.named(issue.article)
        quotes.check(issue, article, path)
        healed = heal(issue, article, self._articles.links())
        if healed.sign_off is None and issue.audience.readers_of is not None:
            # a correction comes from no article, and from the writer of what it corrects
            healed = replace(healed, sign_off=self._sign_off_of(issue.audience.readers_of))
        settings = self._container.settings
        return set_marks(healed, settings.letter.marks(settings.publication.language))

    def _sign_off_of(self, number: int) -> str | None:
        """Return the sign-off of an issue as it was sent; ``None`` if there was none."""
        versions = self._container.store.web_versions
        with suppress(DeskError, AuthorError):  # not sent; its file or article is gone
            sent = self.demand_sent(number).edition
            if (version := versions.versions([sent]).get(sent)) is not None:
                return version.issue.sign_off
            article = self._articles.named(self.read(self.path(str(number))).article)
            return article.sign_off if article else None
        return None

    def path(self, ref: str) -> Path:
        """Return the file of an issue given by number or path."""
        given = Path(ref)
        if given.suffix == ".md":
            for path in (given, self.folder / given.name):
                if path.is_file():
                    return path
        elif (typed := numbered.typed(ref)) is not None:
            found = [
                path for path in numbered.paths(self.folder) if numbered.number_of(path) == typed
            ]
            if len(found) > 1:
                first, second = found[0].name, found[1].name
                raise DeskError("number-taken-twice", first=first, second=second)
            if found:
                return found[0]
        raise DeskError("issue-unknown", ref=ref)

    def draw(
        self,
        names: Sequence[str],
        *,
        weeks: int | None = None,
        more: int | None = None,
        mix: bool = False,
        chosen: "Sequence[Portion] | None" = None,
        existing: Sequence[Issue] | None = None,
    ) -> Drawn:
        """Draw issues from articles and write their files. Existing issues are not changed.

        Args:
            names: The articles.
            weeks: The largest number of issues to draw from each.
            more: The same, without those that exist.
            mix: Whether the issues of several articles alternate.
            chosen: An editor's choice of portions, if there is only one article.
            existing: The issues whose content is left out; by default all, which must be readable.

        Raises:
            ArticleError: An issue could not be read again. None is written.
        """
        named = self._named(self._articles.find(name) for name in names)
        there = self.all() if existing is None else existing
        drawn = self._redrawn(named, there, weeks=weeks, more=more, mix=mix, chosen=chosen)
        written = issue_files.write_drawn(
            [(issue, named[issue.article or ""].language) for issue in drawn.new],
            self.folder,
            zone=self._container.zone,
        )
        ignored = (
            Message("at-place", place=name, problem=one.message)
            for name, article in named.items()
            for one in article.ignored_corrections
        )
        remarks = (remark.message for remark in drawn.remarks)
        missing = self.links.note_missing_of(drawn.new, named)
        every = (*ignored, *remarks, *missing)
        return Drawn(written=written, remarks=every, issues=drawn.new)

    def would_draw(
        self,
        path: Path,
        existing: Sequence[Issue],
        *,
        more: int | None = None,
        chosen: "Sequence[Portion] | None" = None,
    ) -> "Redrawn":
        """Return what drawing an article would add to the existing issues, without writing it."""
        return self._redrawn(self._named([path]), existing, more=more, chosen=chosen)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other editors of the desk from writing issues while the context is open."""
        with files.locked(self.folder / ".lock"):
            yield

    def _named(self, paths: Iterable[Path]) -> dict[str, Article]:
        return {path.name: self._articles.read(path) for path in paths}

    def _redrawn(
        self,
        named: Mapping[str, Article],
        existing: Sequence[Issue],
        *,
        weeks: int | None = None,
        more: int | None = None,
        mix: bool = False,
        chosen: "Sequence[Portion] | None" = None,
    ) -> "Redrawn":
        from newsletter.editorial.redraw import redraw

        sent, articles = self._dispatched(), tuple(named.items())
        return redraw(
            articles,
            existing,
            weeks=weeks,
            more=more,
            mixed=mix,
            sent=sent,
            chosen=chosen,
            above=self._highest(),
        )

    def chosen(self, refs: Sequence[str]) -> tuple[str, ...]:
        """Return the issues given by numbers, files and ranges such as ``1-11``.

        Raises:
            DeskError: A range contains no issue.
        """
        return heads.chosen(
            refs, {numbered.number_of(path) for path in numbered.paths(self.folder)}
        )

    def not_sent(self) -> tuple[str, ...]:
        """Return the numbers of the issues that were not sent, in order."""
        gone = {
            one.issue
            for one in self._container.store.dispatches.all()
            if one.is_from_journal or one.state is not DispatchState.CANCELLED
        }
        return tuple(
            str(number)
            for number in map(numbered.number_of, numbered.paths(self.folder))
            if number not in gone
        )

    def _dispatched(self) -> frozenset[int]:
        return frozenset(d.issue for d in self._container.store.dispatches.all())

    def new(self, title: str) -> Path:
        """Write an issue file with a heading and an empty body."""
        blank = blank_issues.blank(self._highest() + 1, title)
        return issue_files.write(blank, self.folder, zone=self._container.zone)

    def new_correction(self, original: int, say: Callable[[Message], str], title: str = "") -> Path:
        """Write a short issue file addressed to the recipients of another issue.

        Args:
            original: The number of the issue that it corrects.
            say: Turns messages into the opening sentences, for the editor to complete.
            title: Its heading; by default one that names the original.

        Raises:
            DeskError: The original was not sent.
        """
        sent = self._container.store.editions.get(self.demand_sent(original).edition).title
        issue = blank_issues.correction(self._highest() + 1, original, sent, say, title)
        return issue_files.write(issue, self.folder, zone=self._container.zone)

    def _highest(self) -> int:
        """Return the highest number of an issue, readable or not, discarded or not."""
        return max(map(numbered.highest, (self.folder, self.folder / numbered.DISCARDED)))

    def demand_sent(self, number: int) -> SentEdition:
        """Return the edition of an issue that was sent first.

        Raises:
            DeskError: The issue was not sent.
        """
        for one in self._container.store.web_versions.sent():
            if one.issue == number:
                return one
        raise DeskError("issue-not-sent", issue=number)
