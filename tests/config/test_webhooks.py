"""The tables of webhooks: what each needs, and what is told of a mistake."""

import base64
from pathlib import Path

import pytest

from newsletter.config import load
from newsletter.model.webhook import EventKind
from tests.config.test_settings import RECIPIENT, problems_of, settings_file

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
URL = 'url = "https://crm.example/in"\n'
EVENTS = 'events = ["subscriber.joined", "issue.sent"]\n'
VARIABLE = "NEWSLETTER_WEBHOOKS_CRM_SECRET"


def test_a_webhook_has_an_address_events_and_a_secret_from_the_environment(tmp_path: Path) -> None:
    text = f"[webhooks.crm]\n{URL}{EVENTS}"
    settings = load(settings_file(tmp_path, text), {VARIABLE: SECRET})
    own = settings.webhooks["crm"]
    assert own.url == "https://crm.example/in"
    assert own.events == (EventKind.JOINED, EventKind.SENT)
    assert own.keys == (bytes(32),)
    assert (own.recipient, own.allow_private) == ("", False)
    assert SECRET not in repr(settings)


def test_the_old_secret_signs_after_the_present_one(tmp_path: Path) -> None:
    old = base64.b64encode(b"x" * 24).decode()  # the prefix may be left out
    around = {VARIABLE: SECRET, "NEWSLETTER_WEBHOOKS_CRM_OLD_SECRET": old}
    settings = load(settings_file(tmp_path, f"[webhooks.crm]\n{URL}{EVENTS}"), around)
    assert settings.webhooks["crm"].keys == (bytes(32), b"x" * 24)


def test_without_a_secret_there_is_no_key_and_the_rest_can_be_read(tmp_path: Path) -> None:
    settings = load(settings_file(tmp_path, f"[webhooks.crm]\n{URL}{EVENTS}"), {})
    assert settings.webhooks["crm"].keys == ()


def test_no_webhooks_are_none(tmp_path: Path) -> None:
    assert load(settings_file(tmp_path, ""), {}).webhooks == {}


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("[webhooks]\ncrm = 5\n", "[webhooks.crm] needs a table"),
        ("webhooks = 5\n", "[webhooks] needs a table"),
        (f"[webhooks.my-crm]\n{URL}{EVENTS}", "my-crm cannot be the name of a webhook"),
        (f"[webhooks.my_crm]\n{URL}{EVENTS}", "my_crm cannot be the name of a webhook"),
        (f"[webhooks.crm]\n{EVENTS}", "[webhooks.crm] has no 'url'"),
        (f"[webhooks.crm]\n{URL}", "[webhooks.crm] has no 'events'"),
        (f"[webhooks.crm]\n{URL}events = []\n", "events is empty"),
        (f'[webhooks.crm]\n{URL}events = ["subscriber.born"]\n', "subscriber.joined"),
        (f"[webhooks.crm]\n{URL}{EVENTS}secrt = ''\n", "did you mean 'secret'"),
        (
            f'[webhooks.crm]\n{URL}{EVENTS}secret = "short"\n',
            "secret is not a secret that can sign",
        ),
        (f'[webhooks.crm]\n{URL}{EVENTS}recipient = "Niemand"\n', "Niemand is not in [[privacy"),
        (f'[webhooks.crm]\nurl = "http://crm.example/"\n{EVENTS}', "begins with https://"),
        (f'[webhooks.crm]\nurl = "https://a:b@crm.example/"\n{EVENTS}', "no password in it"),
        (f'[webhooks.crm]\nurl = "crm.example"\n{EVENTS}', "can be called"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, table: str, told: str) -> None:
    (problem,) = problems_of(tmp_path, table)
    assert told in problem


def test_http_is_for_a_private_network_that_is_allowed(tmp_path: Path) -> None:
    text = f'[webhooks.crm]\nurl = "http://n8n.lan:5678/in"\nallow_private = true\n{EVENTS}'
    assert load(settings_file(tmp_path, text), {}).webhooks["crm"].allow_private


def test_a_recipient_that_the_privacy_page_names_may_get_addresses(tmp_path: Path) -> None:
    text = f'[webhooks.crm]\n{URL}{EVENTS}recipient = "A"\n{RECIPIENT}'
    assert load(settings_file(tmp_path, text), {}).webhooks["crm"].recipient == "A"


def test_a_secret_for_a_webhook_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"NEWSLETTER_WEBHOOKS_CMR_SECRET={SECRET}\n", "utf-8")
    (problem,) = problems_of(tmp_path, f"[webhooks.crm]\n{URL}{EVENTS}")
    assert "NEWSLETTER_WEBHOOKS_CMR_SECRET" in problem
    assert VARIABLE in problem


def test_a_misspelt_table_is_told_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, f"[webhook.crm]\n{URL}{EVENTS}")
    assert "did you mean [webhooks]" in problem
