"""The front page, what machines look at first (robots, health), and a reader's answer to a letter's question."""

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse

from newsletter.web.guard import typed_into
from newsletter.web.needs import Newsletter
from newsletter.web.pages import STATIC, Pages

_PERSONAL = ("/unsubscribe/", "/confirm/", "/preferences/", "/data", "/moment/", "/hooks/", "/api/")
_KEPT = {"cache-control": "public, max-age=31536000, immutable"}


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/``, ``/static/page.css``, ``/robots.txt`` and ``/health``."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    def front(request: Request) -> Response:
        archive = newsletter.readers.archive
        newest = archive.issues()[:3] if archive.is_public else ()
        return pages.show("front", wishes=(request.query_params.get("lang"),), newest=newest)

    @routes.api_route("/privacy", methods=["GET", "HEAD"])
    def privacy(request: Request) -> Response:
        wishes = (request.query_params.get("lang"),)
        return pages.show("privacy", wishes=wishes, privacy=newsletter.readers.privacy)

    @routes.api_route("/static/page.css", methods=["GET", "HEAD"])
    def style() -> Response:
        return FileResponse(STATIC / "page.css", media_type="text/css", headers=_KEPT)

    @routes.api_route("/static/icon.svg", methods=["GET", "HEAD"])
    @routes.api_route("/favicon.ico", methods=["GET", "HEAD"])
    def icon() -> Response:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml", headers=_KEPT)

    @routes.api_route("/media/{name}", methods=["GET", "HEAD"])
    def media(name: str) -> Response:
        """A picture of an issue; mails that went out point here for ever."""
        found = newsletter.media(name)
        if found is None:
            raise HTTPException(404)
        # mail programs and other sites' readers of the feed show it too
        shared = {"cross-origin-resource-policy": "cross-origin"}
        return Response(found[0], media_type=found[1], headers=_KEPT | shared)

    @routes.api_route("/robots.txt", methods=["GET", "HEAD"])
    def robots() -> Response:
        archive = newsletter.readers.archive
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in _PERSONAL)]
        if archive.is_public and archive.is_indexed:
            lines += ["", f"Sitemap: {newsletter.publication.base_url}/sitemap.xml"]
        return PlainTextResponse("\n".join(lines) + "\n")

    @routes.api_route("/health", methods=["GET", "HEAD"])
    def health() -> Response:
        problems = newsletter.health()
        state = {"status": "ill" if problems else "well", "problems": list(problems)}
        return JSONResponse(state, 503 if problems else 200)

    return routes


def feedback_router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/moment/{token}``."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/moment/{token}", methods=["GET", "HEAD"])
    def ask(token: str, request: Request) -> Response:
        newsletter.readers.voting.look(token)
        return pages.show("moment", wishes=(request.query_params.get("lang"),), token=token)

    @routes.post("/moment/{token}")
    async def answer(token: str, request: Request) -> Response:
        form = await typed_into(request, most=5)
        given = str(form.get("answer", ""))
        wishes = (request.query_params.get("lang"),)
        if given not in {"yes", "no"}:
            return pages.show("moment", wishes=wishes, token=token)
        voting = newsletter.readers.voting
        vote = await run_in_threadpool(voting.vote, token, is_yes=given == "yes")
        return pages.show("answered", wishes=wishes, vote=vote.value)

    return routes
