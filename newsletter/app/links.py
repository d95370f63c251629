"""The publication's ``issues/links.toml``: missing addresses and unused entries."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from newsletter.app.articles import Articles
from newsletter.editorial import issue_files, links
from newsletter.editorial.links import missing_links
from newsletter.errors import AuthorError
from newsletter.message import Message
from newsletter.model.article import Article
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence


class Links:
    """Addresses by title, shared by all issues."""

    def __init__(self, folder: Path, articles: Articles) -> None:
        """Set the folder ``issues/``, and the articles."""
        self._folder = folder
        self._path = folder / "links.toml"
        self._articles = articles

    def note_missing(self, issue: Issue) -> tuple[str, ...]:
        """Add the titles that an issue links to and that have no address yet.

        Args:
            issue: An issue with its known addresses filled in.

        Returns:
            The titles that were not in the file before.
        """
        try:
            return links.note(self._path, missing_links(issue))
        except OSError:  # a read-only folder must not fail a check
            return ()

    def note_missing_of(
        self, issues: Iterable[Issue], articles: Mapping[str, Article]
    ) -> Iterator[Message]:
        """Add the titles of new issues that have no address yet, and yield a message about them.

        Args:
            issues: Issues that were just drawn.
            articles: Those that they were drawn from, by file name.
        """
        known = self._articles.links()
        healed = (links.heal(issue, articles[issue.article or ""], known) for issue in issues)
        noted = [
            Message("link-of-issue", title=title, issue=issue.number)
            for issue in healed
            for title in self.note_missing(issue)
        ]
        if noted:
            yield Message("links-without-address", count=len(noted), file=self._path, links=noted)

    def unmatched(self) -> tuple[str, ...]:
        """Return the titles in the file that no issue or article uses, in order.

        The raw text of the files is searched first, because parsing all of them is
        slow. Only titles not found there are searched in parsed issues and articles.
        """
        entries: Mapping[str, str] = links.read(self._path)
        if not entries:
            return ()
        words = fold_sentence(" ".join(self._raw_texts()))
        suspects = [title for title in entries if fold_sentence(title) not in words]
        if not suspects:
            return ()
        named = {fold_sentence(title) for title in self._titles()}
        return tuple(title for title in suspects if fold_sentence(title) not in named)

    def _raw_texts(self) -> Iterator[str]:
        for path in (*self._folder.glob("*.md"), *self._articles.paths()):
            yield path.read_text("utf-8", errors="replace")

    def _titles(self) -> Iterator[str]:
        for path in self._folder.glob("*.md"):
            try:
                yield from links.titles_in_issue(issue_files.read(path))
            except AuthorError:
                continue
        for path in self._articles.paths():
            try:
                yield from links.titles_in_article(self._articles.read(path))
            except AuthorError:
                continue
