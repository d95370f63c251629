"""A correction by mail ends as the letter that it corrects did."""

from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.store.schema.sending import editions
from tests.app.builders import ARTICLE, SAID, SetClock, a_publication

FAREWELL = "Warme groet,\nGerda Demo"


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """Issue 1 went out; its article ends with the writer's name."""
    app = a_publication(tmp_path / "own", clock)
    (app.container.folder / "rust.txt").write_text(f"{ARTICLE}\n{FAREWELL}\n", "utf-8")
    app.issues.draw([str(app.container.folder / "rust.txt")])
    send(app, 1)
    app.issues.new_correction(1, dutch)
    return app


def send(app: Newsletter, number: int) -> None:
    app.people.add("anna@example.org", statement=SAID)
    assert app.approvals.approve(str(number), offline=True).done
    app.dispatches.start(str(number))


def dutch(message: Message) -> str:
    return say(message, "nl")


def without_stored_texts(app: Newsletter) -> None:
    """As in a database of before the texts of letters were stored."""
    with app.container.store.database.write() as connection:
        connection.execute(update(editions).values(web_version=None))


def test_a_correction_has_the_sign_off_of_the_letter_that_it_corrects(app: Newsletter) -> None:
    issue, path = app.issues.find("4")
    assert issue.sign_off == FAREWELL
    resolved = app.issues.compiler.resolve(issue, path)
    for chunks in (resolved.edition.text, resolved.edition.html):
        assert "Gerda Demo" in "".join(chunk for chunk in chunks if isinstance(chunk, str))
    assert resolved.web.issue.sign_off == FAREWELL


def test_it_ends_as_that_letter_was_sent_whatever_became_of_its_article(app: Newsletter) -> None:
    article = app.articles.by_name("rust.txt")
    article.write_text(article.read_text("utf-8").replace("Gerda Demo", "Ada"), "utf-8")
    assert app.issues.find("4")[0].sign_off == FAREWELL
    article.unlink()
    assert app.issues.find("4")[0].sign_off == FAREWELL


def test_a_letter_without_a_sign_off_has_corrections_without_one(
    tmp_path: Path, clock: SetClock
) -> None:
    app = a_publication(tmp_path / "other", clock)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    send(app, 1)
    article = app.articles.by_name("rust.txt")
    article.write_text(f"{ARTICLE}\n{FAREWELL}\n", "utf-8")
    app.issues.new_correction(1, dutch)
    assert not app.issues.find("4")[0].sign_off


def test_each_correction_has_the_sign_off_of_the_writer_of_its_own_letter(app: Newsletter) -> None:
    other = app.container.folder / "stilte.txt"
    other.write_text(f"{ARTICLE.replace('rust', 'stilte')}\nLiefs,\nAda\n", "utf-8")
    app.issues.draw([str(other)])
    send(app, 5)
    app.container.store.web_versions.hide(5, hidden=True)
    app.issues.new_correction(5, dutch)
    assert app.issues.find("4")[0].sign_off == FAREWELL
    assert app.issues.find("8")[0].sign_off == "Liefs,\nAda"


def test_of_a_letter_whose_text_was_not_stored_its_article_has_the_sign_off(
    app: Newsletter,
) -> None:
    without_stored_texts(app)
    assert app.issues.find("4")[0].sign_off == FAREWELL
    app.issues.path("1").unlink()
    assert app.issues.find("4")[0].sign_off is None


def test_the_sign_off_of_the_settings_comes_first(tmp_path: Path, app: Newsletter) -> None:
    settings = tmp_path / "own" / "newsletter.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[letter]\n", '[letter]\nsign_off = "Dag"\n'), "utf-8")
    again = a_publication(tmp_path / "own", SetClock())
    resolved = again.issues.compiler.resolve(*again.issues.find("4"))
    assert resolved.web.issue.sign_off == "Dag"


def test_a_correction_of_a_correction_has_it_too(app: Newsletter) -> None:
    send(app, 4)
    app.issues.new_correction(4, dutch)
    assert app.issues.find("5")[0].sign_off == FAREWELL
