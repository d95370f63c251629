"""A reader's whole life in a real browser, by keyboard alone and without JavaScript."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn

from newsletter.app import Newsletter
from newsletter.audience.addresses import parse
from newsletter.audience.tokens import Purpose
from newsletter.model.audience import NewSubscriber, Rhythm, Standing
from newsletter.model.sign_up import SignUpChannel, SignUpRequest
from newsletter.web import build
from newsletter.web.pages import form_for_other_sites
from tests.app.builders import SetClock, a_publication, mail_in, outbox, text_of
from tests.browser.looks import faults
from tests.chromium import NOT_HERE, axe_core, launched, program
from tests.needs import missing
from tests.serving import serving


@pytest.fixture(autouse=True)
def a_browser() -> None:
    if program() is None:
        missing("chromium", NOT_HERE)


@contextmanager
def served(app: Newsletter, listening: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(build(app), log_config=None, access_log=False, lifespan="off")
    with serving(uvicorn.Server(config), listening):
        yield


@contextmanager
def a_foreign_page(html: str) -> Iterator[str]:
    """Somebody else's site, under another name."""

    class Foreign(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elders</title>{html}".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Foreign)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[Newsletter, SetClock]]:
    """A publication whose pages are served where its links say."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        clock = SetClock()
        settings = f'name = "Een helder moment"\nbase_url = "http://127.0.0.1:{port}"\n'
        app = a_publication(tmp_path / "own", clock, settings)
        with served(app, listening):
            yield app, clock
        app.close()


def newest_link(app: Newsletter, path: str) -> str:
    """Hand over what waits; the link of that kind in the newest mail."""
    app.dispatches.dispatcher.drain()
    for file in sorted(outbox(app), key=lambda file: file.stat().st_mtime_ns, reverse=True):
        found = re.search(rf"http://\S+/{path}/[\w-]+", text_of(mail_in(file)))
        if found:
            return found[0]
    raise AssertionError(f"no mail has a link to /{path}/")


class Keyboard:
    """A reader who has no mouse."""

    def __init__(self, page) -> None:
        self.page = page

    def go_to(self, what: str) -> None:
        """Press Tab until the control of that name has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            if focused.count() and what in self.name(focused):
                return
        raise AssertionError(f"{what!r} cannot be reached by keyboard on {self.page.url}")

    def press(self, what: str) -> None:
        """Press a button or follow a link, and wait for the page that comes."""
        self.go_to(what)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def tick(self, what: str) -> None:
        self.go_to(what)
        self.page.keyboard.press("Space")

    def type(self, what: str, text: str) -> None:
        self.go_to(what)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def name(self, focused) -> str:
        marked = focused.get_attribute("id")
        label = self.page.locator(f'label[for="{marked}"]') if marked else None
        around = self.page.locator("label", has=self.page.locator(":focus"))
        for told in (label, around):
            if told is not None and told.count():
                return str(told.first.inner_text())
        return str(focused.inner_text() or focused.get_attribute("value") or "")

    def reads(self, words: str) -> None:
        text = self.page.locator("main").inner_text()
        assert words in text, text


def test_a_reader_joins_changes_pauses_leaves_returns_and_is_forgotten(place) -> None:
    app, clock = place
    with (
        a_foreign_page(
            form_for_other_sites(app.publication.base_url, app.publication.language)
        ) as foreign,
        launched() as browser,
    ):
        page = browser.new_context(java_script_enabled=False, locale="nl-NL").new_page()
        reader = Keyboard(page)

        page.goto(foreign)
        reader.type("E-mailadres", "anna@example.org")
        reader.type("Voornaam", "Anna")
        reader.press("Aanmelden")
        reader.reads("Bijna klaar")
        clock.pass_by(seconds=5)
        reader.press("Aanmelden")
        reader.reads("Deze site wordt nog uitgeprobeerd")

        page.goto(newest_link(app, "confirm"))
        reader.press("Ja, stuur mij de brief")
        reader.reads("Welkom, Anna")
        assert app.people.show("anna@example.org").standing is Standing.CONFIRMED
        app.dispatches.dispatcher.drain()
        assert any(b"Subject: Welkom bij" in file.read_bytes() for file in outbox(app))

        page.goto(newest_link(app, "preferences"))
        reader.go_to("Elke week")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        reader.press("Opslaan")
        reader.reads("Opgeslagen")
        assert app.people.show("anna@example.org").rhythm is Rhythm.MONTHLY
        reader.press("2 maanden")
        reader.reads("krijg je geen brieven")
        reader.press("Beëindig de pauze")
        reader.reads("De pauze is voorbij")

        reader.press("Afmelden")
        reader.reads("Wil je je afmelden?")
        reader.press("Ja, meld mij af")
        reader.reads("Je bent afgemeld")
        assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
        reader.press("Ongedaan maken")
        reader.reads("Fijn dat je blijft")
        assert app.people.show("anna@example.org").standing is Standing.CONFIRMED

        page.goto(newest_link(app, "preferences"))
        reader.press("Stuur mij de link")
        page.goto(newest_link(app, "data"))
        reader.press("Open mijn gegevens")
        reader.reads("anna@example.org")
        reader.tick("Ja, dit kan niet")
        reader.press("Wis mijn gegevens")
        reader.reads("Je gegevens zijn gewist")
        assert app.people.rows() == []


def pressed(app: Newsletter, clock: SetClock, address: str) -> Iterator[tuple[str, str]]:
    """Pages with the button whose press shows the next one, along a reader's life."""
    base, ring = app.publication.base_url, app.container.keyring
    clock.pass_by(minutes=1)  # so that the newest mail is this reader's
    app.readers.subscribe.sign_up(SignUpRequest(address=address, way=SignUpChannel.API))
    yield newest_link(app, "confirm"), "Ja, stuur mij de brief"
    reader = app.container.store.subscribers.by_address(parse(address))
    assert reader is not None
    assert reader.standing is Standing.CONFIRMED
    choose = f"{base}/preferences/{ring.token(Purpose.PREFERENCES, reader.id)}"
    yield choose, "2 maanden"
    yield choose, "Stuur mij de link"
    yield newest_link(app, "data"), "Open mijn gegevens"
    yield f"{base}/moment/{ring.token(Purpose.VOTE, (1 << 40) | reader.id)}", "Ja"
    yield f"{base}/unsubscribe/{ring.token(Purpose.LEAVE, reader.id)}", "Ja, meld mij af"


def test_nothing_is_wrong_with_any_page(place) -> None:
    app, clock = place
    base = app.publication.base_url
    anna = NewSubscriber(address=parse("anna@example.org"), first_name="Anna")
    reader = app.container.store.subscribers.add(anna)
    ring = app.container.keyring
    app.readers.preferences.mail_link(ring.token(Purpose.PREFERENCES, reader.id))
    pages = [
        "/",
        "/subscribe",
        "/privacy",
        "/archive",
        "/preferences",
        "/nothing",
        "/unsubscribe/x",
        f"/unsubscribe/{ring.token(Purpose.LEAVE, reader.id)}",
        f"/preferences/{ring.token(Purpose.PREFERENCES, reader.id)}",
        f"/moment/{ring.token(Purpose.VOTE, 1)}",
        newest_link(app, "data").removeprefix(base),
    ]
    wrong, script = [], axe_core()
    with launched() as browser:
        page = browser.new_context(bypass_csp=True).new_page()
        for path in pages:
            page.goto(base + path)
            wrong += faults(page, script, path)
        for address, button in pressed(app, clock, "bram@example.org"):
            page.goto(address)
            page.get_by_role("button", name=button).first.click()
            page.wait_for_load_state()
            wrong += faults(page, script, button)
    assert wrong == []
