"""Editors at the desk: an owner can invite them, change roles and end accounts."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.editor import Editor, Permission, Role
from newsletter.web.desk.door import Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_EDITORS = "/desk/editors"
_LONGEST_ECHO = 320  # characters of a typed text that are shown again


class EditorPages:
    """``/desk/editors`` and ``/desk/editors/{number}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        own, door, one = Permission.OWN, self._door, f"{_EDITORS}/{{number}}"
        routes.add(_EDITORS, door.shows(own, self.list))
        routes.add(one, door.shows(own, self.show))
        for path, act in (
            (_EDITORS, self.add),
            (f"{one}/role", self.set_role),
            (f"{one}/link", self.link),
            (f"{one}/end", self.end),
        ):
            routes.add(path, door.acts(own, act, proven=True), WRITE)
        return routes

    def list(self, visit: Visit) -> Response:
        """Show every active editor, and a form to invite another."""
        return self._list(visit)

    def _list(
        self,
        visit: Visit,
        *,
        typed: FormData | None = None,
        why: Message | None = None,
        status: int = 200,
    ) -> Response:
        editors = self._newsletter.desk.editors
        given = {} if typed is None else {name: str(typed.get(name, "")) for name in typed}
        return self._door.show(
            visit,
            "editors",
            status=status,
            editors=[one for one in editors.all() if one.is_active],
            last=self._newsletter.desk.log.last_signed_in(),
            can_mail=editors.can_mail,
            roles=tuple(Role),
            typed={name: value[:_LONGEST_ECHO] for name, value in given.items()},
            why=why,
            done=visit.request.query_params.get("done", ""),
        )

    def add(self, visit: Visit, form: FormData) -> Response:
        """Create an account and mail an invitation; if no mail is sent, show a link."""
        editors = self._newsletter.desk.editors
        name, address = str(form.get("name", "")), str(form.get("email", ""))
        try:
            editor = editors.add(name, address, _role(form), by=visit.editor)
        except (DeskError, BadAddress) as error:
            return self._list(visit, typed=form, why=error.message, status=422)
        if editors.can_mail:
            return self._door.go(f"{_EDITORS}?done=invited")
        return self._link(visit, editor, is_new=True)

    def show(self, visit: Visit) -> Response:
        """Show an editor, and the settings that an owner can change."""
        editor = self._editor(visit)
        return self._door.show(
            visit,
            "one_editor",
            one=editor,
            last=self._newsletter.desk.log.last_signed_in(),
            can_mail=self._newsletter.desk.editors.can_mail,
            roles=tuple(Role),
            done=visit.request.query_params.get("done", ""),
        )

    def set_role(self, visit: Visit, form: FormData) -> Response:
        """Give an editor another role."""
        number = self._editor(visit).id
        self._newsletter.desk.editors.set_role(number, _role(form), by=visit.editor)
        return self._door.go(f"{_EDITORS}/{number}?done=role")

    def link(self, visit: Visit, _form: FormData) -> Response:
        """Mail another invitation; if no mail is sent, show a link."""
        editors, editor = self._newsletter.desk.editors, self._editor(visit)
        if not editors.can_mail:
            return self._link(visit, editor)
        editors.invite(editor.id, by=visit.editor)
        return self._door.go(f"{_EDITORS}/{editor.id}?done=invited")

    def end(self, visit: Visit, _form: FormData) -> Response:
        """End an account; editors who end their own are signed out."""
        number = self._editor(visit).id
        self._newsletter.desk.editors.end(number, by=visit.editor)
        if number == visit.editor.id:
            return self._door.let_out()
        return self._door.go(f"{_EDITORS}?done=ended")

    def _link(self, visit: Visit, editor: Editor, *, is_new: bool = False) -> Response:
        link = self._newsletter.desk.editors.link(editor.id, by=visit.editor)
        return self._door.show(visit, "editor_link", one=editor, link=link, is_new=is_new)

    def _editor(self, visit: Visit) -> Editor:
        """Return the active editor in the URL.

        Raises:
            HTTPException: 404, if there is no such editor.
        """
        number = str(visit.request.path_params["number"])
        for one in self._newsletter.desk.editors.all():
            if one.is_active and number == str(one.id):
                return one
        raise HTTPException(404)


def _role(form: FormData) -> Role:
    """Return the chosen role.

    Raises:
        DeskError: No role was chosen.
    """
    for role in Role:
        if form.get("role") == role.value:
            return role
    raise DeskError("role-missing")
