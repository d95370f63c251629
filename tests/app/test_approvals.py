"""Approvals: what stops one, what needs none, and what is checked without a network."""

from pathlib import Path

import pytest

from newsletter.app import Newsletter
from newsletter.app.doctor import Examined, examine
from newsletter.errors import AuthorError, DeskError
from newsletter.locale.speech import say
from newsletter.message import Message
from tests.app.builders import ISSUE_WITH_PICTURE, with_picture
from tests.builders.refusals import refused


def test_a_picture_without_words_is_told_with_its_place_and_stops_the_approval(
    app: Newsletter,
) -> None:
    with_picture(app, "![](beeld/tuin.jpg)")
    approved = app.approvals.approve("1", offline=True)
    assert not approved.done
    (error,) = [one for one in approved.findings if one.severity.value == "error"]
    assert error.code == "alt-missing"
    assert error.block == Message("part-image", words="Een tuin in maart — over wachten")
    assert error.line == 10


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("weg.jpg", "the picture 'weg.jpg' is not there; put it next to the issue"),
        ("../rust.txt", "the picture '../rust.txt' must be next to the issue"),
        ("https://example.com/a.jpg", "is elsewhere; save it next to the issue"),
        (".", "cannot be read: it is a folder, not a file"),
        ("001-een-tuin-in-maart.md", "is no JPEG, PNG, GIF or WebP picture"),
    ],
)
def test_a_picture_that_cannot_be_used_is_told_with_its_line(
    app: Newsletter, source: str, said: str
) -> None:
    with_picture(app, f"![Een tuin]({source})")
    with refused(AuthorError, said.replace(".", r"\.")) as told:
        app.approvals.check("1", offline=True)
    assert told.value.line == 10


def test_without_a_network_an_issue_can_be_approved_and_a_note_says_what_was_not_done(
    app: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_is_there(*_: object, **__: object) -> list[object]:
        raise OSError("no such name")

    monkeypatch.setattr("socket.getaddrinfo", nobody_is_there)
    with_picture(app)
    approved = app.approvals.approve("1")
    assert approved.done
    assert [one.code for one in approved.findings if "link" in one.code] == ["links-no-network"]


def test_a_letter_without_a_number_can_be_looked_at_and_needs_no_approval(
    app: Newsletter, tmp_path: Path
) -> None:
    path = app.container.folder / "issues" / "welcome.md"
    path.write_text(
        ISSUE_WITH_PICTURE.replace("number: 1", "number: 0").format(picture=""), "utf-8"
    )
    assert app.approvals.check(str(path), offline=True).done
    _, text, mail = app.previews.preview(str(path), tmp_path)
    assert "Er is nog niet veel te zien" in text.read_text("utf-8")
    assert b"Auto-Submitted: auto-generated" in mail.read_bytes()
    with refused(DeskError, "has no number"):
        app.approvals.approve(str(path))


def test_the_doctor_tells_every_mistake_of_the_template(app: Newsletter) -> None:
    parts = app.container.folder / "templates" / "helder-moment" / "parts"
    for name, old, new in (
        ("quote.mjml.j2", "{{ block.text }}", ""),
        ("footer.txt.j2", "{{ letter.unsubscribe_url }}", ""),
    ):
        text = (parts / name).read_text("utf-8")
        (parts / name).write_text(text.replace(old, new), "utf-8")
    wrong = [
        say(one.message, "en")
        for one in examine(app.container.folder)
        if one.about is Examined.TEMPLATE
    ]
    assert [told.rpartition("/")[2] for told in wrong] == [
        "issue.mjml.j2: it leaves out the quotes",
        "issue.txt.j2: it leaves out letter.unsubscribe_url",
    ]
