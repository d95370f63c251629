"""The web side put together: routes, guards, and a page for every mistake."""

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp

from newsletter.errors import BadToken, StoreError
from newsletter.web import api, archive, choosing, front, hooks, joining, leaving, voting
from newsletter.web.bodies import BodyLimits
from newsletter.web.glued import GluedLinks
from newsletter.web.guard import SafetyHeaders
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages

_MACHINES = ("/hooks/", "/api/", "/health")


def assemble(newsletter: Newsletter) -> ASGIApp:
    """Every route of one publication behind its guards."""
    pages = Pages(newsletter)
    site = FastAPI(
        title=newsletter.publication.name,
        version="1",
        docs_url=None,  # its page would load a script from elsewhere
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,  # RFC 8058 §3.1: a one-click POST must not be redirected
    )
    site.router.routes.extend(hooks.routes(newsletter))  # first: the busiest by far
    site.include_router(front.router(newsletter, pages))
    for part in (joining, leaving, choosing, voting, archive):
        site.include_router(part.router(newsletter, pages))
    site.include_router(api.router(newsletter))
    _explain_mistakes(site, pages)
    # outermost, so that the page for a crash has the headers too
    return SafetyHeaders(BodyLimits(GluedLinks(site)), newsletter.publication.base_url)


def _explain_mistakes(site: FastAPI, pages: Pages) -> None:
    @site.exception_handler(BadToken)
    def damaged(request: Request, _error: Exception) -> Response:
        return pages.show(
            "damaged",
            status=404,
            wishes=(request.query_params.get("lang"),),
            is_joining=request.url.path.startswith("/confirm/"),
        )

    @site.exception_handler(HTTPException)
    def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if request.url.path.startswith(_MACHINES):
            return api.refusal(status, getattr(error, "detail", ""), headers)
        wishes = (request.query_params.get("lang"),)
        return pages.show("mistake", status=status, headers=headers, wishes=wishes, code=status)

    @site.exception_handler(RequestValidationError)
    def invalid(_request: Request, error: Exception) -> Response:
        return api.invalid(error.errors() if isinstance(error, RequestValidationError) else ())

    @site.exception_handler(ClientDisconnect)
    def gone(_request: Request, _error: Exception) -> Response:
        return Response(status_code=400)  # nobody reads it, and no traceback fills the log

    @site.exception_handler(StoreError)
    def out_of_order(request: Request, _error: Exception) -> Response:
        headers = {"retry-after": "60"}
        if request.url.path.startswith(_MACHINES):
            return api.refusal(503, "the database does not answer", headers)
        return pages.show("mistake", status=503, headers=headers, code=503)

    @site.exception_handler(Exception)
    def broken(request: Request, _error: Exception) -> Response:
        if request.url.path.startswith(_MACHINES):
            return api.refusal(500, "a mistake on our side", {})
        return pages.show("mistake", status=500, code=500)
