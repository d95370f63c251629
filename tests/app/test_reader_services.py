"""Readers' affairs in a whole publication: what the mails say, and what the archive shows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from threading import Event, Thread

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import Examined, examine
from newsletter.audience.tokens import Purpose
from newsletter.errors import BadAddress, ConfigError, ForeignLetters
from newsletter.message import Message
from newsletter.model.address import EmailAddress
from newsletter.model.audience import Arrival, NewSubscriber, Standing, SuppressionReason
from newsletter.model.dispatch import NOTICES
from newsletter.model.edition import fill
from newsletter.model.preferences import AnswerCounts
from newsletter.model.sign_up import Confirmed, SignUpChannel, SignUpRequest
from tests.app.builders import (
    SAID,
    SetClock,
    a_publication,
    everything,
    mail_in,
    outbox,
    text_of,
    with_issues_approved,
)
from tests.patience import until
from tests.web.builders import browser

WELCOME = """---
number: 0
title: Een warm welkom
subject: Fijn dat je er bent
preheader: Zo begint het.
---

Neem gerust de tijd.
"""


def joined(app: Newsletter, address: str, language: str = "nl") -> list[EmailMessage]:
    """Sign up by the API's way and confirm; the mails that this brought, oldest first."""
    before = set(outbox(app))
    app.readers.subscribe.sign_up(
        SignUpRequest(address=address, way=SignUpChannel.API, language=language)
    )
    request = app.container.store.subscribers.count()
    app.readers.subscribe.confirm(app.container.keyring.token(Purpose.CONFIRM, request))
    app.dispatches.dispatcher.drain()
    files = sorted(set(outbox(app)) - before, key=lambda file: file.stat().st_mtime_ns)
    return [mail_in(file) for file in files]


def subjects(mails: list[EmailMessage]) -> set[str]:
    return {str(mail["Subject"]) for mail in mails}


class WatchedEvent(Event):
    """An event that shows whether somebody has come to wait for it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_awaited = False

    def wait(self, timeout: float | None = None) -> bool:
        self.is_awaited = True
        return super().wait(timeout)


def test_a_sign_up_wakes_the_dispatcher_without_building_it(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    bell = app.container.has_mail = WatchedEvent()
    wish = SignUpRequest(address="anna@example.org", way=SignUpChannel.API, language="nl")
    app.readers.subscribe.sign_up(wish)
    assert "dispatcher" not in vars(app.dispatches)
    serving = Thread(
        target=app.dispatches.dispatcher.serve, args=(timedelta(hours=1),), daemon=True
    )
    serving.start()
    assert until(lambda: len(outbox(app)) == 1 and bell.is_awaited)
    app.readers.subscribe.sign_up(replace(wish, address="bram@example.org"))
    assert until(lambda: len(outbox(app)) == 2)
    app.dispatches.dispatcher.stop()
    serving.join()


def test_the_welcome_is_the_themes_until_the_editor_writes_one(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    assert "Welkom bij" in " ".join(subjects(joined(app, "anna@example.org")))
    (app.container.folder / "issues" / "welcome.md").write_text(WELCOME, "utf-8")
    mails = joined(app, "bram@example.org")
    assert "Fijn dat je er bent" in subjects(mails)
    own = next(mail for mail in mails if mail["Subject"] == "Fijn dat je er bent")
    assert "Neem gerust de tijd." in text_of(own)
    assert "/unsubscribe/" in str(own["List-Unsubscribe"])


def test_an_outbox_carries_any_letters_before_the_at(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    mails = joined(app, "lézer@example.org")
    assert {str(mail["To"]) for mail in mails} == {"lézer@example.org"}
    assert len(mails) == 2
    assert app.people.add("måns@example.org", statement=SAID).code == "subscriber-added"


def test_people_come_in_while_the_providers_account_is_not_settled_yet(tmp_path: Path) -> None:
    settings = "[provider]\nname = 'mailgun'\n[provider.mailgun]\ndomain = 'm.example.nl'\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    with (app.container.folder / ".env").open("a") as env:
        env.write(f"NEWSLETTER_SECRET={'s' * 40}\n")
    app = a_publication(tmp_path / "own", SetClock())
    with pytest.raises(ConfigError):
        _ = app.container.provider
    assert app.people.add("anna@example.org", statement=SAID).code == "subscriber-added"
    (app.container.folder / "l.csv").write_text("email\nbram@example.org\n")
    done = app.people.import_file(app.container.folder / "l.csv", statement="they signed on paper")
    assert done.outcome == (Message("import-arrived", count=1, arrival=Arrival.NEW),)
    assert browser(app).get("/subscribe").status_code == 200


TYPED = ("bit.ly/3x", "Kijk op kwaad.be", "kwaad.eu", "Win geld", "Wilhelmina", "<b>x</b>", "مرحبا")


def test_no_mail_before_the_confirmation_has_a_word_that_was_typed(tmp_path: Path) -> None:
    clock = SetClock()
    app = a_publication(tmp_path / "own", clock, "[readers]\nremind_after = '2 d'\n")
    for number, typed in enumerate(TYPED):
        address = f"vreemd{number}@example.org"
        wish = SignUpRequest(address=address, way=SignUpChannel.API, first_name=typed, tags=[typed])
        app.readers.subscribe.sign_up(wish)
        app.readers.preferences.mail_link_to(address)  # their data, before they confirmed
    clock.pass_by(days=3)
    assert app.readers.subscribe.remind() == len(TYPED)
    app.dispatches.dispatcher.drain()
    files = outbox(app)
    assert len(files) == 3 * len(TYPED)
    for file in files:
        mail = mail_in(file)
        parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
        everything = "\n".join([*parts, *(f"{name}: {value}" for name, value in mail.items())])
        assert not [typed for typed in TYPED if typed in everything]
        assert "vreemd" not in "".join(parts)


def test_a_name_from_before_is_not_mailed_to_who_has_to_confirm(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    reader = app.container.store.subscribers.add(  # as earlier versions kept them
        NewSubscriber(address=EmailAddress("anna", "example.org"), first_name="bit.ly/3x"),
        standing=Standing.PENDING,
    )
    app.readers.subscribe.sign_up(SignUpRequest(address=str(reader.address), way=SignUpChannel.API))
    app.dispatches.dispatcher.drain()
    (file,) = outbox(app)
    assert b"bit.ly" not in file.read_bytes()


def test_domains_of_the_owners_list_are_not_taken_and_a_lost_list_is_told(tmp_path: Path) -> None:
    settings = "[readers]\ndisposable_domains = 'subscribers/weg.txt'\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    (told,) = [one for one in examine(app.container.folder) if one.about is Examined.READERS]
    assert told.is_wrong
    (app.container.folder / "subscribers" / "weg.txt").write_text("# weg\nTienMinuten.example\n")
    with pytest.raises(BadAddress, match="address-disposable"):
        app.readers.subscribe.sign_up(
            SignUpRequest(address="a@tienminuten.example", way=SignUpChannel.API)
        )
    assert not any(
        one.is_wrong for one in examine(app.container.folder) if one.about is Examined.READERS
    )


def test_a_comment_in_another_encoding_fails_no_sign_up_and_counts_as_no_domain(
    tmp_path: Path,
) -> None:
    settings = "[readers]\ndisposable_domains = 'subscribers/weg.txt'\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    lines = "# cafés en zo\n  # nog meer\n\ntienminuten.example\n"
    (app.container.folder / "subscribers" / "weg.txt").write_bytes(lines.encode("cp1252"))
    (found,) = [one for one in examine(app.container.folder) if one.about is Examined.READERS]
    assert (found.is_wrong, found.message.data["count"]) == (False, 1)
    app.readers.subscribe.sign_up(SignUpRequest(address="anna@example.org", way=SignUpChannel.API))
    with pytest.raises(BadAddress, match="address-disposable"):
        app.readers.subscribe.sign_up(
            SignUpRequest(address="a@tienminuten.example", way=SignUpChannel.API)
        )


def test_whom_the_editor_adds_has_a_record_of_how_they_agreed(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    for _ in range(2):
        app.people.add("anna@example.org", statement="asked for it at the market")
    (consent,) = everything(app, "anna@example.org")["consent"]
    assert (consent["what"], consent["wording"]) == (
        "added by the editor",
        "asked for it at the market",
    )


def test_a_provider_that_cannot_carry_them_refuses_the_editor_too(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), a_sandboxed_postmark(""))
    with pytest.raises(ForeignLetters):
        app.people.add("lézer@example.org", statement=SAID)


def a_sandboxed_postmark(reply_to: str) -> str:
    """Settings with a provider that keeps a block list, at an address where nothing leaves."""
    return (
        f"[sender]\naddress = 'brief@example.nl'\n{reply_to}\n[provider]\nname = 'postmark'\n"
        "[provider.postmark]\ntoken = 'POSTMARK_API_TEST'\nbase = 'http://127.0.0.1:9'\n"
    )


def back_again(app: Newsletter) -> Confirmed:
    """A reader complained, and signs up and confirms once more."""
    reader = app.container.store.subscribers.find(1)
    assert reader is not None
    app.container.store.suppressions.add(reader.address, SuppressionReason.COMPLAINED)
    app.container.store.subscribers.unsubscribe(reader.id)
    app.readers.subscribe.sign_up(SignUpRequest(address=str(reader.address), way=SignUpChannel.API))
    confirmed = app.readers.subscribe.confirm(app.container.keyring.token(Purpose.CONFIRM, 1))
    assert confirmed is not None
    return confirmed


def editors_mail(app: Newsletter) -> list[tuple[str, str]]:
    """Where notices that are for no reader go, and what their text says."""
    found = []
    while (
        claim := app.container.store.ledger.claim(timedelta(minutes=1), app.container.now())
    ) is not None:
        edition = app.container.store.editions.get(claim.edition)
        if claim.dispatch.id == NOTICES and "blocked" in str(edition.headers):
            (member,) = claim.members
            found.append((str(member.address), fill(edition.text, dict(claim.values))))
    return found


def test_the_editor_gets_a_mail_where_the_provider_may_hold_back_who_returns(
    tmp_path: Path,
) -> None:
    app = a_publication(
        tmp_path / "own", SetClock(), a_sandboxed_postmark("reply_to = 'post@example.nl'")
    )
    app.people.add("anna@example.org", statement=SAID)
    assert back_again(app).may_be_blocked
    ((to, text),) = editors_mail(app)
    assert to == "post@example.nl"
    assert "Lezer 1 " in text
    assert "Postmark" in text
    assert "Message Streams › Suppressions" in text
    assert "anna" not in text
    assert "/unsubscribe/" not in text
    assert app.people.show("1").address == "anna@example.org"


def test_an_outbox_holds_nobody_back_so_nobody_is_told(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    app.people.add("anna@example.org", statement=SAID)
    assert not back_again(app).may_be_blocked
    assert editors_mail(app) == []


def test_a_reader_who_chose_english_is_written_to_in_english(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    assert {"Welcome to Een helder moment"} <= subjects(joined(app, "anna@example.org", "en"))


def test_the_last_issue_comes_along_where_the_owner_wants_it(tmp_path: Path) -> None:
    settings = "[schedule]\nslots = ['sun 08:00']\n[readers]\nlast_issue_as_welcome = true\n"
    app = a_publication(tmp_path / "own", SetClock(), settings)
    assert len(joined(app, "anna@example.org")) == 2
    with_issues_approved(app, readers=())
    app.dispatches.start("1")
    app.dispatches.dispatcher.drain()
    assert "Een stoel bij het raam" in subjects(joined(app, "bram@example.org"))


def test_the_question_at_the_end_leads_to_a_page_that_counts(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(), "[readers]\nask_clear_moment = true\n")
    with_issues_approved(app, readers=("anna",))
    app.dispatches.start("1")
    app.dispatches.dispatcher.drain()
    (file,) = outbox(app)
    text = text_of(mail_in(file))
    link = next(word for word in text.split() if "/moment/" in word)
    assert "Was dit een helder moment?" in text
    pages = browser(app)
    assert pages.get(link).status_code == 200
    assert "geteld" in pages.post(link, data={"answer": "yes"}).text
    assert app.readers.feedback.tally(1) == AnswerCounts(yes=1)


def test_without_that_setting_no_letter_asks(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app, readers=("anna",))
    app.dispatches.start("1")
    app.dispatches.dispatcher.drain()
    assert b"/moment/" not in outbox(app)[0].read_bytes()


def test_what_went_out_to_all_is_in_the_archive_without_any_readers_data(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    with_issues_approved(app)
    assert app.readers.archive.issues() == ()
    app.dispatches.start("1")
    (found,) = app.readers.archive.issues()
    pages = browser(app)
    assert "Een stoel bij het raam" in pages.get("/archive").text
    assert "Tien tellen zijn genoeg" in pages.get(f"/archive/{found.issue.slug}").text
    assert "Tien tellen zijn genoeg" in pages.get("/feed.xml").text
    mail = pages.get(f"/archive/{found.issue.slug}/email").text
    assert "Tien tellen zijn genoeg" in mail
    assert "anna" not in mail.lower()
    assert "/unsubscribe/" not in mail


def test_newcomers_read_from_the_beginning_one_a_week_and_then_along_with_the_others(
    tmp_path: Path,
) -> None:
    clock = SetClock()
    settings = (
        "[schedule]\nslots = ['sun 08:00']\n[series]\nissues = [1, 2]\nsince = '2026-03-10'\n"
    )
    app = a_publication(tmp_path / "own", clock, settings)
    with_issues_approved(app, readers=("anna",))
    got: dict[str, list[str]] = {"anna@example.org": [], "nina@example.org": []}
    known: set[Path] = set()
    for week in range(5):
        clock.go_to(datetime(2026, 3, 8, 7, 30, tzinfo=UTC) + timedelta(weeks=week))
        for _ in range(3):  # a bell may ring again and again
            app.rounds.make_at_once()
            clock.pass_by(hours=5)
        for file in set(outbox(app)) - known:
            mail = mail_in(file)
            got[str(mail["To"])].append(str(mail["Subject"]))
        known |= set(outbox(app))
        if week == 0:
            clock.go_to(datetime(2026, 3, 11, 12, tzinfo=UTC))
            app.people.add("nina@example.org", statement=SAID)
    subjects_of = [issue.subject for issue in app.issues.all()]
    assert got["anna@example.org"] == subjects_of
    # the third went to the others while Nina was at the first; it is hers to read in the archive
    assert got["nina@example.org"] == subjects_of[:2]


def test_the_last_issue_that_came_with_the_welcome_never_comes_again(tmp_path: Path) -> None:
    clock = SetClock()
    settings = "[schedule]\nslots = ['sun 08:00']\n[readers]\nlast_issue_as_welcome = true\n"
    app = a_publication(tmp_path / "own", clock, settings)
    with_issues_approved(app, readers=())
    joined(app, "anna@example.org")
    app.dispatches.start("1")
    first = app.issues.all()[0].subject
    assert first in subjects(joined(app, "bram@example.org"))
    assert not app.dispatches.start("1").is_new
    bram = app.container.store.subscribers.by_address(EmailAddress("bram", "example.org"))
    assert bram is not None
    app.readers.unsubscribe.end(bram.id, "page")
    before = set(outbox(app))
    app.readers.subscribe.sign_up(SignUpRequest(address="bram@example.org", way=SignUpChannel.API))
    app.readers.subscribe.confirm(app.container.keyring.token(Purpose.CONFIRM, 3))
    app.dispatches.dispatcher.drain()
    since = [str(mail_in(path)["Subject"]) for path in set(outbox(app)) - before]
    assert len(since) == 2  # to confirm, and the welcome
    assert first not in since
    letters = everything(app, "bram@example.org")["letters"]
    assert [(one["issue"], one["outcome"]) for one in letters] == [(1, "accepted")]
