"""Editors at their browsers, and the routes of the desk."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx

from newsletter.app import Newsletter
from newsletter.model.editor import Role
from newsletter.web import build

BASE = "http://127.0.0.1:8000"
PASSWORD = "een rustig zinnetje"


class DeskBrowser:
    """Keeps its cookies, says which page sent a form, and follows no redirect."""

    def __init__(self, app: Newsletter) -> None:
        self._transport = httpx.ASGITransport(build(app), raise_app_exceptions=False)
        self.cookies = httpx.Cookies()
        self.headers = {"sec-fetch-site": "same-origin"}

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(
                transport=self._transport, base_url=BASE, cookies=self.cookies
            ) as client:
                headers = self.headers | more.pop("headers", {})
                answer = await client.request(method, path, headers=headers, **more)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def sent(self, path: str, **more: Any) -> httpx.Response:
        """The page to which a form leads."""
        answer = self.post(path, **more)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["location"].partition("#")[0])


def at_a_browser(app: Newsletter) -> DeskBrowser:
    """A browser at which nobody has signed in."""
    return DeskBrowser(app)


def signed_in(app: Newsletter, role: Role = Role.OWNER, name: str = "Gerda") -> DeskBrowser:
    """A browser at which an editor of that role has signed in."""
    address = f"{name.lower()}@example.org"
    if app.desk.editors.are_there():
        editor = app.desk.editors.add(name, address, role)
        session = app.desk.sign_in.with_link(app.desk.editors.link(editor.id).rpartition("/")[2])
    else:
        assert role is Role.OWNER, "the first is an owner"
        token = app.desk.sign_in.first_link().rpartition("/")[2]
        session = app.desk.sign_in.claim(token, name, address, PASSWORD)
    assert session is not None
    browser = at_a_browser(app)
    browser.cookies.set("desk", session)
    return browser


def signed_in_again(app: Newsletter, number: int = 1) -> DeskBrowser:
    """A browser at which an editor signs in once more, such as when the session has ended."""
    link = app.desk.editors.link(number).rpartition("/")[2]
    session = app.desk.sign_in.with_link(link)
    assert session is not None
    browser = at_a_browser(app)
    browser.cookies.set("desk", session)
    return browser


def routes(app: Newsletter) -> Iterator[tuple[str, str]]:
    """Every route of the desk: its method and its path."""
    site = build(app)
    while not hasattr(site, "routes"):  # behind its guards
        site = site._app
    for route in site.routes:
        if getattr(route, "path", "").startswith("/desk"):
            yield from ((method, route.path) for method in route.methods - {"HEAD"})
