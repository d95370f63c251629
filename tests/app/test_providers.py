"""The providers that can be chosen, as values."""

from pathlib import Path

import pytest

from newsletter.message import Message
from tests.app.builders import SetClock, a_publication


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
