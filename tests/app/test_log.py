"""The log as people read it: sentences, names, pages and choices."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.log import LogKind, LogLine, kind_of
from newsletter.locale.speech import say
from newsletter.model.editor import Act, Actor, Editor, LogEntry, Role
from tests.app.builders import SetClock, a_publication, with_issues_approved
from tests.app.test_editors import claimed
from tests.app.test_reminders import EDITOR


@pytest.fixture
def app(tmp_path: Path, clock: SetClock) -> Newsletter:
    return a_publication(tmp_path / "own", clock, EDITOR)


@pytest.fixture
def owner(app: Newsletter) -> Editor:
    claimed(app)
    return app.desk.editors.all()[0]


def noted(app: Newsletter, act: Act, thing: str, **more: object) -> LogLine:
    """The line of an entry that was just added."""
    values = {"at": app.container.now(), "actor": Actor.DESK, "editor": 1} | more
    app.container.store.log.add(LogEntry(act=act, thing=thing, **values))
    return app.desk.log.page().lines[0]


def in_dutch(line: LogLine) -> str:
    return say(line.sentence, "nl")


def sentences(app: Newsletter, **asked: object) -> list[str]:
    return [say(line.sentence, "en") for line in app.desk.log.page(**asked).lines]


def test_the_log_says_who_did_what_the_latest_first(app: Newsletter, owner: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    app.desk.editors.set_role(bram.id, Role.EDITOR, by=owner)
    app.desk.editors.link(bram.id, by=owner)
    app.desk.editors.add("Cato", "cato@example.org", Role.WRITER)
    assert sentences(app) == [
        "somebody at the terminal added Cato as writer.",
        "Gerda made the link with which Bram can sign in for the first time.",
        "Gerda changed the role of Bram from writer to editor.",
        "Gerda added Bram as writer.",
        "Gerda signed in.",
        "Gerda made the first account.",
    ]


def test_a_first_link_an_invitation_sent_again_and_any_other_link_are_told_apart(
    app: Newsletter, owner: Editor
) -> None:
    editors = app.desk.editors
    bram = editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    editors.invite(bram.id, by=owner)
    link = editors.link(bram.id, by=owner)
    assert editors.with_link(link.rpartition("/")[2])
    editors.link(bram.id, by=owner)
    assert sentences(app)[:4] == [
        "Gerda made a sign-in link for Bram.",
        "Bram signed in.",
        "Gerda made the link with which Bram can sign in for the first time.",
        "Gerda sent Bram the invitation once more.",
    ]


def test_who_left_is_a_former_editor_with_a_number_and_no_name(
    app: Newsletter, owner: Editor
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.OWNER, by=owner)
    app.desk.editors.end(owner.id, by=bram)
    told = sentences(app)
    assert told[0] == "Bram ended the account of former editor 1."
    assert "former editor 1 added Bram as owner." in told
    assert "Gerda" not in repr(app.desk.log.page())


@pytest.mark.parametrize(
    ("act", "thing", "after", "told"),
    [
        (Act.ISSUE_APPROVED, "issue 12", "a hash", "Gerda heeft brief 12 klaargezet."),
        (Act.ISSUE_SAVED, "issue 12", "a hash", "Gerda heeft brief 12 opgeslagen."),
        (Act.ARTICLE_ADDED, "article rust.txt", "", "Gerda heeft artikel rust.txt toegevoegd."),
        (Act.LIST_BEGUN, "list", "800", "Gerda begon een lijst van 800 rijen over te zetten."),
        (
            Act.LIST_TAKEN_IN,
            "list",
            "640 3 155 2",
            "Gerda zette een lijst over: 640 nieuw, 3 al bekend, 155 afgemeld of onbestelbaar, 2 geweigerd.",
        ),
        (
            Act.READERS_EXPORTED,
            "readers",
            "812",
            "Gerda heeft de lijst van 812 lezers gedownload.",
        ),
        (
            Act.QUEUE_CHANGED,
            "issue 3",
            "place 1",
            "Gerda heeft brief 3 verplaatst naar plek 1 in de planning.",
        ),
        (
            Act.QUEUE_CHANGED,
            "issue 3",
            "out of the queue",
            "Gerda heeft brief 3 uit de planning gehaald.",
        ),
        (
            Act.QUEUE_CHANGED,
            "day 2026-03-08",
            "skipped",
            "Gerda heeft zondag 8 maart 2026 overgeslagen: die dag gaat er geen brief.",
        ),
        (
            Act.QUEUE_CHANGED,
            "day 2026-03-08",
            "free again",
            "Gerda slaat zondag 8 maart 2026 toch niet over: die dag kan er weer een brief gaan.",
        ),
        (
            Act.QUEUE_CHANGED,
            "issue 3",
            "what a later version writes",
            "Gerda heeft de planning van brief 3 gewijzigd.",
        ),
        (
            Act.QUEUE_CHANGED,
            "day x",
            "skipped",
            "Gerda heeft x overgeslagen: die dag gaat er geen brief.",
        ),
        (
            Act.QUEUE_CHANGED,
            "issue 3",
            "2026-12-24T10:00+01:00",
            "Gerda heeft brief 3 een vaste dag gegeven: donderdag 24 december 2026 om 10:00.",
        ),
        (
            Act.QUEUE_CHANGED,
            "issue 3",
            "in turn",
            "Gerda heeft de vaste dag van brief 3 weggehaald.",
        ),
        (
            Act.QUEUE_CHANGED,
            "days 2026-12-19 to 2027-01-03",
            "3 skipped",
            (
                "Gerda heeft 3 verzenddagen overgeslagen: zaterdag 19 december 2026 tot en met "
                "zondag 3 januari 2027."
            ),
        ),
        (Act.DECIDED, "issue 3", "go", "Gerda heeft gezegd dat brief 3 mag gaan."),
        (
            Act.DECIDED,
            "issue 3",
            "later, issue 4 first",
            "Gerda heeft een andere brief laten voorgaan; brief 3 gaat later.",
        ),
        (
            Act.PROPOSAL_DISMISSED,
            "proposal {who} {{7*7}}",
            "",
            "Gerda heeft het voorstel ‘{who} {{7*7}}’ afgewezen.",
        ),
    ],
)
def test_an_act_is_a_sentence_about_its_thing(
    app: Newsletter, owner: Editor, act: Act, thing: str, after: str, told: str
) -> None:
    assert in_dutch(noted(app, act, thing, after=after)) == told
    assert owner.is_active


@pytest.mark.parametrize("act", Act, ids=str)
def test_every_act_has_its_sentence_and_its_kind(app: Newsletter, owner: Editor, act: Act) -> None:
    line = noted(app, act, "editor 1", before="writer", after="owner")
    for language in ("nl", "en"):
        told = say(line.sentence, language)
        assert told.startswith("Gerda ")
        assert "act-" not in told
    [found] = app.desk.log.page(kind=kind_of(act), before=None).lines[:1]
    assert found == line
    assert owner.is_active


def test_only_what_is_still_there_has_a_page(app: Newsletter, owner: Editor) -> None:
    with_issues_approved(app)
    (app.container.folder / "issues" / "articles").mkdir(exist_ok=True)
    (app.container.folder / "issues" / "articles" / "thee.txt").write_text("Thee\n", "utf-8")
    assert noted(app, Act.ISSUE_SAVED, "issue 1").issue == 1
    assert noted(app, Act.ISSUE_SAVED, "issue 99").issue is None
    assert noted(app, Act.ARTICLE_ADDED, "article thee.txt").article == "thee.txt"
    assert noted(app, Act.ARTICLE_ADDED, "article weg.txt").article is None
    for outside in ("../../newsletter.toml", "/etc/hostname", "..", ""):
        assert noted(app, Act.ARTICLE_ADDED, f"article {outside}").article is None
    assert noted(app, Act.ROLE_CHANGED, f"editor {owner.id}").editor == owner.id
    assert noted(app, Act.ROLE_CHANGED, "editor 7").editor is None


def test_what_was_done_by_mail_is_marked(app: Newsletter, owner: Editor) -> None:
    by_mail = noted(app, Act.QUEUE_CHANGED, "day 2026-03-08", actor=Actor.MAIL)
    assert by_mail.is_by_mail
    alone = noted(app, Act.ISSUE_APPROVED, "issue 1", actor=Actor.TICKER, editor=None)
    assert in_dutch(alone) == "de nieuwsbrief zelf heeft brief 1 klaargezet."
    assert owner.is_active


def test_pages_follow_each_other_without_a_gap_while_entries_are_added(
    app: Newsletter, owner: Editor
) -> None:
    for number in range(119):
        noted(app, Act.ISSUE_SAVED, f"issue {number}")
    first = app.desk.log.page()
    noted(app, Act.ISSUE_SAVED, "issue 999")
    second = app.desk.log.page(before=first.older)
    third = app.desk.log.page(before=second.older)
    lines = [*first.lines, *second.lines, *third.lines]
    assert [len(page.lines) for page in (first, second, third)] == [50, 50, 21]
    assert third.older is None
    told = [say(line.sentence, "en") for line in lines[:119]]
    assert told == [f"Gerda saved letter {number}." for number in reversed(range(119))]
    assert owner.is_active


def test_a_full_last_page_is_the_last(app: Newsletter, owner: Editor) -> None:
    for number in range(48):  # beside the two of the first account
        noted(app, Act.ISSUE_SAVED, f"issue {number}")
    page = app.desk.log.page()
    assert (len(page.lines), page.older) == (50, None)
    assert owner.is_active


def test_one_editor_or_one_kind_can_be_chosen(app: Newsletter, owner: Editor) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    app.desk.editors.with_link(app.desk.editors.link(bram.id).rpartition("/")[2])
    assert sentences(app, editor=bram.id) == ["Bram signed in."]
    assert sentences(app, kind=LogKind.SIGNING_IN) == ["Bram signed in.", "Gerda signed in."]
    assert sentences(app, kind=LogKind.SIGNING_IN, editor=owner.id) == ["Gerda signed in."]
    assert sentences(app, kind=LogKind.LETTERS) == []


def test_when_each_editor_last_signed_in_is_known(
    app: Newsletter, owner: Editor, clock: SetClock
) -> None:
    bram = app.desk.editors.add("Bram", "bram@example.org", Role.WRITER, by=owner)
    assert set(app.desk.log.last_signed_in()) == {owner.id}
    clock.pass_by(days=2)
    app.desk.editors.with_link(app.desk.editors.link(bram.id).rpartition("/")[2])
    assert app.desk.log.last_signed_in()[bram.id] == clock.at
