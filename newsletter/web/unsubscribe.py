"""The pages for unsubscribing: opening one changes nothing, and one press unsubscribes."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from newsletter.app import Newsletter
from newsletter.model.audience import Rhythm, Standing, Subscriber
from newsletter.model.preferences import Reason, UnsubscribeResult
from newsletter.web.guard import typed_into
from newsletter.web.pages import Pages, wishes_of
from newsletter.web.routes import WRITE, PageRoutes


class UnsubscribePages:
    """``/unsubscribe/{token}``, with and without a trailing slash. Neither redirects."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._newsletter = newsletter
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        for path in ("/unsubscribe/{token}", "/unsubscribe/{token}/"):
            routes.add(path, self.look)
            routes.add(path, self.leave, WRITE)
        routes.add("/unsubscribe/{token}/instead", self.instead, WRITE)
        return routes

    def look(self, token: str, request: Request) -> Response:
        """Show the button. Scanners fetch every link of an email, so nothing happens here."""
        reader = self._newsletter.readers.unsubscribe.look(token)
        if reader is not None and reader.standing is not Standing.UNSUBSCRIBED:
            wishes = wishes_of(request, reader)
            return self._pages.show("leave", wishes=wishes, reader=reader, token=token)
        return self._left(request, UnsubscribeResult(reader), token)

    async def leave(self, token: str, request: Request) -> Response:
        """Unsubscribe from the page's button, or by one click in a mail program (RFC 8058).

        No cookie, Origin or form field is required: the token is the authority.
        """
        body = await request.body()
        is_one_click = b"One-Click" in body  # urlencoded or multipart
        how = "one-click" if is_one_click else "page"
        result = await run_in_threadpool(self._newsletter.readers.unsubscribe.leave, token, how)
        if is_one_click:
            return PlainTextResponse("unsubscribed\n")  # for programs
        return self._left(request, result, token)

    async def instead(self, token: str, request: Request) -> Response:
        """Apply what the page offers afterwards: undo, fewer letters, a pause, or a reason."""
        form = await typed_into(request, most=10)
        wish, stamp = str(form.get("wish", "")), str(form.get("stamp", ""))
        if wish == "why":
            reason = _reason(str(form.get("reason", "")))
            return await run_in_threadpool(self._thank, request, token, stamp, reason)
        reader = await run_in_threadpool(self._stay, token, stamp, wish)
        if reader is None:
            return self._pages.show("too_late_to_undo", wishes=wishes_of(request), status=410)
        return self._pages.show("stayed", wishes=wishes_of(request, reader), reader=reader)

    def _thank(self, request: Request, token: str, stamp: str, reason: Reason | None) -> Response:
        unsubscribe = self._newsletter.readers.unsubscribe
        if reason is not None:
            unsubscribe.tell_why(token, stamp, reason)
        result = UnsubscribeResult(unsubscribe.look(token), stamp)
        return self._left(request, result, token, thanks=reason is not None)

    def _stay(self, token: str, stamp: str, wish: str) -> Subscriber | None:
        unsubscribe = self._newsletter.readers.unsubscribe
        match wish:
            case "monthly":
                return unsubscribe.rather_less(token, stamp, Rhythm.MONTHLY)
            case "pause":
                return unsubscribe.rather_pause(token, stamp, 2)
            case _:
                return unsubscribe.undo(token, stamp)

    def _left(
        self, request: Request, result: UnsubscribeResult, token: str, *, thanks: bool = False
    ) -> Response:
        return self._pages.show(
            "left",
            wishes=wishes_of(request, result.reader),
            reader=result.reader,
            stamp=result.stamp,
            token=token,
            thanks=thanks,
        )


def _reason(text: str) -> Reason | None:
    try:
        return Reason(text)
    except ValueError:
        return None
