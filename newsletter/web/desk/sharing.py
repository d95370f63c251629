"""Previews of drafts for people without an account: the address and its page."""

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from newsletter.app import Newsletter
from newsletter.errors import AuthorError
from newsletter.message import Message
from newsletter.model.editor import Permission
from newsletter.model.writing import SharedDraft
from newsletter.web.desk.door import Door, Visit
from newsletter.web.desk.issues import MAIL_IN_A_FRAME
from newsletter.web.desk.letter_page import LetterPage, number_of
from newsletter.web.routes import WRITE, PageRoutes

_NOT_LISTED = {"x-robots-tag": "noindex"}
# The page shows the mail in a frame, where nothing runs and nothing is fetched.
_PAGE = _NOT_LISTED | {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}


class SharingPages:
    """``/desk/issues/{number}/share`` and ``/preview/{token}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door
        self._letter = LetterPage(newsletter, door)

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        write, door, one = Permission.WRITE, self._door, "/desk/issues/{number}/share"
        routes.add(one, door.shows(write, self.show))
        routes.add(one, door.acts(write, self._letter.after_saving(self.share)), WRITE)
        routes.add(f"{one}/end", door.acts(write, self.end), WRITE)
        routes.add("/preview/{token}", self.look)
        routes.add("/preview/{token}/mail", self.mail)
        return routes

    def show(self, visit: Visit) -> Response:
        """Show whether a letter is shared, with buttons to start and stop sharing."""
        return self._show(visit)

    def share(self, visit: Visit, _form: FormData) -> Response:
        """Create an address for the letter as it is saved, and show it this one time.

        The script of the letter's page gets it by itself, for the clipboard.
        """
        number = number_of(self._newsletter, visit)
        try:
            address = self._newsletter.desk.sharing.share(number, visit.editor)
        except AuthorError as error:
            return self._show(visit, why=self._letter.why(number, error))
        if visit.request.headers.get("accept") == "application/json":
            return JSONResponse({"address": address})
        return self._show(visit, address)

    def end(self, visit: Visit, _form: FormData) -> Response:
        """End the address."""
        number = number_of(self._newsletter, visit)
        self._newsletter.desk.sharing.end(number, visit.editor)
        return self._door.go(f"/desk/issues/{number}/share?done=ended")

    def look(self, token: str) -> Response:
        """Show a draft, and when its address expires."""
        draft = self._found(token)
        page = self._door.outside("preview", draft=draft, token=token)
        page.headers.update(_PAGE)
        return page

    def mail(self, token: str) -> Response:
        """Show the draft's email by itself."""
        return HTMLResponse(self._found(token).html, headers=MAIL_IN_A_FRAME | _NOT_LISTED)

    def _found(self, token: str) -> SharedDraft:
        """Return the draft that an address shows.

        Raises:
            HTTPException: 404, whether the address never existed or has ended.
        """
        draft = self._newsletter.desk.sharing.find(token)
        if draft is None:
            raise HTTPException(404)
        return draft

    def _show(self, visit: Visit, address: str = "", why: Message | None = None) -> Response:
        number = number_of(self._newsletter, visit)
        return self._door.show(
            visit,
            "share",
            status=422 if why else 200,
            number=number,
            why=why,
            draft=self._newsletter.desk.sharing.of(number),
            address=address,
            done=visit.request.query_params.get("done", ""),
        )
