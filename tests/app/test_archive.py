"""The web shows the letter that was sent, until the editor says otherwise."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.model.blocks import Questions
from newsletter.model.dispatch import DispatchState
from newsletter.store.schema.sending import editions
from tests.app.builders import SAID, SetClock, a_photo, a_publication, outbox, with_issues_approved
from tests.web.builders import browser

ATOM = "{http://www.w3.org/2005/Atom}"
LETTER = """---
number: 1
title: Moeite met nee zeggen — en waarom
subject: Moeite met nee zeggen
preheader: Waarom ja zo snel gezegd is.
article: nee.txt
---

Soms zeg je ja voordat je het weet.

- Wat kost het jou? → denk aan gisteren
- Wat levert het op? → en aan morgen

> Een nee is ook een antwoord.

![Een gesloten deur](deur.jpg)

> Wie nee zegt, zegt ja tegen iets anders.
>
> — Anna de Vries

💡 Waar zeg jij morgen nee op?

Lees meer: [Rust op een gewone dag](https://www.voorbeeld.nl/rust)

P.S. **Mag dat?** Ja, dat mag.
"""
ARTICLE = """Moeite met nee zeggen
Aandacht
5 min

Moeite met nee zeggen — een stuk over grenzen

5 min

Een stuk over grenzen stellen, voor wie altijd ja zegt tegen iedereen die iets vraagt.

Een deur — waar het begint

Er is een deur die je dicht mag doen. Een nee is ook een antwoord. Wie dat weet, hoeft niet meer te vluchten en kan blijven staan waar hij staat.

"Een nee is ook een antwoord."

💡 Waar zeg jij morgen nee op?

Warme groet,
De redactie
"""


@pytest.fixture
def sent(tmp_path: Path, clock: SetClock) -> Newsletter:
    """A publication whose first letter, with one of everything, went out."""
    app = a_publication(tmp_path / "own", clock)
    folder = app.container.folder
    (folder / "nee.txt").write_text(ARTICLE, "utf-8")
    app.articles.add(folder / "nee.txt", address="https://www.voorbeeld.nl/nee")
    (folder / "issues" / "001-moeite-met-nee-zeggen.md").write_text(LETTER, "utf-8")
    (folder / "issues" / "deur.jpg").write_bytes(a_photo())
    for name in ("anna", "bram"):
        app.people.add(f"{name}@voorbeeld.nl", first_name=f"Lezer{name}", statement=SAID)
    approved = app.approvals.approve("1", offline=True)
    assert approved.done, approved.findings
    app.dispatches.start("1")
    return app


def link_in(app: Newsletter) -> str:
    """Where "view in browser" leads, as a reader has it in the mail."""
    text = outbox(app)[-1].read_bytes().replace(b"=\r\n", b"").replace(b"=\n", b"").decode()
    found = re.search(r"/archive/([\w-]+)", text.replace("=3D", "="))
    assert found
    return found[0]


def page_of(app: Newsletter) -> str:
    return browser(app).get(link_in(app)).text


def test_the_page_shows_what_the_letter_shows(sent: Newsletter) -> None:
    page = page_of(sent)
    for words in (
        "<h2>Om bij stil te staan</h2><p>Waar zeg jij morgen nee op?</p>",
        "<ol>\n<li>Wat kost het jou?<br>",
        "<blockquote><p>Een nee is ook een antwoord.</p></blockquote>",
        "<footer>Anna de Vries</footer>",
        "<h2>Lees ook</h2>",
        "<strong>P.S. Mag dat?</strong>",
        'Uit: <a href="https://www.voorbeeld.nl/nee">',
        'alt="Een gesloten deur"',
    ):
        assert words in page, words


@pytest.mark.parametrize("change", ["edited", "renamed", "deleted", "unreadable", "picture gone"])
def test_what_becomes_of_the_file_changes_nothing_that_went_out(
    sent: Newsletter, change: str
) -> None:
    pages, link = browser(sent), link_in(sent)
    before = [pages.get(path).text for path in (link, "/archive", "/feed.xml", f"{link}/email")]
    path = sent.issues.path("1")
    match change:
        case "edited":
            path.write_text(LETTER.replace("Soms zeg je ja", "Vaak zeg je ja"), "utf-8")
        case "renamed":
            path.rename(path.with_name("001-heel-iets-anders.md"))
        case "deleted":
            path.unlink()
            (sent.container.folder / "issues" / "articles" / "nee.txt").unlink()
        case "unreadable":
            path.write_text("---\nnumber: 1\ntitel: x\n---\n", "utf-8")
        case _:
            (path.parent / "deur.jpg").unlink()
    again = browser(a_publication(sent.container.folder, SetClock()))
    after = [again.get(path).text for path in (link, "/archive", "/feed.xml", f"{link}/email")]
    assert after == before
    picture = re.search(r'src="(/media/[^"]+)"', before[0])
    assert picture
    assert again.get(picture[1]).status_code == 200


def test_a_letter_that_went_out_before_its_text_was_kept_is_shown_from_the_file_then_as_the_mail(
    sent: Newsletter,
) -> None:
    with sent.container.store.database.write() as connection:
        connection.execute(update(editions).values(web_version=None))
    assert "Soms zeg je ja" in page_of(sent)
    assert "Om bij stil te staan" in page_of(sent)
    path = sent.issues.path("1")
    path.write_text(LETTER.replace("Soms zeg je ja", "Vaak zeg je ja"), "utf-8")
    assert "Vaak zeg je ja" in page_of(sent)
    path.unlink()
    page = page_of(sent)
    assert "Soms zeg je ja" in page
    assert "<table" in page  # the mail itself
    assert "Lezeranna" not in page
    assert "Moeite met nee zeggen" in browser(sent).get("/archive").text
    assert browser(sent).get("/feed.xml").status_code == 200


def test_only_the_editors_word_corrects_the_page_and_the_mail_stays_as_proof(
    sent: Newsletter, clock: SetClock
) -> None:
    link = link_in(sent)
    with pytest.raises(DeskError, match="page-same-already"):
        sent.web_changes.correct("1", offline=True)
    path = sent.issues.path("1")
    path.write_text(LETTER.replace("Soms zeg je ja", "Vaak zeg je ja"), "utf-8")
    clock.go_to(datetime(2026, 12, 6, 23, 30, tzinfo=UTC))  # the 7th in Amsterdam
    assert sent.web_changes.correct("1", offline=True).done
    path.unlink()
    pages = browser(sent)
    assert "Vaak zeg je ja" in pages.get(link).text
    assert "Verbeterd op 7 december 2026." in pages.get(link).text
    assert "Soms zeg je ja" in pages.get(f"{link}/email").text
    feed = ElementTree.fromstring(pages.get("/feed.xml").text)
    assert (feed.findtext(f"{ATOM}entry/{ATOM}updated") or "").startswith("2026-12-07T00:30")
    assert (feed.findtext(f"{ATOM}updated") or "").startswith("2026-12-07")
    assert "Vaak zeg je ja" in (feed.findtext(f"{ATOM}entry/{ATOM}content") or "")


def test_a_correction_that_the_checks_refuse_changes_nothing(sent: Newsletter) -> None:
    before = page_of(sent)
    path = sent.issues.path("1")
    path.write_text(LETTER.replace("![Een gesloten deur]", "![]"), "utf-8")
    assert not sent.web_changes.correct("1", offline=True).done
    assert page_of(sent) == before


def test_a_hidden_letter_is_gone_everywhere_and_comes_back(sent: Newsletter) -> None:
    pages, link = browser(sent), link_in(sent)
    sent.web_changes.hide("1")
    assert pages.get(link).status_code == 410
    assert pages.get(f"{link}/email").status_code == 410
    assert "Deze brief staat hier niet meer" in pages.get(link).text
    for path in ("/archive", "/feed.xml", "/sitemap.xml", "/"):
        assert link not in pages.get(path).text
    with pytest.raises(DeskError, match="page-hidden-already"):
        sent.web_changes.hide("1")
    sent.web_changes.hide("1", hidden=False)
    assert pages.get(link).status_code == 200
    assert link in pages.get("/archive").text


def test_what_has_not_gone_out_has_no_page_to_change(sent: Newsletter) -> None:
    sent.issues.new("Nog een brief")
    for act in (sent.web_changes.correct, sent.web_changes.hide):
        with pytest.raises(DeskError, match=r"issue-not-sent .issue=2"):
            act("2")


def test_a_letter_for_one_tag_is_read_by_its_own_link_alone(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, readers=("anna",))
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8").replace("audience: all", "audience: proef"), "utf-8")
    app.people.add("bram@voorbeeld.nl", tags=("proef",), statement=SAID)
    assert app.approvals.approve("1", offline=True).done
    app.dispatches.start("1")
    pages, link = browser(app), link_in(app)
    assert pages.get(link).status_code == 200
    assert "noindex" in pages.get(link).text
    for path_ in ("/archive", "/feed.xml", "/sitemap.xml"):
        assert link not in pages.get(path_).text


def test_each_letters_link_shows_that_letter_also_after_a_second_text_of_one_issue(
    sent: Newsletter,
) -> None:
    """A cancelled dispatch's issue may go on with another text, and two issues may share a title."""
    first, path = link_in(sent), sent.issues.path("1")
    path.write_text(LETTER.replace("Soms zeg je ja", "Vaak zeg je ja"), "utf-8")
    second = sent.issues.compiler.resolve(*sent.issues.find("1")).web.issue.slug
    assert f"/archive/{second}" == f"{first}-2"
    path.write_text(LETTER, "utf-8")
    assert (
        f"/archive/{sent.issues.compiler.resolve(*sent.issues.find('1')).web.issue.slug}" == first
    )
    other = path.with_name("002-moeite-met-nee-zeggen.md")
    other.write_text(LETTER.replace("number: 1", "number: 2"), "utf-8")
    assert sent.approvals.approve("2", offline=True).done
    sent.dispatches.start("2")
    assert link_in(sent) in {first, f"{first}-2"}
    assert browser(sent).get(f"{first}-2").status_code == 200
    assert browser(sent).get(first).status_code == 200


def test_a_dispatch_cancelled_before_anybody_got_it_is_not_in_the_archive(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    clock.pass_by(days=1)
    dispatch = app.dispatches.start_due()
    assert dispatch is not None
    app.dispatches.cancel(dispatch.id)
    assert app.dispatches.show(dispatch.id).state == DispatchState.CANCELLED.value
    assert app.readers.archive.issues() == ()


@pytest.mark.parametrize("name", ["Zzyzx", "O'Zzyzx <b>", "Žžyzx & co"])
def test_no_page_holds_anything_of_a_reader(tmp_path: Path, name: str) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, readers=())
    app.people.add("zzyzx@voorbeeld.nl", first_name=name, statement=SAID)
    app.dispatches.start("1")
    reader = app.container.store.subscribers.find(1)
    assert reader is not None
    values = app.emails.values(_member(app), issue=1)
    pages, link = browser(app), link_in(app)
    for path in (link, f"{link}/email", "/archive", "/feed.xml"):
        text = pages.get(path).text
        assert "zzyzx" not in text.lower().replace("ž", "z")
        for field in ("unsubscribe_url", "preferences_url"):
            assert values[field] not in text


def _member(app: Newsletter):
    from newsletter.model.address import EmailAddress
    from newsletter.model.delivery import BatchMember

    return BatchMember(1, EmailAddress("zzyzx", "voorbeeld.nl"), "Zzyzx")


def test_a_letter_is_dated_where_its_readers_are(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 3, 7, 23, 30, tzinfo=UTC))  # Sunday in Amsterdam
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    app.dispatches.start("1")
    clock.go_to(clock.at + timedelta(days=1))
    assert "8 maart 2026" in browser(app).get("/archive").text
    assert Questions  # the kinds of blocks are tried in the letter above
