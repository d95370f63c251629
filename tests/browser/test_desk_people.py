"""Editors, the log and feeds at the desk in Chromium: by keyboard, without JavaScript, as axe sees them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from newsletter.app.outgoing import Outgoing
from newsletter.message import Message
from newsletter.model.article import Rights
from newsletter.model.editor import Role
from newsletter.model.feed import FeedEntry, ProposedText
from newsletter.store.feeds import FoundEntry, Polled
from tests.app.builders import with_issues_approved
from tests.app.test_sign_in import mailed_link
from tests.browser import test_desk
from tests.browser.hands import Keyboard
from tests.browser.looks import faults
from tests.browser.test_desk import PASSWORD, Site, a_page, begin
from tests.web.desk.test_permissions import TABLE

site = test_desk.site
NO_SCRIPT = {"java_script_enabled": False}
LOOKED_AT = ("", "/articles", "/feeds", "/issues", "/issues/1", "/queue", "/readers", "/me")


def let_mail_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Outgoing, "can_mail_links", True)


def forms(page: Any) -> set[str]:
    """Where the forms and buttons of a page post to."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll("form[method=post], button[formaction]")]
                .map((one) => one.getAttribute("formaction") ?? one.getAttribute("action"))"""
        )
    )


def may_post(role: Role, path: str) -> bool:
    """Whether the table of permissions lets a role post to a path."""
    return any(
        method == "POST"
        and role in roles
        and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", route), re.split(r"[?#]", path)[0])
        for (method, route), roles in TABLE.items()
    )


@pytest.mark.parametrize("how", [{}, NO_SCRIPT], ids=["keyboard", "keyboard, no JavaScript"])
def test_a_writer_is_invited_signs_in_by_the_mail_and_sees_no_button_of_others(
    chromium: Any, site: Site, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any]
) -> None:
    let_mail_leave(monkeypatch)
    with_issues_approved(site.app)
    a_feed(site)
    owner = Keyboard(a_page(chromium, site, **how))
    begin(owner.page, site)
    owner.turn_to("Gerda")
    owner.sees("Waar je bent ingelogd")
    owner.follow("Redacteuren")
    owner.sees("Stuur de uitnodiging")
    owner.fill("Naam", "Bram")
    owner.fill("E-mailadres", "bram@example.org")
    owner.press("Stuur de uitnodiging")
    owner.sees("De uitnodiging is onderweg.")
    hand = Keyboard(a_page(chromium, site, **how))
    writer = hand.page
    hand.go(f"{site.url}/desk/sign-in/{mailed_link(site.app)}")
    hand.press("Inloggen")
    hand.sees("Je bent ingelogd")
    assert writer.url == f"{site.url}/desk/me?done=new"
    hand.follow("Naar Vandaag")
    hand.sees("Vandaag")
    assert writer.url == f"{site.url}/desk"
    assert site.app.desk.editors.all()[1].role is Role.WRITER
    posted = set()
    for path in LOOKED_AT:
        writer.goto(f"{site.url}/desk{path}")
        posted |= forms(writer)
    assert {one for one in posted if not may_post(Role.WRITER, one)} == set()
    assert any("/accept" in one for one in posted)
    assert writer.goto(f"{site.url}/desk/editors").status == 403
    assert site.elsewhere == []


def test_the_password_is_asked_again_by_keyboard_and_the_invitation_goes_on(
    chromium: Any, site: Site
) -> None:
    page = a_page(chromium, site, **NO_SCRIPT)
    begin(page, site)
    site.app.container.now.pass_by(minutes=20)
    hand = Keyboard(page)
    hand.go(f"{site.url}/desk/editors")
    hand.fill("Naam", "Bram")
    hand.fill("E-mailadres", "bram@example.org")
    hand.press("Voeg toe en toon de link")
    hand.sees("Ben jij het nog?")
    hand.fill("Wachtwoord", "niet dit")
    hand.press("Ga verder")
    hand.sees("wachtwoord klopt niet")
    hand.fill("Wachtwoord", PASSWORD)
    hand.press("Ga verder")
    hand.sees("Inloglink voor Bram")
    link = page.get_by_label("Link").input_value()
    assert link.startswith("http://127.0.0.1:8000/desk/sign-in/")
    assert [one.name for one in site.app.desk.editors.all()] == ["Gerda de Wit", "Bram"]


# ─── every state, in every light and width ───────────────────────────────────


def a_feed(site: Site) -> None:
    """A followed site with trouble, one proposal, and one that cannot be read."""
    records, now = site.app.container.store.feeds, site.app.container.now()
    polled = Polled(
        address="https://een-lang-adres.voorbeeld.nl/wp-content/uploads/feed/atom.xml",
        title="Het blog van een ander",
        etag="",
        last_modified="",
        next_at=now + timedelta(hours=6),
        failures=2,
        trouble=Message("fetch-status", status=503),
    )
    feed = records.follow(polled, Rights("Lotte van der Berg"))
    text = ProposedText(rendition="# Thee\n", original=b"x", ending=".html", words=900, weeks=3)
    records.keep(
        feed.id,
        [
            FoundEntry(entry("Een stoel bij het raam, en wie er niet op zit"), text),
            FoundEntry(entry("Alleen een begin"), Message("entry-without-page")),
        ],
    )


def entry(title: str) -> FeedEntry:
    address = "https://een-lang-adres.voorbeeld.nl/stuk"
    return FeedEntry(
        key=title, digest=title, title=title, address=address, markup="", is_whole=True
    )


def states(page: Any, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Open each new page in each of its states; yield its name while it is open."""
    app = site.app

    def at(path: str) -> str:
        page.goto(f"{site.url}/desk{path}")
        return path

    def send(state: str, button: str, **typed: str) -> str:
        for label, text in typed.items():
            page.locator(f"#{label}").fill(text)
        page.get_by_role("button", name=button, exact=True).click()
        return state

    yield at("/sign-in/x")
    begin(page, site)
    yield at("/feeds")
    yield at("/log?kind=letters")
    a_feed(site)
    with_issues_approved(app)
    app.desk.sign_in.with_link(app.desk.editors.link(1).rpartition("/")[2], "Firefox/Android")
    (app.container.folder / "issues" / "009-broken.md").write_text("---\nnumber: x\n", "utf-8")
    yield at("")
    yield at("/articles")
    yield at("/me")
    yield at("/editors")
    yield send("an address that is none", "Voeg toe en toon de link", name="Bram", email="bram")
    yield send("the link", "Voeg toe en toon de link", email="bram@example.org")
    yield at("/editors")
    yield at("/editors/2")
    yield at("/editors/1")
    yield send("the only owner", "Beëindig het account van Gerda de Wit")
    yield at("/log")
    at("/feeds")
    yield send("whose text", "Volg deze site", site="https://elders.voorbeeld.nl/feed")
    app.container.now.pass_by(minutes=20)
    at("/editors/2")
    yield send("asked again", "Wijzig de rol")
    yield send("a wrong password", "Ga verder", proof="niet dit")
    let_mail_leave(monkeypatch)
    yield at("/editors/2")
    yield at("/sign-in/x")


def test_nothing_is_wrong_in_any_state(
    chromium: Any, site: Site, axe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    wrong = []
    for state in states(page, site, monkeypatch):
        wrong += faults(page, axe, state)
    assert wrong == []
    assert site.elsewhere == []


def send_unchecked(page: Any, action: str, **typed: str) -> None:
    """Send a form as a browser that checks no field, and wait for its answer."""
    form = page.locator(f"form[action='{action}']")
    form.evaluate("(one) => { one.noValidate = true }")
    for name, text in typed.items():
        form.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        form.evaluate("(one) => one.requestSubmit()")


def focused(page: Any) -> str:
    page.wait_for_function("document.activeElement !== document.body")  # it comes after the page
    return str(page.evaluate("document.activeElement.id"))


def test_what_is_refused_is_marked_has_the_focus_and_is_well_made(
    chromium: Any, site: Site, axe: str
) -> None:
    page = a_page(chromium, site, bypass_csp=True)
    first = urlsplit(site.app.desk.sign_in.first_link()).path
    page.goto(site.url + first)
    send_unchecked(page, first, name=" ", email="gerda", password="kort")
    wrong = faults(page, axe, "the first account")
    assert focused(page) == "name"
    page.get_by_role("link", name="wachtwoord is te kort").click()
    assert focused(page) == "password"
    begin(page, site)
    page.goto(f"{site.url}/desk/me")
    send_unchecked(page, "/desk/me/password", password="kort")
    wrong += faults(page, axe, "a short password")
    assert focused(page) == "password"
    page.goto(f"{site.url}/desk/editors")
    page.locator("[name=role]").evaluate_all("(all) => all.forEach((one) => (one.checked = false))")
    send_unchecked(page, "/desk/editors", name=" ", email="bram")
    wrong += faults(page, axe, "inviting")
    assert focused(page) == "name"
    page.goto(f"{site.url}/desk/editors/1")
    send_unchecked(page, "/desk/editors/1/end")
    wrong += faults(page, axe, "the only owner")
    page.goto(f"{site.url}/desk/feeds")
    send_unchecked(page, "/desk/feeds", address="onzin")
    wrong += faults(page, axe, "an address")
    assert focused(page) == "site"
    send_unchecked(page, "/desk/feeds", address="www.voorbeeld.org")
    wrong += faults(page, axe, "whose text")
    page.goto(f"{site.url}/desk/nergens")
    wrong += faults(page, axe, "nothing there")
    assert wrong == []


def test_who_could_not_come_back_is_held_at_the_door(chromium: Any, site: Site, axe: str) -> None:
    owner = site.app.desk.editors
    begin(a_page(chromium, site), site)
    bram = owner.add("Bram", "bram@example.org", Role.WRITER)
    page = a_page(chromium, site, bypass_csp=True)
    page.goto(site.here(owner.link(bram.id)))
    page.get_by_role("button").click()
    wrong = faults(page, axe, "signed in by a link")
    page.get_by_role("button", name="Uitloggen").click()
    wrong += faults(page, axe, "signing out")
    page.get_by_role("link", name="Kies een wachtwoord").click()
    assert focused(page) == "password"
    page.get_by_role("button", name="Toch uitloggen").click()
    page.wait_for_url("**/desk/sign-in")
    page.locator("summary").click()
    wrong += faults(page, axe, "signed out")
    assert wrong == []


def test_the_settings_are_well_made_also_where_something_is_refused(
    chromium: Any, site: Site, axe: str
) -> None:
    page = a_page(chromium, site, bypass_csp=True, viewport={"width": 375, "height": 800})
    begin(page, site)
    wrong = []
    for path in ("/desk/letterhead", "/desk/settings"):
        page.goto(site.url + path)
        wrong += faults(page, axe, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("h2").all_inner_texts() == page.locator("h2:visible").all_inner_texts()
    send_unchecked(page, "/desk/settings/keys", name=" ")
    wrong += faults(page, axe, "a key without a name")
    assert focused(page) == "name"
    page.goto(f"{site.url}/desk/letterhead")
    send_unchecked(page, "/desk/letterhead", greeting="Dag {naam},", reply_to="gerda")
    wrong += faults(page, axe, "a greeting and an address")
    assert focused(page) == "reply_to"
    page.locator("#reply_to").fill("gerda@voorbeeld.nl")
    page.locator("#greeting").fill("Lieve {first_name},")
    page.get_by_role("button", name="Opslaan").click()
    page.get_by_text("Opgeslagen. Het geldt vanaf nu").wait_for()
    wrong += faults(page, axe, "saved settings")
    assert wrong == []
    assert str(site.app.answers_to) == "gerda@voorbeeld.nl"
