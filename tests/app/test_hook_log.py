"""A batch of webhook calls is one line of the log for each provider; what stays unread is a warning."""

import logging
from datetime import UTC, datetime

import pytest

from newsletter.app.hook_log import logged_batch
from newsletter.message import Message
from newsletter.model.hook import Hook
from newsletter.store.inbox import StoredHook


def a_stored_hook(number: int, provider: str) -> StoredHook:
    return StoredHook(number, provider, Hook({}, b""), datetime(2026, 3, 7, tzinfo=UTC))


def test_every_provider_has_a_line_with_its_counts(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "newsletter")
    trouble = Message("report-of-unknown-reader").to_text()
    with pytest.raises(RuntimeError):
        read_and_break_off(trouble)
    records = list({id(one): one for one in caplog.records}.values())
    warning, *read = map(vars, records)
    assert (warning["levelname"], warning["event_id"], str(warning["why"])) == (
        "WARNING",
        8,
        "report-of-unknown-reader",
    )
    told = [(one["msg"], one["provider"], one["calls"], one["unread"]) for one in read]
    assert told == [("hook batch read", "mailgun", 2, 1), ("hook batch read", "ses", 1, 0)]


def read_and_break_off(trouble: str) -> None:
    with logged_batch() as batch:
        batch.add(a_stored_hook(7, "mailgun"), (), "")
        batch.add(a_stored_hook(8, "mailgun"), (), trouble)
        batch.add(a_stored_hook(9, "ses"), (), "")
        raise RuntimeError
