"""The cutting table of the desk: an article's sections, distributed over weeks."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.cutting import SectionPiece
from newsletter.model.editor import Permission
from newsletter.web.desk.articles import article_name
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.series import weeks_in
from newsletter.web.desk.typed_numbers import number_in_form
from newsletter.web.routes import WRITE, PageRoutes

_NOT_USED = "out"
_LONGEST_NUMBER = 12  # characters, of a number of weeks that is shown again


class TablePage:
    """``/desk/articles/{name}/table``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, path = Permission.WRITE, "/desk/articles/{name}/table"
        routes.add(path, self._door.shows(write, self.show))
        routes.add(path, self._door.acts(write, self.change), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the weeks with their sections, and the sections without a week."""
        return self._show(visit, _done(visit))

    def change(self, visit: Visit, form: FormData) -> Response:
        """Move, join, cut or leave out, and show the table; a refusal changes nothing."""
        name = article_name(self._newsletter, visit)
        try:
            to = self._changed(name, visit, form)
        except DeskError as error:
            is_stale = error.code == "cutting-changed-meanwhile"
            typed = str(form.get("weeks", ""))[:_LONGEST_NUMBER]
            status = 409 if is_stale else 422
            return self._show(visit, why=error.message, typed=typed, status=status)
        return self._door.go(f"/desk/articles/{name}/table?{to}")

    def _changed(self, name: str, visit: Visit, form: FormData) -> str:
        """Make the requested change.

        Returns:
            The end of the table's address, which determines what it shows afterwards.

        Raises:
            DeskError: The change cannot be made.
        """
        table, by, count = self._newsletter.desk.table, visit.editor, number_in_form(form, "count")
        match form.get("act"):
            case "put":
                return self._put(name, visit, form)
            case "move":
                week, to = number_in_form(form, "week"), number_in_form(form, "to")
                table.move(name, week, to, count=count, by=by)
                return f"moved={to}#week-{to}"
            case "join":
                week = number_in_form(form, "week")
                table.join(name, week, count=count, by=by)
                return f"joined={week}#week-{week}"
            case "split":
                piece = _piece(form)
                table.split(name, piece, number_in_form(form, "at"), count=count, by=by)
                return f"split={piece.to_text()}#{_anchor(piece)}"
            case "divide":
                weeks = weeks_in(str(form.get("weeks", "")))
                table.divide(name, weeks, count=count, by=by)
                return "divided=yes"
            case _:
                raise DeskError("act-unknown")

    def _put(self, name: str, visit: Visit, form: FormData) -> str:
        table, count = self._newsletter.desk.table, number_in_form(form, "count")
        piece = _piece(form)
        if form.get("to") == _NOT_USED:
            table.leave_out(name, piece, count=count, by=visit.editor)
        else:
            table.put(name, piece, number_in_form(form, "to"), count=count, by=visit.editor)
        return f"put={piece.to_text()}#{_anchor(piece)}"

    def _show(
        self,
        visit: Visit,
        done: tuple[str, str] = ("", ""),
        *,
        why: Message | None = None,
        typed: str = "",
        status: int = 200,
    ) -> Response:
        name = article_name(self._newsletter, visit)
        return self._door.show(
            visit,
            "table",
            status=status,
            table=self._newsletter.desk.table.show(name),
            older=self._newsletter.desk.versions.older(name),
            may_send=visit.editor.may(Permission.SEND),
            why=why,
            typed=typed,
            done=done,
        )


def _piece(form: FormData) -> SectionPiece:
    """Return the piece that a form names.

    Raises:
        DeskError: The form names no piece.
    """
    piece = SectionPiece.from_text(str(form.get("piece", "")))
    if piece is None:
        raise DeskError("piece-unknown")
    return piece


def _anchor(piece: SectionPiece) -> str:
    return f"card-{piece.to_text()}"


def _done(visit: Visit) -> tuple[str, str]:
    """Return the last action and its object: a number, or a piece of the article."""
    for act in ("moved", "joined", "split", "divided", "put"):
        if (to := visit.request.query_params.get(act)) is not None:
            return act, to
    return "", ""
