"""Links that sign an editor in are mailed under the base URL, each notice once compiled."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.link_mails import LinkMails
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Editor, Role
from newsletter.model.notice import NoticeKind
from tests.app.builders import SetClock, a_publication


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    app = a_publication(tmp_path / "own", clock)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    return app


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.OWNER)


def test_a_link_leads_to_the_desk_and_the_mail_to_the_editor(
    app: Newsletter, gerda: Editor
) -> None:
    mails = LinkMails(app.container, app.emails)
    base = app.container.settings.publication.base_url
    assert mails.address("sign-in", "t") == f"{base}/desk/sign-in/t"
    reach = timedelta(minutes=15)
    first = mails.edition(NoticeKind.SIGN_IN, reach)
    assert mails.edition(NoticeKind.SIGN_IN, reach) == first
    mails.queue(NoticeKind.SIGN_IN, gerda, "t", reach)
    progress = app.container.store.counts.progress(NOTICES)
    assert sum(progress.counts.values()) == 1
    mails.queue(NoticeKind.SIGN_IN, replace(gerda, address=None), "t", reach)
    assert sum(app.container.store.counts.progress(NOTICES).counts.values()) == 1
