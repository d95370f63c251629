"""Removed articles, whose files are moved to a folder and can be restored."""

from contextlib import AbstractContextManager

from newsletter.app.acts import note
from newsletter.app.articles import PLACES, REMOVED, Articles
from newsletter.app.container import Container
from newsletter.errors import ArticleError
from newsletter.model.editor import Act, Editor
from newsletter.text import files


class RemovedArticles:
    """Removes and restores articles. The issues that were drawn from them are not changed."""

    def __init__(self, container: Container, articles: Articles) -> None:
        """Store the dependencies."""
        self._container = container
        self._articles = articles
        self._folder = container.folder / "issues" / "articles"
        self._aside = self._folder / REMOVED

    def remove(self, name: str, by: Editor) -> None:
        """Move an article with its corrections to the folder of removed articles.

        Raises:
            ArticleError: There is no such article, or it has been removed already.
            OSError: It cannot be moved.
        """
        with self._alone():
            if not self._is_there(name) and self.has(name):
                raise ArticleError("article-removed-already")
            self._articles.by_name(name)
            # the article first: corrections without one do no harm
            for file in (name, name + PLACES):
                if (self._folder / file).exists():
                    files.set_aside(self._folder / file, self._aside)
            note(self._container, Act.ARTICLE_REMOVED, f"article {name}", by)

    def restore(self, name: str, by: Editor) -> None:
        """Restore a removed article. One that is back already stays as it is.

        Raises:
            ArticleError: No such article was removed, or another one has its name now.
            OSError: It cannot be moved.
        """
        with self._alone():
            if not self.has(name):
                if self._is_there(name):
                    return
                raise ArticleError("article-unknown-here", name=name)
            if (self._folder / name).exists():
                raise ArticleError("article-there-already", file=name)
            for file in (name + PLACES, name):
                if (self._aside / file).exists():
                    (self._aside / file).replace(self._folder / file)
            note(self._container, Act.ARTICLE_RESTORED, f"article {name}", by)

    def _alone(self) -> AbstractContextManager[None]:
        """Keep everybody else from changing articles and issues meanwhile."""
        return files.locked(self._container.folder / "issues" / ".lock")

    def _is_there(self, name: str) -> bool:
        return any(path.name == name for path in self._articles.paths())

    def has(self, name: str) -> bool:
        """Return whether an article of this exact file name was removed."""
        return any(path.name == name and path.is_file() for path in self._aside.glob("*"))

    def title(self, name: str) -> str:
        """Return the title of a removed article, or its file name if it cannot be read."""
        return self._articles.title(self._aside / name)
