"""Webhooks at the terminal, in both languages."""

import re
from collections.abc import Iterator

import pytest

from tests.app.builders import SAID
from tests.app.listener import Listener, listening, table
from tests.cli.builders import EVERY_LANGUAGE, Terminal

pytestmark = EVERY_LANGUAGE

TOLD = {
    "en": {
        "none": "There are no webhooks in the settings",
        "tested": "The webhook crm answered with status 204.",
        "refused": "The webhook crm did not accept the test",
        "unknown": "There is no webhook shop in the settings, only crm.",
        "retried": "1 event for crm is sent in the next round.",
        "columns": ["name", "waiting", "given up"],
    },
    "nl": {
        "none": "Er staan geen webhooks in de instellingen",
        "tested": "De webhook crm antwoordde met status 204.",
        "refused": "De webhook crm nam de proef niet aan",
        "unknown": "Er staat geen webhook shop in de instellingen, alleen crm.",
        "retried": "1 gebeurtenis voor crm gaat in de volgende ronde weg.",
        "columns": ["naam", "wacht", "opgegeven"],
    },
}


@pytest.fixture
def crm() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def with_webhook(terminal: Terminal, listener: Listener) -> None:
    terminal.sets(table(listener))


def test_a_webhook_is_listed_tested_and_retried(
    terminal: Terminal, language: str, crm: Listener
) -> None:
    told = TOLD[language]
    assert told["none"] in terminal.types("webhook", "list").out
    with_webhook(terminal, crm)
    assert str(told["tested"]) in terminal.types("webhook", "test", "crm").out
    crm.answers = [(500, {}, b"")]
    refused = terminal.types("webhook", "test", "crm")
    assert refused.code == 1
    assert str(told["refused"]) in re.sub(r"\s+", " ", refused.err)
    terminal.types("subscribers", "add", "anna@example.org", "--statement", SAID)
    assert str(told["retried"]) in terminal.types("webhook", "retry", "crm").out
    listed = terminal.types("webhook", "list").out
    assert all(column in listed for column in told["columns"])
    unknown = terminal.types("webhook", "retry", "shop")
    assert unknown.code == 1
    assert str(told["unknown"]) in re.sub(r"\s+", " ", unknown.err)
    assert "newsletter webhook list" in unknown.err


def test_the_list_for_programs_has_facts_and_no_secret(terminal: Terminal, crm: Listener) -> None:
    with_webhook(terminal, crm)
    terminal.types("subscribers", "add", "anna@example.org", "--statement", SAID)
    answer = terminal.types("webhook", "list", "--json")
    [facts] = answer.json
    assert facts == {
        "name": "crm",
        "url": crm.site.url("/hook"),
        "events": ["subscriber.joined"],
        "with_address": False,
        "signed": True,
        "waiting": 1,
        "given_up": 0,
        "next_at": facts["next_at"],
        "delivered_at": None,
        "failing_since": None,
        "gone_at": None,
        "trouble": None,
    }
    assert "whsec" not in answer.out
