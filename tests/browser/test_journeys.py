"""What an editor comes to the desk for, whole: each journey by mouse, by keys, on a phone, without JavaScript."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from newsletter.app import Newsletter
from newsletter.model.audience import Standing
from newsletter.model.editor import Role
from tests.app.builders import (
    ARTICLE,
    SAID,
    SetClock,
    a_publication,
    mail_in,
    outbox,
    text_of,
    with_issues_approved,
)
from tests.app.test_day_before import mails_to, token_in
from tests.app.test_reminders import EDITOR
from tests.browser.hands import HANDS, Hand
from tests.browser.test_desk import PASSWORD, Site, a_page, served, sign_in
from tests.builders.another_tool import an_export, who_agreed

SUNDAYS = [datetime(2026, 3, day, 7, 0, 30, tzinfo=UTC) for day in (8, 15)]  # 08:00 in Amsterdam
WRONG = "Er staat een stoel bij het raam waar bijna niemand zit."
RIGHT = "Er staat een stoel bij de deur waar bijna niemand zit."
TWO_AT_A_TIME = f"{EDITOR}[dispatch]\nbatch_size = 2\n"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(a_publication(tmp_path / "own", SetClock(), TWO_AT_A_TIME)) as one:
        yield one


@pytest.fixture(params=HANDS, ids=["mouse", "keyboard", "phone", "without JavaScript"])
def hand(request: pytest.FixtureRequest, chromium: Any, site: Site) -> Iterator[Hand]:
    """A hand at a browser; in the end nothing may be wrong with the pages that it passed."""
    kind: type[Hand] = request.param
    if kind is Hand:
        page = a_page(chromium, site, bypass_csp=True, **kind.how)
        one = kind(page, request.getfixturevalue("axe"))
    else:
        one = kind(a_page(chromium, site, **kind.how))
    yield one
    assert one.wrong == []
    assert site.elsewhere == []


def in_outbox(app: Newsletter) -> list[EmailMessage]:
    """The letters that were put into the outbox."""
    found = [mail_in(file) for file in outbox(app)]
    return [one for one in found if one["List-Id"]]


def letters(app: Newsletter) -> Counter[tuple[str, str]]:
    """How often each letter was put into the outbox for each reader: by address and subject."""
    return Counter((str(one["To"]), str(one["Subject"])) for one in in_outbox(app))


def words_of(mail: EmailMessage) -> str:
    return " ".join(text_of(mail).split())


# ─── from the one-time address to the second Sunday ──────────────────────────


def test_from_the_one_time_address_to_the_report_of_the_second_sunday(
    site: Site, hand: Hand
) -> None:
    for name in ("bram", "cleo"):
        site.app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)
    begin(hand, site)
    queue_an_article(hand)
    assert hand.presses <= 8
    add_a_reader(hand)
    change_the_first_letter(hand, site)
    see_it_go(hand, site)
    put_it_right(hand, site)
    see_the_second_go(hand, site)
    got = {
        "Een stoel, en verder niets": ("anna", "bram", "cleo"),
        "Rechtgezet": ("anna", "cleo"),  # bram no longer reads, and dirk did not get the letter
        "De weg naar huis": ("anna", "cleo", "dirk"),
    }
    assert letters(site.app) == Counter(
        (f"{name}@example.org", what) for what, names in got.items() for name in names
    )


def begin(hand: Hand, site: Site) -> None:
    hand.go(site.here(site.app.desk.sign_in.first_link()))
    hand.sees("Welkom")
    hand.fill("Je naam", "Gerda de Wit")
    hand.fill("E-mailadres", "gerda@example.org")
    hand.fill("Wachtwoord", PASSWORD)
    hand.press("Account maken")
    hand.sees("Hier is het nog leeg.")


def queue_an_article(hand: Hand) -> None:
    hand.fill("Plak hier een artikel", ARTICLE)
    hand.press("Bekijk de weken")
    hand.sees("Hier zitten 3 weken in.")
    hand.press("Zet klaar wat in orde is")
    hand.sees("Van dit artikel staan 3 brieven klaar")


def add_a_reader(hand: Hand) -> None:
    hand.follow("Naar Vandaag")
    hand.sees("is de volgende, op zondag 8 maart om 08:00")
    hand.follow("Naar de lezers")
    hand.sees("2 lezers")
    hand.follow("Voeg iemand toe")
    hand.sees("Alleen voor iemand die jou om de brief heeft gevraagd")
    hand.fill("E-mailadres", "anna@example.org")
    hand.fill("Hoe gaf deze persoon toestemming", "vroeg het aan de telefoon op 7 maart 2026")
    hand.fill("Voornaam", "Anna")
    hand.press("Voeg deze lezer toe")
    hand.sees("De lezer is toegevoegd.")


def change_the_first_letter(hand: Hand, site: Site) -> None:
    hand.turn_to("Vandaag")
    hand.reads("De komende brieven")
    hand.follow("Een stoel bij het raam")
    hand.sees("Zoals lezers hem zien")
    hand.fill("Onderwerp", "Een stoel, en verder niets")
    hand.press("Opslaan")
    hand.sees("Wat je verandert, gaat nog niet mee")
    hand.page.frame_locator("iframe.mail").get_by_text("Er staat een stoel").first.wait_for()
    hand.press("Zet de nieuwe tekst klaar")
    hand.sees("Deze brief staat met de nieuwe tekst klaar voor zondag 8 maart")


def sign_in_again(hand: Hand, site: Site) -> None:
    """On Sunday the session of the day before is over."""
    hand.go(f"{site.url}/desk")
    hand.reads("Inloggen")
    hand.fill("E-mailadres", "gerda@example.org")
    hand.fill("Wachtwoord", PASSWORD)
    hand.press("Inloggen")


def see_it_go(hand: Hand, site: Site) -> None:
    site.app.rounds.make_at_once()  # the mails of the day before
    site.app.container.now.go_to(SUNDAYS[0])
    site.app.rounds.make()
    sign_in_again(hand, site)
    hand.sees("0 klaar, nog 3 te gaan")
    hand.follow("Bekijk de verzending")
    hand.sees("0 klaar, 3 nog te gaan")
    site.app.dispatches.dispatcher.hand_over_next()
    hand.sees_in_time("2 verstuurd")
    site.app.dispatches.dispatcher.drain()
    hand.sees_in_time("in de map outbox; er is geen mail de deur uit gegaan")
    hand.follow(
        "Bekijk het verslag: wanneer, vergeleken met eerdere brieven, en wat lezers antwoordden"
    )
    hand.sees("3 mails zijn op zondag 8 maart om 08:00 in de map outbox gezet")


def put_it_right(hand: Hand, site: Site) -> None:
    """A mistake in the letter that went: its web page corrected, and a correction mailed.

    What these pages look like is held by ``test_mistake``, in each of their states.
    """
    app = site.app
    app.people.unsubscribe("bram@example.org")
    app.people.add("dirk@example.org", first_name="Dirk", statement=SAID)
    hand.follow("Verbeter de webversie")
    hand.reads("Verbeter de webversie")
    text = hand.page.get_by_label("Tekst", exact=True).input_value()
    assert WRONG in text
    hand.fill("Tekst", text.replace(WRONG, RIGHT))
    hand.press("Bekijk wat er verandert …")
    hand.reads(RIGHT)
    hand.press("Zet in de webversie")
    hand.reads("De nieuwe tekst staat in de webversie.")
    hand.follow("Stuur een verbetering")
    hand.reads("aan 2 lezers")
    hand.fill("Onderwerp", "Rechtgezet")
    hand.fill("Tekst", RIGHT)
    hand.press("Verstuur naar 2 lezers …")
    hand.reads("‘Rechtgezet’ nu versturen?")
    hand.press("Verstuur naar 2 lezers")
    hand.reads("gaat om 08:01 naar 2 lezers")
    app.container.now.pass_by(seconds=61)
    app.rounds.make_at_once()
    corrections = [one for one in in_outbox(app) if one["Subject"] == "Rechtgezet"]
    assert all(RIGHT in words_of(one) for one in corrections)


def see_the_second_go(hand: Hand, site: Site) -> None:
    site.app.container.now.go_to(SUNDAYS[1])
    site.app.rounds.make_at_once()
    sign_in_again(hand, site)
    hand.reads("Zondag 22 maart")
    hand.follow("Bekijk de verzending")
    hand.reads("in de map outbox")
    hand.follow(
        "Bekijk het verslag: wanneer, vergeleken met eerdere brieven, en wat lezers antwoordden"
    )
    hand.sees("De brief ervoor")


# ─── readers ─────────────────────────────────────────────────────────────────


def test_a_list_is_moved_in_from_another_tool_and_downloaded_again(
    site: Site, hand: Hand, tmp_path: Path
) -> None:
    sign_in(hand.page, site)
    export = replace(an_export(60), cleaned=b"")
    for name in ("everybody", "left"):
        (tmp_path / f"{name}.csv").write_bytes(getattr(export, name))
    agreed = who_agreed(export)
    hand.go(f"{site.url}/desk/readers")
    hand.follow("Zet een lijst over")
    hand.sees("Zet die eerst over")
    leave_behind(hand, tmp_path / "left.csv")
    hand.follow("Zet de volgende lijst over")
    hand.reads("Wie staan er in het bestand?")
    bring(hand, tmp_path / "everybody.csv", len(agreed))
    assert {str(one.address).lower() for one in confirmed(site.app)} == agreed
    hand.turn_to("Lezers")
    hand.sees("Wie het zijn")
    hand.follow("Download de lijst")
    hand.sees("Download alle lezers")
    name, text = hand.download("Download het bestand")
    assert name == "readers-2026-03-07.csv"
    assert len(text.splitlines()) == len(agreed) + 1
    assert not hand.page.locator("#busy").is_visible()


def leave_behind(hand: Hand, path: Path) -> None:
    hand.choose("Mensen die zich afmeldden")
    hand.upload("Bestand", path)
    hand.press("Bekijk de lijst")
    hand.sees("volgens dit bestand afgemeld")
    hand.press("Zet deze lijst over")
    hand.sees("De lijst is overgezet")


def bring(hand: Hand, path: Path, count: int) -> None:
    hand.choose("Lezers")
    hand.upload("Bestand", path)
    hand.press("Bekijk de lijst")
    hand.sees("Niet alles in de lijst is duidelijk")
    hand.select("‘lopend’", "aangemeld")
    hand.press("Bekijk wat er nu gebeurt")
    hand.sees(f"{count} zijn nieuw.")
    hand.choose("Dat weet ik niet")
    hand.press(f"Zet {count} lezers over")
    hand.sees("Er is niemand overgezet en niemand krijgt mail")
    hand.choose("Ze vroegen er zelf om")
    hand.fill("Waar en wanneer?", "op de site, van 2021 tot 2025")
    hand.press(f"Zet {count} lezers over")
    hand.sees(f"{count} zijn lezer geworden")


def confirmed(app: Newsletter) -> tuple[Any, ...]:
    return tuple(app.container.store.subscribers.page(standing=Standing.CONFIRMED, limit=1000))


def two_readers(site: Site) -> None:
    for name in ("anna", "bram"):
        site.app.people.add(f"{name}@example.org", first_name=name.title(), statement=SAID)


def test_everything_about_a_reader_is_erased_after_the_password_again(
    site: Site, hand: Hand
) -> None:
    two_readers(site)
    sign_in(hand.page, site)
    hand.go(f"{site.url}/desk/readers")
    hand.fill("Adres of naam", "bram")
    hand.press("Toon")
    hand.sees("Eén persoon")
    hand.press("bram@example.org")
    hand.sees("Alles wissen …")
    site.app.container.now.pass_by(minutes=20)
    hand.follow("Alles wissen …")
    hand.sees("Alles over deze lezer wissen?")
    hand.choose("Ja, dit kan niet ongedaan worden gemaakt")
    hand.press("Alles wissen")
    hand.sees("Ben jij het nog?")
    hand.fill("Wachtwoord", "niet dit")
    hand.press("Ga verder")
    hand.sees("wachtwoord klopt niet")
    assert len(confirmed(site.app)) == 2
    hand.fill("Wachtwoord", PASSWORD)
    hand.press("Ga verder")
    hand.sees("Alles over deze lezer is gewist.")
    assert [str(one.address) for one in confirmed(site.app)] == ["anna@example.org"]


def test_somebody_who_telephones_is_unsubscribed(site: Site, hand: Hand) -> None:
    two_readers(site)
    sign_in(hand.page, site)
    hand.go(f"{site.url}/desk")
    hand.follow("Naar de lezers")
    hand.reads("Meld dit adres af")
    hand.fill("E-mailadres", "bram@example.org")
    hand.press("Meld dit adres af")
    hand.sees("Stond dit adres in de lijst, dan krijgt het geen brieven meer.")
    assert site.app.desk.readers.one(2).who.standing is Standing.UNSUBSCRIBED
    assert site.app.desk.readers.one(1).who.standing is Standing.CONFIRMED


# ─── the mail of the day before ──────────────────────────────────────────────


def test_an_editor_decides_by_the_mail_of_the_day_before_what_goes_on_sunday(
    site: Site, hand: Hand
) -> None:
    app = site.app
    with_issues_approved(app)
    app.desk.editors.add("Gerda de Wit", "gerda@example.org", Role.OWNER)
    app.rounds.make_at_once()
    hand.go(f"{site.url}/decide/{token_in(mails_to(app, 'gerda')[0])}?answer=later")
    hand.press("Verstuur zondag eerst ‘De weg naar huis’, deze daarna")
    hand.sees("Genoteerd")
    app.container.now.go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    assert set(letters(app)) == {
        (f"{name}@example.org", "De weg naar huis") for name in ("anna", "bram")
    }
