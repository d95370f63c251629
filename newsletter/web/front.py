"""The front page, the privacy page, robots and health, and the feedback question."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from newsletter.app import Newsletter
from newsletter.locale.catalogue import choose
from newsletter.model.preferences import Answer
from newsletter.web.guard import typed_into
from newsletter.web.pages import OWN_FORM, STATIC, Pages, wishes_of
from newsletter.web.routes import WRITE, PageRoutes
from newsletter.web.subscribe import sign_up_form

_PERSONAL = (
    "/unsubscribe/",
    "/confirm/",
    "/preferences/",
    "/data",
    "/moment/",
    "/decide/",
    "/preview/",
    "/hooks/",
    "/api/",
    "/desk",
)
_STYLE, _SCRIPT = "text/css", "text/javascript"
_STATIC = {
    "page.css": _STYLE,
    "desk.css": _STYLE,
    "figures.css": _STYLE,
    "cards.js": _SCRIPT,
    "copy.js": _SCRIPT,
    "kept.js": _SCRIPT,
    "others.js": _SCRIPT,
    "places.js": _SCRIPT,
    "press.js": _SCRIPT,
    "progress.js": _SCRIPT,
    "swap.js": _SCRIPT,
    "views.js": _SCRIPT,
    "write.js": _SCRIPT,
}
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}


class FrontPages:
    """``/``, ``/privacy``, pictures and style, ``/robots.txt``, ``/livez``, ``/readyz`` and ``/health``."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._newsletter = newsletter
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/", self.front)
        routes.add("/privacy", self.privacy)
        for name, kind in _STATIC.items():
            routes.add(f"/static/{name}", partial(self.file, name, kind))
        routes.add("/favicon.ico", self.icon)
        routes.add("/static/icon.svg", self.icon)
        routes.add("/media/{name}", self.media)
        routes.add("/robots.txt", self.robots)
        routes.add("/livez", self.alive)
        routes.add("/readyz", self.health)
        routes.add("/health", self.health)
        return routes

    def front(self, request: Request) -> Response:
        """Show the front page with the sign-up form and the newest issues."""
        archive = self._newsletter.readers.archive
        newest = archive.issues()[:3] if archive.is_public else ()
        language = choose(self._newsletter.publication.language, *wishes_of(request))
        return self._pages.show(
            "front",
            wishes=(language,),
            headers=OWN_FORM,
            newest=newest,
            form=sign_up_form(self._newsletter, language, FormData()),
        )

    def privacy(self, request: Request) -> Response:
        """Show what data is kept about readers, and why."""
        notice = self._newsletter.readers.privacy
        return self._pages.show("privacy", wishes=wishes_of(request), privacy=notice)

    def file(self, name: str, kind: str) -> Response:
        """Return a style sheet or a script of the desk. Its address changes with its contents."""
        return FileResponse(STATIC / name, media_type=kind, headers=_KEPT)

    def icon(self) -> Response:
        """Return the icon."""
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml", headers=_KEPT)

    def media(self, name: str) -> Response:
        """Return a picture of an issue. Sent emails link to it for ever."""
        found = self._newsletter.media(name)
        if found is None:
            raise HTTPException(404)
        # mail programs and feed readers on other sites show it too
        shared = {"cross-origin-resource-policy": "cross-origin"}
        return Response(found[0], media_type=found[1], headers=_KEPT | shared)

    def robots(self) -> Response:
        """Return what search engines may read."""
        archive = self._newsletter.readers.archive
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PERSONAL)]
        if archive.is_public and archive.is_indexed:
            lines += ["", f"Sitemap: {self._newsletter.readers.pages_at}/sitemap.xml"]
        return PlainTextResponse("\n".join(lines) + "\n")

    async def alive(self) -> Response:
        """Return that this process answers. It waits for no thread, and touches nothing."""
        return JSONResponse({"status": "well", "problems": []})

    def health(self) -> Response:
        """Return what is wrong at present."""
        problems = self._newsletter.health()
        state = {"status": "ill" if problems else "well", "problems": list(problems)}
        return JSONResponse(state, 503 if problems else 200)


class FeedbackPages:
    """``/moment/{token}``: the question at the end of an issue."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._newsletter = newsletter
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/moment/{token}", self.ask)
        routes.add("/moment/{token}", self.answer, WRITE)
        return routes

    def ask(self, token: str, request: Request) -> Response:
        """Show the question, with the answer in ``?answer=`` preselected. Nothing is counted."""
        self._newsletter.readers.feedback.look(token)
        chosen = request.query_params.get("answer", "")
        return self._pages.show("moment", wishes=wishes_of(request), token=token, chosen=chosen)

    async def answer(self, token: str, request: Request) -> Response:
        """Count the answer."""
        form = await typed_into(request, most=5)
        given = str(form.get("answer", ""))
        if given not in {one.value for one in Answer}:
            return self._pages.show("moment", wishes=wishes_of(request), token=token, chosen="")
        feedback = self._newsletter.readers.feedback
        vote = await run_in_threadpool(feedback.vote, token, Answer(given))
        return self._pages.show("answered", wishes=wishes_of(request), vote=vote.value)
