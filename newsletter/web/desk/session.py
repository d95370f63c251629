"""Signing in, and the first account."""

from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.app import Newsletter
from newsletter.message import Message
from newsletter.web.browsers import browser_of
from newsletter.web.desk.door import SIGN_IN, Door, within_desk
from newsletter.web.guard import KEPT, at_one_pace, client_of, typed_into
from newsletter.web.routes import WRITE, PageRoutes

_MOST_FIELDS = 200  # including those of the form sent before signing in


class SessionPages:
    """``/desk/sign-in`` and ``/desk/first/{token}``."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add(SIGN_IN, self.form)
        routes.add(SIGN_IN, self.sign_in, WRITE)
        routes.add(f"{SIGN_IN}/{{token}}", self.look)
        routes.add(f"{SIGN_IN}/{{token}}", self.open, WRITE)
        routes.add("/desk/first/{token}", self.first)
        routes.add("/desk/first/{token}", self.claim, WRITE)
        return routes

    def form(self, request: Request) -> Response:
        """Show the sign-in form, or go to the first page if somebody is signed in."""
        if self._door.visit(request) is not None:
            return self._door.go("/desk")
        if not self._newsletter.desk.editors.are_there():
            return self._door.outside("nobody_yet", status=401)
        return self._form(to=request.query_params.get("to", ""))

    async def sign_in(self, request: Request) -> Response:
        """Sign in with a password, or mail a sign-in link."""
        if not self._door.is_ours(request):
            return self._door.stranger()
        await self._door.allow_more(request)  # the form includes what was typed before
        form = await typed_into(request, most=_MOST_FIELDS)
        async with at_one_pace():
            if form.get("way") == "link":
                return await run_in_threadpool(self._mail_link, request, form)
            return await run_in_threadpool(self._with_password, request, form)

    def _with_password(self, request: Request, form: FormData) -> Response:
        address, password = str(form.get("email", "")), str(form.get("password", ""))
        client = client_of(request, self._newsletter.readers.trusted_proxies)
        given = self._newsletter.desk.sign_in.with_password(
            address, password, client, browser_of(request)
        )
        to = str(form.get("to", ""))
        if isinstance(given, str):
            return self._go_on(request, given, to, _kept(form))
        status = 422 if given.value == "wrong" else 429
        why = Message.of(given)
        return self._form(to=to, typed=address, why=why, status=status, kept=_kept(form))

    def _go_on(
        self, request: Request, token: str, to: str, kept: tuple[tuple[str, str], ...]
    ) -> Response:
        """Begin a session, and continue with what was typed before it."""
        before = self._door.editor_before(request.cookies)
        is_reloaded = self._door.visit(request) is not None  # or signed in meanwhile elsewhere
        self._end_former(request)
        if not kept:
            return self._door.let_in(token, to)
        session = self._newsletter.desk.sign_in.sessions.find(token)
        is_own = session is not None and before is not None and before.id == session.editor.id
        if is_own and not is_reloaded:
            again = RedirectResponse(within_desk(to), 307)  # the browser sends the form there
            return self._door.with_cookie(again, token)
        page = self._door.outside("go_on", to=to, kept=kept)
        if not any(name in _SECRET for name, _ in kept):
            # it answers a form: going back to it is an error unless the browser has kept it
            page.headers["cache-control"] = "private, no-cache"
        return self._door.with_cookie(page, token)

    def _mail_link(self, request: Request, form: FormData) -> Response:
        address, to, kept = str(form.get("email", "")), str(form.get("to", "")), _kept(form)
        if self._newsletter.desk.outgoing.notices() is not None:
            why = Message("link-not-mailed")
            return self._form(to=to, typed=address, why=why, status=422, kept=kept)
        client = client_of(request, self._newsletter.readers.trusted_proxies)
        if not self._newsletter.desk.sign_in.mail_link(address, client):
            why = Message("sign-in-refusal-too-many-tries")
            return self._form(to=to, typed=address, why=why, status=429, kept=kept)
        return self._door.outside("link_sent", address=address, to=to, kept=kept)

    def look(self, token: str, request: Request) -> Response:
        """Show the button that uses a link; opening the page does not use it."""
        editor = self._newsletter.desk.sign_in.look(token)
        if editor is None:
            return self._link_used(request)
        return self._door.outside("open", token=token, who=editor.name)

    async def open(self, token: str, request: Request) -> Response:
        """Use a link, and start a session."""
        if not self._door.is_ours(request):
            return self._door.stranger()
        return await run_in_threadpool(self._with_link, request, token)

    def _with_link(self, request: Request, token: str) -> Response:
        sign_in = self._newsletter.desk.sign_in
        who = sign_in.look(token)
        session = sign_in.with_link(token, browser_of(request))
        if who is None or session is None:
            return self._link_used(request)
        self._end_former(request)
        return self._door.let_in(session, "/desk" if who.has_password else "/desk/me?done=new")

    def _link_used(self, request: Request) -> Response:
        """Show that a link no longer works, and how to sign in; or the way on, after that."""
        desk = self._newsletter.desk
        if not desk.editors.are_there():
            return self._door.outside("nobody_yet", status=410)
        visit = self._door.visit(request)
        if visit is not None:
            return self._door.show(visit, "link_used", status=410, can_mail=False)
        can_mail = desk.outgoing.can_mail_links
        return self._door.outside("link_used", status=410, can_mail=can_mail)

    def _end_former(self, request: Request) -> None:
        """End this browser's previous session, whose cookie is replaced."""
        former = self._door.visit(request)
        if former is not None:
            self._newsletter.desk.sign_in.sessions.end(former.session)

    def first(self, token: str, request: Request) -> Response:
        """Show the form for the first account."""
        if not self._newsletter.desk.sign_in.may_claim(token):
            return self._link_used(request)
        return self._first(token, FormData())

    async def claim(self, token: str, request: Request) -> Response:
        """Create the first account, and sign its owner in."""
        if not self._door.is_ours(request):
            return self._door.stranger()
        form = await typed_into(request, most=_MOST_FIELDS)
        return await run_in_threadpool(self._claim, request, token, form)

    def _claim(self, request: Request, token: str, form: FormData) -> Response:
        desk = self._newsletter.desk
        if not desk.sign_in.may_claim(token):
            return self._link_used(request)
        typed = {field: str(form.get(field, "")) for field in ("name", "email", "password")}
        if wrong := desk.editors.mistakes(typed):
            return self._first(token, form, wrong)
        names = (typed["name"], typed["email"], typed["password"])
        session = desk.sign_in.claim(token, *names, browser_of(request))
        return self._link_used(request) if session is None else self._door.let_in(session)

    def _first(
        self, token: str, typed: FormData, wrong: Mapping[str, Message] | None = None
    ) -> Response:
        return self._door.outside(
            "first", status=422 if wrong else 200, token=token, typed=typed, wrong=wrong or {}
        )

    def _form(
        self,
        *,
        to: str = "",
        typed: str = "",
        why: Message | None = None,
        status: int = 200,
        kept: tuple[tuple[str, str], ...] = (),
    ) -> Response:
        return self._door.outside(
            "sign_in",
            status=status,
            to=to,
            typed=typed,
            why=why,
            kept=kept,
            can_mail=self._newsletter.desk.outgoing.can_mail_links,
        )


_SECRET = frozenset({"password", "current", "proof"})  # fields that hold a password
_OWN = frozenset({"email", "password", "to", "way"})


def _kept(form: FormData) -> tuple[tuple[str, str], ...]:
    """Return the fields kept from the previous form, without the prefix ``kept.``."""
    return tuple(
        (name.removeprefix(KEPT), value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name not in _OWN and name.startswith(KEPT)
    )
