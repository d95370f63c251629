"""Each reader is told why they get the letter: by what was kept of their consent."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.audience import Consent
from tests.app.builders import A_SATURDAY, SetClock, a_publication, mail_in, outbox, text_of

ASKED = "zij vroegen erom, op papier, in 2025"
CLIENTS = "klanten die konden weigeren toen wij hun adres vroegen"


def noted(kind: str, wording: str = "") -> Consent:
    return Consent(kind=kind, at=A_SATURDAY, wording=wording)


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    made = a_publication(tmp_path / "own", SetClock())
    made.issues.draw([str(made.container.folder / "rust.txt")])
    assert made.approvals.approve("1", offline=True).done
    return made


def a_reader_who_confirmed(app: Newsletter, name: str) -> None:
    app.people.add(f"{name}@example.org", statement=CLIENTS)
    reader = app.container.store.subscribers.page(search=name)[0]
    app.container.store.consents.add([reader.id], noted("confirmed", "Ja, stuur mij de brief."))


def footers(app: Newsletter) -> dict[str, str]:
    found = {}
    for path in outbox(app):
        mail = mail_in(path)
        said = []
        for kind in ("plain", "html"):
            words = " ".join(text_of(mail, kind).split())
            said.append(words[words.index("Je krijgt deze brief") :].partition(".")[0])
        assert said[0] == said[1]
        found[str(mail["To"]).partition("@")[0]] = said[0]
    return found


def test_the_footer_says_why_by_the_ground_that_was_kept(app: Newsletter) -> None:
    (app.container.folder / "clients.csv").write_text("email\nklant@example.org\n", "utf-8")
    app.people.import_file(app.container.folder / "clients.csv", statement=CLIENTS)
    app.people.add("vroeg@example.org", statement=ASKED)
    a_reader_who_confirmed(app, "zelf")
    app.dispatches.start("1")
    name = app.settings.publication.name
    assert footers(app) == {
        "klant": "Je krijgt deze brief omdat je klant bent; je kunt je altijd afmelden",
        "vroeg": f"Je krijgt deze brief omdat je eerder hebt gevraagd om {name} te ontvangen",
        "zelf": f"Je krijgt deze brief omdat je je hebt aangemeld voor {name}",
    }


def test_the_footer_and_the_labels_around_it_speak_one_language(tmp_path: Path) -> None:
    made = a_publication(tmp_path / "own", SetClock(), 'name = "Rest"\nlanguage = "en"\n')
    made.issues.draw([str(made.container.folder / "rust.txt")])
    made.people.add("anna@example.org", statement=CLIENTS)
    assert made.approvals.approve("1", offline=True).done
    made.dispatches.start("1")
    (path,) = outbox(made)
    for kind in ("plain", "html"):
        words = text_of(mail_in(path), kind)
        assert "Unsubscribe" in words
        assert "You get this letter" in words
        assert "Afmelden" not in words
