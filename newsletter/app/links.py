"""The publication's ``issues/links.toml``: titles that wait for an address, and entries that nothing names."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from newsletter.app.articles import Articles
from newsletter.editorial import issue_files, links
from newsletter.editorial.links import missing_links
from newsletter.errors import AuthorError
from newsletter.model.issue import Issue
from newsletter.text.folding import fold_sentence


class Links:
    """Addresses by title, filled in once for all issues."""

    def __init__(self, folder: Path, articles: Articles) -> None:
        """The folder is ``issues/``."""
        self._folder = folder
        self._path = folder / "links.toml"
        self._articles = articles

    def note_missing(self, issue: Issue) -> tuple[str, ...]:
        """Write down the titles that an issue links to and that have no address yet.

        Args:
            issue: With the addresses that are known filled in.

        Returns:
            Those that were not in the file before.
        """
        try:
            return links.note(self._path, missing_links(issue))
        except OSError:  # a folder that may only be read stops no check
            return ()

    def unmatched(self) -> tuple[str, ...]:
        """The titles in the file that no issue and no article names, in its order.

        Looks at the raw text of the files first, since reading them all takes
        long: only a title that is in none of them is looked for among the
        parts of issues and articles.
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
