"""The door of the desk: checks session, permission and origin of every request."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.app import Newsletter
from newsletter.errors import (
    AuthorError,
    BadAddress,
    ConfigError,
    DeskError,
    MailUnfit,
    NewsletterError,
    ProviderError,
)
from newsletter.locale.catalogue import choose
from newsletter.message import Message
from newsletter.model.editor import DeskSession, Editor, Permission
from newsletter.web.bodies import allow_body
from newsletter.web.desk import reader_search
from newsletter.web.filters import on_a_page
from newsletter.web.guard import (
    at_one_pace,
    carried,
    is_of_our_page,
    refuse_nul_in_address,
    typed_into,
)
from newsletter.web.pages import Pages

_MOST_FIELDS: Final = 200
_COOKIE_DAYS: Final = 30
_LARGEST_UPLOAD: Final = 12 * 1024 * 1024  # bytes
_SLOWEST_SECONDS: Final = 60.0  # for the body of an editor's form: a picture over a slow line
_LARGEST_BODY: Final = 2 * 1024 * 1024  # bytes, for browsers that are or were signed in
SIGN_IN: Final = "/desk/sign-in"
NO_MAIL: Final = (MailUnfit, ConfigError, ProviderError)  # settings or a provider stop an act
_PRESSED: Final = ("pressed", "yes")  # what is kept of a button without fields
_PROOF: Final = "proof"  # the field with the password that proves who an editor is


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of an editor who is signed in."""

    request: Request
    session: DeskSession

    @property
    def editor(self) -> Editor:
        """Return who made the request."""
        return self.session.editor

    @property
    def sees_readers(self) -> bool:
        """Return whether the editor may know who reads; see ``newsletter.app.shown_counts``."""
        return self.editor.may(Permission.READERS)


Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
Shows: TypeAlias = Callable[[Visit], Response]
Acts: TypeAlias = Callable[[Visit, FormData], Response]


class Door:
    """Lets editors in who are signed in and have the permission that a page needs."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        """Set the publication and its page templates."""
        self._newsletter = newsletter
        self._pages = pages

    def shows(self, permission: Permission, show: Shows) -> Endpoint:
        """Return an endpoint for a page that changes nothing."""

        async def answer(request: Request) -> Response:
            refuse_nul_in_address(request)
            visit = await run_in_threadpool(self.visit, request, is_seen=_is_opened(request))
            if visit is None:
                return await run_in_threadpool(self._to_sign_in, request)
            if not visit.editor.may(permission):
                return self.show(visit, "not_allowed", status=403)
            try:
                return await run_in_threadpool(show, visit)
            except (DeskError, AuthorError, *NO_MAIL) as error:
                return self._refused(visit, error)

        return answer

    def acts(
        self,
        permission: Permission,
        act: Acts,
        *,
        files: int = 0,
        proven: bool = False,
        by_itself: bool = False,
        at_pace: bool = False,
    ) -> Endpoint:
        """Return an endpoint for a form, which must come from a page of this site.

        Without a session, the answer is a form to sign in with that keeps what was typed.
        With ``proven``, an editor who last proved more than 15 minutes ago who they are
        gets a form that asks for the password and then acts. With ``by_itself``, a page's
        script sends the form, and the session is not extended. With ``at_pace``, how long
        the answer takes reveals nothing.
        """
        if proven:
            act = self._proven(act)

        async def answer(request: Request) -> Response:
            if not self.is_ours(request):
                return self.stranger()
            refuse_nul_in_address(request)
            await self.allow_more(request, _LARGEST_UPLOAD if files else _LARGEST_BODY)
            sent = await typed_into(request, most=_MOST_FIELDS, files=files)
            form = carried(sent)
            try:
                async with at_one_pace() if at_pace else nullcontext():
                    return await run_in_threadpool(
                        self._act, request, form, permission, act, is_seen=not by_itself
                    )
            finally:
                await sent.close()  # a large upload is a file on disk

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
        # after the body, which may take a minute: the session or the role can end in it
        visit = self.visit(request, is_seen=is_seen)
        if visit is None:
            return self._sign_in_again(request, form)
        if not visit.editor.may(permission):
            return self.show(visit, "not_allowed", status=403)
        try:
            return act(visit, form)
        except (DeskError, BadAddress, AuthorError, *NO_MAIL) as error:
            return self._refused(visit, error)

    def _refused(self, visit: Visit, error: NewsletterError) -> Response:
        why = self._newsletter.desk.outgoing.why(error)
        return self.show(visit, "refused", status=422, why=why)

    def _proven(self, act: Acts) -> Acts:
        """Return an act before which the editor has to prove again who they are."""

        def prove_and_act(visit: Visit, form: FormData) -> Response:
            sign_in = self._newsletter.desk.sign_in
            if not sign_in.is_proven(visit.session):
                try:
                    if not (typed := str(form.get(_PROOF, ""))):
                        return self._ask_for_proof(visit, form, None, 401)
                    sign_in.prove(visit.session, typed)
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
            can_mail=self._newsletter.desk.outgoing.can_mail_links,
        )

    async def allow_more(self, request: Request, largest_bytes: int = _LARGEST_BODY) -> None:
        """Allow an active editor's browser a large body, even if its session ran out.

        A long text that was typed meanwhile is kept while its editor signs in again.
        """
        if await run_in_threadpool(self.editor_before, request.cookies) is not None:
            seconds = _SLOWEST_SECONDS
            allow_body(request, largest_bytes, busy=503, seconds=seconds, is_heard_out=True)

    def editor_before(self, cookies: Mapping[str, str]) -> Editor | None:
        """Return who was last signed in at a browser, even if that has ended."""
        return self._newsletter.desk.sign_in.sessions.editor_of(cookies.get(self._cookie, ""))

    def visit(self, request: Request, *, is_seen: bool = True) -> Visit | None:
        """Return the visit; ``None`` if nobody is signed in at that browser.

        Args:
            request: The request.
            is_seen: Whether a person made the request, which extends the session.
        """
        sessions = self._newsletter.desk.sign_in.sessions
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
        language = choose(self._newsletter.publication.language)
        return on_a_page(message, language, self._newsletter.container.folder)

    def outside(self, page: str, *, status: int = 200, **values: object) -> Response:
        """Return a page for somebody who is not signed in."""
        return self._pages.show_desk(page, status=status, editor=None, **values)

    def stranger(self) -> Response:
        """Return the refusal of a form that another site sent."""
        return self.outside("stranger", status=403)

    def let_in(self, token: str, to: str = "/desk") -> Response:
        """Return a redirect that begins a session at the browser."""
        return self.with_cookie(self.go(to), token)

    def go(self, to: str) -> Response:
        """Return a redirect to a page of the desk, after a form; other addresses lead to Today."""
        return RedirectResponse(within_desk(to), 303)

    def with_cookie(self, answer: Response, token: str) -> Response:
        """Add the cookie of a session to an answer, and return it."""
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
        reader_search.forget(answer, is_secure=self._is_secure)
        answer.headers["clear-site-data"] = '"cache"'  # a page that the browser kept to go back to
        return answer

    def _to_sign_in(self, request: Request) -> Response:
        if not self._newsletter.desk.editors.are_there():
            return self.outside("nobody_yet", status=401)
        asked = request.url.path
        to = "" if asked == "/desk" else f"?to={asked}"
        return RedirectResponse(SIGN_IN + to, 303)

    def _sign_in_again(self, request: Request, form: FormData) -> Response:
        """Return a form to sign in with that keeps what was typed, to be sent again afterwards."""
        return self.outside(
            "sign_in",
            status=401,
            typed="",
            why=Message("desk-signed-out"),
            to=request.url.path,
            kept=_kept(form) or [_PRESSED],
            can_mail=self._newsletter.desk.outgoing.can_mail_links,
        )

    @property
    def _is_secure(self) -> bool:
        return self._newsletter.publication.base_url.startswith("https:")

    @property
    def _cookie(self) -> str:
        # __Host-: set by this host only, over TLS, for every path (RFC 6265bis §4.1.3.2)
        return "__Host-desk" if self._is_secure else "desk"


def _kept(form: FormData) -> list[tuple[str, str]]:
    """Return what was typed into a form, to be sent again; but not the password that proves."""
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != _PROOF
    ]


def within_desk(path: str) -> str:
    """Return a path unchanged if it is one of the desk, else that of the first page."""
    is_ours = path == "/desk" or path.startswith("/desk/")
    return path if is_ours and "\\" not in path and ".." not in path else "/desk"


def _is_opened(request: Request) -> bool:
    """Return whether a person opened a page, which did not refresh itself."""
    return "refreshed" not in request.query_params
