"""Editors at the terminal, in both languages."""

import pytest

from tests.cli.builders import EVERY_LANGUAGE, Terminal

pytestmark = EVERY_LANGUAGE

SAID = {
    "en": ("Nobody has an account yet.", "Account 1 was added: Gerda, owner.", "former editor", "is the only owner"),
    "nl": ("Er heeft nog niemand een account.", "Account 1 is toegevoegd: Gerda, eigenaar.", "oud-redacteur", "is de enige eigenaar"),
}  # fmt: skip


def test_editors_from_the_first_to_the_last(terminal: Terminal, language: str) -> None:
    none, added, former, last = SAID[language]
    assert none in terminal.types("editor", "list").out
    assert (
        added
        in terminal.types("editor", "add", "Gerda", "gerda@example.org", "--role", "owner").out
    )
    assert terminal.types("editor", "add", "Bram", "bram@example.org").code == 0
    assert terminal.types("editor", "role", "2", "writer").code == 0
    assert terminal.types("editor", "end", "2").code == 0
    shown = " ".join(terminal.types("editor", "list").out.split())
    assert former in shown
    assert "bram" not in shown
    refused = terminal.types("editor", "end", "1")
    assert (refused.code, last in refused.err) == (1, True)


def test_machines_read_every_account(terminal: Terminal) -> None:
    terminal.types("editor", "add", "Gerda", "gerda@example.org", "--role", "owner")
    [facts] = terminal.types("editor", "list", "--json").json
    assert facts.keys() == {"id", "name", "address", "role", "has_password", "made_at", "ended_at"}
    assert (facts["role"], facts["has_password"], facts["ended_at"]) == ("owner", False, None)


def test_the_first_address_is_printed_until_somebody_has_an_account(terminal: Terminal) -> None:
    assert "/desk/first/" in terminal.types("editor", "first").out
    terminal.types("editor", "add", "Gerda", "gerda@example.org", "--role", "owner")
    refused = terminal.types("editor", "first")
    assert (refused.code, "newsletter editor add" in refused.err.replace("\n", " ")) == (1, True)
    assert "/desk/sign-in/" in terminal.types("editor", "link", "1").out


@pytest.mark.parametrize(
    "words",
    [
        ("link", "7"),
        ("end", "7"),
        ("role", "7", "owner"),
        ("add", " ", "gerda@example.org"),
        ("add", "Gerda", "no address"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    refused = terminal.types("editor", *words)
    assert refused.code == 1
    assert refused.err.strip()
    assert terminal.types("editor", "list", "--json").json == []
