"""What every email says of the publication, from its settings."""

from dataclasses import replace
from pathlib import Path

from newsletter.app.letter_settings import letter_of
from tests.app.builders import SETTLED, SetClock, a_publication


def test_a_missing_sender_is_a_placeholder_that_nobody_owns(tmp_path: Path) -> None:
    settings = a_publication(tmp_path / "own", SetClock()).settings
    assert letter_of(settings).imprint.sender.address.domain == "example.org"


def test_answers_go_to_the_sender_if_they_go_nowhere_else(tmp_path: Path) -> None:
    settings = a_publication(tmp_path / "own", SetClock(), SETTLED).settings
    assert str(letter_of(settings).imprint.reply_to) == "post@voorbeeld.nl"
    alone = replace(settings, sender=replace(settings.sender, reply_to=None))
    assert str(letter_of(alone).imprint.reply_to) == "brief@voorbeeld.nl"


def test_the_letter_follows_the_settings_of_the_publication(tmp_path: Path) -> None:
    container = a_publication(tmp_path / "own", SetClock()).container
    before = container.letter
    assert container.letter is before
    container.settings = replace(
        container.settings, publication=replace(container.settings.publication, name="Stil")
    )
    assert container.letter.imprint.publication == "Stil"
