"""An English publication as `init` makes it: no page and no mail says a word of Dutch."""

import asyncio
import re
from pathlib import Path

import httpx
import pytest

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.web import build
from newsletter.web.pages import form_for_other_sites
from tests.app.builders import OPENED, SetClock, mail_in, outbox, text_of
from tests.sources.voices import ENGLISH, full

HOME = "http://127.0.0.1:8000"
MORE = """
[readers]
ask_clear_moment = true
tags = ["Rest"]
[privacy]
controller = "The editor, York"
[[privacy.recipients]]
name = "A company"
task = "sends the letters"
country = "DE"
[checks]
spamassassin = ""
"""
DUTCH = re.compile(
    r"\b(aanmelden|afmelden|antwoord|bij|brieven|dag|deze|een|gegevens|geen|het|hoi|jaar|je|jij|jouw|maart|naar"
    r"|niet|ons|privacypagina|uit|uitschrijven|voor|voornaam|wij|zijn|zo \d|zondag)\b",
    re.IGNORECASE,
)
NO_WORDS = re.compile(r'<style.*?</style>|<label[^>]*>\s*<input[^>]* lang="nl"[^>]*>.*?</label>', re.DOTALL)  # fmt: skip


def dutch(text: str) -> list[str]:
    """The Dutch words of a page or a mail, beside the name that Dutch has for itself."""
    return [found[0] for found in DUTCH.finditer(NO_WORDS.sub("", text))]


class Visit:
    """A reader's walk over every page; what each page and each mail said."""

    def __init__(self, app: Newsletter, clock: SetClock) -> None:
        self.app, self.clock = app, clock
        self.said: dict[str, str] = {}
        self._site = httpx.ASGITransport(build(app), raise_app_exceptions=False)

    def get(self, path: str, *, status: int = 200) -> str:
        return self._ask("GET", path, {}, status)

    def post(self, path: str, *, status: int = 200, **form: str) -> str:
        return self._ask("POST", path, form, status)

    def _ask(self, method: str, path: str, form: dict[str, str], status: int) -> str:
        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._site, base_url=HOME) as client:
                return await client.request(method, path, data=form or None)

        answer = asyncio.run(ask())
        assert answer.status_code == status, (method, path)
        self.said[f"{len(self.said)} {method} {path} {form.get('wish', '')}"] = answer.text
        return answer.text

    def link(self, path: str) -> str:
        """Hand over what waits; the path of the newest link of that kind."""
        self.app.dispatches.dispatcher.drain()
        found = ""
        for file in sorted(outbox(self.app), key=lambda file: file.stat().st_mtime_ns):
            mail = mail_in(file)
            plain, html = text_of(mail), text_of(mail, "html")
            self.said[file.name] = f"{mail['Subject']}\n{mail['From']}\n{plain}\n{html}"
            if link := re.search(rf"{HOME}(/{path}/[\w-]+)", plain):
                found = link[1]
        assert found, path
        return found


def value(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    folder, clock = tmp_path / "own", SetClock()
    init(folder, "en")
    with (folder / "newsletter.toml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    (folder / "garden.txt").write_text(full(ENGLISH), "utf-8")
    OPENED.append(Newsletter.at(folder, clock))
    return Visit(OPENED[-1], clock)


def test_no_page_and_no_mail_of_an_english_publication_speaks_dutch(visit: Visit) -> None:
    app = visit.app
    app.issues.draw([str(app.container.folder / "garden.txt")])
    join(visit)
    assert app.approvals.approve("1", offline=True).done
    app.dispatches.start("1")
    app.dispatches.dispatcher.drain()
    read(visit)
    choose(visit)
    leave(visit)
    visit.said["form"] = form_for_other_sites(app.publication.base_url, app.publication.language)

    assert {name: words for name, text in visit.said.items() if (words := dutch(text))} == {}
    letters = [text for text in visit.said.values() if "Do write back" in text]
    assert any("Hello Anna," in text for text in letters)


def join(visit: Visit) -> None:
    visit.get("/archive")
    stamp = value("stamp", visit.get("/subscribe"))
    visit.clock.pass_by(seconds=30)
    visit.post("/subscribe", status=422, email="anna@", stamp=stamp)
    visit.post("/subscribe", email="anna@example.org", name="Anna", stamp=stamp)
    confirm = visit.link("confirm")
    visit.get(confirm)
    visit.post(confirm)


def read(visit: Visit) -> None:
    slug = re.search(r'href="(/archive/[^"?]+)"', visit.get("/archive"))
    assert slug is not None
    moment = visit.link("moment")
    for path in ("/", slug[1], f"{slug[1]}/email", "/feed.xml", "/privacy", "/preferences", moment):
        visit.get(path)
    visit.post(moment, answer="yes")
    visit.post(moment, answer="yes")
    visit.get("/nothing", status=404)
    visit.get("/confirm/x", status=404)
    visit.get("/unsubscribe/x", status=404)
    visit.post("/privacy", status=405)
    visit.app.web_changes.hide("1")
    visit.get(slug[1], status=410)


def choose(visit: Visit) -> None:
    mine = visit.link("preferences")
    visit.get(mine)
    for form in (
        {"wish": "rhythm", "rhythm": "monthly"},
        {"wish": "pause", "months": "2"},
        {"wish": "resume"},
        {"wish": "data"},
    ):
        visit.post(mine, **form)
    visit.post("/preferences", email="anna@example.org")
    fresh = visit.link("data")
    visit.get(fresh)
    key = value("key", visit.post(fresh))
    visit.get(fresh, status=410)
    visit.post("/data", key=key, wish="save", name="Anna", language="en")


def leave(visit: Visit) -> None:
    gone = visit.link("unsubscribe")
    visit.get(gone)
    stamp = value("stamp", visit.post(gone))
    visit.post(f"{gone}/instead", wish="why", reason="no time", stamp=stamp)
    visit.post(f"{gone}/instead", wish="pause", stamp=stamp)
    stamp = value("stamp", visit.post(gone))
    visit.get(visit.link("preferences"))
    visit.clock.pass_by(hours=3)
    visit.post(f"{gone}/instead", status=410, wish="undo", stamp=stamp)
