"""Why one reader got a letter or did not, at the desk; for owners alone."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.dispatch_readers import DispatchReaders
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.desk.readers import READERS
from newsletter.web.desk.typed_numbers import number_typed
from newsletter.web.routes import PageRoutes

_LONGEST_NUMBER = 10  # digits


class DispatchReaderPages:
    """``/desk/dispatches/{number}/reader`` and ``/desk/readers/{number}/letters``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes, door, may = PageRoutes(), self._door, Permission.READERS
        routes.add("/desk/dispatches/{number}/reader", door.shows(may, self.show))
        routes.add(f"{READERS}/{{number}}/letters", door.shows(may, self.letters))
        return routes

    def show(self, visit: Visit) -> Response:
        """Show what became of a letter for the reader of a typed number, without a name."""
        dispatch, typed = number_in(visit), visit.request.query_params.get("number", "").strip()
        try:
            line = self._newsletter.desk.dispatch_views.line(dispatch)
        except DeskError as error:
            raise HTTPException(404) from error
        answers, found, following = DispatchReaders.of(self._newsletter), None, None
        wrong: Message | None = None
        try:
            reader = number_typed(typed, _LONGEST_NUMBER)
            found, following = answers.show(dispatch, reader), answers.next_for(reader)
        except DeskError as error:
            wrong = error.message
        return self._door.show(
            visit,
            "dispatch_reader",
            status=422 if wrong else 200,
            line=line,
            found=found,
            following=following,
            number=typed[:_LONGEST_NUMBER],
            wrong=wrong,
        )

    def letters(self, visit: Visit) -> Response:
        """Show a sentence for each of the newest letters, once the reader has been opened."""
        text = str(visit.request.path_params["number"])
        try:
            number = number_typed(text, _LONGEST_NUMBER)
            if not self._newsletter.desk.reader_acts.is_open(number, visit.editor):
                return self._door.go(f"{READERS}/{number}")
            answers = DispatchReaders.of(self._newsletter)
            letters, following = answers.all_of(number), answers.next_for(number)
        except DeskError as error:
            raise HTTPException(404) from error
        return self._door.show(
            visit, "reader_letters", number=number, letters=letters, following=following
        )
