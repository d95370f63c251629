"""The mail of the day before: each editor gets the issue itself once, with links of their own."""

import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.model.delivery import BatchState
from newsletter.model.dispatch import NOTICES
from newsletter.model.editor import Editor, Role
from tests.app.builders import SetClock, a_publication, clock_of, mail_in, outbox, text_of
from tests.app.test_reminders import EDITOR, SATURDAY, SUNDAY, an_edited, subjects

HOLD = f"{EDITOR}[schedule]\nhold = true\n"
DAY_BEFORE = SUNDAY - timedelta(hours=23)


def mails_to(app: Newsletter, name: str) -> list[EmailMessage]:
    """What left for an editor, in the order of the slots that it is about."""
    found = [mail_in(file) for file in outbox(app)]
    ours = [one for one in found if one["To"] == f"{name}@example.org"]
    return sorted((one for one in ours if token_in(one)), key=lambda one: one["Subject"])


def token_in(mail: EmailMessage) -> str:
    """The token of the links in a mail; empty if there are none."""
    tokens = set(re.findall(r"/decide/([\w-]{40})", text_of(mail)))
    assert len(tokens) <= 1
    return tokens.pop() if tokens else ""


def an_account(app: Newsletter, name: str, role: Role = Role.EDITOR) -> Editor:
    if not app.desk.editors.are_there():
        assert role is Role.OWNER
    return app.desk.editors.add(name.title(), f"{name}@example.org", role)


def with_editors(folder: Path, clock: SetClock, settings: str = EDITOR) -> Newsletter:
    """Three issues in the queue, an owner, an editor and a writer."""
    app = an_edited(folder, clock, settings)
    for name, role in (("gerda", Role.OWNER), ("bram", Role.EDITOR), ("cleo", Role.WRITER)):
        an_account(app, name, role)
    return app


def test_a_day_before_the_slot_owners_and_editors_get_the_issue_once(tmp_path: Path) -> None:
    clock = SetClock(SATURDAY)
    app = with_editors(tmp_path / "own", clock)
    app.rounds.make_at_once()
    assert mails_to(app, "gerda") == []
    clock.pass_by(hours=1)
    for _ in range(3):
        app.rounds.make_at_once()
    for name in ("gerda", "bram"):
        (mail,) = mails_to(app, name)
        assert (
            mail["Subject"] == "Zondag 8 maart om 08:00 gaat ‘Een stoel bij het raam’ de deur uit"
        )
    assert mails_to(app, "cleo") == []
    assert subjects(app) == [], "the reminder with a title is for who has no account"


def test_the_mail_is_the_frozen_edition_under_a_preface(tmp_path: Path) -> None:
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE))
    entry = app.container.store.queue.entries()[0]
    edition = app.container.store.editions.get(entry.edition)
    app.rounds.make_at_once()
    (mail,) = mails_to(app, "gerda")
    html, text = text_of(mail, "html"), text_of(mail)
    pieces = [one for one in edition.html if isinstance(one, str)]
    body = "".join(pieces).partition("<body")[2].partition(">")[2]
    assert all(one.partition("<body")[0].strip() in html for one in pieces[1:])
    assert body[:300] in html
    for words in ("Stuur deze mail niet door", "Doe je niets, dan gaat hij vanzelf"):
        assert words in html
        assert words in text
    assert html.index("Stuur deze mail niet door") < html.index("Dag Anna")
    assert html.count("/decide/") == text.count("/decide/") == 3
    for label in (
        "Verstuur deze brief zondag",
        "Sla zondag over: alles schuift een plek naar achteren",
        "Verstuur zondag eerst ‘De weg naar huis’, deze daarna",
    ):
        assert label in html
        assert label in text


def test_no_link_of_the_mail_unsubscribes_anybody_and_no_header_offers_it(tmp_path: Path) -> None:
    settings = f"{EDITOR}[readers]\nask_clear_moment = true\n"
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE), settings)
    app.rounds.make_at_once()
    (mail,) = mails_to(app, "gerda")
    assert [name for name in mail if name.startswith(("List-", "Precedence"))] == []
    assert mail["Auto-Submitted"] == "auto-generated"
    for kind in ("html", "plain"):
        assert not re.search(r"/(unsubscribe|preferences|moment|data)/", text_of(mail, kind))
    assert text_of(mail).count("(doet niets in deze mail)") == 5
    assert 'href="#"' in text_of(mail, "html")


def test_where_slots_wait_the_mail_asks_for_a_yes(tmp_path: Path) -> None:
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE), HOLD)
    app.rounds.make_at_once()
    (mail,) = mails_to(app, "gerda")
    assert mail["Subject"] == "Wacht op jouw ja voor zondag 8 maart: Een stoel bij het raam"
    for kind in ("html", "plain"):
        assert "Zonder jouw ja gaat er zondag niets de deur uit." in text_of(mail, kind)
        assert "dan gaat hij vanzelf" not in text_of(mail, kind)


def test_where_no_reminders_are_wanted_not_even_a_held_letter_is_mailed(tmp_path: Path) -> None:
    settings = f"{HOLD}remind_before = '0 min'\n"
    alone = an_edited(tmp_path / "alone", SetClock(SUNDAY + timedelta(hours=1)), settings)
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE), settings)
    clock_of(app).go_to(SUNDAY + timedelta(hours=1))
    for one in (app, alone):
        one.rounds.make_at_once()
        assert outbox(one) == []


def test_a_letter_that_comes_to_a_held_slot_is_mailed_at_once(tmp_path: Path) -> None:
    clock = SetClock(DAY_BEFORE)
    app = with_editors(tmp_path / "own", clock, HOLD)
    app.rounds.make_at_once()
    clock.go_to(SUNDAY + timedelta(hours=1))
    app.queue.move("2", 1)
    app.rounds.make_at_once()
    assert [one["Subject"] for one in mails_to(app, "gerda")] == [
        "Wacht op jouw ja voor zondag 8 maart: De weg naar huis",
        "Wacht op jouw ja voor zondag 8 maart: Een stoel bij het raam",
    ]


def test_without_accounts_the_reminder_goes_to_the_editors_address_and_names_the_command(
    tmp_path: Path,
) -> None:
    app = an_edited(tmp_path / "own", SetClock(DAY_BEFORE), HOLD)
    app.rounds.make_at_once()
    assert subjects(app) == ["zondag 8 maart, 08:00: Een stoel bij het raam"]
    assert b"newsletter queue release 1" in b"".join(file.read_bytes() for file in outbox(app))
    free = an_edited(tmp_path / "free", SetClock(DAY_BEFORE))
    free.rounds.make_at_once()
    assert b"queue release" not in b"".join(file.read_bytes() for file in outbox(free))


def test_accounts_are_mailed_where_the_publication_has_no_address_of_its_own(
    tmp_path: Path,
) -> None:
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE), "[sender]\n")
    app.rounds.make_at_once()
    assert len(mails_to(app, "bram")) == 1


def test_each_editor_has_a_link_of_their_own_and_a_newcomer_gets_the_mail_too(
    tmp_path: Path,
) -> None:
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE))
    app.rounds.make_at_once()
    dora = an_account(app, "dora")
    app.desk.editors.end(2)
    app.rounds.make_at_once()
    tokens = {name: token_in(mails_to(app, name)[0]) for name in ("gerda", "bram", "dora")}
    assert len(set(tokens.values())) == 3
    question = app.desk.decisions.look(tokens["dora"])
    assert question is not None
    assert question.editor.id == dora.id
    assert app.desk.decisions.look(tokens["bram"]) is None


def test_an_issue_that_is_approved_anew_or_takes_the_slot_is_mailed_as_well(
    tmp_path: Path,
) -> None:
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE))
    app.rounds.make_at_once()
    app.queue.move("2", 1)
    app.rounds.make_at_once()
    app.queue.move("1", 1)
    app.rounds.make_at_once()
    assert len(mails_to(app, "gerda")) == 2, "the first one is not mailed twice"
    path = app.issues.find("1")[1]
    path.write_text(path.read_text("utf-8").replace("Er staat een stoel", "Daar staat een stoel"))
    assert app.approvals.approve("1", offline=True).done
    app.rounds.make_at_once()
    assert len(mails_to(app, "gerda")) == 3


def test_a_round_that_is_cut_off_leaves_no_link_and_the_next_one_writes_every_mail(
    tmp_path: Path,
) -> None:
    app = with_editors(tmp_path / "own", SetClock(DAY_BEFORE))

    def cut_off() -> None:
        with app.container.store.together():
            assert app.reminders.write() == 2
            raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        cut_off()
    assert app.container.store.counts.progress(NOTICES).audience == 0
    app.rounds.make_at_once()
    assert [len(mails_to(app, name)) for name in ("gerda", "bram")] == [1, 1]
    assert app.container.store.notices.state(1) is BatchState.SENT


def test_with_a_template_that_is_gone_the_mail_is_in_the_shipped_colours(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    app = with_editors(folder, SetClock(DAY_BEFORE))
    entry = app.container.store.queue.entries()[0]
    edition = replace(app.container.store.editions.get(entry.edition), template="gone")
    app.container.store.queue.approve(edition, audience=entry.audience, file_hash=entry.file_hash)
    app.rounds.make_at_once()
    (mail,) = mails_to(app, "gerda")
    assert "Stuur deze mail niet door" in text_of(mail, "html")


def test_words_of_a_stranger_stay_words_in_the_mail(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock(DAY_BEFORE), EDITOR)
    (tmp_path / "own" / "issues").mkdir(exist_ok=True)
    odd = "<script>{{7*7}}</script> %recipient% \u202edoor"
    (tmp_path / "own" / "issues" / "001-x.md").write_text(
        f"---\nnumber: 1\ntitle: '{odd}'\nsubject: '{odd}'\n---\n\nEen zin.\n", "utf-8"
    )
    app.container.store.queue.approve(
        app.issues.compiler.compile(*app.issues.find("1")),
        audience=app.issues.find("1")[0].audience,
        file_hash="",
    )
    app.container.store.queue.add(1)
    an_account(app, "gerda", Role.OWNER)
    app.rounds.make_at_once()
    (mail,) = mails_to(app, "gerda")
    assert "<script>" not in text_of(mail, "html")
    assert "\n" not in mail["Subject"]
