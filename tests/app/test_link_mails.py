"""Links that sign an editor in are mailed under the base URL, each notice once compiled."""

from dataclasses import replace
from datetime import timedelta

from newsletter.app import Newsletter
from newsletter.app.link_mails import LinkMails
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Editor
from newsletter.model.notice import NoticeKind


def test_a_link_leads_to_the_desk_and_the_mail_to_the_editor(
    drawn: Newsletter, gerda: Editor
) -> None:
    mails = LinkMails(drawn.container, drawn.emails)
    base = drawn.container.settings.publication.base_url
    assert mails.address("sign-in", "t") == f"{base}/desk/sign-in/t"
    reach = timedelta(minutes=15)
    first = mails.edition(NoticeKind.SIGN_IN, reach)
    assert mails.edition(NoticeKind.SIGN_IN, reach) == first
    mails.queue(NoticeKind.SIGN_IN, gerda, "t", reach)
    progress = drawn.container.store.counts.progress(NOTICES)
    assert sum(progress.counts.values()) == 1
    mails.queue(NoticeKind.SIGN_IN, replace(gerda, address=None), "t", reach)
    assert sum(drawn.container.store.counts.progress(NOTICES).counts.values()) == 1
