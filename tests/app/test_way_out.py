"""What is said of the way out: to whoever starts the newsletter, and to whoever checks the provider."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.readiness import peculiarities
from tests.app.builders import SetClock, a_publication

SETTINGS = {
    "brevo": 'key = "k"',
    "resend": 'key = "k"',
    "ses": 'access_key = "A"\nsecret_key = "s"',
    "postmark": 'token = "t"',
    "mailjet": 'key = "k"\nsecret_key = "s"',
    "mailersend": 'token = "t"',
    "mailgun": 'key = "k"\ndomain = "mail.example.nl"',
}


def a_publication_by(name: str, folder: Path, more: str = "") -> Newsletter:
    """A publication that goes out through a provider at an address where nobody answers."""
    base = 'base = "http://127.0.0.1:9"'
    table = f'[provider]\nname = "{name}"\n[provider.{name}]\n{base}\n{SETTINGS[name]}\n{more}\n'
    return a_publication(folder, SetClock(), table)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("brevo", ["openen en klikken", "Transactional, Settings"]),
        ("resend", ["openen en klikken", "Domains", "Configuration"]),
        ("ses", ["openen en klikken", "Configuration sets, Event destinations"]),
        ("postmark", ["List-Unsubscribe", "SubscriptionChange", "own_unsubscribe = true"]),
        ("mailjet", ["zelf een List-Id", "mailjet niet aan", "list-id"]),
        ("mailersend", ["List-Unsubscribe", "abonnement"]),
    ],
)
def test_what_a_provider_does_its_own_way_is_told_at_the_start_and_by_the_check(
    tmp_path: Path, name: str, told: list[str]
) -> None:
    app = a_publication_by(name, tmp_path / "own")
    _, hints = app.providers.check()
    for words in told:
        assert any(words in hint for hint in hints), words
        assert any(words in str(said) for said in app.starting.words()), words


def test_a_provider_without_ways_of_its_own_needs_no_words(tmp_path: Path) -> None:
    assert peculiarities(a_publication_by("mailgun", tmp_path / "own").parts) == ()


def test_postmark_with_our_own_headers_needs_no_words(tmp_path: Path) -> None:
    app = a_publication_by("postmark", tmp_path / "own", "own_unsubscribe = true")
    assert peculiarities(app.parts) == ()
