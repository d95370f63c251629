"""Entries of the log as sentences, with the pages of what they name."""

import pytest

from newsletter.app import Newsletter
from newsletter.model.editor import Act, Actor, Editor
from tests.app.builders import with_issues_approved
from tests.app.test_log import app, in_dutch, noted, owner

__all__ = ["app", "owner"]


@pytest.mark.parametrize(
    ("act", "thing", "after", "told"),
    [
        (Act.ISSUE_APPROVED, "issue 12", "a hash", "Gerda heeft brief 12 klaargezet."),
        (Act.ISSUE_SAVED, "issue 12", "a hash", "Gerda heeft brief 12 opgeslagen."),
        (Act.ARTICLE_ADDED, "article rust.txt", "", "Gerda heeft artikel rust.txt toegevoegd."),
        (
            Act.LIST_BEGUN,
            "list",
            "800",
            "Gerda is begonnen een lijst van 800 rijen over te zetten.",
        ),
        (
            Act.LIST_TAKEN_IN,
            "list",
            "640 3 155 2",
            "Gerda heeft een lijst overgezet: 640 nieuw, 3 al bekend, 155 afgemeld of onbestelbaar, 2 geweigerd.",
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
            "Gerda heeft het overslaan van zondag 8 maart 2026 teruggedraaid: die dag kan er weer een brief gaan.",
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
