"""The imports at the desk: which there were, and undoing one."""

from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.import_undo import ImportView, source_of
from newsletter.errors import DeskError
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.letter_page import number_in
from newsletter.web.routes import WRITE, PageRoutes

_IMPORTS: Final = "/desk/readers/imports"


class ImportPages:
    """``/desk/readers/imports`` and ``/desk/readers/imports/{number}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        readers, door, one = Permission.READERS, self._door, f"{_IMPORTS}/{{number}}"
        routes.add(_IMPORTS, door.shows(readers, self.list))
        routes.add(one, door.shows(readers, self.show))
        routes.add(f"{one}/undo", door.acts(readers, self.undo, proven=True), WRITE)
        return routes

    def list(self, visit: Visit) -> Response:
        """Show the imports, newest first."""
        listed = [(one, source_of(one)) for one in self._newsletter.people.imports.all()]
        return self._door.show(visit, "imports", imports=listed)

    def show(self, visit: Visit) -> Response:
        """Show one import with what undoing it would do, or what became of it."""
        return self._door.show(visit, "import_undo", view=self._view(visit))

    def undo(self, visit: Visit, form: FormData) -> Response:
        """Undo an import, or finish undoing it."""
        number, mailed = self._view(visit).record.number, form.get("mailed") == "yes"
        self._newsletter.people.imports.begin(number, visit.editor, with_mailed=mailed)
        return self._door.go(f"{_IMPORTS}/{number}")

    def _view(self, visit: Visit) -> ImportView:
        try:
            return self._newsletter.people.imports.view(number_in(visit))
        except DeskError as error:
            raise HTTPException(404) from error
