"""The first mails to a reader, and the portrait: what the settings and the archive put into the letter."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.errors import ConfigError
from newsletter.model.edition import fill
from newsletter.model.sign_up import SignUpChannel, SignUpRequest
from tests.app.builders import (
    SetClock,
    a_photo,
    a_publication,
    mail_in,
    outbox,
    text_of,
    with_issues_approved,
)


def text_of_the_confirmation(app: Newsletter, address: str) -> str:
    before = set(outbox(app))
    app.readers.subscribe.sign_up(SignUpRequest(address=address, way=SignUpChannel.API))
    app.dispatches.dispatcher.drain()
    (file,) = set(outbox(app)) - before
    return words_in(file)


def words_in(file: Path) -> str:
    return " ".join(text_of(mail_in(file)).split())


def test_the_confirmation_names_the_latest_letter_that_anybody_may_read(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app)
    first = text_of_the_confirmation(app, "carla@example.org")
    assert "elke zondag om acht uur ’s ochtends een brief van" in first
    assert "/archive/" not in first
    titles = []
    for number in ("1", "2"):
        clock.pass_by(days=7)
        app.dispatches.start(number)
        app.dispatches.dispatcher.drain()
        titles.append(app.issues.find(number)[0])
    second = text_of_the_confirmation(app, "dirk@example.org")
    assert f"/archive/{titles[1].slug}" in second
    assert f"/archive/{titles[0].slug}" not in second
    app.web_changes.hide("2")
    assert f"/archive/{titles[0].slug}" in text_of_the_confirmation(app, "els@example.org")


def test_a_letter_says_on_which_day_it_is_sent_and_so_does_its_copy_on_the_web(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app, readers=("anna",))
    app.dispatches.start("1")
    app.dispatches.dispatcher.drain()
    day = app.emails.day(clock())
    (mail,) = outbox(app)
    assert day in mail.read_text("utf-8", errors="replace")
    slug = app.issues.find("1")[0].slug
    clock.pass_by(days=3)
    assert day in (app.readers.archive.email(slug) or "")


def test_the_portrait_is_a_small_square_that_is_hosted(tmp_path: Path) -> None:
    app = a_publication(
        tmp_path / "own", SetClock(), '[sender]\nname = "Gerrit"\nportrait = "gerrit.jpg"\n'
    )
    (tmp_path / "own" / "gerrit.jpg").write_bytes(a_photo(900, 600))
    with_issues_approved(app)
    html = fill(app.issues.compiler.compile(*app.issues.find("1")).html, app.emails.sample_values())
    tag = html[html.index("<img") :].partition(">")[0]
    assert 'alt=""' in tag
    assert 'width="40" height="40"' in tag
    name = tag.partition("/media/")[2].partition('"')[0]
    hosted = app.media(name)
    assert hosted is not None
    assert "Gerrit" in html.partition("<img")[2][:900]


def test_a_portrait_that_is_not_there_is_refused_by_its_setting(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), '[sender]\nportrait = "gerrit.jpg"\n')
    with pytest.raises(ConfigError, match="portrait-missing"):
        with_issues_approved(app)
    (tmp_path / "own" / "gerrit.jpg").write_text("geen beeld")
    with pytest.raises(ConfigError, match="portrait-unfit"):
        app.issues.compiler.compile(*app.issues.find("1"))


def test_the_link_to_the_readers_own_data_says_how_long_it_works(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), '[readers]\nfresh_link_for = "45 min"\n')
    app.people.add("anna@example.org", statement="zij vroeg erom, op papier, in 2025")
    app.readers.preferences.mail_link_to("anna@example.org", "192.0.2.1")
    app.dispatches.dispatcher.drain()
    (file,) = outbox(app)
    assert "Deze link kun je één keer gebruiken, binnen 45 minuten." in words_in(file)
