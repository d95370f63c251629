"""An editor's own account: the password, the open sessions, and signing out."""

from collections.abc import Mapping

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_ME = "/desk/me"


class AccountPage:
    """``/desk/me`` and ``/desk/sign-out``."""

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
            ("/desk/sign-out", self.sign_out),
        ):
            routes.add(path, door.acts(write, act), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the editor's own account."""
        return self._show(visit)

    def _show(
        self,
        visit: Visit,
        *,
        wrong: Mapping[str, Message] | None = None,
        is_leaving: bool = False,
        status: int = 200,
    ) -> Response:
        desk = self._newsletter.desk
        return self._door.show(
            visit,
            "me",
            status=status,
            wrong=wrong or {},
            is_leaving=is_leaving,
            done="" if wrong or is_leaving else visit.request.query_params.get("done", ""),
            is_proven=desk.sign_in.is_proven(visit.session),
            can_mail=desk.outgoing.can_mail_links,
            this=visit.session,
            others=desk.sign_in.sessions.others(visit.session),
            owns=visit.editor.may(Permission.OWN),
        )

    def set_password(self, visit: Visit, form: FormData) -> Response:
        """Set a new password, and end the editor's other sessions."""
        desk, new = self._newsletter.desk, str(form.get("password", ""))
        wrong = {}
        if not desk.sign_in.is_proven(visit.session):
            try:
                desk.sign_in.prove(visit.session, str(form.get("current", "")))
            except DeskError as error:
                field = "current" if visit.editor.has_password else "password"
                wrong[field] = error.message
            else:
                visit = self._door.visit(visit.request) or visit  # whose proof is new
        for field, why in desk.editors.mistakes({"password": new}, visit.editor).items():
            wrong.setdefault(field, why)
        if wrong:
            return self._show(visit, wrong=wrong, status=422)
        desk.editors.set_password(visit.session, new)
        return self._door.go(f"{_ME}?done=password")

    def end_session(self, visit: Visit, form: FormData) -> Response:
        """End one of the editor's other sessions."""
        sessions = self._newsletter.desk.sign_in.sessions
        if not sessions.end_other(visit.session, _key(str(form.get("session", "")))):
            wrong = {"session": Message("session-ended-already")}
            return self._show(visit, wrong=wrong, status=422)
        return self._door.go(f"{_ME}?done=session#sessions")

    def end_sessions(self, visit: Visit, _form: FormData) -> Response:
        """End the editor's other sessions."""
        self._newsletter.desk.sign_in.sessions.end_others(visit.session)
        return self._door.go(f"{_ME}?done=sessions")

    def sign_out(self, visit: Visit, form: FormData) -> Response:
        """Sign out; first say so to an editor who could not sign in again."""
        desk = self._newsletter.desk
        could_return = visit.editor.has_password or desk.outgoing.can_mail_links
        if not could_return and form.get("anyway") != "yes":
            return self._show(visit, is_leaving=True, status=409)
        desk.sign_in.sessions.end(visit.session)
        return self._door.let_out()


def _key(text: str) -> bytes:
    """Return the key of a session from its hexadecimal form; empty if it is not one."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
