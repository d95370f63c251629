"""Whether mail may leave under the present settings, in words for editors."""

from pathlib import Path

import pytest

from newsletter.app.agreement import guard
from newsletter.app.notices import NoticeTexts
from newsletter.errors import MailUnfit
from newsletter.message import Message
from newsletter.model.notice import NoticeKind
from tests.app.builders import SETTLED, UNSETTLED, SetClock, a_publication
from tests.app.test_reminders import EDITOR


def lacks(message: Message | None) -> list[str]:
    """The codes of what is missing."""
    problems = message.data["problems"] if message else None
    return lacks_in(problems) if isinstance(problems, Message) else []


def lacks_in(message: Message) -> list[str]:
    if message.code != "one-and-other":
        return [message.code]
    parts = (message.data["one"], message.data["other"])
    return [code for one in parts if isinstance(one, Message) for code in lacks_in(one)]


def test_all_that_letters_lack_is_named_once(tmp_path: Path) -> None:
    outgoing = a_publication(tmp_path / "own", SetClock(), UNSETTLED).desk.outgoing
    assert lacks(outgoing.issues()) == [
        "lacks-public-address",
        "lacks-contact",
        "lacks-sender-name",
        "lacks-sender-address",
        "lacks-reply-to",
    ]


@pytest.mark.parametrize("settings", [SETTLED, EDITOR])
def test_nothing_is_lacking_once_all_is_set_or_while_mail_stays_here(
    tmp_path: Path, settings: str
) -> None:
    outgoing = a_publication(tmp_path / "own", SetClock(), settings).desk.outgoing
    assert (outgoing.issues(), outgoing.notices()) == (None, None)


CHANGES = {
    "lacks-public-address": ("https://brief.voorbeeld.nl", "http://192.168.1.4:8000"),
    "lacks-sender-address": ("brief@voorbeeld.nl", "brief@example.org"),
    "lacks-reply-to": ("post@voorbeeld.nl", "post@example.org"),
    "": ("De redactie, Utrecht", ""),  # which a notice does without
}


@pytest.mark.parametrize(("lack", "change"), CHANGES.items())
def test_a_notice_lacks_exactly_what_it_would_be_refused_for(
    tmp_path: Path, lack: str, change: tuple[str, str]
) -> None:
    app = a_publication(tmp_path / "own", SetClock(), SETTLED.replace(*change))
    assert lacks(app.desk.outgoing.notices()) == ([lack] if lack else [])
    assert lack in ["", *lacks(app.desk.outgoing.issues())]
    kept = NoticeTexts(app.container).edition(NoticeKind.CONFIRM, "nl")
    assert kept is not None
    base = app.publication.base_url
    edition, values = app.container.store.editions.get(kept.sha256), {"action_url": f"{base}/x"}
    if lack:
        with pytest.raises(MailUnfit):
            guard(app.container, edition, values)
    else:
        guard(app.container, edition, values)
