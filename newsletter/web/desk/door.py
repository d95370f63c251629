"""The door of the desk: who asks, whether they may, and whether a page of ours sent it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, BadAddress, DeskError
from newsletter.message import Message
from newsletter.model.editor import DeskSession, Editor, Permission
from newsletter.web.bodies import allow_body
from newsletter.web.guard import is_of_our_page, typed_into
from newsletter.web.pages import Pages

_MOST_FIELDS: Final = 200
_COOKIE_DAYS: Final = 30
LARGEST_BODY: Final = 2 * 1024 * 1024  # bytes, once the session is proven
SIGN_IN: Final = "/desk/sign-in"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of somebody who is signed in."""

    request: Request
    session: DeskSession

    @property
    def editor(self) -> Editor:
        """Return who asks."""
        return self.session.editor


Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Shows: TypeAlias = Callable[[Visit], Response]
Acts: TypeAlias = Callable[[Visit, FormData], Response]


class Door:
    """Lets somebody in who is signed in and has the permission of a page."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        """Keep the publication and its page templates."""
        self._newsletter = newsletter
        self._pages = pages

    def shows(self, permission: Permission, show: Shows) -> Endpoint:
        """Return an endpoint that shows something and changes nothing."""

        async def answer(request: Request) -> Response:
            visit = await run_in_threadpool(self.visit, request)
            if visit is None:
                return await run_in_threadpool(self._to_sign_in, request)
            if not visit.editor.may(permission):
                return self.show(visit, "not_allowed", status=403)
            try:
                return await run_in_threadpool(show, visit)
            except (DeskError, AuthorError) as error:
                return self.show(visit, "refused", status=422, why=error.message)

        return answer

    def acts(self, permission: Permission, act: Acts) -> Endpoint:
        """Return an endpoint that takes a form; what it refuses is said on a page."""

        async def answer(request: Request) -> Response:
            if not self.is_ours(request):
                return self.stranger()
            if await run_in_threadpool(self.was_signed_in, request):
                allow_body(request, LARGEST_BODY, busy=503)
            form = await typed_into(request, most=_MOST_FIELDS)
            # only now: a body may take half a minute, in which a session or a role can end
            visit = await run_in_threadpool(self.visit, request)
            if visit is None:
                return self._sign_in_again(request, form)
            if not visit.editor.may(permission):
                return self.show(visit, "not_allowed", status=403)
            try:
                return await run_in_threadpool(act, visit, form)
            except (DeskError, BadAddress, AuthorError) as error:
                return self.show(visit, "refused", status=422, why=error.message)

        return answer

    def was_signed_in(self, request: Request) -> bool:
        """Return whether the cookie names a session, though it may have run out.

        What was typed meanwhile may be long, and is kept through signing in again.
        """
        token = request.cookies.get(self._cookie, "")
        return bool(token) and self._newsletter.desk.editors.sessions.is_known(token)

    def visit(self, request: Request) -> Visit | None:
        """Return who asks; ``None`` if nobody is signed in at that browser."""
        token = request.cookies.get(self._cookie, "")
        session = self._newsletter.desk.editors.sessions.find(token) if token else None
        return None if session is None else Visit(request, session)

    def is_ours(self, request: Request) -> bool:
        """Return whether a page of this site sent the form."""
        return is_of_our_page(request, self._newsletter.publication.base_url)

    def show(self, visit: Visit, page: str, *, status: int = 200, **values: object) -> Response:
        """Return a page of the desk."""
        return self._pages.show_desk(page, status=status, editor=visit.editor, **values)

    def outside(self, page: str, *, status: int = 200, **values: object) -> Response:
        """Return a page for somebody who is not signed in."""
        return self._pages.show_desk(page, status=status, editor=None, **values)

    def stranger(self) -> Response:
        """Return the answer to a form that another site sent."""
        return self.outside("stranger", status=403)

    def let_in(self, token: str, to: str = "/desk") -> Response:
        """Return the way in after signing in, with the cookie of the session."""
        return self.with_cookie(self.go(to), token)

    def go(self, to: str) -> Response:
        """Return the way to another page of the desk, after a form."""
        return RedirectResponse(within_desk(to), 303)

    def with_cookie(self, answer: Response, token: str) -> Response:
        """Return an answer that begins a session at the browser."""
        answer.set_cookie(
            self._cookie,
            token,
            max_age=_COOKIE_DAYS * 86_400,
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    def let_out(self) -> Response:
        """Return the way out after signing out; the cookie is gone."""
        answer = RedirectResponse(SIGN_IN, 303)
        answer.delete_cookie(self._cookie, secure=self._is_secure, httponly=True, samesite="lax")
        return answer

    def _to_sign_in(self, request: Request) -> Response:
        if not self._newsletter.desk.editors.are_there():
            return self.outside("nobody_yet", status=401)
        asked = request.url.path
        to = "" if asked == "/desk" else f"?to={asked}"
        return RedirectResponse(SIGN_IN + to, 303)

    def _sign_in_again(self, request: Request, form: FormData) -> Response:
        """Return a form to sign in that keeps what was typed, to be sent after it."""
        kept = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        return self.outside(
            "sign_in",
            status=401,
            typed="",
            why=Message("desk-signed-out"),
            to=request.url.path,
            kept=kept,
            can_mail=self._newsletter.desk.editors.can_mail,
        )

    @property
    def _is_secure(self) -> bool:
        return self._newsletter.publication.base_url.startswith("https:")

    @property
    def _cookie(self) -> str:
        # __Host-: only from this host over TLS, for every path (RFC 6265bis §4.1.3.2)
        return "__Host-desk" if self._is_secure else "desk"


def within_desk(path: str) -> str:
    """Return a path of the desk as it is, and the desk itself for whatever else was given."""
    is_ours = path == "/desk" or path.startswith("/desk/")
    return path if is_ours and "\\" not in path and ".." not in path else "/desk"
