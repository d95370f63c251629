"""The answers to requests that fail: for readers, for editors and for programs."""

import errno
import logging
from typing import Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from newsletter.errors import BadToken, ConfigError, NewsletterError, StoreError
from newsletter.message import Message
from newsletter.web import api_refusals
from newsletter.web.desk.door import Door
from newsletter.web.guard import Unstorable
from newsletter.web.pages import Pages, wishes_of
from newsletter.web.routes import READ

log = logging.getLogger(__name__)

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_PROGRAMS: Final = "/api/"
_MACHINES: Final = ("/hooks/", _PROGRAMS, "/health", "/livez", "/readyz")


class Mistakes:
    """Answers a failed request in the frame that its address belongs to."""

    def __init__(self, pages: Pages, door: Door) -> None:
        """Set the page templates, and the door that knows who is signed in at the desk."""
        self._pages = pages
        self._door = door

    def explain(self, site: Starlette) -> None:
        """Register an answer to every error of a site."""
        site.add_exception_handler(BadToken, self.damaged)
        site.add_exception_handler(HTTPException, self.refused)
        site.add_exception_handler(ClientDisconnect, self.gone)
        site.add_exception_handler(StoreError, self.out_of_order)
        site.add_exception_handler(ConfigError, self.unsettled)
        site.add_exception_handler(NewsletterError, self.unable)
        site.add_exception_handler(OSError, self.unwritten)
        site.add_exception_handler(Exception, self.broken)

    def damaged(self, request: Request, _error: Exception) -> Response:
        """Answer a damaged link."""
        is_joining = request.url.path.startswith("/confirm/")
        return self._pages.show(
            "damaged", status=404, wishes=wishes_of(request), is_joining=is_joining
        )

    def refused(self, request: Request, error: Exception) -> Response:
        """Answer with an HTTP status of our own."""
        if not isinstance(error, HTTPException):
            raise error
        status, headers = error.status_code, dict(error.headers or {})
        if request.url.path.startswith(_MACHINES):
            return api_refusals.refused(error)
        if _is_of_desk(request):
            if status == 404 and (without := _without_slash(request)):
                return RedirectResponse(without, 308)
            why = Message("desk-with-nul") if isinstance(error, Unstorable) else None
            return self._at_desk(request, status, headers, why)
        return self._pages.show(
            "mistake",
            status=status,
            headers=headers,
            wishes=wishes_of(request),
            code=status,
            area=request.url.path[1:].partition("/")[0],
        )

    def _at_desk(
        self, request: Request, status: int, headers: dict[str, str], why: Message | None
    ) -> Response:
        """Answer in the desk's frame, whose bar only somebody who is signed in sees."""
        try:
            visit = self._door.visit(request, is_seen=False)
        except (StoreError, ConfigError):  # the answer does not depend on the database
            visit = None
        editor = None if visit is None else visit.editor
        answer = self._pages.show_desk(
            "mistake", status=status, editor=editor, why=why, code=status
        )
        answer.headers.update(headers)
        return answer

    def gone(self, _request: Request, _error: Exception) -> Response:
        """Answer a client that has disconnected, without a traceback in the log."""
        return Response(status_code=400)

    def out_of_order(self, request: Request, error: Exception) -> Response:
        """Answer while the database or its journal is unavailable."""
        if isinstance(error, StoreError):  # a reader who cannot leave tells nobody
            log.warning("a request failed", extra={"why": error})
        headers = {"retry-after": "60"}
        if request.url.path.startswith(_MACHINES):
            return api_refusals.refusal(503, "the database does not answer", headers)
        if _is_of_desk(request):
            answer = self._pages.show_desk("mistake", status=503, editor=None, why=None, code=503)
            answer.headers.update(headers)
            return answer
        return self._pages.show("mistake", status=503, headers=headers, code=503)

    def unsettled(self, request: Request, error: Exception) -> Response:
        """Answer a request at the desk or of a program that the settings do not allow.

        Raises:
            ConfigError: The error itself, if the request is another.
        """
        is_of_program = request.url.path.startswith(_PROGRAMS)
        if not (isinstance(error, ConfigError) and (is_of_program or _is_of_desk(request))):
            raise error
        log.error("the settings do not allow a request: %s", error)
        why = Message("desk-settings-wrong")  # without details: nobody is signed in
        if is_of_program:
            return api_refusals.refused(api_refusals.Refused(503, why))
        return self._pages.show_desk("mistake", status=503, editor=None, why=why, code=503)

    def unable(self, request: Request, error: Exception) -> Response:
        """Answer a program that asked for what cannot be done.

        Raises:
            NewsletterError: The error itself, if the request is not one of a program.
        """
        if not (isinstance(error, NewsletterError) and request.url.path.startswith(_PROGRAMS)):
            raise error
        return api_refusals.unable(error)

    def unwritten(self, request: Request, error: Exception) -> Response:
        """Answer a request at the desk that a full or write-protected disk prevents.

        Raises:
            OSError: The error itself, if it is another or the request is not one of the desk.
        """
        if not (isinstance(error, OSError) and error.errno in _NO_ROOM and _is_of_desk(request)):
            raise error
        log.error("a request at the desk could not be written: %s", error)
        why = Message("desk-nothing-written")
        return self._pages.show_desk("mistake", status=507, editor=None, why=why, code=507)

    def broken(self, request: Request, _error: Exception) -> Response:
        """Answer an internal error."""
        if request.url.path.startswith(_MACHINES):
            return api_refusals.refusal(500, "a mistake on our side", {})
        if _is_of_desk(request):
            return self._pages.show_desk("mistake", status=500, editor=None, why=None, code=500)
        return self._pages.show("mistake", status=500, code=500)


def _is_of_desk(request: Request) -> bool:
    return f"{request.url.path}/".startswith("/desk/")


def _without_slash(request: Request) -> str:
    """Return the path and query without a trailing slash, or an empty string if it has none.

    It is the same for an address that is there and one that is not, so that nobody learns
    from it what there is.
    """
    path, query = request.scope["path"], request.url.query
    if request.method not in READ or not path.endswith("/"):
        return ""
    return quote(path.rstrip("/")) + (f"?{query}" if query else "")
