"""Articles that are added at the desk: pasted, uploaded, fetched, or the example."""

from collections.abc import Callable
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Final

from newsletter.app.acts import note
from newsletter.app.articles import Articles
from newsletter.app.container import Container
from newsletter.app.web_articles import WebArticles
from newsletter.errors import ArticleError
from newsletter.model.article import Rights
from newsletter.model.editor import Act, Doer, Editor
from newsletter.text.slugs import slug

_EXAMPLE: Final = "issues/articles/nee-zeggen.txt"
_UPLOADED: Final = frozenset({".txt", ".md", ".html", ".htm", ".docx"})


class ArticleAdditions:
    """Adds articles, each with its entry in the log."""

    def __init__(self, container: Container, articles: Articles, web: WebArticles) -> None:
        """Store the dependencies."""
        self._container = container
        self._articles = articles
        self._web = web

    def fetch(self, address: str, rights: Rights | None, by: Editor) -> str:
        """Save the article at an address, and return its file name.

        Raises:
            FetchError: The address cannot be fetched.
            ArticleError: There is no complete article.
            DeskError: Another article has that name, or the author of the text is unknown.
        """
        return self._added(lambda: self._web.add(address, rights=rights).path.name, by)

    def upload(self, file_name: str, data: bytes, by: Editor) -> str:
        """Save an uploaded article, and return its file name.

        Args:
            file_name: The name that the browser sends. Only its last part is used.
            data: The file.
            by: Who uploads it.

        Raises:
            ArticleError: The file is of a kind that is not read, or cannot be read.
            DeskError: Another article has that name.
        """
        given = PurePath(file_name.replace("\\", "/"))
        ending = given.suffix.lower()
        if ending not in _UPLOADED:
            raise ArticleError("upload-kind-unknown", ending=ending or "–")
        with TemporaryDirectory() as folder:
            copy = Path(folder) / f"{slug(given.stem, empty='article')}{ending}"
            copy.write_bytes(data)
            self._articles.demand_content(self._articles.read(copy))
            return self._added(lambda: self._articles.add(copy).name, by)

    def paste(self, text: str, by: Doer) -> str:
        """Save a pasted article, and return its file name. The same text keeps its name.

        Raises:
            ArticleError: The text cannot be read as an article, or too many articles have
                its title.
            OSError: The article cannot be written.
        """
        return self._added(lambda: self._articles.paste(text), by)

    def example(self, by: Editor) -> str:
        """Save the program's own example of an article, and return its file name.

        Raises:
            DeskError: Another article has that name.
        """
        from newsletter.app.publication import shipped

        return self._added(lambda: self._articles.add(shipped(_EXAMPLE)).name, by)

    def _added(self, add: Callable[[], str], by: Doer) -> str:
        """Add an article and note it, unless it was there already. Return its file name."""
        before = {path.name for path in self._articles.paths()}
        name = add()
        if name not in before:
            note(self._container, Act.ARTICLE_ADDED, f"article {name}", by)
        return name
