"""Notices are compiled once, in the reader's language, and anew where a file of one's own changes."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.notices import NoticeTexts
from newsletter.model.notice import NoticeKind
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def app(tmp_path: Path) -> Newsletter:
    return a_publication(tmp_path / "own", SetClock())


def test_a_notice_is_compiled_once_for_each_language(app: Newsletter) -> None:
    texts = NoticeTexts(app.container)
    dutch, english = (texts.edition(NoticeKind.CONFIRM, language) for language in ("nl", "en"))
    assert dutch is not None
    assert english is not None
    assert dutch.sha256 != english.sha256
    assert texts.edition(NoticeKind.CONFIRM, "nl") is dutch
    assert app.container.store.editions.get(dutch.sha256).language == "nl"


def test_there_is_no_last_issue_before_one_was_sent(app: Newsletter) -> None:
    assert NoticeTexts(app.container).edition(NoticeKind.LAST_ISSUE, "nl") is None
