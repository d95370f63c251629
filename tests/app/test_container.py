"""The parts of a publication are made once, with the clock and the provider that are set."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.errors import TemplateError
from tests.app.builders import SAID, SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock(datetime(2026, 3, 7, 12, tzinfo=UTC)))


def test_parts_are_made_once_and_the_clock_is_the_one_that_was_given(app: Newsletter) -> None:
    container = app.container
    assert container.store is container.store
    assert container.provider is container.provider
    assert container.now() == datetime(2026, 3, 7, 12, tzinfo=UTC)
    assert container.zone.utcoffset(container.now()).total_seconds() == 3600


def test_mail_stays_here_with_the_outbox(app: Newsletter) -> None:
    assert app.container.stays_here
    assert app.container.provider.name == "outbox"
    assert app.container.capabilities == app.container.provider.capabilities


def test_of_two_processes_that_find_no_secret_both_sign_with_the_first_one_s(
    tmp_path: Path,
) -> None:
    init(tmp_path / "own")
    env = tmp_path / "own" / ".env"
    env.unlink()
    one, another = (Newsletter.at(tmp_path / "own", SetClock()) for _ in range(2))
    assert one.container.secret == another.container.secret
    assert env.read_text("utf-8").count("NEWSLETTER_SECRET=") == 1
    one.people.add("anna@example.org", statement=SAID)
    assert another.people.show("anna@example.org").address == "anna@example.org"


@pytest.mark.parametrize("name", ["../templates/brief", "{folder}/templates/brief", "a" * 300])
def test_a_letter_names_a_template_and_never_a_folder_elsewhere(app: Newsletter, name: str) -> None:
    assert app.container.template("brief").name == "brief"
    with pytest.raises(TemplateError, match="template-unknown"):
        app.container.template(name.format(folder=app.container.folder))
