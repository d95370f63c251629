"""The log of editors' actions at the desk, page by page."""

from itertools import groupby
from urllib.parse import quote, urlencode

from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.app.log import LogKind
from newsletter.app.log_lines import LogLine, name_of
from newsletter.message import Datum
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.routes import PageRoutes

_LOG = "/desk/log"


class LogPages:
    """``/desk/log``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the route."""
        routes = PageRoutes()
        routes.add(_LOG, self._door.shows(Permission.OWN, self.show))
        return routes

    def show(self, visit: Visit) -> Response:
        """Show a page of entries, latest first, optionally of one editor or kind."""
        asked = visit.request.query_params
        editor, before = (whole_number(asked.get(name, ""), 9) for name in ("editor", "before"))
        kind = next((kind for kind in LogKind if kind.value == asked.get("kind")), None)
        page = self._newsletter.desk.log.page(before=before, editor=editor, kind=kind)
        zone = self._newsletter.zone
        days = groupby(page.lines, key=lambda line: line.at.astimezone(zone).date())
        chosen = {"editor": str(editor or ""), "kind": kind.value if kind else ""}
        return self._door.show(
            visit,
            "log",
            days=[(day, [(line, _addresses(line)) for line in lines]) for day, lines in days],
            editors=self._editors(),
            kinds=tuple(LogKind),
            editor_chosen=editor,
            kind_chosen=kind,
            newest=_address(chosen) if before else "",
            older=_address(chosen | {"before": str(page.older)}) if page.older else "",
        )

    def _editors(self) -> list[tuple[int, Datum]]:
        """Return the number and name of every editor, with ended accounts at the end."""
        every = sorted(
            self._newsletter.desk.editors.all(), key=lambda one: (not one.is_active, one.id)
        )
        return [(one.id, name_of(one)) for one in every]


def _addresses(line: LogLine) -> dict[str, str]:
    """Return the link targets for the values in a line's sentence."""
    if line.issue is not None:
        return {"thing": f"/desk/issues/{line.issue}"}
    if line.article is not None:
        return {"thing": f"/desk/articles/{quote(line.article)}"}
    if line.editor is not None:
        return {"thing": f"/desk/editors/{line.editor}"}
    if line.reader is not None:
        return {"thing": f"/desk/readers/{line.reader}"}
    return {}


def _address(chosen: dict[str, str]) -> str:
    """Return the address of a page of the log."""
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{_LOG}?{query}" if query else _LOG
