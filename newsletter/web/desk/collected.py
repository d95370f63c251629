"""The letters of an article or of a year on one page, to read and to print."""

from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.model.archive import ArchivedIssue
from newsletter.model.editor import Permission
from newsletter.web.blocks import letter_of
from newsletter.web.desk.articles import article_name
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import PageRoutes


class CollectedPages:
    """``/desk/articles/{name}/letters`` and ``/desk/issues/year/{year}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door = Permission.WRITE, self._door
        routes.add("/desk/articles/{name}/letters", door.shows(write, self.of_article))
        routes.add("/desk/issues/year/{year}", door.shows(write, self.of_year))
        return routes

    def of_article(self, visit: Visit) -> Response:
        """Show the letters that were made of an article, as they were sent."""
        name = article_name(self._newsletter, visit)
        letters = self._newsletter.readers.archive.of_article(name)
        articles = self._newsletter.articles
        [path] = [one for one in articles.paths() if one.name == name]
        title = articles.title(path)
        return self._show(visit, letters, title=title, article=name)

    def of_year(self, visit: Visit) -> Response:
        """Show the letters of a calendar year.

        Raises:
            HTTPException: 404, if it is not a year of four digits.
        """
        typed = str(visit.request.path_params["year"])
        if not (typed.isascii() and typed.isdigit() and len(typed) == 4):
            raise HTTPException(404)
        letters = self._newsletter.readers.archive.of_year(int(typed))
        return self._show(visit, letters, year=int(typed))

    def _show(
        self,
        visit: Visit,
        letters: Sequence[ArchivedIssue],
        *,
        title: str = "",
        article: str = "",
        year: int = 0,
    ) -> Response:
        return self._door.show(
            visit,
            "collected",
            letters=[(one, letter_of(one)) for one in letters],
            years=self._newsletter.readers.archive.years(),
            title=title,
            article=article,
            year=year,
        )
