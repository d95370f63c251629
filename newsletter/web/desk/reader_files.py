"""Lists of readers at the desk: moved in from another tool, and moved out as a file."""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response, StreamingResponse

from newsletter.app import Newsletter
from newsletter.app.list_files import ListChoices, ListKind, ListStage
from newsletter.app.list_views import ListView, dated_columns, meanings, statuses, used_columns
from newsletter.app.reader_export import SEPARATORS
from newsletter.errors import AuthorError, DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_IMPORT: Final = "/desk/readers/import"
_EXPORT: Final = "/desk/readers/export"
_GROUNDS: Final = ("asked", "customers", "unknown")
_LONGEST_TYPED: Final = 500  # characters of a statement
_MOST_TAGS: Final = 50

# The fields that refusals of a list are about.
_FIELDS: Final[Mapping[str, str]] = {
    "list-ground-missing": "ground",
    "list-ground-unknown": "ground",
    "consent-statement-missing": "where",
    "consent-statement-short": "where",
}


class ReaderFilePages:
    """``/desk/readers/import`` and ``/desk/readers/export``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        readers, door, one = Permission.READERS, self._door, f"{_IMPORT}/{{result}}"
        routes.add(_IMPORT, door.shows(readers, self.ask))
        routes.add(_IMPORT, door.acts(readers, self.upload, files=1), WRITE)
        routes.add(one, door.shows(readers, self.show))
        routes.add(one, door.acts(readers, self.look), WRITE)
        routes.add(f"{one}/take", door.acts(readers, self.take, proven=True), WRITE)
        routes.add(f"{one}/discard", door.acts(readers, self.discard), WRITE)
        routes.add(_EXPORT, door.shows(readers, self.ask_export))
        routes.add(_EXPORT, door.acts(readers, self.export, proven=True), WRITE)
        return routes

    def ask(self, visit: Visit) -> Response:
        """Ask for a list, that of the people who left first."""
        return self._ask(visit)

    def _ask(
        self, visit: Visit, *, kind: str = "", wrong: Mapping[str, Message] | None = None
    ) -> Response:
        return self._door.show(
            visit,
            "import",
            status=422 if wrong else 200,
            kinds=tuple(ListKind),
            kind=kind,
            wrong=wrong or {},
            waiting=self._newsletter.desk.lists.waiting(),
            taken=self._newsletter.desk.lists.taken(),
            done=visit.request.query_params.get("done", ""),
        )

    def upload(self, visit: Visit, form: FormData) -> Response:
        """Keep a list for an hour, look at it, and go to its page."""
        file, chosen = form.get("file"), str(form.get("kind", ""))
        kind = next((one for one in ListKind if one.value == chosen), None)
        wrong = {} if kind else {"kind": Message("list-kind-missing")}
        if not isinstance(file, UploadFile) or not file.filename:
            wrong["file"] = Message("upload-missing")
            return self._ask(visit, kind=chosen, wrong=wrong)
        if kind is None:
            return self._ask(visit, kind=chosen, wrong=wrong)
        try:
            name = self._newsletter.desk.lists.begin(file.file, file.filename, kind)
        except (AuthorError, DeskError) as error:
            return self._ask(visit, kind=chosen, wrong={"file": error.problem})
        except OSError:
            return self._ask(visit, kind=chosen, wrong={"file": Message("desk-cannot-write")})
        return self._door.go(f"{_IMPORT}/{name}")

    def show(self, visit: Visit) -> Response:
        """Show what a list comes to with the questions about it, its progress, or its result."""
        view = self._newsletter.desk.lists.find(_name(visit))
        return self._gone() if view is None else self._show(visit, view)

    def look(self, visit: Visit, form: FormData) -> Response:
        """Read a list again in the light of the answers."""
        view = self._newsletter.desk.lists.find(_name(visit))
        if view is None:
            return self._gone()
        return self._again(view, _choices(view, form))

    def _again(self, view: ListView, choices: ListChoices, said: str = "") -> Response:
        try:
            self._newsletter.desk.lists.look(view.name, choices)
        except DeskError as error:
            if error.code not in {"list-busy", "list-gone"}:
                raise
        return self._door.go(f"{_IMPORT}/{view.name}{said}")

    def take(self, visit: Visit, form: FormData) -> Response:
        """Take a list in, unless the answers changed: then show first what it comes to."""
        lists = self._newsletter.desk.lists
        view = lists.find(_name(visit))
        if view is None:
            return self._gone()
        if view.is_busy or view.record.stage is ListStage.TAKEN:  # pressed twice
            return self._door.go(f"{_IMPORT}/{view.name}")
        choices = _choices(view, form)
        if not choices.reads_like(view.record.choices):
            return self._again(view, choices, "?seen=again")
        statement = choices.where
        if choices.ground == "customers":
            statement = self._door.said(Message("list-ground-customers"))
        try:
            lists.take(view.name, choices, statement, visit.editor)
        except DeskError as error:
            if error.code == "list-busy":
                return self._door.go(f"{_IMPORT}/{view.name}")
            wrong = {_FIELDS.get(error.code, "list"): error.problem}
            return self._show(visit, view, typed=choices, wrong=wrong)
        return self._door.go(f"{_IMPORT}/{view.name}")

    def discard(self, visit: Visit, _form: FormData) -> Response:
        """Delete a list."""
        self._newsletter.desk.lists.discard(_name(visit))
        return self._door.go(f"{_IMPORT}?done=discarded")

    def _gone(self) -> Response:
        return RedirectResponse(f"{_IMPORT}?done=gone", 303)

    def _show(
        self,
        visit: Visit,
        view: ListView,
        *,
        typed: ListChoices | None = None,
        wrong: Mapping[str, Message] | None = None,
    ) -> Response:
        busy_elsewhere = wrong and any(one.code == "list-another-busy" for one in wrong.values())
        page = "import_busy" if view.is_busy else "import_list"
        if view.record.stage is ListStage.TAKEN:
            page = "import_done"
        outcome = view.record.outcome
        return self._door.show(
            visit,
            page,
            status=409 if busy_elsewhere else 422 if wrong else 200,
            list=view,
            outcome=outcome,
            used=used_columns(view.record),
            dated=dated_columns(view),
            meanings=meanings(),
            statuses=statuses(),
            grounds=_GROUNDS,
            typed=typed or view.record.choices,
            wrong=wrong or {},
            is_again=visit.request.query_params.get("seen") == "again",
        )

    def ask_export(self, visit: Visit) -> Response:
        """Say what the file holds, with a button to download it."""
        export = self._newsletter.desk.export
        return self._door.show(
            visit,
            "export",
            count=export.count(),
            separators=SEPARATORS,
            usual=export.usual(),
        )

    def export(self, visit: Visit, form: FormData) -> Response:
        """Send the file of all readers."""
        newsletter, asked = self._newsletter, form.get("separator")
        usual = newsletter.desk.export.usual()
        separator = next((one for one in SEPARATORS if one.name.lower() == asked), usual)
        day = newsletter.container.now().astimezone(newsletter.zone).date()
        headers = {
            "content-disposition": f'attachment; filename="readers-{day.isoformat()}.csv"',
            "cache-control": "no-store",
        }
        pieces = newsletter.desk.export.pieces(visit.editor, separator)
        return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _name(visit: Visit) -> str:
    return str(visit.request.path_params["result"])


def _choices(view: ListView, form: FormData) -> ListChoices:
    """Return what a form says about a list. Answers to what was not asked are left out."""
    columns = {
        column.heading: meaning
        for place, column in enumerate(view.columns)
        if (meaning := _one_of(meanings(), form, f"column-{place}"))
    }
    words = {
        word: meaning
        for place, (_, word) in enumerate(view.record.asked)
        if (meaning := _one_of(statuses(), form, f"word-{place}"))
    }
    ground = str(form.get("ground", ""))
    return ListChoices(
        columns=columns,
        words=words,
        ground=ground if ground in _GROUNDS else "",
        where=str(form.get("where", ""))[:_LONGEST_TYPED],
        tags=tuple(str(one) for one in form.getlist("tag"))[:_MOST_TAGS],
    )


def _one_of(members: Sequence[Enum], form: FormData, field: str) -> str:
    """Return the value of the member that a field names; empty if it names none."""
    typed = form.get(field)
    return next((str(one.value) for one in members if one.value == typed), "")
