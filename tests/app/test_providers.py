"""The providers that can be chosen, as values."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter.app import Newsletter
from newsletter.app.providers import account_of
from newsletter.message import Message
from newsletter.model.secret import Secret
from newsletter.providers import mailgun
from newsletter.store.schema.sending import batches
from tests.app.builders import SetClock, a_publication, with_issues_approved


def test_a_row_says_what_becomes_of_a_batch_sent_twice_and_when_a_look_up_proves_something(
    tmp_path: Path,
) -> None:
    rows = {row.name: row for row in a_publication(tmp_path, SetClock()).providers.rows()}
    assert [row.name for row in rows.values() if row.chosen] == ["outbox"]
    assert rows["brevo"].idempotent == Message("same-batch-harmless-for-minutes", minutes=15)
    assert rows["resend"].idempotent == Message("same-batch-harmless-for-hours", hours=24)
    assert rows["outbox"].idempotent == Message("same-batch-harmless-for-ever")
    assert rows["mailgun"].idempotent == Message("same-batch-doubles")
    assert rows["mailgun"].looks_up == Message("look-up-after-minutes", minutes=30)
    assert rows["outbox"].looks_up == Message("look-up-at-once")
    assert rows["smtp"].looks_up == Message("look-up-impossible")
    assert rows["ses"].recipients_per_call == 50


def test_a_saved_email_that_is_not_there_is_an_error_of_the_machine(tmp_path: Path) -> None:
    app = a_publication(tmp_path, SetClock())
    with pytest.raises(FileNotFoundError):
        app.providers.received(tmp_path / "nowhere.eml")


def _account(app: Newsletter, **settings: object) -> str:
    """The mark of the account that these settings of Mailgun are for."""
    given = {"key": Secret("key"), "domain": "mail.example.nl"} | settings
    whole = app.container.settings
    app.container.settings = replace(
        whole, provider="mailgun", provider_settings=mailgun.Settings(**given)
    )
    vars(app.container).pop("provider", None)
    return account_of(app.container)


def test_the_mark_of_an_account_changes_with_its_texts_and_secrets_and_tells_none_of_them(
    tmp_path: Path,
) -> None:
    app = a_publication(tmp_path, SetClock())
    mark = _account(app)
    assert mark.startswith("mailgun:")
    assert _account(app) == mark
    assert _account(app, timeout=timedelta(seconds=10), test_mode=True) == mark
    assert _account(app, signing_key=Secret("that of its webhook")) == mark
    others = [
        _account(app, domain="post.example.nl"),
        _account(app, base="https://api.mailgun.net"),
        _account(app, key=Secret("another key")),
    ]
    assert len({mark, *others}) == 4
    assert not any(word in mark for word in ("key", "example"))


def test_what_is_handed_over_says_to_which_account(tmp_path: Path) -> None:
    app = a_publication(tmp_path, SetClock())
    with_issues_approved(app)
    app.dispatches.start("1")
    with app.container.store.database.read() as connection:
        accounts = set(connection.execute(select(batches.c.account)).scalars())
    assert accounts == {account_of(app.container)}
