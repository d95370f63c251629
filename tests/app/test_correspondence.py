"""What people write to the letterbox in words: kept, mailed to the editor, and never acted on by itself."""

import mailbox
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import examine
from newsletter.errors import DeskError
from newsletter.message import Message
from newsletter.model.audience import Standing
from newsletter.providers.wire import bounces
from tests.app.builders import (
    SetClock,
    a_publication,
    mail_in,
    outbox,
    text_of,
    with_issues_approved,
)
from tests.app.letters import in_words
from tests.store.places import url_of

Publication = tuple[Newsletter, SetClock, mailbox.Maildir]


def opened(folder: Path, kind: str = "sqlite, wal") -> Publication:
    clock = SetClock()
    box = mailbox.Maildir(folder / "back", create=True)
    told = (
        f'database = "{url_of(kind, folder)}"\n'
        '[sender]\naddress = "brief@example.nl"\nunsubscribe_mailbox = "weg@example.nl"\n'
        f'[letterbox]\nmaildir = "{folder / "back"}"\n'
    )
    app = a_publication(folder / "own", clock, told)
    with_issues_approved(app, issues=())
    return app, clock, box


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return opened(tmp_path)


def come(publication: Publication, *raw: bytes) -> None:
    app, _, box = publication
    for one in raw:
        box.add(one)
    app.rounds.make_at_once()


def mailed(app: Newsletter) -> list[str]:
    """The texts of the mails that the editor got about replies."""
    texts = [text_of(mail_in(path)) for path in outbox(app)]
    return [text for text in texts if "subscribers replies" in text]


ANNA = in_words("haal me eraf!\n\n> Dag Anna,\n> een brief", sender="Anna <anna@example.org>")


@pytest.mark.parametrize("kind", ["sqlite, wal", "postgresql"])
def test_a_wish_in_words_is_kept_and_mailed_to_the_editor_and_unsubscribes_nobody(
    kind: str, tmp_path: Path
) -> None:
    publication = opened(tmp_path, kind)
    app = publication[0]
    come(publication, ANNA, ANNA)
    (reply,) = app.correspondence.waiting()
    assert (reply.sender, reply.text) == ("anna@example.org", "haal me eraf!")
    assert app.people.show("anna@example.org").standing is Standing.CONFIRMED
    (text,) = mailed(app)
    assert "anna@example.org: haal me eraf!" in text
    assert f"newsletter subscribers replies {reply.id} --unsubscribe" in text
    app.rounds.make_at_once()
    assert len(mailed(app)) == 1


def test_the_editor_unsubscribes_the_sender_with_one_command(publication: Publication) -> None:
    app = publication[0]
    come(publication, ANNA)
    assert any(
        one.message == Message("replies-waiting", count=1) for one in examine(app.container.folder)
    )
    assert app.correspondence.unsubscribe(1) == Message(
        "reply-sender-unsubscribed", address="anna@example.org", reply=1
    )
    assert app.people.show("anna@example.org").standing is Standing.UNSUBSCRIBED
    assert app.correspondence.waiting() == ()
    with pytest.raises(DeskError, match=r"reply-missing .reply=2"):
        app.correspondence.unsubscribe(2)


def test_a_sender_who_is_no_subscriber_is_told_and_the_reply_stays(
    publication: Publication,
) -> None:
    app = publication[0]
    come(publication, in_words("stop", sender="other@example.org"), in_words("stop", sender=""))
    for number, why in ((1, "reply-sender-unknown"), (2, "reply-without-sender")):
        with pytest.raises(DeskError, match=why):
            app.correspondence.unsubscribe(number)
    assert len(app.correspondence.waiting()) == 2
    app.correspondence.put_away(1)
    assert [reply.id for reply in app.correspondence.waiting()] == [2]


def test_a_damaged_token_is_shown_as_words(publication: Publication) -> None:
    app = publication[0]
    come(publication, in_words("", sender="anna@example.org", to=f"{'a' * 48}@example.nl"))
    (reply,) = app.correspondence.waiting()
    assert reply.sender == "anna@example.org"
    assert app.people.show("anna@example.org").standing is Standing.CONFIRMED


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
    ],
    ids=str,
)
def test_what_a_machine_wrote_is_no_wish(publication: Publication, headers: dict[str, str]) -> None:
    come(publication, in_words("I am away", sender="anna@example.org", **headers))
    assert publication[0].correspondence.waiting() == ()


def test_a_flood_of_words_gives_the_editor_ten_mails_and_one_that_says_so(
    publication: Publication,
) -> None:
    app, clock, _ = publication
    come(publication, *(in_words(f"{n}", sender=f"x{n}@example.org") for n in range(25)))
    app.rounds.make_at_once()
    assert len(mailed(app)) == 11
    clock.pass_by(days=1, hours=1)
    app.rounds.make_at_once()
    assert len(mailed(app)) == 22


def test_erasing_a_reader_reaches_what_they_wrote_and_where_others_name_them(
    publication: Publication,
) -> None:
    app = publication[0]
    other = in_words("schrijf ANNA@example.org uit", sender="bram@example.org", subject="anna@example.org")  # fmt: skip
    come(publication, ANNA, other)
    assert "haal me eraf!" in str(app.people.everything("anna@example.org")["replies"])
    app.people.forget("anna@example.org")
    (left,) = app.correspondence.waiting()
    assert (left.sender, left.subject, left.text) == ("bram@example.org", "…", "schrijf … uit")
    with app.container.store.database.read() as connection:
        kept = [
            str(row)
            for table in ("replies", "notices", "editions")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        ]
    assert not [row for row in kept if "anna@example.org" in row.lower()]


def test_words_are_kept_for_thirty_days(publication: Publication) -> None:
    app, clock, _ = publication
    come(publication, ANNA)
    clock.pass_by(days=29)
    app.rounds.make()
    assert app.correspondence.waiting()
    clock.pass_by(days=2)
    app.rounds.make()
    assert not app.correspondence.waiting()


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/html\n\n<style>p{}</style><p>Haal me<br>er &lt;af&gt;</p>", "Haal me\ner <af>"),
        (b"Content-Type: text/plain; charset=x-none\n\nstop\x1b[2J\x00 nu", "stop[2J nu"),
        (b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nYWZtZWxkZW4g8J+YgA==", "afmelden 😀"),
        (b"Content-Type: image/png\n\nx", ""),
        (b"Subject: =?x-none?q?weg?=\n\n> quoted\nweg", "weg"),
    ],
    ids=["html", "control characters", "base64", "no text", "an unknown charset"],
)  # fmt: skip
def test_words_come_out_of_any_form_of_mail(raw: bytes, text: str) -> None:
    (report,) = bounces.read(b"From: =?utf-8?q?Ren=C3=A9?= <rene@example.org>\n" + raw)
    assert report.extra["text"] == text
    assert report.extra["sender"] == "rene@example.org"
