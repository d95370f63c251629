"""Signing up: the page, the confirmation, and the door for other sites' forms."""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from newsletter.errors import BadAddress, ForeignLetters
from newsletter.locale.catalogue import choose
from newsletter.model.sign_up import ConfirmationState, SignUpAnswer, SignUpChannel, SignUpRequest
from newsletter.web.guard import at_one_pace, client_of, is_from_elsewhere, typed_into
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages

_STATUS = {
    SignUpAnswer.LOOK_IN_YOUR_MAILBOX: 200,
    SignUpAnswer.PRESS_AGAIN: 200,
    SignUpAnswer.TOO_MANY: 429,
}
# no token is in this page's address, and an Origin that is not null tells our form from others'
_OWN_FORM = {"referrer-policy": "same-origin"}


class _SignUpForm:
    """Shows the sign-up form, as often as it takes."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self.newsletter = newsletter
        self.pages = pages

    def form(
        self, request: Request, typed: FormData | None = None, *, status: int = 200, why: str = ""
    ) -> Response:
        """The form with what was typed; ``why`` names what stands above it."""
        readers = self.newsletter.readers
        typed = typed or FormData()
        language = self.language(request, typed)
        return self.pages.show(
            "subscribe",
            wishes=(language,),
            status=status,
            headers=_OWN_FORM,
            is_indexed=not typed,
            typed=typed,
            why=why,
            chosen=frozenset(typed.getlist("topic")),
            words=readers.joining.words(language).text,
            stamp=readers.joining.stamp(),
            topics=readers.topics,
            all_letters=readers.unicode_local,
        )

    def language(self, request: Request, typed: FormData) -> str:
        """Of the page: what was asked for, else the publication's."""
        wish = str(typed.get("lang") or request.query_params.get("lang") or "")
        return choose(self.newsletter.publication.language, wish)

    async def take(self, request: Request) -> Response:
        """Take what the form brought."""
        readers = self.newsletter.readers
        typed = await typed_into(request, most=50)
        elsewhere = is_from_elsewhere(request, self.newsletter.publication.base_url)
        if elsewhere or not typed.get("stamp"):
            # another site's form: the person sees here what they agree to, and presses once more
            return await run_in_threadpool(self.form, request, typed, why="check")
        wish = SignUpRequest(
            address=str(typed.get("email", "")),
            way=SignUpChannel.FORM,
            first_name=str(typed.get("name", "")),
            language=self.language(request, typed),
            tags=[str(topic) for topic in typed.getlist("topic")],
            client=client_of(request, readers.trusted_proxies),
            trap=str(typed.get("website", "")),
            stamp=str(typed.get("stamp", "")),
        )
        try:
            async with at_one_pace():
                answer = await run_in_threadpool(readers.joining.sign_up, wish)
        except ForeignLetters:
            return await run_in_threadpool(self.form, request, typed, status=422, why="letters")
        except BadAddress:
            return await run_in_threadpool(self.form, request, typed, status=422, why="address")
        if answer is SignUpAnswer.PRESS_AGAIN:
            why = "trap" if wish.trap else "again"
            return await run_in_threadpool(self.form, request, typed, why=why)
        page = "asked" if answer is SignUpAnswer.LOOK_IN_YOUR_MAILBOX else "too_many"
        return self.pages.show(
            page, status=_STATUS[answer], wishes=(wish.language,), address=wish.address
        )


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/subscribe`` and ``/confirm/{token}``."""
    routes = APIRouter(include_in_schema=False)
    desk = _SignUpForm(newsletter, pages)

    @routes.api_route("/subscribe", methods=["GET", "HEAD"])
    def form(request: Request) -> Response:
        return desk.form(request)

    @routes.post("/subscribe")
    async def sign_up(request: Request) -> Response:
        return await desk.take(request)

    @routes.api_route("/confirm/{token}", methods=["GET", "HEAD"])
    def look(token: str, request: Request) -> Response:
        """Show the button. Scanners fetch every link of a mail, so nobody is confirmed here."""
        state, reader = newsletter.readers.joining.look(token)
        page = {
            ConfirmationState.OPEN: "confirm",
            ConfirmationState.TOO_LATE: "too_late",
            ConfirmationState.DONE: "welcome",
        }[state]
        wishes = (request.query_params.get("lang"), reader.language if reader else None)
        status = 410 if state is ConfirmationState.TOO_LATE else 200
        return pages.show(
            page, wishes=wishes, status=status, reader=reader, token=token, may_be_blocked=False
        )

    @routes.post("/confirm/{token}")
    def confirm(token: str, request: Request) -> Response:
        readers = newsletter.readers
        joined = readers.joining.confirm(token, client_of(request, readers.trusted_proxies))
        wishes = (request.query_params.get("lang"), joined.reader.language if joined else None)
        if joined is None:
            return pages.show("too_late", wishes=wishes, status=410)
        return pages.show(
            "welcome", wishes=wishes, reader=joined.reader, may_be_blocked=joined.may_be_blocked
        )

    return routes
