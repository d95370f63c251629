"""Reports that could not be read are listed with the reason, and shown whole."""

import pytest

from newsletter.app import Newsletter
from newsletter.errors import DeskError
from newsletter.message import Message


def test_a_report_is_listed_with_its_reason_and_shown_with_its_text(app: Newsletter) -> None:
    why = Message("answer-endless")
    app.container.store.inbox.keep_unread("mailgun", b"levitated \xff", why.to_text())
    (row,) = app.unread_reports.rows()
    assert (row.provider, row.reason, row.text) == ("mailgun", why, "")
    found = app.unread_reports.show(row.id)
    assert found.text == "levitated \N{REPLACEMENT CHARACTER}"
    assert found.facts()["report"] == row.id


def test_what_is_not_there_is_not_shown(app: Newsletter) -> None:
    assert app.unread_reports.rows() == []
    with pytest.raises(DeskError, match="unread-report-missing"):
        app.unread_reports.show(7)
