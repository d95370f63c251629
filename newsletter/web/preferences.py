"""Preferences: a little by a letter's link, everything by a fresh one."""

import json
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from newsletter.errors import BadAddress
from newsletter.locale.catalogue import languages
from newsletter.model.audience import Rhythm, Standing, Subscriber
from newsletter.web.guard import at_one_pace, client_of, is_from_elsewhere, typed_into
from newsletter.web.needs import Newsletter
from newsletter.web.pages import Pages

_OWN_FORM = {"referrer-policy": "same-origin"}


def router(newsletter: Newsletter, pages: Pages) -> APIRouter:
    """``/preferences``, ``/preferences/{token}`` and ``/data``."""
    routes = APIRouter(include_in_schema=False)
    _ask_for_a_link(routes, newsletter, pages)
    _with_a_letters_link(routes, newsletter, pages)
    _own_data(routes, newsletter, pages)
    return routes


def _ask_for_a_link(routes: APIRouter, newsletter: Newsletter, pages: Pages) -> None:
    def ask(request: Request, why: str = "", status: int = 200) -> Response:
        wishes = (request.query_params.get("lang"),)
        return pages.show(
            "ask_link",
            wishes=wishes,
            headers=_OWN_FORM,
            status=status,
            why=why,
            typed="",
            all_letters=newsletter.readers.unicode_local,
        )

    @routes.api_route("/preferences", methods=["GET", "HEAD"])
    def form(request: Request) -> Response:
        return ask(request)

    @routes.post("/preferences")
    async def mail_link(request: Request) -> Response:
        """Mail a fresh link to whoever reads that mailbox; the page does not tell whether."""
        if is_from_elsewhere(request, newsletter.publication.base_url):
            return await run_in_threadpool(ask, request, "again")
        form = await typed_into(request, most=10)
        readers = newsletter.readers
        client = client_of(request, readers.trusted_proxies)
        address = str(form.get("email", ""))
        try:
            async with at_one_pace():
                may = await run_in_threadpool(readers.choosing.mail_link_to, address, client)
        except BadAddress:
            return await run_in_threadpool(ask, request, "address", 422)
        wishes = (request.query_params.get("lang"),)
        if not may:
            return pages.show("too_many", wishes=wishes, status=429)
        return pages.show("link_sent", wishes=wishes, address=address)


def _with_a_letters_link(routes: APIRouter, newsletter: Newsletter, pages: Pages) -> None:
    def show(request: Request, token: str, reader: Subscriber | None, done: str = "") -> Response:
        wishes = (request.query_params.get("lang"), reader.language if reader else None)
        if reader is None or reader.standing is not Standing.CONFIRMED:
            return pages.show("not_reading", wishes=wishes, reader=reader)
        return pages.show(
            "preferences",
            wishes=wishes,
            reader=reader,
            token=token,
            done=done,
            leave_token=newsletter.readers.choosing.leave_token(reader),
            rhythms=tuple(Rhythm),
        )

    @routes.api_route("/preferences/{token}", methods=["GET", "HEAD"])
    def look(token: str, request: Request) -> Response:
        """Show what is settled; nothing changes."""
        return show(request, token, newsletter.readers.choosing.look(token))

    @routes.post("/preferences/{token}")
    async def change(token: str, request: Request) -> Response:
        form = await typed_into(request, most=10)
        reader, done = await run_in_threadpool(_changed, newsletter, token, form)
        return await run_in_threadpool(show, request, token, reader, done)


def _changed(newsletter: Newsletter, token: str, form: FormData) -> tuple[Subscriber | None, str]:
    """Do what one of the page's buttons asks; what was done, in a word for the page."""
    choosing = newsletter.readers.choosing
    match str(form.get("wish", "")):
        case "rhythm":
            chosen = {rhythm.value: rhythm for rhythm in Rhythm}.get(str(form.get("rhythm", "")))
            if chosen is not None:
                return choosing.set_rhythm(token, chosen), "saved"
        case "pause" if str(form.get("months", "")) in {"1", "2", "3"}:
            return choosing.pause(token, int(str(form["months"]))), "paused"
        case "resume":
            return choosing.pause(token, 0), "resumed"
        case "data":
            return choosing.mail_link(token), "mailed"
        case _:
            pass
    return choosing.look(token), ""


def _own_data(routes: APIRouter, newsletter: Newsletter, pages: Pages) -> None:
    def show(key: str, done: str = "") -> Response:
        session = newsletter.readers.choosing.session(key)
        return pages.show(
            "data",
            wishes=(session.reader.language,),
            reader=session.reader,
            key=session.key,
            done=done,
            topics=newsletter.readers.topics,
            languages=languages(),
            record=newsletter.readers.choosing.record(key),
        )

    @routes.api_route("/data/{token}", methods=["GET", "HEAD"])
    def knock(token: str, request: Request) -> Response:
        """Show the button that opens; a scanner that looks uses nothing up."""
        wishes = (request.query_params.get("lang"),)
        if not newsletter.readers.choosing.knock(token):
            return pages.show("link_used", wishes=wishes, status=410)
        return pages.show("open_data", wishes=wishes, token=token)

    @routes.post("/data/{token}")
    def open_(token: str, request: Request) -> Response:
        session = newsletter.readers.choosing.open(token)
        if session is None:
            wishes = (request.query_params.get("lang"),)
            return pages.show("link_used", wishes=wishes, status=410)
        return show(session.key)

    @routes.post("/data")
    async def act(request: Request) -> Response:
        """What the open page's buttons ask; the key is in the form, never in an address."""
        form = await typed_into(request, most=100)
        return await run_in_threadpool(_act, newsletter, pages, form, show)


def _act(
    newsletter: Newsletter, pages: Pages, form: FormData, show: Callable[..., Response]
) -> Response:
    choosing, key = newsletter.readers.choosing, str(form.get("key", ""))
    match str(form.get("wish", "")):
        case "save":
            language = str(form.get("language", ""))
            choosing.change(
                key,
                name=str(form.get("name", "")),
                language=language if language in languages() else "",
                tags=[str(topic) for topic in form.getlist("topic")],
            )
            return show(key, "saved")
        case "export":
            text = json.dumps(choosing.data(key), ensure_ascii=False, indent=2)
            name = {"content-disposition": 'attachment; filename="my-data.json"'}
            return Response(text, media_type="application/json", headers=name)
        case "erase" if "sure" in form:  # the page's box; a press too many must not erase
            reader = choosing.session(key).reader
            choosing.erase(key)
            return pages.show("erased", wishes=(reader.language,))
        case _:
            return show(key)
