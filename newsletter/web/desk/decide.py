"""Decisions about the next slot, by the mail sent on the day before."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from newsletter.app import Newsletter
from newsletter.locale.catalogue import choose
from newsletter.locale.speech import say, weekday
from newsletter.message import Message
from newsletter.model.decision import DecisionQuestion
from newsletter.model.issue import SlotVerdict
from newsletter.web.desk.door import Door
from newsletter.web.desk.typed_numbers import whole_number
from newsletter.web.guard import client_of, typed_into
from newsletter.web.pages import OWN_FORM
from newsletter.web.routes import WRITE, PageRoutes

_VERDICTS = {one.value: one for one in SlotVerdict}


class DecidePage:
    """``/decide/{token}``, opened from an editor's mail without signing in."""

    def __init__(self, newsletter: Newsletter, door: Door) -> None:
        """Set the publication and the door."""
        self._newsletter = newsletter
        self._door = door

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/decide/{token}", self.look)
        routes.add("/decide/{token}", self.decide, WRITE)
        return routes

    def look(self, token: str, request: Request) -> Response:
        """Show the buttons, with that of ``?answer=`` emphasised, or the decision made.

        Virus scanners open the links in a mail, so this changes nothing.
        """
        asked = request.query_params
        return self._show(token, asked.get("answer", ""), is_own=asked.get("done") == "yes")

    async def decide(self, token: str, request: Request) -> Response:
        """Carry out the decision of a button, once."""
        if not self._door.is_ours(request):
            return self._door.stranger()
        form = await typed_into(request, most=5)
        return await run_in_threadpool(self._decide, token, request, form)

    def _decide(self, token: str, request: Request, form: FormData) -> Response:
        decisions = self._newsletter.desk.decisions
        if decisions.is_too_often(client_of(request, self._newsletter.readers.trusted_proxies)):
            why = Message("sign-in-refusal-too-many-tries")
            return self._door.outside("refused", status=429, why=why)
        verdict = _VERDICTS.get(str(form.get("answer", "")))
        if verdict is None:
            return self._show(token, "", status=422)
        if decisions.decide(token, verdict, _issue(form)):
            return RedirectResponse(f"/decide/{token}?done=yes", 303)
        return self._show(token, "", status=409)

    def _show(
        self, token: str, answer: str, *, status: int = 200, is_own: bool = False
    ) -> Response:
        question = self._newsletter.desk.decisions.look(token)
        if question is None:
            return self._door.outside("link_used", status=410, can_mail=False)
        language = choose(self._newsletter.publication.language)
        page = self._door.outside(
            "decide",
            status=status,
            token=token,
            asked=question,
            buttons=self._buttons(question, answer, language),
            is_own=is_own,
            has_changed=status == 409 or question.choice is None,
        )
        page.headers.update(OWN_FORM)
        return page

    def _buttons(
        self, question: DecisionQuestion, answer: str, language: str
    ) -> tuple[tuple[str, str, bool], ...]:
        """Return each button's value and label, and whether it is emphasised."""
        if question.choice is None:
            return ()
        labels = question.choice.labels(weekday(question.day.weekday(), language))
        labelled = {verdict.value: say(message, language) for verdict, message in labels.items()}
        first = answer if answer in labelled else SlotVerdict.GO.value
        return tuple((value, words, value == first) for value, words in labelled.items())


def _issue(form: FormData) -> int | None:
    """Return the number of the issue that the page named, if it named one."""
    return whole_number(str(form.get("other", "")))
