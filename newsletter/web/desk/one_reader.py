"""One reader at the desk, by number: everything about them, and what can be done for them."""

from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.reader_acts import ReaderDetails, tags_in
from newsletter.app.reader_list import OneReader
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Rhythm
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Acts, Door, Visit
from newsletter.web.desk.readers import READERS
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.own_data import data_file, to_read
from newsletter.web.pages import Pages
from newsletter.web.routes import WRITE, PageRoutes

_ONE: Final = f"{READERS}/{{number}}"
_LONGEST_ECHO: Final = 320  # characters of a typed text that are shown again
_LONGEST_NUMBER: Final = 10  # digits
_LONGEST_REASON: Final = 500  # characters that are stored


class OneReaderPages:
    """``/desk/readers/{number}`` and the pages that ask before something is done.

    Fetching a page changes no row, and looking at one reader is an act in the log. So
    the data are shown only for an hour after a press of the button that opens them.
    """

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._pages = Pages(newsletter)  # for what is sent to readers, in their language

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes, door, may = PageRoutes(), self._door, Permission.READERS
        routes.add(_ONE, door.shows(may, self.show))
        acts: Mapping[str, Acts] = {
            "open": self.open,
            "change": self.change,
            "unsubscribe": self.unsubscribe,
            "suppress": self.suppress,
            "lift": self.lift,
        }
        for name, act in acts.items():
            routes.add(f"{_ONE}/{name}", door.acts(may, act), WRITE)
        routes.add(f"{_ONE}/data", door.acts(may, self.data, proven=True), WRITE)
        routes.add(f"{_ONE}/forget", door.acts(may, self.forget, proven=True), WRITE)
        for name in ("unsubscribe", "suppress", "lift", "forget"):
            routes.add(f"{_ONE}/{name}", door.shows(may, self._asks(name)))
        return routes

    def show(self, visit: Visit) -> Response:
        """Show everything about a reader; before they are opened, the button that does that."""
        return self._show(visit, self._reader(visit))

    def open(self, visit: Visit, _form: FormData) -> Response:
        """Note who looks at a reader, and show them."""
        number = self._reader(visit).who.id
        self._newsletter.desk.reader_acts.open(number, visit.editor)
        return self._door.go(f"{READERS}/{number}")

    def data(self, visit: Visit, form: FormData) -> Response:
        """Send all data about a reader as a file, named by the number and not the address.

        It is one for the reader to read, in their language, or one for other programs.
        """
        who = self._reader(visit).who
        data = self._newsletter.desk.reader_acts.take_data(who.id, visit.editor)
        if form.get("kind") != "page":
            return data_file(data, f"reader-{who.id}.json")
        return self._pages.show(
            "all_data_file",
            wishes=(who.language,),
            headers={"content-disposition": f'attachment; filename="reader-{who.id}.html"'},
            own=to_read(data),
            zone=self._newsletter.zone,
        )

    def _show(
        self,
        visit: Visit,
        one: OneReader,
        *,
        typed: Mapping[str, str] | None = None,
        shown: Mapping[str, str] | None = None,
        wrong: Mapping[str, Message] | None = None,
    ) -> Response:
        if not self._newsletter.desk.reader_acts.is_open(one.who.id, visit.editor):
            return self._door.show(visit, "closed_reader", number=one.who.id)
        kept = {
            "name": one.who.first_name,
            "tags": ", ".join(sorted(one.who.tags)),
            "rhythm": one.who.rhythm.value,
        }
        return self._door.show(
            visit,
            "one_reader",
            status=422 if wrong else 200,
            one=one,
            rhythms=tuple(Rhythm),
            typed=typed or kept,
            shown=shown or kept,
            wrong=wrong or {},
            done=visit.request.query_params.get("done", ""),
        )

    def change(self, visit: Visit, form: FormData) -> Response:
        """Set first name, tags and rhythm."""
        one = self._reader(visit)
        typed = {field: str(form.get(field, "")) for field in ("name", "tags", "rhythm")}
        rhythm = next((rhythm for rhythm in Rhythm if rhythm.value == typed["rhythm"]), None)
        tags = tags_in(typed["tags"])
        wrong: dict[str, Message] = {}
        warning = None if form.get("health") else self._about_health(set(tags) - one.who.tags)
        if warning is not None:
            wrong["tags"] = warning
        if rhythm is None:
            wrong["rhythm"] = Message("rhythm-missing")
        if rhythm is not None and not wrong:
            try:
                self._newsletter.desk.reader_acts.change(
                    one.who.id,
                    name=typed["name"],
                    tags=tags,
                    rhythm=rhythm,
                    by=visit.editor,
                    shown=_shown_in(form),
                )
            except DeskError as error:
                if error.code != "reader-name-unreadable":
                    raise
                wrong["name"] = error.message
        if wrong:
            echo = {field: text[:_LONGEST_ECHO] for field, text in typed.items()}
            shown = {field: str(form.get(f"was-{field}", "")) for field in typed}
            return self._show(visit, one, typed=echo, shown=shown, wrong=wrong)
        return self._door.go(f"{READERS}/{one.who.id}?done=changed")

    def _about_health(self, tags: set[str]) -> Message | None:
        """Return what to consider about new tags; ``None`` if nothing is."""
        warnings = map(self._newsletter.people.warning, sorted(tags))
        return next((one for one in warnings if one is not None), None)

    def _asks(self, act: str) -> Callable[[Visit], Response]:
        def ask(visit: Visit) -> Response:
            """Show what an act would do, with the button that does it."""
            return self._ask(visit, self._reader(visit), act)

        return ask

    def _ask(
        self,
        visit: Visit,
        one: OneReader,
        act: str,
        *,
        typed: str = "",
        wrong: Mapping[str, Message] | None = None,
    ) -> Response:
        if not self._newsletter.desk.reader_acts.is_open(one.who.id, visit.editor):
            return self._door.show(visit, "closed_reader", number=one.who.id)
        return self._door.show(
            visit,
            "ask_reader",
            status=422 if wrong else 200,
            one=one,
            act=act,
            typed=typed[:_LONGEST_REASON],
            wrong=wrong or {},
        )

    def unsubscribe(self, visit: Visit, _form: FormData) -> Response:
        """Unsubscribe a reader who asked for it."""
        number = self._reader(visit).who.id
        self._newsletter.desk.reader_acts.unsubscribe(number, visit.editor)
        return self._door.go(f"{READERS}/{number}?done=unsubscribed")

    def suppress(self, visit: Visit, form: FormData) -> Response:
        """Send a reader no more mail."""
        number = self._reader(visit).who.id
        self._newsletter.desk.reader_acts.suppress(number, _reason(form), visit.editor)
        return self._door.go(f"{READERS}/{number}?done=suppressed")

    def lift(self, visit: Visit, form: FormData) -> Response:
        """Let a reader get mail again, for a reason."""
        one = self._reader(visit)
        if one.suppression is None:
            return self._door.go(f"{READERS}/{one.who.id}")  # somebody else did it just now
        reason = _reason(form)
        try:
            self._newsletter.desk.reader_acts.lift(one.who.id, reason, visit.editor)
        except DeskError as error:
            return self._ask(visit, one, "lift", typed=reason, wrong={"reason": error.message})
        return self._door.go(f"{READERS}/{one.who.id}?done=allowed")

    def forget(self, visit: Visit, form: FormData) -> Response:
        """Erase a reader."""
        one = self._reader(visit)
        if not form.get("sure"):
            wrong = {"sure": Message("erasing-not-sure")}
            return self._ask(visit, one, "forget", wrong=wrong)
        self._newsletter.desk.reader_acts.forget(one.who.id, visit.editor)
        return self._door.go(f"{READERS}?done=erased")

    def _reader(self, visit: Visit) -> OneReader:
        """Return the reader in the URL.

        Raises:
            HTTPException: 404, if there is none with this number, or they were erased.
        """
        number = whole_number(str(visit.request.path_params["number"]), _LONGEST_NUMBER)
        if number is None:
            raise HTTPException(404)
        try:
            return self._newsletter.desk.readers.one(number)
        except DeskError:
            raise HTTPException(404) from None


def _reason(form: FormData) -> str:
    """Return the typed reason on one line."""
    return " ".join(str(form.get("reason", "")).split())[:_LONGEST_REASON]


def _shown_in(form: FormData) -> ReaderDetails | None:
    """Return what a form says was shown; ``None`` if it does not say so."""
    name, tags, rhythm = (form.get(f"was-{field}") for field in ("name", "tags", "rhythm"))
    shown = next((one for one in Rhythm if one.value == rhythm), None)
    if shown is None or not isinstance(name, str) or not isinstance(tags, str):
        return None
    return ReaderDetails(name, frozenset(tags_in(tags)), shown)
