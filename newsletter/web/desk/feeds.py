"""Feeds at the desk: the followed sites, and the articles that they propose."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, DeskError, FetchError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.articles import ArticlePages, rights_of
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.routes import WRITE, PageRoutes

_FEEDS = "/desk/feeds"
_NOTHING: Final = {"address": "", "whose": "", "permission_of": ""}  # the form's fields
_LONGEST_ECHO: Final = 2000  # characters of a typed text that are shown again
_PROPOSALS = "/desk/articles#proposals"


class FeedPages:
    """``/desk/feeds`` and ``/desk/proposals``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door, one = Permission.WRITE, self._door, "/desk/proposals/{number}"
        routes.add(_FEEDS, door.shows(write, self.show))
        # unfollowing a feed discards its proposals for all editors
        for path, permission, act in (
            (_FEEDS, Permission.DISCARD, self.follow),
            (f"{_FEEDS}/{{number}}/unfollow", Permission.DISCARD, self.unfollow),
            (f"{one}/accept", write, self.accept),
            (f"{one}/dismiss", write, self.dismiss),
        ):
            routes.add(path, door.acts(permission, act), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the followed feeds, and a form to follow another."""
        return self._show(visit)

    def _show(
        self,
        visit: Visit,
        *,
        given: Mapping[str, str] = _NOTHING,
        wrong: Mapping[str, Message] | None = None,
        asks_rights: bool = False,
        why: Message | None = None,
    ) -> Response:
        return self._door.show(
            visit,
            "feeds",
            status=422 if wrong or why else 200,
            followed=self._newsletter.feeds.followed(),
            may_discard=visit.editor.may(Permission.DISCARD),
            given={field: text[:_LONGEST_ECHO] for field, text in given.items()},
            wrong=wrong or {},
            asks_rights=asks_rights,
            why=why,
            done=visit.request.query_params.get("done", ""),
        )

    def follow(self, visit: Visit, form: FormData) -> Response:
        """Follow the feed at an address, once the form says whose texts it has."""
        given, rights = {field: str(form.get(field, "")) for field in _NOTHING}, rights_of(form)
        try:
            self._newsletter.feeds.follow(given["address"], rights, by=visit.editor)
        except (AuthorError, FetchError, DeskError) as error:
            wrong = {"site": error.problem}
            if error.code == "rights-unknown":
                wrong = _without_rights(given["whose"])
            asks = bool(error.code == "rights-unknown" or given["whose"])
            return self._show(visit, given=given, wrong=wrong, asks_rights=asks)
        return self._door.go(f"{_FEEDS}?done=followed")

    def unfollow(self, visit: Visit, _form: FormData) -> Response:
        """Stop following a feed."""
        try:
            self._newsletter.feeds.unfollow(str(_number(visit)), by=visit.editor)
        except DeskError:  # somebody else was first
            return self._show(visit, why=Message("feed-unfollowed-already"))
        return self._door.go(f"{_FEEDS}?done=unfollowed")

    def accept(self, visit: Visit, _form: FormData) -> Response:
        """Turn a proposal into an article, and go to its page."""
        number = _number(visit)
        try:
            taken = self._newsletter.feeds.accept(number, by=visit.editor)
        except DeskError as error:
            return self._not_answered(visit, error)
        return self._door.go(f"/desk/articles/{taken.path.name}")

    def dismiss(self, visit: Visit, _form: FormData) -> Response:
        """Dismiss a proposal permanently."""
        number = _number(visit)
        try:
            self._newsletter.feeds.dismiss(number, by=visit.editor)
        except DeskError as error:
            return self._not_answered(visit, error)
        return self._door.go(_PROPOSALS)

    def _not_answered(self, visit: Visit, error: DeskError) -> Response:
        """Show the proposals with the reason why one was not accepted or dismissed."""
        why = error.message
        match error.code:
            case "article-there-already":  # its message contains a path on the server
                why = Message("article-there-here")
            case "proposal-answered" | "proposal-unknown":
                why = Message("proposal-gone")
            case _:
                pass
        return ArticlePages(self._newsletter, self._door).refuse(visit, why)


def _without_rights(whose: str) -> dict[str, Message]:
    """Return what must be filled in for texts from another site."""
    if whose == "permission":
        return {"permission_of": Message("permission-of-nobody")}
    return {"whose": Message("rights-asked-of-feed")}


def _number(visit: Visit) -> int:
    """Return the number in the URL.

    Raises:
        HTTPException: 404, if it is not a number.
    """
    number = whole_number(str(visit.request.path_params["number"]), 9)
    if number is None:
        raise HTTPException(404)
    return number
