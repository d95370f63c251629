"""What is asked of a password, and how it is kept."""

import pytest

from newsletter.editors import passwords
from newsletter.errors import DeskError
from tests import hashes

GOOD = "een rustig zinnetje"


@pytest.fixture(autouse=True)
def as_it_is_hashed_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", hashes.ORIGINAL)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password-too-short"),
        ("elf tekens!", "password-too-short"),
        ("aaaaaaaaaaaa", "password-too-plain"),
        ("abababababab", "password-too-plain"),
        ("welkomWelkom", "password-too-plain"),
        ("1234567890123", "password-too-plain"),
        ("QwertyuiopAs", "password-too-plain"),
        ("zyxwvutsrqponm", "password-too-plain"),
        ("azertyuiopqs", "password-too-plain"),
        ("welkom welkom", "password-too-plain"),
        ("1234 5678 9012", "password-too-plain"),
        ("qwertzuiopas", "password-too-plain"),
        ("Gerda de Wit", "password-too-plain"),
        ("GERDA@EXAMPLE.ORG", "password-too-plain"),
        ("a b c d e f " * 20, "password-too-long"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, code: str) -> None:
    with pytest.raises(DeskError) as refused:
        passwords.check_password(password, "Gerda de Wit", "gerda@example.org")
    assert refused.value.message.code == code


@pytest.mark.parametrize(
    "password",
    [GOOD, "twaalftekens", "koek en koek", "日本語のながい文章です。静か", "🙂 en dan nog wat"],
)
def test_a_sentence_in_any_script_is_a_password(password: str) -> None:
    passwords.check_password(password, "Gerda", "gerda@example.org")
    assert passwords.is_password(password, passwords.hash_password(password))


def test_the_hash_is_argon2id_with_a_salt_and_says_its_cost() -> None:
    one, other = passwords.hash_password(GOOD), passwords.hash_password(GOOD)
    assert one != other
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(one)


def test_a_cheaper_hash_is_made_anew() -> None:
    cheap = (
        "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21l$Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm8"
    )
    assert passwords.is_outdated(cheap)


@pytest.mark.parametrize(
    "hashed", [None, "", "no hash at all", "$argon2id$v=19$m=19456,t=2,p=1$x$y"]
)
def test_without_a_hash_that_can_be_read_nothing_is_the_password(hashed: str | None) -> None:
    assert not passwords.is_password(GOOD, hashed)
    assert not passwords.is_password("", hashed)


def test_a_wrong_password_is_none() -> None:
    assert not passwords.is_password(f"{GOOD}.", passwords.hash_password(GOOD))


def test_nobodys_hash_costs_what_a_real_one_costs() -> None:
    # of the same form, so that an address without an account takes as long
    real = passwords.hash_password(GOOD).split("$")
    nobodys = passwords._NOBODYS.split("$")
    assert nobodys[:4] == real[:4]
    assert not passwords.is_outdated(passwords._NOBODYS)
