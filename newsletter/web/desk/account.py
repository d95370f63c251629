"""An editor's own account: the password, and the open sessions."""

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_ME = "/desk/me"


class AccountPage:
    """``/desk/me``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door = Permission.WRITE, self._door
        routes.add(_ME, door.shows(write, self.show))
        for path, act in (
            (f"{_ME}/password", self.set_password),
            (f"{_ME}/session", self.end_session),
            (f"{_ME}/sessions", self.end_sessions),
        ):
            routes.add(path, door.acts(write, act), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the editor's own account."""
        editors = self._newsletter.desk.editors
        return self._door.show(
            visit,
            "me",
            done=visit.request.query_params.get("done", ""),
            is_proven=editors.is_proven(visit.session),
            can_mail=editors.can_mail,
            this=visit.session,
            others=editors.sessions.others(visit.session),
            owns=visit.editor.may(Permission.OWN),
        )

    def set_password(self, visit: Visit, form: FormData) -> Response:
        """Set a new password, and end the editor's other sessions."""
        new, current = str(form.get("password", "")), str(form.get("current", ""))
        self._newsletter.desk.editors.set_password(visit.session, new, current)
        return self._door.go(f"{_ME}?done=password")

    def end_session(self, visit: Visit, form: FormData) -> Response:
        """End one of the editor's other sessions."""
        sessions = self._newsletter.desk.editors.sessions
        if not sessions.end_other(visit.session, _key(str(form.get("session", "")))):
            raise DeskError("session-ended-already")
        return self._door.go(f"{_ME}?done=session#sessions")

    def end_sessions(self, visit: Visit, _form: FormData) -> Response:
        """End the editor's other sessions."""
        self._newsletter.desk.editors.sessions.end_others(visit.session)
        return self._door.go(f"{_ME}?done=sessions")


def _key(text: str) -> bytes:
    """Return the key of a session from its hexadecimal form; empty if it is not one."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
