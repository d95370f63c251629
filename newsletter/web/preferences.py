"""The pages for preferences: some with the link in a letter, all with a fresh link."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from newsletter.app import Newsletter
from newsletter.errors import BadAddress
from newsletter.locale.catalogue import languages
from newsletter.model.audience import Rhythm, Standing, Subscriber
from newsletter.web.guard import at_one_pace, client_of, is_from_elsewhere, typed_into
from newsletter.web.own_data import data_file, to_read
from newsletter.web.pages import OWN_FORM, Pages, wishes_of
from newsletter.web.routes import WRITE, PageRoutes


class PreferencePages:
    """``/preferences`` and ``/preferences/{token}``: a fresh link, and a letter's link."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._newsletter = newsletter
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/preferences", self.form)
        routes.add("/preferences", self.mail_link, WRITE)
        routes.add("/preferences/{token}", self.look)
        routes.add("/preferences/{token}", self.change, WRITE)
        return routes

    def form(self, request: Request) -> Response:
        """Show the form that asks for a fresh link."""
        return self._ask(request)

    async def mail_link(self, request: Request) -> Response:
        """Mail a fresh link to a reader. The page does not reveal whether the address is one."""
        if is_from_elsewhere(request, self._newsletter.publication.base_url):
            return await run_in_threadpool(self._ask, request, "again")
        form = await typed_into(request, most=10)
        readers = self._newsletter.readers
        client = client_of(request, readers.trusted_proxies)
        address = str(form.get("email", ""))
        try:
            async with at_one_pace():
                may = await run_in_threadpool(readers.preferences.mail_link_to, address, client)
        except BadAddress:
            why = "address" if address.strip() else "empty"
            return await run_in_threadpool(self._ask, request, why, 422)
        if not may:
            return self._pages.show("too_many", wishes=wishes_of(request), status=429)
        return self._pages.show("link_sent", wishes=wishes_of(request), address=address)

    def look(self, token: str, request: Request) -> Response:
        """Show the preferences. Nothing changes."""
        return self._show(request, token, self._newsletter.readers.preferences.look(token))

    async def change(self, token: str, request: Request) -> Response:
        """Apply the button that was pressed."""
        form = await typed_into(request, most=10)
        reader, done = await run_in_threadpool(self._changed, token, form)
        return await run_in_threadpool(self._show, request, token, reader, done)

    def _ask(self, request: Request, why: str = "", status: int = 200) -> Response:
        return self._pages.show(
            "ask_link",
            wishes=wishes_of(request),
            headers=OWN_FORM,
            status=status,
            why=why,
            typed="",
            all_letters=self._newsletter.readers.unicode_local,
        )

    def _show(
        self, request: Request, token: str, reader: Subscriber | None, done: str = ""
    ) -> Response:
        wishes = wishes_of(request, reader)
        if reader is None or reader.standing is not Standing.CONFIRMED:
            return self._pages.show("not_reading", wishes=wishes, reader=reader)
        return self._pages.show(
            "preferences",
            wishes=wishes,
            reader=reader,
            token=token,
            done=done,
            leave_token=self._newsletter.readers.preferences.leave_token(reader),
            rhythms=tuple(Rhythm),
        )

    def _changed(self, token: str, form: FormData) -> tuple[Subscriber | None, str]:
        """Apply a change, and return the reader and the name of what was done."""
        preferences = self._newsletter.readers.preferences
        match str(form.get("wish", "")):
            case "rhythm":
                chosen = {rhythm.value: rhythm for rhythm in Rhythm}.get(
                    str(form.get("rhythm", ""))
                )
                if chosen is not None:
                    return preferences.set_rhythm(token, chosen), "saved"
            case "pause" if str(form.get("months", "")) in {"1", "2", "3"}:
                return preferences.pause(token, int(str(form["months"]))), "paused"
            case "resume":
                return preferences.pause(token, 0), "resumed"
            case "data":
                return preferences.mail_link(token), "mailed"
            case _:
                pass
        return preferences.look(token), ""


class DataPages:
    """``/data/{token}`` and ``/data``: all data about a reader, by a fresh link."""

    def __init__(self, newsletter: Newsletter, pages: Pages) -> None:
        self._newsletter = newsletter
        self._pages = pages

    def routes(self) -> PageRoutes:
        """Return the routes."""
        routes = PageRoutes()
        routes.add("/data/{token}", self.knock)
        routes.add("/data/{token}", self.open, WRITE)
        routes.add("/data", self.act, WRITE)
        return routes

    def knock(self, token: str, request: Request) -> Response:
        """Show the button that opens the data. Fetching this page does not use up the link."""
        if not self._newsletter.readers.preferences.knock(token):
            return self._used(request)
        return self._pages.show("open_data", wishes=wishes_of(request), token=token)

    def open(self, token: str, request: Request) -> Response:
        """Use the link and show the data."""
        session = self._newsletter.readers.preferences.open(token)
        return self._used(request) if session is None else self._show(session.key)

    async def act(self, request: Request) -> Response:
        """Apply the button that was pressed. The key is in the form, never in an address."""
        form = await typed_into(request, most=100)
        return await run_in_threadpool(self._act, form, str(form.get("key", "")))

    def _used(self, request: Request) -> Response:
        return self._pages.show("link_used", wishes=wishes_of(request), status=410)

    def _show(self, key: str, done: str = "") -> Response:
        readers = self._newsletter.readers
        session = readers.preferences.session(key)
        return self._pages.show(
            "data",
            wishes=(session.reader.language,),
            reader=session.reader,
            key=session.key,
            done=done,
            topics=readers.topics,
            languages=languages(),
            record=readers.preferences.record(key),
            privacy=readers.privacy,
        )

    def _act(self, form: FormData, key: str) -> Response:
        match str(form.get("wish", "")):
            case "save":
                return self._save(form, key)
            case "read":
                return self._read(key)
            case "export":
                return self._export(key)
            case "erase" if "sure" in form:  # the page's box; one press too many must not erase
                return self._erase(key)
            case _:
                return self._show(key)

    def _save(self, form: FormData, key: str) -> Response:
        language = str(form.get("language", ""))
        self._newsletter.readers.preferences.change(
            key,
            name=str(form.get("name", "")),
            language=language if language in languages() else "",
            tags=[str(topic) for topic in form.getlist("topic")],
        )
        return self._show(key, "saved")

    def _read(self, key: str) -> Response:
        preferences = self._newsletter.readers.preferences
        return self._pages.show(
            "all_data",
            wishes=(preferences.session(key).reader.language,),
            key=key,
            own=to_read(preferences.data(key)),
            zone=self._newsletter.zone,
        )

    def _export(self, key: str) -> Response:
        return data_file(self._newsletter.readers.preferences.data(key), "my-data.json")

    def _erase(self, key: str) -> Response:
        preferences = self._newsletter.readers.preferences
        reader = preferences.session(key).reader
        preferences.erase(key)
        privacy = self._newsletter.readers.privacy
        return self._pages.show("erased", wishes=(reader.language,), privacy=privacy)
