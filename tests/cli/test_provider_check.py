"""What ``newsletter provider check`` says of every provider, in Dutch and in English."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from newsletter import providers
from newsletter.app import Newsletter
from newsletter.app.publication import init
from newsletter.config import load
from newsletter.errors import NewsletterError
from newsletter.locale.catalogue import translations
from newsletter.locale.sentences import Plural, subjects
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.secret import Secret
from newsletter.testing.server import served
from tests.app.builders import SetClock

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

OTHER = {"nl": "en", "en": "nl"}
STATES = ("ready", "not ready", "key refused", "key missing", "silent")


IN_BOTH = {"[sender] reply_to is"}  # three words that are the same in both languages


@cache
def phrases(language: str) -> frozenset[str]:
    """Every piece of three words or more, between placeholders, of a language's sentences."""
    found: set[str] = set()
    for subject, sentences in subjects().items():
        catalogue = translations(language, subject)
        for sentence in sentences.values():
            if isinstance(sentence, Plural):
                texts = [catalogue.ngettext(sentence.one, sentence.many, many) for many in (1, 2)]
            else:
                texts = [catalogue.gettext(sentence)]
            for text in texts:
                found.update(piece.strip(" ;:.,()") for piece in re.split(r"\{[^}]*\}", text))
    return frozenset(piece for piece in found - IN_BOTH if piece.count(" ") >= 2)


def foreign(text: str, language: str) -> list[str]:
    """The phrases of the other language in a text."""
    lines = text.lower()
    return sorted(one for one in phrases(OTHER[language]) if one.lower() in lines)


@contextmanager
def at_its_other_end(name: str, state: str, folder: Path) -> Iterator["DataclassInstance"]:
    """The settings for a provider whose account is in this state, on this machine."""
    stand_in = import_module(f"tests.providers.stand_ins.{name}")
    if hasattr(stand_in, "StandIn"):
        end = stand_in.StandIn()
        end.is_ready = state == "ready"
        with served(end) as loopback:
            yield end.settings("http://127.0.0.1:9" if state == "silent" else loopback.base)
    elif hasattr(stand_in, "opened"):
        with stand_in.opened() as end:
            yield end.settings(**({"port": 9} if state == "silent" else {}))
    else:
        own = stand_in.settings(folder)
        if state != "ready":
            own.folder.write_text("a file where a folder belongs", "utf-8")
        yield own


def written(name: str, settings: "DataclassInstance", state: str) -> tuple[str, dict[str, str]]:
    """Settings as ``newsletter.toml`` and the environment have them."""
    lines, secrets = [f"[provider.{name}]"], {}
    for field in fields(settings):
        match getattr(settings, field.name):
            case Secret() as secret:
                given = {"key refused": "another", "key missing": ""}.get(state, secret.reveal)
                secrets[f"NEWSLETTER_PROVIDER_{name}_{field.name}".upper()] = given
            case bool() as truth:
                lines.append(f"{field.name} = {str(truth).lower()}")
            case timedelta() as span if field.name == "timeout":
                lines.append(f'{field.name} = "{min(span.total_seconds(), 5):g} s"')
            case str() | Path() as text if str(text):
                lines.append(f'{field.name} = "{text}"')
            case int() as number if field.name == "port":
                lines.append(f"{field.name} = {number}")
            case tuple() as several if several:
                lines.append(f"{field.name} = {list(map(str, several))!r}")
            case _:
                pass
    return "\n".join(lines), {key: value for key, value in secrets.items() if value}


def checked(name: str, state: str, language: str, folder: Path) -> list[str]:
    """What the check says of a provider, a sentence a line, in a publication's language."""
    init(folder)
    with at_its_other_end(name, state, folder) as settings:
        table, secrets = written(name, settings, state)
        file = folder / "newsletter.toml"
        text = file.read_text("utf-8").replace('[provider.outbox]\nfolder = "outbox"\n', "")
        for old, new in (('name = "outbox"', f'name = "{name}"'), ('"nl"', f'"{language}"')):
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(f"{text}\n{table}\n", "utf-8")
        return [say(one, language) for one in answer(folder, secrets)]


def answer(folder: Path, secrets: dict[str, str]) -> list[Message]:
    try:
        app = Newsletter(load(folder, secrets), SetClock())
        with closing(app):
            problems, hints = app.providers.check()
    except NewsletterError as error:
        return [error.message]
    return [*problems, *hints] or [Message("chosen-provider-ready")]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", providers.names())
def test_the_check_of_a_provider_holds_no_phrase_of_the_other_language(
    name: str, state: str, tmp_path: Path
) -> None:
    told = {
        language: checked(name, state, language, tmp_path / language) for language in ("nl", "en")
    }
    assert len(told["nl"]) == len(told["en"]) > 0
    for language, lines in told.items():
        assert [foreign(line, language) for line in lines if foreign(line, language)] == []
        assert any(phrase.lower() in line.lower() for line in lines for phrase in phrases(language))
