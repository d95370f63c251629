"""No email to a reader goes without a link to unsubscribe that can be seen."""

import re
from pathlib import Path

import pytest

from newsletter.app import Newsletter, unsubscribing
from newsletter.errors import ConfigError
from newsletter.model.audience import Audience
from newsletter.model.edition import fill
from newsletter.model.notice import NoticeKind
from tests.app.builders import SAID, SetClock, a_publication, outbox
from tests.app.test_agreement import SUNDAYS

SLOTS = '[schedule]\nslots = ["sun 08:00"]\n'
LINK = 'href="{{ letter.unsubscribe_url }}"'
HIDDEN = f'{LINK} style="display:none"'
FAINT = f'{LINK} style="color:#f4f4f4"'


def a_publication_with(folder: Path, clock: SetClock, link: str) -> Newsletter:
    """A publication whose own template has another link to unsubscribe, and a reader."""
    app = a_publication(folder, clock, SLOTS)
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    app.people.add("anna@voorbeeld.nl", statement=SAID)
    changed = 0
    for part in (app.container.folder / "templates").rglob("*.mjml.j2"):
        text = part.read_text("utf-8")
        changed += text.count(LINK)
        part.write_text(text.replace(LINK, link), "utf-8")
    assert changed
    return app


def approve_unchecked(app: Newsletter) -> None:
    """Approve as an earlier version did, which did not look at the link."""
    found = app.approvals.review("1", offline=True)
    store = app.container.store
    store.queue.approve(
        found.edition, audience=Audience(), file_hash=found.file_hash, send_at=None, web=found.web
    )
    store.queue.add(1)


def by_start(app: Newsletter, clock: SetClock) -> None:
    with pytest.raises(ConfigError, match="issue-without-unsubscribe"):
        app.dispatches.start("1")


def by_slot(app: Newsletter, clock: SetClock) -> None:
    clock.go_to(SUNDAYS[0])
    app.rounds.make_at_once()


@pytest.mark.parametrize("link", [HIDDEN, FAINT, ""], ids=["hidden", "faint", "none"])
def test_an_issue_without_a_visible_link_is_not_approved(tmp_path: Path, link: str) -> None:
    app = a_publication_with(tmp_path / "own", SetClock(), link)
    refused = app.approvals.approve("1", offline=True)
    codes = {one.code for one in refused.findings}
    assert not refused.done
    assert {"unsubscribe-hidden", "unsubscribe-missing"} & codes


@pytest.mark.parametrize("way", [by_start, by_slot])
def test_an_edition_that_was_approved_without_a_visible_link_is_not_sent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, way
) -> None:
    clock = SetClock()
    app = a_publication_with(tmp_path / "own", clock, HIDDEN)
    approve_unchecked(app)
    way(app, clock)
    assert outbox(app) == []
    if way is by_slot:
        assert "issue-without-unsubscribe" in caplog.text


def test_a_welcome_goes_in_the_shipped_template_if_readers_could_not_unsubscribe_in_the_own(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from newsletter.app.notices import NoticeTexts

    app = a_publication_with(tmp_path / "own", SetClock(), HIDDEN)
    (app.container.folder / "issues" / "welcome.md").write_text(
        "---\nnumber: 0\ntitle: Welkom\nsubject: Welkom\npreheader: Fijn dat je meeleest.\n---\n\nFijn dat je er bent.\n",
        "utf-8",
    )
    texts = NoticeTexts(app.container)
    for kind in (NoticeKind.WELCOME, NoticeKind.ALREADY):
        kept = texts.edition(kind, "nl")
        assert kept is not None
        edition = app.container.store.editions.get(kept.sha256)
        assert unsubscribing.faults(edition) == ()
    assert caplog.text.count("shipped template") == 2


def test_a_confirmation_needs_no_link_because_nobody_has_subscribed_yet(tmp_path: Path) -> None:
    from newsletter.app.notices import NoticeTexts

    app = a_publication_with(tmp_path / "own", SetClock(), HIDDEN)
    kept = NoticeTexts(app.container).edition(NoticeKind.CONFIRM, "nl")
    assert kept is not None
    html = app.container.store.editions.get(kept.sha256).html
    assert "unsubscribe" not in re.sub(r"<style.*?</style>", "", fill(html, _Anything()))


class _Anything(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "x"
