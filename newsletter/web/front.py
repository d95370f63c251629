"""The front page, the style sheet, and whether all is well."""

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse

from newsletter.web.needs import Newsletter
from newsletter.web.pages import STATIC, Pages

_KEPT = {"cache-control": "public, max-age=31536000, immutable"}


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/``, ``/static/page.css``, ``/robots.txt`` and ``/health``."""
    routes = APIRouter()

    @routes.api_route("/", methods=["GET", "HEAD"])
    def front(request: Request) -> Response:
        return pages.show("front", wishes=(request.query_params.get("lang"),))

    @routes.api_route("/static/page.css", methods=["GET", "HEAD"])
    def style() -> Response:
        return FileResponse(STATIC / "page.css", media_type="text/css", headers=_KEPT)

    @routes.api_route("/static/icon.svg", methods=["GET", "HEAD"])
    @routes.api_route("/favicon.ico", methods=["GET", "HEAD"])
    def icon() -> Response:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml", headers=_KEPT)

    @routes.api_route("/robots.txt", methods=["GET", "HEAD"])
    def robots() -> Response:
        return PlainTextResponse("User-agent: *\nDisallow: /unsubscribe/\nDisallow: /hooks/\n")

    @routes.api_route("/health", methods=["GET", "HEAD"])
    def health() -> Response:
        problems = newsletter.health()
        state = {"status": "ill" if problems else "well", "problems": list(problems)}
        return JSONResponse(state, 503 if problems else 200)

    return routes
