"""A correction by mail: a short issue for those who got the first one, sent by hand."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import update

from newsletter.app import Newsletter, agreement, starts
from newsletter.app import dispatches as dispatching
from newsletter.app.corrections import CorrectionView
from newsletter.app.planning import plan_of
from newsletter.app.readiness import Deliverability
from newsletter.errors import AuthorError, DeskError
from newsletter.locale.speech import say
from newsletter.message import Message
from newsletter.model.audience import Audience, Rhythm
from newsletter.model.delivery import Outcome, Report, ReportKind
from newsletter.model.delivery_ids import delivery_id
from newsletter.model.editor import Act, Editor, LogEntry, Role
from newsletter.model.writing import (
    CorrectionSave,
    SaveConflict,
    Saved,
    TypedCorrection,
    Unreadable,
)
from newsletter.store.codes import OUTCOME
from newsletter.store.schema.sending import deliveries, dispatches
from tests.app.builders import SAID, SetClock, a_publication, clock_of, outbox, with_issues_approved
from tests.builders.refusals import refused
from tests.web.builders import browser


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    """Issue 1 went to five: one left, one bounced, one reads monthly, one was refused; one came after."""
    app = a_publication(tmp_path / "own", clock)
    with_issues_approved(app, readers=("anna", "bram", "chris", "dora", "fred"))
    dora = app.container.store.subscribers.find(4)
    assert dora is not None
    app.container.store.subscribers.set_rhythm(4, Rhythm.MONTHLY)
    app.dispatches.start("1")
    app.people.unsubscribe("bram@example.org")
    key = app.container.store.dispatches.find(1).key
    app.container.store.outcomes.record(
        Report(
            provider="outbox",
            kind=ReportKind.BOUNCED,
            replay_key="1",
            at=clock(),
            delivery_id=delivery_id(key, 3),
            address="chris@example.org",
        ),
        proves_batch=False,
    )
    with app.container.store.database.write() as connection:
        connection.execute(
            update(deliveries)
            .where(deliveries.c.subscriber == 5)
            .values(state=OUTCOME[Outcome.REFUSED])
        )
    app.people.add("emma@example.org", statement=SAID)
    clock.pass_by(hours=2)
    return app


def dutch(message: Message) -> str:
    return say(message, "nl")


def test_it_goes_to_those_who_got_the_issue_and_still_read_however_seldom(app: Newsletter) -> None:
    path = app.issues.new_correction(1, dutch)
    assert path.name.startswith("004-verbetering-")
    assert "correction_of: 1\n" in path.read_text("utf-8")
    assert "audience" not in path.read_text("utf-8")
    approved = app.approvals.approve("4", offline=True)
    assert approved.done, approved.findings
    assert approved.sentence == Message("correction-approved", name=path.name, issue=4, corrects=1)
    assert 4 not in {row.number for row in app.queue.rows()}
    before = set(outbox(app))
    app.dispatches.start("4")
    got = {path.read_bytes() for path in set(outbox(app)) - before}
    assert len(got) == 2
    assert all(b"anna@" in mail or b"dora@" in mail for mail in got)


def test_it_takes_no_slot_and_puts_off_no_later_letter(app: Newsletter, clock: SetClock) -> None:
    app.issues.new_correction(1, dutch)
    assert app.approvals.approve("4", offline=True).done
    with refused(DeskError, "Issue 4 corrects issue 1"):
        app.queue.add("4")
    clock.pass_by(days=5)
    app.dispatches.start("4")
    clock.pass_by(days=22, hours=20)  # four weeks after issue 1: the monthly reader's next
    before = set(outbox(app))
    app.dispatches.start("2")
    assert any(b"dora@" in path.read_bytes() for path in set(outbox(app)) - before)


def test_it_is_in_no_list_and_its_own_link_leads_to_it(app: Newsletter) -> None:
    app.issues.new_correction(1, dutch, "Een woord verkeerd")
    assert app.approvals.approve("4", offline=True).done
    app.dispatches.start("4")
    pages = browser(app)
    assert pages.get("/archive/een-woord-verkeerd").status_code == 200
    for path in ("/archive", "/feed.xml", "/sitemap.xml"):
        assert "een-woord-verkeerd" not in pages.get(path).text
    assert [one.issue for one in app.container.store.history.sent()] == [1]


def test_what_has_not_gone_out_cannot_be_corrected_by_mail(app: Newsletter) -> None:
    with refused(DeskError, "Issue 2 has not gone out"):
        app.issues.new_correction(2, dutch)
    path = app.issues.new_correction(1, dutch)
    path.write_text(
        path.read_text("utf-8").replace("correction_of: 1", "correction_of: 2"), "utf-8"
    )
    with refused(DeskError, "Issue 2 has not gone out"):
        app.approvals.approve("4", offline=True)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("correction_of: 4", "must be the number of the issue that is corrected, not '4'"),
        ("correction_of: 0", "not '0'"),
        ("correction_of: eerste", "not 'eerste'"),
        ("correction_of: 1\naudience: proef", "remove 'audience'"),
    ],
)
def test_a_relation_that_means_nothing_is_refused_with_its_line(
    app: Newsletter, line: str, told: str
) -> None:
    path = app.issues.new_correction(1, dutch)
    path.write_text(path.read_text("utf-8").replace("correction_of: 1", line), "utf-8")
    with refused(AuthorError, told) as refusal:
        app.issues.find("4")
    assert refusal.value.line


def test_started_twice_it_goes_once_and_a_later_reader_gets_none(app: Newsletter) -> None:
    app.issues.new_correction(1, dutch)
    assert app.approvals.approve("4", offline=True).done
    first = app.dispatches.start("4")
    assert first.counts == {Outcome.ACCEPTED.value: 2}
    approval = app.container.store.queue.approval(4)
    assert approval is not None
    assert approval.audience == Audience(readers_of=1)
    clock_of(app).pass_by(days=1)
    app.people.add("gijs@example.org", statement=SAID)
    assert not app.dispatches.start("4").is_new


# ─── at the desk ─────────────────────────────────────────────────────────────

WORDS = "Er stond dat de stoel bij de deur staat. Hij staat bij het raam."


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return app.desk.editors.add("Gerda", "gerda@example.org", Role.EDITOR)


def view(app: Newsletter) -> CorrectionView:
    return app.desk.corrections.view(1, dutch)


def typed(app: Newsletter, words: str = WORDS, subject: str = "Rechtgezet") -> TypedCorrection:
    """What an editor types on the page as it is now."""
    draft = view(app).draft
    return TypedCorrection(
        subject=subject,
        words=words,
        number=draft.number if draft else None,
        expected=draft.sha256 if draft else "",
    )


def save(app: Newsletter, by: Editor, one: TypedCorrection) -> CorrectionSave:
    return app.desk.corrections.save(1, one, by, dutch)


def logged(app: Newsletter) -> list[LogEntry]:
    return [one for one in app.container.store.log.newest(200) if one.act is Act.CORRECTION_BEGUN]


def sha256(app: Newsletter) -> str:
    draft = view(app).draft
    assert draft is not None
    return draft.sha256


def test_looking_begins_nothing_and_counts_who_got_it_and_still_reads(app: Newsletter) -> None:
    found = view(app)
    assert (found.readers, found.draft, found.start, found.obstacle) == (2, None, None, None)
    assert found.subject.startswith("Verbetering:")
    assert len(list((app.container.folder / "issues").glob("*.md"))) == 3


def test_the_words_are_saved_in_one_issue_for_those_who_got_the_letter(
    app: Newsletter, gerda: Editor
) -> None:
    first = save(app, gerda, typed(app))
    assert isinstance(first.answer, Saved)
    assert app.desk.writing.earlier(4) == (), "its file never held other words"
    assert (app.desk.corrections.corrected_by(4), app.desk.corrections.corrected_by(1)) == (1, None)
    again = save(app, gerda, typed(app, words="Hij staat bij het raam."))
    assert (first.number, again.number) == (4, 4)
    issue, path = app.issues.find("4")
    assert (issue.subject, issue.title) == ("Rechtgezet", "Rechtgezet")
    assert issue.audience == Audience(readers_of=1)
    assert path.read_text("utf-8").endswith("\nHij staat bij het raam.\n")
    [entry] = logged(app)
    assert (entry.thing, entry.editor) == ("issue 1", gerda.id)


def test_pressed_twice_the_same_words_are_one_correction(app: Newsletter, gerda: Editor) -> None:
    one = typed(app)
    assert isinstance(save(app, gerda, one).answer, Saved)
    assert isinstance(save(app, gerda, one).answer, Saved)
    number, checked = app.desk.corrections.approve(1, sha256(app), gerda)
    assert checked is not None
    assert checked.done, checked.findings
    assert app.desk.corrections.approve(1, sha256(app), gerda) == (number, None)
    acts = [one.act for one in app.container.store.log.newest(200)]
    assert acts.count(Act.ISSUE_APPROVED) == 1
    assert len(logged(app)) == 1


def test_of_two_editors_the_second_sees_both_texts(app: Newsletter, gerda: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.EDITOR)
    of_bram = typed(app, words="Van Bram.")
    save(app, gerda, typed(app, words="Van Gerda."))
    answer = save(app, bram, of_bram).answer
    assert isinstance(answer, SaveConflict)
    assert "Van Gerda." in answer.theirs.text
    assert any("Van Bram." in one.mine for one in answer.differences)
    assert view(app).words == "Van Gerda."
    with refused(DeskError, "changed in the meantime"):
        app.desk.corrections.approve(1, "another hash", bram)


@pytest.mark.parametrize(
    ("words", "subject", "code"),
    [
        ("  \n ", "Rechtgezet", "correction-without-words"),
        ("the proposal", "Rechtgezet", "correction-without-words"),
        (WORDS, "  ", "correction-without-subject"),
    ],
)
def test_empty_words_are_refused_and_begin_nothing(
    app: Newsletter, gerda: Editor, words: str, subject: str, code: str
) -> None:
    words = view(app).words if words == "the proposal" else words
    with pytest.raises(DeskError, match=code):
        save(app, gerda, typed(app, words, subject))
    assert view(app).draft is None
    assert logged(app) == []


def test_words_that_are_no_letter_are_kept_and_not_sent(app: Newsletter, gerda: Editor) -> None:
    damaged = "Een zin.\n\n" + "woord " * 6_000
    found = save(app, gerda, typed(app, damaged))
    assert isinstance(found.answer, Unreadable), found.answer
    assert any("woord woord" in one.text for one in app.desk.writing.earlier(4))


def test_while_it_waits_its_words_stay_and_a_sent_one_makes_room_for_another(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    save(app, gerda, typed(app))
    app.desk.corrections.approve(1, sha256(app), gerda)
    stale = typed(app, words="Toch anders.")
    app.desk.starts.begin(4, gerda, app.desk.starts.look(4).edition)
    waiting = view(app).start
    assert waiting is not None
    assert waiting.readers == 2
    with pytest.raises(DeskError, match="correction-waits"):
        save(app, gerda, stale)
    clock.pass_by(seconds=61)
    app.rounds.make_at_once()
    after = view(app)
    assert after.draft is None
    assert [(one.number, one.title) for one in after.earlier] == [(4, "Rechtgezet")]
    with pytest.raises(DeskError, match="correction-gone"):
        save(app, gerda, stale)
    assert save(app, gerda, typed(app, words="Toch anders.")).number == 5


def test_nobody_who_got_it_reads_any_more(app: Newsletter, gerda: Editor) -> None:
    save(app, gerda, typed(app))
    for name in ("anna", "dora"):
        app.people.unsubscribe(f"{name}@example.org")
    assert view(app).obstacle == Message("correction-for-nobody", issue=1)
    with pytest.raises(DeskError, match="correction-for-nobody"):
        app.desk.corrections.approve(1, sha256(app), gerda)


def test_what_only_lies_in_the_outbox_is_corrected_to_nobody_once_mail_leaves(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(app, gerda, typed(app))
    assert view(app).obstacle is None
    monkeypatch.setattr(type(app.container), "stays_here", False)
    assert view(app).obstacle == Message("correction-of-outbox", issue=1)
    with pytest.raises(DeskError, match="correction-of-outbox"):
        app.desk.corrections.approve(1, sha256(app), gerda)


def test_what_only_lies_in_the_outbox_counts_as_got_by_nobody_however_a_correction_is_sent(
    app: Newsletter, gerda: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.issues.new_correction(1, dutch)
    assert app.approvals.approve("4", offline=True).done
    question = app.desk.starts.look(4)
    assert question.readers == 2
    for module in (starts, dispatching):  # a provider, set up and proven
        monkeypatch.setattr(module, "problems", lambda *_, **__: ())
    monkeypatch.setattr(agreement, "demand", lambda *_, **__: None)
    for proof in ("demand", "demand_soon"):
        monkeypatch.setattr(Deliverability, proof, lambda _: None)
    monkeypatch.setattr(type(app.container), "stays_here", False)
    assert app.desk.starts.look(4).readers == 0
    with pytest.raises(DeskError, match="issue-for-nobody"):
        app.desk.starts.begin(4, gerda, question.edition)
    with pytest.raises(DeskError, match="issue-for-nobody"):
        app.dispatches.start("4")
    assert [one.issue for one in app.container.store.dispatches.latest()] == [1]


def test_of_a_letter_of_which_a_part_lies_in_the_outbox_the_others_are_told(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(app.container), "stays_here", False)
    audience = Audience(readers_of=1)
    with app.container.store.database.write() as connection:
        connection.execute(update(dispatches).where(dispatches.c.id == 1).values(provider="smtp"))
    plan = plan_of(app.container, 4, app.container.store.dispatches.find(1).edition, audience)
    assert (plan.nowhere, app.container.store.dispatches.count_readers(plan)) == (frozenset(), 2)
    monkeypatch.undo()
    app.dispatches.start("1")  # to Emma, who came after, into the outbox
    monkeypatch.setattr(type(app.container), "stays_here", False)
    plan = plan_of(app.container, 4, plan.edition, audience)
    assert plan.nowhere == {"outbox"}
    assert app.container.store.dispatches.count_readers(plan) == 2


def test_a_letter_that_was_not_sent_has_no_correction(app: Newsletter, gerda: Editor) -> None:
    with pytest.raises(DeskError, match="letter-not-sent"):
        app.desk.corrections.view(2, dutch)
    with pytest.raises(DeskError, match="letter-not-sent"):
        app.desk.corrections.save(2, typed(app), gerda, dutch)


def test_two_presses_at_once_begin_and_send_one_correction(
    app: Newsletter, gerda: Editor, clock: SetClock
) -> None:
    one, both = typed(app), Barrier(2)

    def press(_: int) -> None:
        both.wait()
        assert isinstance(save(app, gerda, one).answer, Saved)
        app.desk.corrections.approve(1, sha256(app), gerda)
        edition = app.desk.starts.look(4).edition
        both.wait()
        with suppress(DeskError):  # its start waits already
            app.desk.starts.begin(4, gerda, edition)

    with ThreadPoolExecutor(2) as presses:
        list(presses.map(press, range(2)))
    assert len(logged(app)) == 1
    assert len(app.desk.starts.rows()) == 1
    before = set(outbox(app))
    for _ in range(2):
        clock.pass_by(seconds=61)
        app.rounds.make_at_once()
    letters = [one for one in set(outbox(app)) - before if b"stoel bij" in one.read_bytes()]
    assert [one.issue for one in app.container.store.dispatches.latest()] == [4, 1]
    assert len(letters) == 2
