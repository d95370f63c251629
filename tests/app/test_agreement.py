"""What was approved under other settings does not go, and is frozen anew by one command."""

import email
import email.policy
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter
from newsletter.app.agreement import OUTDATED
from newsletter.app.dispatches import Dispatches
from newsletter.app.doctor import DiagnosisLevel, Examined, examine
from newsletter.app.notices import NoticeTexts
from newsletter.app.readiness import Deliverability
from newsletter.errors import ConfigError, DeskError, MailUnfit
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Audience
from newsletter.model.delivery import Outcome, Refusal
from newsletter.model.dispatch import NOTICES, Notice, Plan
from newsletter.model.notice import NoticeKind
from newsletter.store.codes import OUTCOME
from newsletter.store.schema.sending import deliveries
from tests.app.builders import SAID, SetClock, a_publication, mail_in, outbox, with_issues_approved
from tests.app.test_readiness import GOOD, Pages
from tests.providers.smtp_script import Script, scripted

SUNDAYS = [datetime(2026, 3, day, 7, 0, 30, tzinfo=UTC) for day in (8, 15, 22)]
BEFORE = """name = "Rust"
base_url = "https://brief.voorbeeld.nl"
contact = ["De redactie, Utrecht"]
[sender]
name = "De redactie"
address = "brief@voorbeeld.nl"
reply_to = "post@voorbeeld.nl"
unsubscribe_mailbox = "weg@weg.voorbeeld.nl"
[letterbox]
maildir = "weg"
[schedule]
slots = ["sun 08:00"]
"""
MOVED = ('"https://brief.voorbeeld.nl"', '"https://post.voorbeeld.nl"')


def differs(header: str, approved: str, now: str) -> Message:
    return Message("header-differs", header=header, approved=approved, now=now)


STOPS = {
    "sender": (('"brief@voorbeeld.nl"', '"nieuw@voorbeeld.nl"'), differs("From", "brief@voorbeeld.nl", "nieuw@voorbeeld.nl")),
    "reply-to": (('"post@voorbeeld.nl"', '"antwoord@voorbeeld.nl"'), differs("Reply-To", "post@voorbeeld.nl", "antwoord@voorbeeld.nl")),
    "base URL": (MOVED, Message("links-differ", approved="https://brief.voorbeeld.nl", now="https://post.voorbeeld.nl")),
    "list id": (
        ("[sender]", '[sender]\nlist_id = "rust.voorbeeld.nl"'),
        differs("List-Id", "nieuwsbrief.brief.voorbeeld.nl", "rust.voorbeeld.nl"),
    ),
    "leaving by mail": (('[letterbox]\nmaildir = "weg"', ""), Message("leaving-by-mail-differs")),
}  # fmt: skip
PASSES = {
    "contact": (
        ('"De redactie, Utrecht"', '"De redactie, Amersfoort"'),
        Message("contact-differs"),
    ),
    "name": (
        ('"De redactie"\naddress', '"Redactie Rust"\naddress'),
        Message("sender-name-differs", approved="De redactie", now="Redactie Rust"),
    ),
    "language": (
        ('name = "Rust"', 'name = "Rust"\nlanguage = "en"'),
        Message("language-differs", approved="nl", now="en"),
    ),
    "template": (
        ('name = "Rust"', 'name = "Rust"\ntemplate = "brief"'),
        Message("template-differs", approved="helder-moment", now="brief"),
    ),
}


def approved(folder: Path, clock: SetClock, more: str = "") -> Newsletter:
    app = a_publication(folder, clock, BEFORE + more)
    with_issues_approved(app)
    return app


def one_approved(folder: Path, clock: SetClock) -> Newsletter:
    app = a_publication(folder, clock, BEFORE)
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    app.people.add("anna@voorbeeld.nl", statement=SAID)
    assert app.approvals.approve("1", offline=True).done
    return app


def resettled(app: Newsletter, clock: SetClock, *changes: tuple[str, str]) -> Newsletter:
    """The same publication, opened again after its settings were edited."""
    path = app.container.folder / "newsletter.toml"
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")
    return a_publication(app.container.folder, clock)


def said(why: tuple[Message, ...]) -> list[str]:
    """The codes of the placeholders for which a dispatch was paused."""
    (one,) = why
    assert one.code == "email-made-before-settings"
    rest, codes = one.data["placeholders"], list[str]()
    while isinstance(rest, Message) and rest.code == "one-and-other":
        other, rest = rest.data["other"], rest.data["one"]
        assert isinstance(other, Message)
        codes.append(other.code)
    assert isinstance(rest, Message)
    return [rest.code, *reversed(codes)]


def mails(app: Newsletter) -> list[EmailMessage]:
    return [mail_in(path) for path in outbox(app)]


def by_start(app: Newsletter, clock: SetClock) -> None:
    app.dispatches.start("1")


def by_resume(app: Newsletter, clock: SetClock) -> None:
    app.dispatches.resume(1)


def by_slot(app: Newsletter, clock: SetClock) -> None:
    clock.go_to(SUNDAYS[0])
    app.rounds.make_at_once()


@pytest.mark.parametrize("change", STOPS)
@pytest.mark.parametrize("way", [by_start, by_resume, by_slot])
def test_what_was_approved_under_other_settings_does_not_go_and_says_what_differs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, change: str, way
) -> None:
    clock = SetClock()
    app = one_approved(tmp_path / "own", clock)
    if way is by_resume:
        clock.go_to(SUNDAYS[0])
        assert app.dispatches.start_due() is not None
        app.dispatches.pause(1)
    edit, told = STOPS[change]
    app = resettled(app, clock, edit)
    if way is by_slot:
        way(app, clock)
        assert str(told) in caplog.text
    else:
        with pytest.raises(ConfigError) as refusal:
            way(app, clock)
        assert str(told) in str(refusal.value)
        otherwise = (
            "dispatch-approved-otherwise" if way is by_resume else "issue-approved-otherwise"
        )
        assert refusal.value.code == otherwise
    assert outbox(app) == []
    if way is by_slot:  # the slot stays free: renewed within the grace, it still goes
        assert all(one.done for one in app.renewal.renew(offline=True))
        app.rounds.make_at_once()
        assert len(outbox(app)) == 1


def test_sending_again_to_who_was_refused_asks_the_same(tmp_path: Path) -> None:
    clock = SetClock()
    app = one_approved(tmp_path / "own", clock)
    app.dispatches.start("1")
    with app.container.store.database.write() as connection:
        refused = {
            "state": OUTCOME[Outcome.REFUSED],
            "refusal": Refusal.AT_HAND_OVER,
            "at": clock(),
        }
        connection.execute(update(deliveries).values(**refused))
    app = resettled(app, clock, STOPS["sender"][0])
    with pytest.raises(ConfigError, match="issue-approved-otherwise") as refusal:
        app.dispatches.again(1)
    assert str(STOPS["sender"][1]) in str(refusal.value)
    assert all(one.done for one in app.renewal.renew(["1"], offline=True))
    app.dispatches.again(1)
    assert [mail["From"].addresses[0].addr_spec for mail in mails(app)].count(
        "nieuw@voorbeeld.nl"
    ) == 1


def test_starting_a_renewed_issue_does_not_go_on_with_the_old_edition_under_way(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = one_approved(tmp_path / "own", clock)
    clock.go_to(SUNDAYS[0])
    assert app.dispatches.start_due() is not None
    app = resettled(app, clock, STOPS["sender"][0])
    assert all(one.done for one in app.renewal.renew(["1"], offline=True))
    with pytest.raises(ConfigError, match="dispatch-approved-otherwise"):
        app.dispatches.start("1")
    assert outbox(app) == []


@pytest.mark.parametrize("change", PASSES)
@pytest.mark.parametrize("way", [by_start, by_slot])
def test_contact_name_language_and_template_are_named_and_stop_nothing(
    tmp_path: Path, change: str, way
) -> None:
    clock = SetClock()
    app = one_approved(tmp_path / "own", clock)
    edit, told = PASSES[change]
    app = resettled(app, clock, edit)
    (heed,) = [one for one in examine(app.container.folder) if one.about is Examined.APPROVED]
    assert heed.weight is DiagnosisLevel.HEED
    assert heed.message.code == "approved-differently"
    assert heed.message.data["issues"] == "1"
    assert heed.message.data["difference"] == told
    way(app, clock)
    assert len(outbox(app)) == 1


def test_lists_doctor_and_the_reminder_say_so_until_it_is_renewed(tmp_path: Path) -> None:
    clock = SetClock()
    app = resettled(approved(tmp_path / "own", clock), clock, STOPS["sender"][0])
    for rows in (app.issue_list.rows(), app.queue.rows()):
        assert all(OUTDATED in row.notes for row in rows)
    (wrong,) = [one for one in examine(app.container.folder) if one.about is Examined.APPROVED]
    assert wrong.weight is DiagnosisLevel.WRONG
    assert (wrong.message.code, wrong.message.data["issues"]) == ("approved-outdated", "1-3")
    assert wrong.message.data["difference"] == STOPS["sender"][1]
    app.rounds.make_at_once()
    app.rounds.make_at_once()
    (reminder,) = mails(app)
    assert reminder["To"] == "post@voorbeeld.nl"
    assert str(reminder["Subject"]).startswith("Wordt zo niet verstuurd op zondag 8 maart")
    assert all(one.done for one in app.renewal.renew(offline=True))
    assert not any(OUTDATED in row.notes for row in (*app.issue_list.rows(), *app.queue.rows()))
    assert not [one for one in examine(app.container.folder) if one.about is Examined.APPROVED]


def test_renewing_keeps_places_pins_and_audiences_and_leaves_an_edited_file_out(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, BEFORE)
    app.issues.draw([str(app.container.folder / "rust.txt")])
    app.people.add("anna@voorbeeld.nl", statement=SAID)
    pinned = app.issues.path("3")
    pinned.write_text(
        pinned.read_text("utf-8").replace("audience: all", "audience: all\nsend_at: 2026-03-18 09:00"),
        "utf-8",
    )  # fmt: skip
    for number in ("1", "2", "3"):
        assert app.approvals.approve(number, offline=True).done
    app.queue.move("2", 1)
    before = {one.issue: one for one in app.container.store.queue.entries()}
    app = resettled(app, clock, *(edit for edit, _ in STOPS.values() if edit[0] != "[sender]"))
    edited = app.issues.path("1")
    edited.write_text(edited.read_text("utf-8").replace("tien tellen", "elf tellen"), "utf-8")
    told = {one.sentence: one.done for one in app.renewal.renew(offline=True)}
    assert told == {
        left_out(1, Message("changed-since-approval", issue=1)): False,
        Message("issue-renewed", issue=2): True,
        Message("issue-renewed", issue=3): True,
    }
    after = {one.issue: one for one in app.container.store.queue.entries()}
    assert list(after) == list(before) == [2, 1, 3]
    for number in (2, 3):
        assert after[number].edition != before[number].edition
        renewed = {name: getattr(after[number], name) for name in _KEPT}
        assert renewed == {name: getattr(before[number], name) for name in _KEPT}
    assert after[1] == before[1]


def left_out(issue: int, why: Message) -> Message:
    return Message("issue-left-out", issue=issue, why=why)


_KEPT = ("approved_at", "file_hash", "audience", "send_at", "position", "queued_at")


def test_renewing_what_agrees_or_was_never_approved_changes_nothing(tmp_path: Path) -> None:
    clock = SetClock()
    app = approved(tmp_path / "own", clock)
    assert list(app.renewal.renew(offline=True)) == []
    app.issues.new("Nog een brief")
    with pytest.raises(DeskError, match=r"issue-not-approved .issue=4"):
        app.renewal.renew(["4"], offline=True)


def test_a_renewal_that_the_checks_refuse_leaves_the_approval_as_it_was(tmp_path: Path) -> None:
    clock = SetClock()
    app = approved(tmp_path / "own", clock)
    before = app.container.store.queue.entries()
    app = resettled(app, clock, MOVED)
    app.issues.path("1").unlink()
    article = (
        app.container.folder / "issues" / "articles" / "rust.txt"
    )  # the quote of the second is not in it any more
    article.write_text(article.read_text("utf-8").replace("Niet alles wat", "Weinig dat"), "utf-8")
    told = [(one.done, one.sentence) for one in app.renewal.renew(offline=True)]
    assert [done for done, _ in told] == [False, False, True]
    assert told[0][1] == left_out(1, Message("issue-unknown", ref="1"))
    assert "quote" in str(told[1][1])
    assert app.container.store.queue.entries()[:2] == before[:2]


def test_newcomers_to_a_series_get_the_renewed_edition_and_the_archive_keeps_the_first(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    series = "[series]\nissues = [1, 2]\nsince = '2026-03-10'\n"
    app = approved(tmp_path / "own", clock, series)
    clock.go_to(SUNDAYS[0])
    app.rounds.make_at_once()
    first = app.container.store.history.sent()[0].edition
    clock.go_to(datetime(2026, 3, 11, 12, tzinfo=UTC))
    app.people.add("nina@voorbeeld.nl", statement=SAID)
    app = resettled(app, clock, STOPS["sender"][0])
    clock.go_to(SUNDAYS[1] + timedelta(days=1))
    app.rounds.make_at_once()
    assert "nina@voorbeeld.nl" not in {mail["To"] for mail in mails(app)}
    assert app.issue_list.rows()[0].notes == (OUTDATED,)
    assert all(one.done for one in app.renewal.renew(offline=True))
    clock.go_to(SUNDAYS[2])
    app.rounds.make_at_once()
    (newest,) = [mail for mail in mails(app) if mail["To"] == "nina@voorbeeld.nl"]
    assert newest["Subject"] == "Een stoel bij het raam"
    assert newest["From"].addresses[0].addr_spec == "nieuw@voorbeeld.nl"
    assert app.container.store.history.sent()[0].edition == first


def test_the_last_issue_goes_with_a_welcome_only_as_the_settings_say(tmp_path: Path) -> None:
    clock = SetClock()
    app = approved(tmp_path / "own", clock, "[readers]\nlast_issue_as_welcome = true\n")
    app.dispatches.start("1")
    sent = NoticeTexts(app.container).edition(NoticeKind.LAST_ISSUE, "nl")
    assert sent is not None
    app = resettled(app, clock, STOPS["sender"][0])
    assert NoticeTexts(app.container).edition(NoticeKind.LAST_ISSUE, "nl") is None
    assert all(one.done for one in app.renewal.renew(offline=True))
    renewed = NoticeTexts(app.container).edition(NoticeKind.LAST_ISSUE, "nl")
    assert renewed is not None
    assert renewed.sha256 != sent.sha256


def test_a_template_that_is_older_than_the_reminder_still_lets_it_be_written(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    app = approved(tmp_path / "own", clock)
    for theme in (app.container.folder / "templates").glob("*/theme*.toml"):
        head, _, tail = theme.read_text("utf-8").partition("[notices.outdated]")
        theme.write_text(head + tail.partition("[notices.stopped]")[1] + tail.partition("[notices.stopped]")[2], "utf-8")  # fmt: skip
    app = resettled(app, clock, STOPS["sender"][0])
    assert not [
        one
        for one in examine(app.container.folder)
        if one.about is Examined.TEMPLATE and one.is_wrong
    ]
    app.rounds.make_at_once()
    assert [str(mail["Subject"])[:23] for mail in mails(app)] == ["Wordt zo niet verstuurd"]


def test_an_issue_with_a_template_of_its_own_choice_is_not_named(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, BEFORE)
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    path = app.issues.path("1")
    path.write_text(
        path.read_text("utf-8").replace("audience: all", "template: brief\naudience: all"), "utf-8"
    )
    assert app.approvals.approve("1", offline=True).done
    assert not [one for one in examine(app.container.folder) if one.about is Examined.APPROVED]


def test_a_letter_that_asks_at_its_end_keeps_its_link_after_the_setting_is_off(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    asking = ("[schedule]", "[readers]\nask_clear_moment = true\n[schedule]")
    app = a_publication(tmp_path / "own", clock, BEFORE.replace(*asking))
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    app.people.add("anna@voorbeeld.nl", statement=SAID)
    assert app.approvals.approve("1", offline=True).done
    app = resettled(app, clock, ("ask_clear_moment = true", "ask_clear_moment = false"))
    app.dispatches.start("1")
    text = outbox(app)[0].read_bytes().replace(b"=\n", b"").replace(b"=\r\n", b"")
    assert b"https://brief.voorbeeld.nl/moment/" in text
    assert b'href=3D""' not in text


# the last guard: a provider that leaves this machine


LEAVES = '[provider]\nname = "smtp"\n[provider.smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'


@pytest.fixture
def server() -> Iterator[Script]:
    with scripted(Script()) as script:
        yield script


def records(name: str) -> Sequence[str]:
    """What the DNS says about the publication's domain: what mail needs."""
    return GOOD.get(name.replace("voorbeeld.nl", "example.nl"), ())


def leaving(app: Newsletter, clock: SetClock, port: int, *changes: tuple[str, str]) -> Newsletter:
    """The publication with a mail server behind it, and the proof of its domain passed."""
    app = resettled(app, clock, ("[checks]", LEAVES.format(port=port) + "[checks]"), *changes)
    proof = Deliverability(app.container, Pages().fetcher, resolver=lambda: records)
    app.dispatches = Dispatches(app.container, app.emails, app.queue, proof)
    return app


LOCAL = "name = 'Rust'\n[schedule]\nslots = ['sun 08:00']\n"
SETTLED = (
    "name = 'Rust'",
    "name = 'Rust'\nbase_url = 'https://brief.voorbeeld.nl'\ncontact = ['De redactie, Utrecht']",
)
SENDER = (
    "[schedule]",
    """[sender]
name = 'De redactie'
address = 'brief@voorbeeld.nl'
reply_to = 'post@voorbeeld.nl'
dkim_selectors = ['k1']
[schedule]""",
)


def test_an_edition_with_a_placeholder_is_paused_at_its_claim_whatever_the_settings_say(
    tmp_path: Path, server: Script
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, LOCAL)
    with_issues_approved(app)
    plan = Plan(  # as an older version froze it, which compared nothing
        key="approved0",
        issue=1,
        edition=app.container.store.queue.entries()[0].edition,
        audience=Audience(),
        at=clock(),
        batch_size=100,
        provider="smtp",
    )
    app.container.store.dispatches.freeze(plan)
    app = leaving(app, clock, server.port, SETTLED, SENDER)
    app.dispatches.dispatcher.drain()
    row = app.dispatches.show(1)
    assert row.state == "paused"
    assert said(row.why) == ["header-placeholder", "header-placeholder", "links-placeholder"]
    assert row.counts == {"queued": 2}
    assert server.mails == []


def test_a_notice_with_a_placeholder_is_refused_alone_and_the_others_go(
    tmp_path: Path, server: Script
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, LOCAL)
    old = NoticeTexts(app.container).edition(NoticeKind.CONFIRM, "nl")
    assert old is not None
    values = app.emails.sample_values() | {"action_url": "http://127.0.0.1:8000/confirm/x"}
    app = leaving(app, clock, server.port, SETTLED, SENDER)
    new = NoticeTexts(app.container).edition(NoticeKind.CONFIRM, "nl")
    assert new is not None
    settled = {name: text.replace("http://127.0.0.1:8000", "https://brief.voorbeeld.nl") for name, text in values.items()}  # fmt: skip
    cases = [
        ("a@voorbeeld.nl", old.sha256, settled),  # the sender is a placeholder
        ("b@voorbeeld.nl", new.sha256, values),  # the button leads to this machine
        ("c@voorbeeld.nl", new.sha256, settled),
    ]
    for address, edition, merge in cases:
        local, _, domain = address.partition("@")
        app.container.store.notices.add(
            Notice(kind="confirm", edition=edition, address=EmailAddress(local, domain), values=merge)
        )  # fmt: skip
    app.dispatches.dispatcher.drain()
    assert app.container.store.dispatches.find(NOTICES).state.value == "going"
    (mail,) = server.mails
    assert b"c@voorbeeld.nl" in mail


def test_a_test_mail_with_a_placeholder_does_not_leave_this_machine(
    tmp_path: Path, server: Script
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, LOCAL)
    with_issues_approved(app)
    app = leaving(app, clock, server.port, SETTLED)  # and no sender yet
    with pytest.raises(MailUnfit, match=r"redactie@example\.org"):
        app.previews.send_test("1", "you@voorbeeld.nl")
    assert server.mails == []


def test_links_to_this_machine_do_not_leave_it_although_the_dispatch_was_frozen_with_others(
    tmp_path: Path, server: Script
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, LOCAL)
    app = leaving(app, clock, server.port, SETTLED, SENDER)
    with_issues_approved(app)
    clock.go_to(SUNDAYS[0])
    assert app.dispatches.start_due() is not None
    app = resettled(app, clock, ("https://brief.voorbeeld.nl", "http://127.0.0.1:8000"))
    app.dispatches.dispatcher.drain()
    row = app.dispatches.show(1)
    assert (row.state, row.counts) == ("paused", {"queued": 2})
    assert said(row.why) == ["links-placeholder"]
    assert server.mails == []


def test_settled_after_approving_and_renewed_it_goes_out_with_the_right_sender(
    tmp_path: Path, server: Script
) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, LOCAL)
    with_issues_approved(app)
    app = leaving(app, clock, server.port, SETTLED, SENDER)
    with pytest.raises(ConfigError, match=r"redactie@example\.org"):
        app.dispatches.start("1")
    assert all(one.done for one in app.renewal.renew(offline=True))
    app.dispatches.start("1")
    assert len(server.mails) == 2
    for mime in server.mails:
        mail = email.message_from_bytes(mime, policy=email.policy.default)
        assert mail["From"] == "De redactie <brief@voorbeeld.nl>"
        assert mail["List-Id"] == "Rust <nieuwsbrief.brief.voorbeeld.nl>"
        assert "https://brief.voorbeeld.nl/unsubscribe/" in mail["List-Unsubscribe"]
        assert b"127.0.0.1" not in mime
        assert b"redactie@example.org" not in mime
