"""Versions of one article: a new text that is mostly an older one's is found, and may replace it."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from newsletter.app.acts import note
from newsletter.app.articles import REMOVED, Articles
from newsletter.app.container import Container
from newsletter.app.issues import Issues
from newsletter.app.numbered import ReadOnce
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor
from newsletter.text import files
from newsletter.text.folding import fold_sentence

_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n")
_SHORTEST: Final = 25  # characters; shorter sentences may be in any article
_FEWEST: Final = 3  # sentences that two articles share at least
_SHARE: Final = 0.5  # of the sentences of the shorter article


@dataclass(frozen=True, slots=True)
class OlderVersion:
    """An article that has a newer version.

    Attributes:
        may_be_replaced: Whether the newer one can be used in its place.
    """

    name: str
    title: str
    may_be_replaced: bool


class ArticleVersions:
    """Finds the article that another is a version of, and replaces it."""

    def __init__(self, container: Container, articles: Articles, issues: Issues) -> None:
        """Store the dependencies. Nothing is read yet."""
        self._container = container
        self._articles = articles
        self._issues = issues
        self._sentences = ReadOnce(_sentences)

    def older(self, name: str) -> OlderVersion | None:
        """Return the older article that shares most sentences with this one.

        Returns:
            ``None`` if no older one has half of its sentences in common with it.

        Raises:
            ArticleError: There is no such article.
        """
        path = self._articles.by_name(name)
        made_at = path.stat().st_mtime_ns
        others = [one for one in self._articles.paths() if one != path]
        older = [one for one in others if one.stat().st_mtime_ns <= made_at]
        shares = {one: self._share(path, one) for one in older}
        best = max(shares, key=lambda one: shares[one], default=None)
        if best is None or shares[best] < _SHARE:
            return None
        title = self._articles.title(best)
        return OlderVersion(best.name, title, may_be_replaced=self._may_replace(name, best.name))

    def _share(self, one: Path, other: Path) -> float:
        """Return the part of the shorter article's sentences that both have."""
        first, second = self._sentences(one), self._sentences(other)
        common = len(first & second)
        return common / min(len(first), len(second)) if common >= _FEWEST else 0.0

    def _may_replace(self, name: str, older: str) -> bool:
        """Return whether an article can be used in place of another.

        Both must be of one kind of file, and no issue may have been drawn from the newer one.
        """
        is_used = any(issue.article == name for issue in self._issues.known().issues)
        return Path(name).suffix == Path(older).suffix and not is_used

    def replace(self, name: str, older: str, by: Editor) -> None:
        """Use an article in place of another, whose file is moved to the removed articles.

        Issues that were drawn from the other are not changed. Its name stays, so that the next
        issues are drawn from what they do not use.

        Raises:
            ArticleError: There is no such article.
            DeskError: It cannot be used in place of the other.
            OSError: A file cannot be moved.
        """
        with self._issues.locked():
            newer, path = self._articles.by_name(name), self._articles.by_name(older)
            if newer == path or not self._may_replace(name, older):
                raise DeskError("article-not-replaced")
            files.set_aside(path, path.parent / REMOVED)
            newer.replace(path)
            note(self._container, Act.ARTICLE_REPLACED, f"article {older}", by)


def _sentences(path: Path) -> frozenset[str]:
    """Return the longer sentences of a file, folded."""
    text = path.read_bytes().decode("utf-8", "replace")
    folded = map(fold_sentence, _SENTENCES.split(text))
    return frozenset(one for one in folded if len(one) >= _SHORTEST)
