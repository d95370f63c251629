"""A first name in an issue: each reader's own in the mail, and nobody's on the web."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.edition import from_json, to_json
from tests.app.builders import SAID, SetClock, a_publication, mail_in, outbox, text_of
from tests.web.builders import browser

ISSUE = """---
number: 1
title: Een stoel voor {first_name|jou}
subject: {first_name|}, heb je even?
preheader: Een regel voor {first_name|wie dit leest}, lang genoeg om de inbox te vullen.
---

Dag **{first_name|lieve lezer}**, zie https://voorbeeld.nl/oefening eens.

<!-- Anna: mag dit? -->

---

{first_name|}, *dan* dit. Dank je, {first_name|}.

> Rust is voor {first_name|iedereen}.
> — Iemand
"""
READERS = {
    "anna@example.org": "Renée",
    "bram@example.org": "",
    "cees@example.org": "O'Neil",
    "dora@example.org": "Jan-Willem Alexander van der Wolkenstein tot Rust",  # 49 characters
}


@pytest.fixture
def sent(tmp_path: Path) -> Newsletter:
    """A publication that sent one issue with names in it."""
    app = a_publication(tmp_path / "own", SetClock())
    issues = app.container.folder / "issues"
    for old in issues.glob("*.md"):
        old.unlink()
    (issues / "001-proef.md").write_text(ISSUE, "utf-8")
    for address, name in READERS.items():
        app.people.add(address, first_name=name, statement=SAID)
    checked = app.approvals.approve("1", offline=True)
    assert checked.done, [finding.code for finding in checked.findings]
    app.dispatches.start("1")
    return app


def mail_to(app: Newsletter, address: str) -> EmailMessage:
    mails = map(mail_in, outbox(app))
    (mail,) = (mail for mail in mails if mail["To"] == address)
    return mail


def test_each_reader_gets_their_own_name_in_every_part(sent: Newsletter) -> None:
    mail = mail_to(sent, "anna@example.org")
    assert mail["Subject"] == "Renée, heb je even?"
    html, text = text_of(mail, "html"), text_of(mail)
    assert "Een regel voor Renée, lang genoeg" in html
    assert "<strong>Renée</strong>" in html
    assert "Een stoel voor Renée" in html
    assert 'href="https://voorbeeld.nl/oefening"' in html
    assert "· · ·" in text
    assert "mag dit" not in html + text
    assert "Dag Renée, zie" in text
    assert "Renée, dan dit. Dank je, Renée." in " ".join(text.split())
    assert "Rust is voor Renée." in text


@pytest.mark.parametrize("address", ["bram@example.org", "dora@example.org"])
def test_without_a_name_or_with_one_that_is_none_the_sentences_close_up(
    sent: Newsletter, address: str
) -> None:
    mail = mail_to(sent, address)
    assert mail["Subject"] == "Heb je even?"
    html, text = text_of(mail, "html"), " ".join(text_of(mail).split())
    assert "Een regel voor wie dit leest, lang genoeg" in html
    assert "<strong>lieve lezer</strong>" in html
    assert "<em>Dan</em> dit." in html
    assert "Dag lieve lezer, zie" in text
    assert "Dan dit. Dank je." in text
    assert "first_name" not in html + text


def test_a_name_is_escaped_for_the_place_where_it_is(sent: Newsletter) -> None:
    mail = mail_to(sent, "cees@example.org")
    assert mail["Subject"] == "O'Neil, heb je even?"
    assert "<strong>O&#x27;Neil</strong>" in text_of(mail, "html")
    assert "Dag O'Neil, zie" in text_of(mail)


def test_archive_feed_and_address_show_nobodys_name(sent: Newsletter) -> None:
    pages = browser(sent)
    link = "/archive/proef"
    for path in (link, f"{link}/email", "/archive", "/feed.xml"):
        text = pages.get(path).text
        assert "Renée" not in text
        assert "first_name" not in text
        assert "Een stoel voor jou" in text
    assert "<strong>lieve lezer</strong>" in pages.get(link).text
    assert "<hr>" in pages.get(link).text
    assert 'href="https://voorbeeld.nl/oefening"' in pages.get(link).text
    assert "mag dit" not in pages.get(link).text


def test_lists_and_tests_show_the_fallback_too(sent: Newsletter, tmp_path: Path) -> None:
    sent.previews.send_test("1", "proef@example.org")
    assert mail_to(sent, "proef@example.org")["Subject"] == "[test] Heb je even?"
    shown = sent.previews.show("1")
    assert (shown.subject, shown.preheader[:21]) == ("Anna, heb je even?", "Een regel voor Anna, ")


def test_an_edition_with_names_is_kept_whole_and_one_without_keeps_its_digest(
    sent: Newsletter,
) -> None:
    issue, path = sent.issues.find("1")
    edition = sent.issues.compiler.compile(issue, path)
    assert len(edition.phrases) == 8
    assert from_json(to_json(edition)) == edition
    path.write_text(ISSUE.replace("{first_name|}, ", "").replace("{first_name|", "{"), "utf-8")
    plain = sent.issues.compiler.compile(*sent.issues.find("1"))
    assert '"phrases"' not in to_json(plain)
    assert plain.subject_without_name == "heb je even?"


def test_a_new_issue_is_named_after_its_subject_without_the_name(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    assert app.issues.new("{first_name|}, heb je even?").name.endswith("-heb-je-even.md")
