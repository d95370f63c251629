"""The list of articles, as ``newsletter.article_list``."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from newsletter.app.articles import Articles
from newsletter.errors import AuthorError
from newsletter.message import Message


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in the list.

    Attributes:
        title: Its title, or its file name if it cannot be read.
        problem: Why it cannot be read; ``None`` if it can.
        saved_at: When its file was written, if another article has the same title.
    """

    name: str
    title: str
    sections: int
    problem: Message | None = None
    saved_at: datetime | None = None


class ArticleList:
    """Lists the articles in ``issues/articles``."""

    def __init__(self, articles: Articles) -> None:
        """Set the articles. Nothing is read yet."""
        self._articles = articles

    def rows(self) -> tuple[ArticleRow, ...]:
        """Return every article, with the reason if it cannot be read."""
        found = [(path, self._row(path)) for path in self._articles.paths()]
        titles = Counter(row.title for _, row in found)
        return tuple(
            row if titles[row.title] == 1 else replace(row, saved_at=_written_at(path))
            for path, row in found
        )

    def _row(self, path: Path) -> ArticleRow:
        try:
            article = self._articles.read(path)
        except AuthorError as error:
            return ArticleRow(path.name, path.name, 0, error.problem)
        return ArticleRow(path.name, article.title, len(article.sections))


def _written_at(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:  # removed at this moment
        return None
