"""Dispatches at the desk: what became of each, and what can be done about it."""

from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.dispatch_acts import DoubtVerdict
from newsletter.errors import ConfigError, DeskError
from newsletter.message import Message
from newsletter.model.dispatch import NOTICES, DeliveryState
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Acts, Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.routes import WRITE, PageRoutes

_DISPATCHES: Final = "/desk/dispatches"
_GONE_ON: Final = frozenset(  # the page that was looked at is no longer how it is
    {
        "dispatch-done-not-paused",
        "dispatch-done-not-cancelled",
        "dispatch-not-going",
        "dispatch-not-paused",
        "nothing-in-doubt-any-more",
        "doubts-being-looked-into",
        "nobody-to-send-again",
    }
)


class DispatchPages:
    """``/desk/dispatches`` and ``/desk/dispatches/{number}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        door, one = self._door, f"{_DISPATCHES}/{{number}}"
        routes.add(_DISPATCHES, door.shows(Permission.WRITE, self.list))
        routes.add(one, door.shows(Permission.WRITE, self.show))
        routes.add(f"{one}/unreached", door.shows(Permission.WRITE, self.unreached))
        routes.add(f"{one}/people", door.shows(Permission.READERS, self.people))
        routes.add(f"{one}/cancel", door.shows(Permission.SEND, self.ask))
        for name, act in (
            ("pause", self.pause),
            ("resume", self.resume),
            ("cancel", self.cancel),
            ("settle", self.settle),
            ("again", self.again),
        ):
            acts = door.acts(Permission.SEND, self._or_again(act))
            routes.add(f"{one}/{name}", acts, WRITE)
        return routes

    # ─── pages ───────────────────────────────────────────────────────────────

    def list(self, visit: Visit) -> Response:
        """Show the dispatches, newest first, and what keeps notices from leaving."""
        return self._list(visit)

    def _list(self, visit: Visit, *, why: Message | None = None, status: int = 200) -> Response:
        before = whole_number(visit.request.query_params.get("before", ""), 9)
        views = self._newsletter.desk.dispatch_views
        with self._newsletter.container.snapshot():
            listed = views.page(before, is_exact=visit.sees_readers)
            notices = views.notices(is_exact=visit.sees_readers)
        return self._door.show(
            visit,
            "dispatches",
            status=status,
            listed=listed,
            is_newest=before is None,
            notices=notices,
            may_see_readers=visit.sees_readers,
            may_send=visit.editor.may(Permission.SEND),
            why=why,
            done=visit.request.query_params.get("done", ""),
            settled_left=visit.request.query_params,
        )

    def show(self, visit: Visit) -> Response:
        """Show one dispatch."""
        return self._show(visit, number_in(visit))

    def _show(
        self, visit: Visit, number: int, *, why: Message | None = None, status: int = 200
    ) -> Response:
        try:
            views = self._newsletter.desk.dispatch_views
            view = views.view(number, is_exact=visit.sees_readers)
        except DeskError as error:
            raise HTTPException(404) from error
        return self._door.show(
            visit,
            "dispatch",
            status=status,
            view=view,
            has_letter=self._newsletter.desk.writing.has(view.line.row.issue),
            may_send=visit.editor.may(Permission.SEND),
            may_see_readers=visit.sees_readers,
            why=why,
            done="" if why else visit.request.query_params.get("done", ""),
            settled_left=visit.request.query_params,
        )

    def people(self, visit: Visit) -> Response:
        """Show the recipients of a dispatch who are in one state."""
        asked = visit.request.query_params
        state = next((one for one in DeliveryState if one.value == asked.get("state")), None)
        number = number_in(visit)
        if state is None:
            return self._door.go(f"{_DISPATCHES}/{number}")
        after = whole_number(asked.get("after", ""), 9) or 0
        recipients = self._newsletter.desk.dispatch_views.recipients
        try:
            page = recipients.page(number, state, why=asked.get("why", ""), after=after)
        except DeskError as error:
            raise HTTPException(404) from error
        chosen = {"state": state.value} | ({"why": page.why} if page.why else {})
        return self._door.show(
            visit,
            "dispatch_people",
            listed=page,
            is_first=after == 0,
            beginning=urlencode(chosen),
            following=urlencode({**chosen, "after": page.following or 0}),
        )

    def unreached(self, visit: Visit) -> Response:
        """Show whom a letter did not reach: numbers by cause, and to owners who they are."""
        recipients = self._newsletter.desk.dispatch_views.recipients
        try:
            page = recipients.unreached(number_in(visit), is_exact=visit.sees_readers)
        except DeskError as error:
            raise HTTPException(404) from error
        return self._door.show(
            visit, "dispatch_unreached", listed=page, may_see_readers=visit.sees_readers
        )

    def ask(self, visit: Visit) -> Response:
        """Show what cancelling the rest of a dispatch would do."""
        number = number_in(visit)
        try:
            views = self._newsletter.desk.dispatch_views
            view = views.view(number, is_exact=visit.sees_readers)
        except DeskError as error:
            raise HTTPException(404) from error
        if not view.may_cancel:
            return self._door.go(f"{_DISPATCHES}/{number}")
        return self._door.show(visit, "dispatch_cancel", view=view)

    # ─── acts ────────────────────────────────────────────────────────────────

    def pause(self, visit: Visit, _form: FormData) -> Response:
        """Pause a dispatch."""
        number = number_in(visit)
        was_going = self._newsletter.desk.dispatch_acts.pause(number, visit.editor)
        return self._back(number, "paused" if was_going else "")

    def resume(self, visit: Visit, _form: FormData) -> Response:
        """Let a paused dispatch continue."""
        number = number_in(visit)
        was_paused = self._newsletter.desk.dispatch_acts.resume(number, visit.editor)
        return self._back(number, "resumed" if was_paused else "")

    def cancel(self, visit: Visit, _form: FormData) -> Response:
        """Cancel the rest of a dispatch."""
        number = number_in(visit)
        was_open = self._newsletter.desk.dispatch_acts.cancel(number, visit.editor)
        return self._back(number, "cancelled" if was_open else "")

    def settle(self, visit: Visit, form: FormData) -> Response:
        """Settle batches in doubt, or have the provider asked about them."""
        number = number_in(visit)
        verdict = next((one for one in DoubtVerdict if one.value == form.get("verdict")), None)
        if verdict is None:
            raise DeskError("doubt-verdict-missing")
        listed = (one.partition(".") for one in str(form.get("batches", "")).split(","))
        read = (
            (whole_number(batch, 9), whole_number(generation, 9)) for batch, _, generation in listed
        )
        batches = {one: times for one, times in read if one is not None and times is not None}
        found = self._newsletter.desk.dispatch_acts.settle(number, batches, verdict, visit.editor)
        left = "&asked=yes" * bool(found.asked) + "&decided=yes" * bool(found.decided)
        return self._back(number, f"settled-{verdict.value}{left}")

    def again(self, visit: Visit, _form: FormData) -> Response:
        """Send an issue again to those for whom it was refused."""
        newer = self._newsletter.desk.dispatch_acts.again(number_in(visit), visit.editor)
        return self._back(newer, "again")

    def _back(self, number: int, done: str) -> Response:
        page = _DISPATCHES if number == NOTICES else f"{_DISPATCHES}/{number}"
        return self._door.go(f"{page}?done={done}" if done else page)

    def _or_again(self, act: Acts) -> Acts:
        """Return an act that, if it is refused, shows the page as it is now with the reason."""

        def acts(visit: Visit, form: FormData) -> Response:
            try:
                return act(visit, form)
            except ConfigError as error:
                outgoing = self._newsletter.desk.outgoing
                return self._not(visit, outgoing.issues() or outgoing.why(error), 422)
            except DeskError as error:
                return self._not(visit, error.message, 409 if error.code in _GONE_ON else 422)

        return acts

    def _not(self, visit: Visit, why: Message, status: int) -> Response:
        number = number_in(visit)
        if number == NOTICES:
            return self._list(visit, why=why, status=status)
        return self._show(visit, number, why=why, status=status)
