"""The addresses that tests of issues go to, and the page on which their holders answer."""

import re
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.typed_numbers import number_in_form
from newsletter.web.guard import typed_into
from newsletter.web.routes import WRITE, PageRoutes

_PAGE: Final = "/desk/settings/addresses"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")
_LONGEST_ECHO: Final = 320  # characters of a typed text that are shown again


class SavedAddressPages:
    """``/desk/settings/addresses``, and ``/desk/test-address/{token}`` for the holders."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        own, door, answer = Permission.OWN, self._door, "/desk/test-address/{token}"
        routes.add(_PAGE, door.shows(own, self.show))
        routes.add(_PAGE, door.acts(own, self.add, proven=True), WRITE)
        routes.add(f"{_PAGE}/remove", door.acts(own, self.remove), WRITE)
        routes.add(answer, self.ask)
        routes.add(answer, self.answer, WRITE)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show the addresses, and a form to save another."""
        return self._show(visit, letter=_letter(visit.request.query_params.get("letter")))

    def _show(
        self, visit: Visit, *, letter: int | None, typed: str = "", why: Message | None = None
    ) -> Response:
        return self._door.show(
            visit,
            "saved_addresses",
            status=422 if why else 200,
            addresses=self._newsletter.desk.settings.addresses.all(),
            now=self._newsletter.container.now(),
            letter=letter,
            typed=typed[:_LONGEST_ECHO],
            wrong={"email": why} if why else {},
            done="" if why else visit.request.query_params.get("done", ""),
        )

    def add(self, visit: Visit, form: FormData) -> Response:
        """Save an address, whose holder is asked by mail."""
        typed, letter = str(form.get("email", "")), _letter(form.get("letter"))
        try:
            self._newsletter.desk.settings.addresses.add(typed, visit.editor)
        except (BadAddress, DeskError) as error:
            return self._show(visit, letter=letter, typed=typed, why=error.message)
        return self._door.go(_done("asked", letter))

    def remove(self, visit: Visit, form: FormData) -> Response:
        """Remove an address."""
        self._newsletter.desk.settings.addresses.remove(
            number_in_form(form, "address"), visit.editor
        )
        return self._door.go(_done("removed", _letter(form.get("letter"))))

    # ─── the holder's answer ─────────────────────────────────────────────────

    def ask(self, token: str) -> Response:
        """Show the buttons of a link; opening the page answers nothing."""
        found = self._newsletter.desk.settings.addresses.look(token)
        if found is None:
            return self._door.outside("saved_address_over", status=410)
        return self._door.outside("saved_address", token=token, one=found, said="")

    async def answer(self, token: str, request: Request) -> Response:
        """Take a holder's answer, which may also come back on an earlier one."""
        if not self._door.is_ours(request):
            return self._door.stranger()
        form = await typed_into(request, most=2)
        return await run_in_threadpool(self._answer, token, form)

    def _answer(self, token: str, form: FormData) -> Response:
        addresses = self._newsletter.desk.settings.addresses
        found = addresses.look(token)
        if found is None:
            return self._door.outside("saved_address_over", status=410)
        match form.get("answer"):
            case "no":
                addresses.refuse(token)
            case "yes":
                if not addresses.allow(token):
                    return self._door.outside("saved_address_over", status=410)
            case _:  # nothing but a yes is a yes
                return self._door.outside(
                    "saved_address", status=422, token=token, one=found, said=""
                )
        return self._door.outside("saved_address", token=token, one=found, said=form["answer"])


def _letter(typed: str | UploadFile | None) -> int | None:
    """Return the number of the letter that an editor comes from; ``None`` from elsewhere.

    It is a number and no address, so that the way back leads nowhere but to a letter.
    """
    text = typed if isinstance(typed, str) else ""
    return int(text) if _NUMBER.fullmatch(text) else None


def _done(what: str, letter: int | None) -> str:
    """Return the address of the page that says what has been done."""
    return f"{_PAGE}?done={what}" + (f"&letter={letter}" if letter else "")
