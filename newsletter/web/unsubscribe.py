"""The way out: looking changes nothing, one press leaves, and only then something else is offered."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from newsletter.model.audience import Rhythm, Standing, Subscriber
from newsletter.model.preferences import Reason, UnsubscribeResult
from newsletter.web.guard import typed_into
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/unsubscribe/{token}``, with and without a slash at its end: neither redirects."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/unsubscribe/{token}", methods=["GET", "HEAD"])
    @routes.api_route("/unsubscribe/{token}/", methods=["GET", "HEAD"])
    def look(token: str, request: Request) -> Response:
        """Show the one button. Scanners fetch every link of a mail, so nothing may happen here."""
        reader = newsletter.readers.leaving.look(token)
        if reader is not None and reader.standing is not Standing.UNSUBSCRIBED:
            return pages.show("leave", wishes=_wishes(request, reader), reader=reader, token=token)
        return _left(pages, request, UnsubscribeResult(reader), token)

    @routes.post("/unsubscribe/{token}")
    @routes.post("/unsubscribe/{token}/")
    async def leave(token: str, request: Request) -> Response:
        """Leave: from the page's button, or one-click from a mail program (RFC 8058).

        No cookie, no Origin, no form field is asked for: the token is the authority.
        """
        body = await request.body()
        is_one_click = b"One-Click" in body  # urlencoded or multipart
        how = "one-click" if is_one_click else "page"
        goodbye = await run_in_threadpool(newsletter.readers.leaving.leave, token, how)
        if is_one_click:
            return PlainTextResponse("unsubscribed\n")  # a machine reads it
        return _left(pages, request, goodbye, token)

    @routes.post("/unsubscribe/{token}/instead")
    async def instead(token: str, request: Request) -> Response:
        """What the page of leaving offers: undo, fewer letters, a pause; or a reason."""
        form = await typed_into(request, most=10)
        wish, stamp = str(form.get("wish", "")), str(form.get("stamp", ""))
        if wish == "why":
            reason = _reason(str(form.get("reason", "")))
            if reason is not None:
                await run_in_threadpool(newsletter.readers.leaving.tell_why, token, stamp, reason)
            gone = await run_in_threadpool(newsletter.readers.leaving.look, token)
            return _left(
                pages, request, UnsubscribeResult(gone, stamp), token, thanks=reason is not None
            )
        reader = await run_in_threadpool(_stay, newsletter, token, stamp, wish)
        if reader is None:
            return pages.show("too_late_to_undo", wishes=_wishes(request, None), status=410)
        return pages.show("stayed", wishes=_wishes(request, reader), reader=reader)

    return routes


def _stay(newsletter: Newsletter, token: str, stamp: str, wish: str) -> Subscriber | None:
    leaving = newsletter.readers.leaving
    match wish:
        case "monthly":
            return leaving.rather_less(token, stamp, Rhythm.MONTHLY)
        case "pause":
            return leaving.rather_pause(token, stamp, 2)
        case _:
            return leaving.undo(token, stamp)


def _reason(text: str) -> Reason | None:
    try:
        return Reason(text)
    except ValueError:
        return None


def _wishes(request: Request, reader: Subscriber | None) -> tuple[str | None, ...]:
    return (request.query_params.get("lang"), reader.language if reader else None)


def _left(
    pages: Pages, request: Request, goodbye: UnsubscribeResult, token: str, *, thanks: bool = False
) -> Response:
    return pages.show(
        "left",
        wishes=_wishes(request, goodbye.reader),
        reader=goodbye.reader,
        stamp=goodbye.stamp,
        token=token,
        thanks=thanks,
    )
