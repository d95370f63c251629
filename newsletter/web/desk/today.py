"""The first page: what was sent last, what is next, and what needs attention."""

from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.article_list import ArticleRow
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.replies import REPLIES
from newsletter.web.routes import PageRoutes


class TodayPage:
    """``/desk``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/desk", self._door.shows(Permission.WRITE, self.show))
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the state of the publication."""
        today = self._newsletter.desk.today.look(is_exact=visit.sees_readers)
        outdated = self._newsletter.desk.settings.requeueing.outdated().going
        late = (Message("today-outdated", count=outdated),) if outdated else ()
        needs = [(need, _where(need, visit)) for need in (*today.needs, *late)]
        is_begun = today.coming or today.waiting or today.last or today.drafts or today.approved
        return self._door.show(
            visit,
            "today",
            today=today,
            needs=needs,
            may_send=visit.editor.may(Permission.SEND),
            may_see_readers=visit.sees_readers,
            article=None if is_begun else self._article(),
        )

    def _article(self) -> ArticleRow | None:
        """Return an article to continue with if there is nothing else yet."""
        listed = self._newsletter.article_list.rows()
        return next((one for one in listed if one.problem is None and one.sections), None)


def _where(need: Message, visit: Visit) -> str:
    """Return the address where this editor resolves it; empty if there is none."""
    match need.code:
        case "today-outdated":
            return "/desk/queue#outdated"
        case "today-replies":
            return REPLIES if visit.sees_readers else ""
        case "today-proposed":
            return "/desk/articles#proposals"
        case "today-paused" | "today-doubtful":
            return f"/desk/dispatches/{need.data['dispatch']}"
        case _:
            issue = need.data.get("issue")
            return f"/desk/issues/{issue}" if isinstance(issue, int) else ""
