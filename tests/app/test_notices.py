"""Notices are compiled once, in the reader's language, and anew where a file of one's own changes."""

import os

from newsletter.app import Newsletter
from newsletter.app.notices import NoticeTexts
from newsletter.model.notice import NoticeKind
from tests.app.test_reader_services import WELCOME


def test_a_notice_is_compiled_once_for_each_language(app: Newsletter) -> None:
    texts = NoticeTexts(app.container)
    dutch, english = (texts.edition(NoticeKind.CONFIRM, language) for language in ("nl", "en"))
    assert dutch is not None
    assert english is not None
    assert dutch.sha256 != english.sha256
    assert texts.edition(NoticeKind.CONFIRM, "nl") is dutch
    assert app.container.store.editions.get(dutch.sha256).language == "nl"


def test_a_welcome_of_ones_own_is_compiled_anew_once_its_file_changed(app: Newsletter) -> None:
    texts, path = NoticeTexts(app.container), app.container.folder / "issues" / "welcome.md"
    titles = []
    for at, title in enumerate(("Een warm welkom", "Dag en welkom")):
        path.write_text(WELCOME.replace("Een warm welkom", title), "utf-8")
        os.utime(path, (at, at))
        welcome = texts.edition(NoticeKind.WELCOME, "nl")
        assert welcome is not None
        assert texts.edition(NoticeKind.WELCOME, "nl") is welcome
        titles.append(app.container.store.editions.get(welcome.sha256).title)
    assert titles == ["Een warm welkom", "Dag en welkom"]


def test_there_is_no_last_issue_before_one_was_sent(app: Newsletter) -> None:
    assert NoticeTexts(app.container).edition(NoticeKind.LAST_ISSUE, "nl") is None
