"""Access control of the desk: the session, permission and origin of every request."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.app import Newsletter
from newsletter.errors import AuthorError, BadAddress, DeskError
from newsletter.locale.catalogue import choose
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.editor import DeskSession, Editor, Permission
from newsletter.web.bodies import allow_body
from newsletter.web.guard import is_of_our_page, typed_into
from newsletter.web.pages import Pages, without_folder

_MOST_FIELDS: Final = 200
_COOKIE_DAYS: Final = 30
_LARGEST_UPLOAD: Final = 12 * 1024 * 1024  # bytes
_SLOWEST_SECONDS: Final = 60.0  # for the body of an editor's form: a picture over a slow connection
LARGEST_BODY: Final = 2 * 1024 * 1024  # bytes, for browsers that are or were signed in
SIGN_IN: Final = "/desk/sign-in"
_PROOF: Final = "proof"  # the field for the password that proves an editor's identity


@dataclass(frozen=True, slots=True)
class Visit:
    """A request by a signed-in editor."""

    request: Request
    session: DeskSession

    @property
    def editor(self) -> Editor:
        """The editor who made the request."""
        return self.session.editor


Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Shows: TypeAlias = Callable[[Visit], Response]
Acts: TypeAlias = Callable[[Visit, FormData], Response]


class Door:
    """Admits signed-in editors who have the permission that a page needs."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        """Set the publication and its page templates."""
        self._newsletter = newsletter
        self._pages = pages

    def shows(self, permission: Permission, show: Shows) -> Endpoint:
        """Return an endpoint for a page that changes nothing."""

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

    def acts(
        self,
        permission: Permission,
        act: Acts,
        *,
        files: int = 0,
        proven: bool = False,
        by_itself: bool = False,
    ) -> Endpoint:
        """Return an endpoint for a form, which must come from a page of this site.

        Without a session, the answer is a sign-in form that keeps what was typed. With
        ``proven``, an editor who proved their identity more than 15 minutes ago likewise gets
        a form, which asks for the password and then acts. A request that a page sends
        ``by_itself`` does not extend the session.
        """
        if proven:
            act = self._proven(act)

        async def answer(request: Request) -> Response:
            if not self.is_ours(request):
                return self.stranger()
            if await run_in_threadpool(self.was_signed_in, request):
                largest = _LARGEST_UPLOAD if files else LARGEST_BODY
                allow_body(request, largest, busy=503, seconds=_SLOWEST_SECONDS, is_heard_out=True)
            form = await typed_into(request, most=_MOST_FIELDS, files=files)
            try:
                return await run_in_threadpool(
                    self._act, request, form, permission, act, is_seen=not by_itself
                )
            finally:
                await form.close()  # a large upload is stored on disk

        return answer

    def _act(
        self,
        request: Request,
        form: FormData,
        permission: Permission,
        act: Acts,
        *,
        is_seen: bool,
    ) -> Response:
        # after the body, which may take half a minute: the session or role may end meanwhile
        visit = self.visit(request, is_seen=is_seen)
        if visit is None:
            return self._sign_in_again(request, form)
        if not visit.editor.may(permission):
            return self.show(visit, "not_allowed", status=403)
        try:
            return act(visit, form)
        except (DeskError, BadAddress, AuthorError) as error:
            return self.show(visit, "refused", status=422, why=error.message)

    def _proven(self, act: Acts) -> Acts:
        """Return an act that requires the editor to prove their identity again first."""

        def prove_and_act(visit: Visit, form: FormData) -> Response:
            editors = self._newsletter.desk.editors
            if not editors.is_proven(visit.session):
                try:
                    if not (typed := str(form.get(_PROOF, ""))):
                        return self._ask_for_proof(visit, form, None, 401)
                    editors.prove(visit.session, typed)
                except DeskError as error:
                    return self._ask_for_proof(visit, form, error.message, 422)
            return act(visit, form)

        return prove_and_act

    def _ask_for_proof(
        self, visit: Visit, form: FormData, why: Message | None, status: int
    ) -> Response:
        return self.show(
            visit,
            "prove",
            status=status,
            why=why,
            to=visit.request.url.path,
            kept=_kept(form),
            can_mail=self._newsletter.desk.editors.can_mail,
        )

    def was_signed_in(self, request: Request) -> bool:
        """Return whether the cookie is of an active editor's session, even an expired one.

        Such a browser may send a large body, because a long text typed meanwhile is kept
        while its editor signs in again.
        """
        token = request.cookies.get(self._cookie, "")
        return bool(token) and self._newsletter.desk.editors.sessions.is_known(token)

    def visit(self, request: Request, *, is_seen: bool = True) -> Visit | None:
        """Return the visit; ``None`` if nobody is signed in with that browser.

        Args:
            request: The request.
            is_seen: Whether a person made it, which extends the session.
        """
        sessions = self._newsletter.desk.editors.sessions
        token = request.cookies.get(self._cookie, "")
        session = sessions.find(token, is_seen=is_seen) if token else None
        return None if session is None else Visit(request, session)

    def is_ours(self, request: Request) -> bool:
        """Return whether the form was sent by a page of this site."""
        return is_of_our_page(request, self._newsletter.publication.base_url)

    def show(self, visit: Visit, page: str, *, status: int = 200, **values: object) -> Response:
        """Return a page for an editor."""
        return self._pages.show_desk(page, status=status, editor=visit.editor, **values)

    def said(self, message: Message) -> str:
        """Return a sentence in the publication's language, as pages show it."""
        sentence = say(message, choose(self._newsletter.publication.language))
        return without_folder(sentence, self._newsletter.container.folder)

    def outside(self, page: str, *, status: int = 200, **values: object) -> Response:
        """Return a page for a visitor who is not signed in."""
        return self._pages.show_desk(page, status=status, editor=None, **values)

    def stranger(self) -> Response:
        """Return the refusal of a form sent by another site."""
        return self.outside("stranger", status=403)

    def let_in(self, token: str, to: str = "/desk") -> Response:
        """Return a redirect that starts a session in the browser."""
        return self.with_cookie(self.go(to), token)

    def go(self, to: str) -> Response:
        """Return a redirect to a page of the desk; other addresses lead to Today."""
        return RedirectResponse(within_desk(to), 303)

    def with_cookie(self, answer: Response, token: str) -> Response:
        """Add a session cookie to an answer, and return it."""
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
        """Return a redirect to the sign-in page that deletes the cookie."""
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
        """Return a sign-in form that keeps the typed fields, to be sent again afterwards."""
        return self.outside(
            "sign_in",
            status=401,
            typed="",
            why=Message("desk-signed-out"),
            to=request.url.path,
            kept=_kept(form),
            can_mail=self._newsletter.desk.editors.can_mail,
        )

    @property
    def _is_secure(self) -> bool:
        return self._newsletter.publication.base_url.startswith("https:")

    @property
    def _cookie(self) -> str:
        # __Host-: only set by this host, over TLS, for every path (RFC 6265bis §4.1.3.2)
        return "__Host-desk" if self._is_secure else "desk"


def _kept(form: FormData) -> list[tuple[str, str]]:
    """Return a form's typed fields, to be sent again, except the proving password."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != _PROOF
    ]


def within_desk(path: str) -> str:
    """Return a path unchanged if it is within the desk, else that of the first page."""
    is_ours = path == "/desk" or path.startswith("/desk/")
    return path if is_ours and "\\" not in path and ".." not in path else "/desk"


def number_in(form: FormData, name: str) -> int:
    """Return a whole number from a field of a form.

    Raises:
        DeskError: The field does not hold a number of at most six digits.
    """
    text = str(form.get(name, ""))
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        raise DeskError("number-unreadable", text=text[:40])
    return int(text)
