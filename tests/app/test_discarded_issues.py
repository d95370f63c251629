"""A draft that is discarded lies aside and comes back as it was; what was ever approved stays."""

from collections.abc import Sequence

import pytest

from newsletter.app import Newsletter
from newsletter.app.approvals import Approvals
from newsletter.app.inspections import Inspections
from newsletter.app.numbered import file_hash, paths
from newsletter.editorial.checks.finding import Finding
from newsletter.editorial.checks.inspected import Inspected
from newsletter.errors import DeskError
from newsletter.model.editor import Act, Editor, Role

pytestmark = pytest.mark.usefixtures("drawn")


def an_editor(app: Newsletter, name: str, role: Role) -> Editor:
    return app.desk.editors.add(name, f"{name.lower()}@example.org", role)


@pytest.fixture
def gerda(app: Newsletter) -> Editor:
    return an_editor(app, "Gerda", Role.EDITOR)


def hash_of(app: Newsletter, number: int) -> str:
    return file_hash(app.issues.path(str(number)))


def discard(app: Newsletter, number: int, by: Editor) -> None:
    app.desk.discarded.discard(number, hash_of(app, number), by)


def numbers(app: Newsletter) -> list[int]:
    return [row.number for row in app.issue_list.rows()]


def test_a_discarded_draft_is_in_no_list_and_comes_back_as_it_was(
    app: Newsletter, gerda: Editor
) -> None:
    before = {path.name: path.read_bytes() for path in paths(app.issues.folder)}
    there, title = numbers(app), app.issue_list.rows()[1].subject
    discard(app, 2, gerda)
    assert numbers(app) == [number for number in there if number != 2]
    assert [(one.number, one.title) for one in app.desk.discarded.all(gerda)] == [(2, title)]
    app.desk.discarded.restore(2, gerda)
    assert {path.name: path.read_bytes() for path in paths(app.issues.folder)} == before
    assert app.desk.discarded.all(gerda) == ()
    acts = [(one.act, one.thing) for one in app.container.store.log.newest(200)][:2]
    assert acts == [(Act.ISSUE_RESTORED, "issue 2"), (Act.ISSUE_DISCARDED, "issue 2")]


def test_the_number_of_a_discarded_draft_is_given_to_no_other(
    app: Newsletter, gerda: Editor
) -> None:
    last = numbers(app)[-1]
    discard(app, last, gerda)
    assert app.desk.writing.begin("Een stoel bij het raam", gerda) == last + 1
    drawn = app.issues.draw([str(app.container.folder / "rust.txt")]).issues
    assert [issue.number for issue in drawn] == [last + 2]  # its section, which no letter has


@pytest.mark.parametrize("state", ["queued", "approved", "sent"])
def test_a_letter_that_was_approved_or_sent_is_not_discarded(
    app: Newsletter, gerda: Editor, state: str
) -> None:
    app.people.add("anna@voorbeeld.nl", statement="vroeg erom op het voorjaarsfeest van 2026")
    assert app.approvals.approve("1", offline=True).done
    if state == "approved":
        app.queue.remove("1")
    elif state == "sent":
        app.dispatches.start("1")
    before = numbers(app)
    assert not app.desk.discarded.may_discard(1, gerda)
    with pytest.raises(DeskError, match="discard-no-draft"):
        discard(app, 1, gerda)
    assert numbers(app) == before


def test_a_letter_whose_approval_was_withdrawn_is_a_draft_and_can_be_discarded(
    app: Newsletter, gerda: Editor
) -> None:
    assert app.approvals.approve("1", offline=True).done
    app.approvals.withdraw("1", gerda)
    discard(app, 1, gerda)
    assert 1 not in numbers(app)


def test_a_writer_discards_what_they_made_and_nothing_of_others(
    app: Newsletter, gerda: Editor
) -> None:
    bram, noor = (an_editor(app, name, Role.WRITER) for name in ("Bram", "Noor"))
    own = app.desk.writing.begin("Een stoel bij het raam", bram)
    for number, editor in ((1, bram), (own, noor)):
        assert not app.desk.discarded.may_discard(number, editor)
        with pytest.raises(DeskError, match="discard-of-another"):
            discard(app, number, editor)
    discard(app, own, bram)
    assert [one.is_own for one in app.desk.discarded.all(noor)] == [False]
    with pytest.raises(DeskError, match="discard-of-another"):
        app.desk.discarded.restore(own, noor)
    app.desk.discarded.restore(own, bram)
    assert own in numbers(app)


def test_a_draft_that_is_discarded_while_it_is_checked_is_not_queued(
    app: Newsletter, gerda: Editor
) -> None:
    found = app.approvals.review("1", offline=True)
    discard(app, 1, gerda)
    with pytest.raises(DeskError, match="file-changed-meanwhile"):
        app.approvals.freeze(found, gerda)
    assert app.queue.rows() == []
    assert app.container.store.queue.approval(1) is None


def test_a_check_says_so_where_the_draft_is_discarded_meanwhile(
    app: Newsletter, gerda: Editor
) -> None:
    class Discarding(Inspections):
        def findings(
            self, issues: Sequence[Inspected], *, with_spam: bool = True
        ) -> list[tuple[Finding, ...]]:
            discard(app, issues[0].issue.number, gerda)
            return super().findings(issues, with_spam=with_spam)

    inspections = Discarding(app.container, app.articles, app.issues, app.emails)
    checks = Approvals(app.container, app.issues, app.queue, inspections)
    with pytest.raises(DeskError, match="file-changed-meanwhile"):
        checks.review("1", offline=True)


def test_a_draft_that_changed_since_it_was_shown_stays(app: Newsletter, gerda: Editor) -> None:
    seen = hash_of(app, 1)
    path = app.issues.path("1")
    path.write_text(path.read_text("utf-8") + "\nNog een regel.\n", "utf-8")
    with pytest.raises(DeskError, match="issue-changed-since-shown"):
        app.desk.discarded.discard(1, seen, gerda)
    assert 1 in numbers(app)


def test_a_link_that_shows_a_draft_to_somebody_ends_with_it(app: Newsletter, gerda: Editor) -> None:
    app.desk.sharing.share(1, gerda)
    discard(app, 1, gerda)
    assert app.container.store.shared_drafts.of(1) is None


def test_a_draft_that_cannot_be_read_can_be_discarded_too(app: Newsletter, gerda: Editor) -> None:
    path = app.issues.path("1")
    path.write_text("---\ntitle: [\n---\n", "utf-8")
    discard(app, 1, gerda)
    assert [one.title for one in app.desk.discarded.all(gerda)] == [""]


def test_it_is_not_put_back_over_another_letter_of_its_number(
    app: Newsletter, gerda: Editor
) -> None:
    text = app.issues.path("1").read_text("utf-8")
    discard(app, 1, gerda)
    by_hand = app.issues.folder / "001-een-andere.md"
    by_hand.write_text(text, "utf-8")
    with pytest.raises(DeskError, match="issue-there-already"):
        app.desk.discarded.restore(1, gerda)
    assert by_hand.read_text("utf-8") == text


def test_what_was_never_discarded_is_not_put_back(app: Newsletter, gerda: Editor) -> None:
    with pytest.raises(DeskError, match="issue-unknown"):
        app.desk.discarded.restore(1, gerda)


def test_where_it_cannot_be_moved_nothing_is_logged_and_the_draft_stays(
    app: Newsletter, gerda: Editor
) -> None:
    (app.issues.folder / "discarded").write_text("a file where the folder belongs", "utf-8")
    before = app.container.store.log.newest(200)
    with pytest.raises(FileExistsError):
        discard(app, 1, gerda)
    assert 1 in numbers(app)
    assert app.container.store.log.newest(200) == before
