"""The other settings, what is wrong with them, and the keys of other programs."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import FormData
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.secret import Scope
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.typed_numbers import number_in_form
from newsletter.web.routes import WRITE, PageRoutes

_SETTINGS: Final = "/desk/settings"
_LONGEST_ECHO: Final = 320  # characters of a typed text that are shown again


class SettingsPages:
    """``/desk/settings`` with the check and the keys."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        own, door = Permission.OWN, self._door
        routes.add(_SETTINGS, door.shows(own, self.show))
        routes.add(f"{_SETTINGS}/check", door.acts(own, self.check), WRITE)
        routes.add(f"{_SETTINGS}/keys", door.acts(own, self.add_key, proven=True), WRITE)
        routes.add(f"{_SETTINGS}/keys/revoke", door.acts(own, self.revoke, proven=True), WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the settings, the result of the last check, and the keys."""
        return self._show(visit)

    def _show(
        self,
        visit: Visit,
        *,
        typed: Mapping[str, str] | None = None,
        chosen: frozenset[Scope] = frozenset(),
        wrong: Mapping[str, Message] | None = None,
    ) -> Response:
        desk = self._newsletter.desk.settings
        return self._door.show(
            visit,
            "settings",
            status=422 if wrong else 200,
            settings=desk.overview.look(),
            checkup=desk.checkup,
            keys=desk.keys.all(),
            scopes=tuple(Scope),
            typed={name: text[:_LONGEST_ECHO] for name, text in (typed or {}).items()},
            chosen=chosen,
            wrong=wrong or {},
            done="" if wrong else visit.request.query_params.get("done", ""),
        )

    def check(self, _visit: Visit, _form: FormData) -> Response:
        """Start a check in the background."""
        self._newsletter.desk.settings.checkup.begin()
        return self._door.go(f"{_SETTINGS}#check")

    def add_key(self, visit: Visit, form: FormData) -> Response:
        """Create a key, and show it once."""
        keys, name = self._newsletter.desk.settings.keys, str(form.get("name", ""))
        given = {str(value) for value in form.getlist("scope")}
        scopes = frozenset(scope for scope in Scope if scope.value in given)
        if wrong := keys.mistakes(name, scopes):
            return self._show(visit, typed={"name": name}, chosen=scopes, wrong=wrong)
        key, text = keys.add(name, scopes, visit.editor)
        return self._door.show(visit, "api_key", key=key, text=text.reveal)

    def revoke(self, visit: Visit, form: FormData) -> Response:
        """Revoke a key."""
        try:
            self._newsletter.desk.settings.keys.revoke(number_in_form(form, "key"), visit.editor)
        except DeskError as error:
            return self._show(visit, wrong={"key": error.message})
        return self._door.go(f"{_SETTINGS}?done=revoked#api-keys")
