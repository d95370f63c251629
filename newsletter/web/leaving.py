"""The way out: looking changes nothing, one press leaves, and pressing again does no harm."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from newsletter.model.audience import Standing, Subscriber
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/unsubscribe/{token}``, with and without a slash at its end: neither redirects."""
    routes = APIRouter()

    @routes.api_route("/unsubscribe/{token}", methods=["GET", "HEAD"])
    @routes.api_route("/unsubscribe/{token}/", methods=["GET", "HEAD"])
    def look(token: str, request: Request) -> Response:
        """Show the one button. Scanners fetch every link of a mail, so nothing may happen here."""
        reader = newsletter.reader_of(token)
        page = "leave" if _is_reading(reader) else "left"
        return _shown(pages, page, reader, request, token=token)

    @routes.post("/unsubscribe/{token}")
    @routes.post("/unsubscribe/{token}/")
    async def leave(token: str, request: Request) -> Response:
        """Leave: from the page's button, or one-click from a mail program (RFC 8058).

        No cookie, no Origin, no form field is asked for: the token is the authority.
        """
        body = await request.body()
        reader = await run_in_threadpool(newsletter.unsubscribe, token)
        if b"One-Click" in body:  # urlencoded or multipart, a machine reads the answer
            return PlainTextResponse("unsubscribed\n")
        return _shown(pages, "left", reader, request, token=token)

    return routes


def _is_reading(reader: Subscriber | None) -> bool:
    return reader is not None and reader.standing is not Standing.UNSUBSCRIBED


def _shown(
    pages: Pages, page: str, reader: Subscriber | None, request: Request, *, token: str
) -> Response:
    wishes = (request.query_params.get("lang"), reader.language if reader else None)
    return pages.show(page, wishes=wishes, reader=reader, token=token)
