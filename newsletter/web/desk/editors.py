"""Editors at the desk: an owner can invite them, change roles and end accounts."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, DeskError
from newsletter.message import Message
from newsletter.model.editor import Editor, Permission, Role
from newsletter.web.desk.door import NO_MAIL, Door, Visit
from newsletter.web.routes import WRITE, PageRoutes

_EDITORS = "/desk/editors"
_NO_ROLE: Final = Message("role-missing")
_LONGEST_ECHO: Final = 320  # characters of a typed text that are shown again


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
        typed: Mapping[str, str] | None = None,
        wrong: Mapping[str, Message] | None = None,
        why: Message | None = None,
    ) -> Response:
        desk = self._newsletter.desk
        return self._door.show(
            visit,
            "editors",
            status=422 if wrong or why else 200,
            editors=[one for one in desk.editors.all() if one.is_active],
            last=desk.log.last_signed_in(),
            can_mail=desk.outgoing.can_mail_links,
            roles=tuple(Role),
            typed={name: value[:_LONGEST_ECHO] for name, value in (typed or {}).items()},
            wrong=wrong or {},
            why=why,
            done=visit.request.query_params.get("done", ""),
        )

    def add(self, visit: Visit, form: FormData) -> Response:
        """Create an account and mail an invitation; if no mail is sent, show a link."""
        desk = self._newsletter.desk
        typed = {field: str(form.get(field, "")) for field in ("name", "email", "role")}
        role = _role(form)
        wrong = desk.editors.mistakes({field: typed[field] for field in ("name", "email")})
        if role is None:
            wrong["role"] = _NO_ROLE
        if role is None or wrong:
            return self._list(visit, typed=typed, wrong=wrong)
        try:
            editor = desk.editors.add(typed["name"], typed["email"], role, by=visit.editor)
        except DeskError as error:
            if error.code != "editor-there-already":
                raise
            return self._list(visit, typed=typed, wrong={"email": error.message})
        except (AuthorError, *NO_MAIL) as error:
            return self._list(visit, typed=typed, why=desk.outgoing.why(error))
        if desk.outgoing.can_mail_links:
            return self._door.go(f"{_EDITORS}?done=invited")
        return self._link(visit, editor, is_new=True)

    def show(self, visit: Visit) -> Response:
        """Show an editor, and the settings that an owner can change."""
        return self._show(visit, self._editor(visit))

    def _show(
        self,
        visit: Visit,
        editor: Editor,
        *,
        chosen: Role | None = None,
        wrong: Mapping[str, Message] | None = None,
    ) -> Response:
        return self._door.show(
            visit,
            "one_editor",
            status=422 if wrong else 200,
            one=editor,
            chosen=chosen or editor.role,
            wrong=wrong or {},
            last=self._newsletter.desk.log.last_signed_in(),
            can_mail=self._newsletter.desk.outgoing.can_mail_links,
            roles=tuple(Role),
            done=visit.request.query_params.get("done", ""),
        )

    def set_role(self, visit: Visit, form: FormData) -> Response:
        """Give an editor another role."""
        editor, role = self._editor(visit), _role(form)
        if role is None:
            return self._show(visit, editor, wrong={"role": _NO_ROLE})
        try:
            self._newsletter.desk.editors.set_role(editor.id, role, by=visit.editor)
        except DeskError as error:
            if error.code != "editor-last-owner":
                raise
            return self._show(visit, editor, chosen=role, wrong={"role": error.message})
        return self._door.go(f"{_EDITORS}/{editor.id}?done=role")

    def link(self, visit: Visit, _form: FormData) -> Response:
        """Mail another invitation; if no mail is sent, show a link."""
        desk, editor = self._newsletter.desk, self._editor(visit)
        if not desk.outgoing.can_mail_links:
            return self._link(visit, editor)
        try:
            desk.editors.invite(editor.id, by=visit.editor)
        except (AuthorError, *NO_MAIL) as error:
            why = self._newsletter.desk.outgoing.why(error)
            return self._show(visit, editor, wrong={"link": why})
        return self._door.go(f"{_EDITORS}/{editor.id}?done=invited")

    def end(self, visit: Visit, _form: FormData) -> Response:
        """End an account; editors who end their own are signed out."""
        editor = self._editor(visit)
        try:
            self._newsletter.desk.editors.end(editor.id, by=visit.editor)
        except DeskError as error:
            if error.code != "editor-last-owner":
                raise
            return self._show(visit, editor, wrong={"end": error.message})
        if editor.id == visit.editor.id:
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


def _role(form: FormData) -> Role | None:
    """Return the chosen role; ``None`` if none was chosen."""
    return next((role for role in Role if form.get("role") == role.value), None)
