"""Planning at the desk: which letter is sent on which day."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.agenda import AgendaList
from newsletter.app.agreement import OUTDATED
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Acts, Door, Visit
from newsletter.web.desk.shifted import described, in_address
from newsletter.web.desk.typed_numbers import number_in_form, whole_number
from newsletter.web.routes import WRITE, PageRoutes

_PLANNING = "/desk/queue"
_NOT_QUEUED = frozenset({"draft", "approved", "cancelled"})  # listed together as drafts

_FIELDS = {  # which of the two of a pin a refusal is about
    "date-missing": "day",
    "date-unreadable": "day",
    "pin-beside-another": "day",
    "pin-in-the-past": "day",
    "pin-on-skipped-day": "day",
    "pin-on-used-day": "day",
    "pin-too-far": "day",
    "time-missing": "time",
    "time-unreadable": "time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """The content of the planning page in addition to the planning.

    Attributes:
        letter: The queued letter whose form is open; 0 for none.
        moved: The letter that was just moved; 0 for none.
        out: The letter that was just taken out; 0 for none.
        released: The letter that was just released; 0 for none.
        day: The date that was just skipped or unskipped; empty for none.
        away: The last change to an absence: ``begun`` or ``ended``.
        why: The reason why the last act was refused.
        is_pin: Whether that act was to pin the letter.
        field: The field that the reason is about; empty for none.
        typed: The form of the refused act.
    """

    letter: int = 0
    moved: int = 0
    out: int = 0
    released: int = 0
    day: str = ""
    away: str = ""
    why: Message | None = None
    is_pin: bool = False
    field: str = ""
    typed: FormData | None = None


class PlanningPage:
    """``/desk/queue``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        door = self._door
        routes.add(_PLANNING, door.shows(Permission.WRITE, self.show))
        for path, act in (
            (f"{_PLANNING}/move", self.move),
            (f"{_PLANNING}/pin", self.pin),
            (f"{_PLANNING}/unpin", self.unpin),
            (f"{_PLANNING}/remove", self.remove),
            (f"{_PLANNING}/skip", self.skip),
            (f"{_PLANNING}/release", self.release),
        ):
            acts = door.acts(Permission.SEND, self._or_again(act))
            routes.add(path, acts, WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the coming sending days as a list, or one month of them."""
        asked = visit.request.query_params
        if "month" in asked:
            return self._month(visit, asked["month"])
        return self._list(
            visit,
            _Shown(
                letter=_asked(asked.get("letter", "")),
                moved=_asked(asked.get("moved", "")),
                out=_asked(asked.get("out", "")),
                released=_asked(asked.get("released", "")),
                day=asked.get("day", ""),
                away=asked.get("away", ""),
            ),
        )

    def _month(self, visit: Visit, named: str) -> Response:
        agenda = self._newsletter.desk.agenda
        month = agenda.month(named)
        cells = [cell for week in month.weeks for cell in week if cell is not None]
        busy = {day.weekday() for day, one in cells if one is not None}
        return self._door.show(
            visit,
            "planning_month",
            month=month,
            busy=busy,
            today=agenda.today,
            drafts=self._drafts(),
        )

    def _drafts(self) -> bool:
        """Return whether there is a letter that can be queued, to fill an empty day."""
        return any(row.status in _NOT_QUEUED for row in self._newsletter.issue_list.rows())

    def move(self, visit: Visit, form: FormData) -> Response:
        """Move a letter to another letter's day."""
        number, day = number_in_form(form, "number"), str(form.get("day", ""))
        act = partial(self._newsletter.desk.agenda.move_to, number, day, visit.editor)
        return self._moved(number, act)

    def pin(self, visit: Visit, form: FormData) -> Response:
        """Pin a letter to a day and time of its own."""
        number = number_in_form(form, "number")
        day, clock = str(form.get("day", "")), str(form.get("time", ""))
        act = partial(self._newsletter.desk.pinning.pin, number, day, clock, visit.editor)
        return self._moved(number, act)

    def unpin(self, visit: Visit, form: FormData) -> Response:
        """Unpin a letter, so that it is sent in queue order again."""
        number = number_in_form(form, "number")
        act = partial(self._newsletter.desk.pinning.unpin, number, visit.editor)
        return self._moved(number, act)

    def remove(self, visit: Visit, form: FormData) -> Response:
        """Take a letter out of the queue."""
        number = number_in_form(form, "number")
        act = partial(self._newsletter.desk.agenda.remove, number, visit.editor)
        return self._after(act, number, out=str(number))

    def release(self, visit: Visit, form: FormData) -> Response:
        """Release a letter that is on hold."""
        number = number_in_form(form, "number")
        act = partial(self._newsletter.desk.decisions.release, number, visit.editor)
        return self._after(act, number, f"#letter-{number}", released=str(number))

    def skip(self, visit: Visit, form: FormData) -> Response:
        """Skip or unskip a day."""
        day, back = str(form.get("day", "")), form.get("back") == "yes"
        act = partial(self._newsletter.desk.agenda.skip, day, visit.editor, back=back)
        return self._after(act, None, f"#day-{day}", day=day)

    def _moved(self, number: int, act: Callable[[], object]) -> Response:
        return self._after(act, number, f"#letter-{number}", moved=str(number))

    def _after(
        self, act: Callable[[], object], number: int | None, place: str = "", **done: str
    ) -> Response:
        """Act, and show the planning at a place of it, with the effect on the other letters."""
        shifted = self._newsletter.desk.shifts.of(act, number)
        return self._door.go(f"{_PLANNING}?{urlencode(done | in_address(shifted))}{place}")

    def _or_again(self, act: Acts) -> Acts:
        """Return an act that shows the current planning if it is refused.

        The reason is at the letter or day whose form it was.
        """

        def acts(visit: Visit, form: FormData) -> Response:
            try:
                return act(visit, form)
            except DeskError as error:
                is_pin = act == self.pin
                shown = _Shown(
                    letter=_asked(str(form.get("number", ""))),
                    day="" if "number" in form else str(form.get("day", "")),
                    why=error.message,
                    is_pin=is_pin,
                    field=_FIELDS.get(error.code, "") if is_pin else "",
                    typed=form,
                )
                status = 409 if error.code == "day-not-in-turn" else 422
                return self._list(visit, shown, status=status)

        return acts

    def _list(self, visit: Visit, shown: _Shown, *, status: int = 200) -> Response:
        may_send = visit.editor.may(Permission.SEND)
        planning = self._newsletter.desk.agenda.look()
        return self._door.show(
            visit,
            "planning",
            status=status,
            planning=planning,
            starts=self._newsletter.desk.starts.waiting(is_exact=visit.sees_readers),
            is_outdated=may_send and _is_outdated(planning),
            outdated=self._newsletter.desk.settings.requeueing.outdated() if may_send else None,
            steps=_steps([day for day, _ in planning.in_turn]),
            away=self._newsletter.desk.absences.coming() if may_send else (),
            today=self._newsletter.desk.agenda.today,
            now=self._newsletter.container.now(),
            may_send=may_send,
            shown=shown,
            drafts=self._drafts(),
            shifted=() if shown.why else described(self._newsletter, visit),
        )


def _is_outdated(planning: AgendaList) -> bool:
    """Return whether a queued letter does not go before it is queued again."""
    rows = [one.row for one in planning.days if one.row is not None]
    return any(OUTDATED in row.notes for row in (*rows, *planning.undated))


def _steps(days: Sequence[date]) -> dict[date, tuple[date | None, date | None]]:
    """Return the previous and next day for each day."""
    around = zip([None, *days], days, [*days[1:], None], strict=False)
    return {day: (before, after) for before, day, after in around}


def _asked(text: str) -> int:
    """Return the number of a letter in an address or a form; 0 for anything else."""
    return whole_number(text) or 0
