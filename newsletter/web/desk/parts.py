"""An article line by line at the desk, for correcting how its lines are read."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import ArticleError, DeskError
from newsletter.message import Message
from newsletter.model.corrections import CorrectedPlace
from newsletter.model.editor import Permission
from newsletter.web.desk.articles import article_name
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.routes import WRITE, PageRoutes

# In order of frequency: the most common corrections come first.
_GROUPS = {
    "text": (
        CorrectedPlace.HEADING,
        CorrectedPlace.TEXT,
        CorrectedPlace.QUOTE,
        CorrectedPlace.PROMPT,
        CorrectedPlace.SUBHEADING,
        CorrectedPlace.LEFT_OUT,
    ),
    "head": (
        CorrectedPlace.TITLE,
        CorrectedPlace.SHORT_TITLE,
        CorrectedPlace.CATEGORY,
        CorrectedPlace.MINUTES,
        CorrectedPlace.AUTHOR,
        CorrectedPlace.INTRO,
        CorrectedPlace.QUESTIONS_TITLE,
        CorrectedPlace.QUESTION,
    ),
    "end": (
        CorrectedPlace.SEE_ALSO,
        CorrectedPlace.CALL_TO_ACTION,
        CorrectedPlace.RELATED,
        CorrectedPlace.FAQ_QUESTION,
        CorrectedPlace.FAQ_ANSWER,
        CorrectedPlace.SUBSCRIBE_CALL,
        CorrectedPlace.SIGN_OFF,
    ),
}
_AS_READ = "as read"
_BY_VALUE = {place.value: place for places in _GROUPS.values() for place in places}


class PartsPage:
    """``/desk/articles/{name}/parts``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, path = Permission.WRITE, "/desk/articles/{name}/parts"
        routes.add(path, self._door.shows(write, self.show))
        routes.add(path, self._door.acts(write, self.correct), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show every line with its current reading."""
        return self._show(visit)

    def correct(self, visit: Visit, form: FormData) -> Response:
        """Set the kind of the chosen lines; on failure, show them still chosen."""
        name, numbers = article_name(self._newsletter, visit), _numbers(form)
        chosen = str(form.get("place", ""))
        if chosen != _AS_READ and chosen not in _BY_VALUE:
            return self._show(visit, form=form, why=Message("place-none-chosen"), status=422)
        place, expected = _BY_VALUE.get(chosen), str(form.get("expected", ""))
        lines = self._newsletter.desk.lines
        try:
            lines.correct(name, numbers, place, expected=expected, by=visit.editor)
        except ArticleError as error:
            return self._show(visit, form=form, why=error.problem, status=422)
        except DeskError as error:
            changed = error.code == "article-changed-meanwhile"
            status = 409 if changed else 422
            kept = None if changed else form  # the numbers may refer to other lines now
            return self._show(visit, form=kept, why=error.message, status=status)
        except OSError:  # such as a full disk
            why = Message("desk-cannot-write")
            return self._show(visit, form=form, why=why, status=507)
        first = numbers[0]
        return self._door.go(f"/desk/articles/{name}/parts?corrected={first}#line-{first}")

    def _show(
        self,
        visit: Visit,
        *,
        form: FormData | None = None,
        why: Message | None = None,
        status: int = 200,
    ) -> Response:
        return self._door.show(
            visit,
            "parts",
            status=status,
            article=self._newsletter.desk.lines.show(article_name(self._newsletter, visit)),
            groups=_GROUPS,
            ticked=frozenset(_numbers(form) if form else ()),
            chosen=str(form.get("place", "")) if form else "",
            why=why,
            done=visit.request.query_params.get("corrected", ""),
        )


def _numbers(form: FormData) -> tuple[int, ...]:
    """Return the numbers of the chosen lines; other values are left out."""
    numbers = (whole_number(str(one)) for one in form.getlist("line"))
    return tuple(number for number in numbers if number is not None)
