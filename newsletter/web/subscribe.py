"""The pages for signing up and confirming, and the target of other sites' forms."""

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import BadAddress, ForeignLetters
from newsletter.locale.catalogue import choose
from newsletter.model.audience import Subscriber
from newsletter.model.sign_up import ConfirmationState, SignUpAnswer, SignUpChannel, SignUpRequest
from newsletter.web.guard import at_one_pace, client_of, is_from_elsewhere, typed_into
from newsletter.web.pages import OWN_FORM, Pages, wishes_of
from newsletter.web.routes import WRITE, PageRoutes

_STATUS = {
    SignUpAnswer.LOOK_IN_YOUR_MAILBOX: 200,
    SignUpAnswer.PRESS_AGAIN: 200,
    SignUpAnswer.TOO_MANY: 429,
}
_PAGE = {
    ConfirmationState.OPEN: "confirm",
    ConfirmationState.TOO_LATE: "too_late",
    ConfirmationState.DONE: "welcome",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpForm:
    """What the sign-up form shows, on its own page and on the front page.

    Attributes:
        typed: What was typed before.
        why: Why the form is shown again; empty the first time.
        words: What a person agrees to by sending it.
        stamp: Proves when the form was shown.
        topics: The topics to choose from.
        all_letters: Whether addresses may have letters outside ASCII before the @.
    """

    typed: FormData
    why: str
    words: str
    stamp: str
    topics: tuple[str, ...]
    all_letters: bool

    @property
    def chosen(self) -> frozenset[str]:
        """The topics that were chosen before."""
        return frozenset(map(str, self.typed.getlist("topic")))


def sign_up_form(
    newsletter: Newsletter, language: str, typed: FormData, why: str = ""
) -> SignUpForm:
    """Return the form with a new stamp, in the language of its page."""
    readers = newsletter.readers
    return SignUpForm(
        typed=typed,
        why=why,
        words=readers.subscribe.words(language).text,
        stamp=readers.subscribe.stamp(),
        topics=readers.topics,
        all_letters=readers.unicode_local,
    )


class SubscribePages:
    """``/subscribe`` and ``/confirm/{token}``."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._newsletter = newsletter
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/subscribe", self.form)
        routes.add("/subscribe", self.sign_up, WRITE)
        routes.add("/confirm/{token}", self.look)
        routes.add("/confirm/{token}", self.confirm, WRITE)
        return routes

    def form(self, request: Request) -> Response:
        """Show the form."""
        return self._form(request, FormData())

    async def sign_up(self, request: Request) -> Response:
        """Take the submitted form."""
        typed = await typed_into(request, most=50)
        elsewhere = is_from_elsewhere(request, self._newsletter.publication.base_url)
        if elsewhere or not typed.get("stamp"):
            # another site's form: here the person sees what they agree to, and submits it again
            return await run_in_threadpool(self._form, request, typed, why="check")
        wish = self._wish(request, typed)
        try:
            async with at_one_pace():
                subscribe = self._newsletter.readers.subscribe
                answer = await run_in_threadpool(subscribe.sign_up, wish)
        except ForeignLetters:
            return await run_in_threadpool(self._form, request, typed, status=422, why="letters")
        except BadAddress:
            why = "address" if wish.address.strip() else "empty"
            return await run_in_threadpool(self._form, request, typed, status=422, why=why)
        if answer is SignUpAnswer.PRESS_AGAIN:
            why = "trap" if wish.trap else "again"
            return await run_in_threadpool(self._form, request, typed, why=why)
        page = "asked" if answer is SignUpAnswer.LOOK_IN_YOUR_MAILBOX else "too_many"
        return self._pages.show(
            page, status=_STATUS[answer], wishes=(wish.language,), address=wish.address
        )

    def look(self, token: str, request: Request) -> Response:
        """Show the button. Nobody is confirmed here, as scanners fetch every link."""
        state, reader = self._newsletter.readers.subscribe.look(token)
        if state is ConfirmationState.DONE and reader is not None:
            return self._welcome(request, reader)
        return self._pages.show(
            _PAGE[state],
            wishes=wishes_of(request, reader),
            status=410 if state is ConfirmationState.TOO_LATE else 200,
            reader=reader,
            token=token,
        )

    def confirm(self, token: str, request: Request) -> Response:
        """Confirm the subscription."""
        readers = self._newsletter.readers
        joined = readers.subscribe.confirm(token, client_of(request, readers.trusted_proxies))
        if joined is None:
            return self._pages.show("too_late", wishes=wishes_of(request), status=410)
        return self._welcome(request, joined.reader, may_be_blocked=joined.may_be_blocked)

    def _welcome(
        self, request: Request, reader: Subscriber, *, may_be_blocked: bool = False
    ) -> Response:
        archive = self._newsletter.readers.archive
        return self._pages.show(
            "welcome",
            wishes=wishes_of(request, reader),
            reader=reader,
            may_be_blocked=may_be_blocked,
            has_letters=archive.is_public and bool(archive.issues()),
        )

    def _form(
        self, request: Request, typed: FormData, *, status: int = 200, why: str = ""
    ) -> Response:
        """Show the form with what was typed. ``why`` names the message above it."""
        language = self._language(request, typed)
        return self._pages.show(
            "subscribe",
            wishes=(language,),
            status=status,
            headers=OWN_FORM,
            is_indexed=not typed,
            form=sign_up_form(self._newsletter, language, typed, why),
        )

    def _wish(self, request: Request, typed: FormData) -> SignUpRequest:
        return SignUpRequest(
            address=str(typed.get("email", "")),
            way=SignUpChannel.FORM,
            first_name=str(typed.get("name", "")),
            language=self._language(request, typed),
            tags=[str(topic) for topic in typed.getlist("topic")],
            client=client_of(request, self._newsletter.readers.trusted_proxies),
            trap=str(typed.get("website", "")),
            stamp=str(typed.get("stamp", "")),
        )

    def _language(self, request: Request, typed: FormData) -> str:
        """Return the page's language: the requested one, else the publication's."""
        wish = str(typed.get("lang") or request.query_params.get("lang") or "")
        return choose(self._newsletter.publication.language, wish)
