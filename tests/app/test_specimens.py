"""The doctor looks at every mail of a template as its readers would."""

import shutil
from pathlib import Path

import pytest

from newsletter.app.doctor import Examined, examine
from newsletter.app.specimens import hidden_in, problems_of
from newsletter.message import Message
from tests.app.builders import SetClock, a_publication
from tests.rendering.builders import TEMPLATES

NAMES = sorted(path.parent.name for path in TEMPLATES.glob("*/theme.toml"))


def spoilt(folder: Path, name: str, part: str, old: str, new: str) -> Path:
    template = shutil.copytree(TEMPLATES / name, folder / name)
    text = (template / part).read_text("utf-8")
    assert old in text
    (template / part).write_text(text.replace(old, new), "utf-8")
    return template


def codes(folder: Path) -> set[tuple[str, str]]:
    """The page and the code of each finding."""
    return {
        (Path(str(one.data["place"])).name, problem.code)
        for one in hidden_in(folder)
        if isinstance(problem := one.data["problem"], Message)
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_of_a_template_of_ours_can_be_seen(name: str) -> None:
    assert hidden_in(TEMPLATES / name) == ()


@pytest.mark.parametrize(
    ("part", "old", "new", "found"),
    [
        ("notice.mjml.j2", "<h1", '<h1 style="color:#bbbbbb"', {("notice.mjml.j2", "text-faint")}),
        (
            "parts/footer.mjml.j2",
            'href="{{ letter.unsubscribe_url }}"',
            'href="{{ letter.unsubscribe_url }}" style="display:none"',
            {("issue.mjml.j2", "unsubscribe-hidden")},
        ),
        (
            "parts/preheader.mjml.j2",
            "{{ preheader }}",
            "",
            {("issue.mjml.j2", "preheader-lost")},
        ),
        (
            "notice.mjml.j2",
            ' dir="{{ letter.dir }}"',
            "",
            {("notice.mjml.j2", "dir-auto")},
        ),
    ],
)
def test_what_readers_could_not_see_is_named_with_its_page(
    tmp_path: Path, part: str, old: str, new: str, found: set[tuple[str, str]]
) -> None:
    assert codes(spoilt(tmp_path, "brief", part, old, new)) == found


def test_the_doctor_says_so(tmp_path: Path) -> None:
    app = a_publication(tmp_path / "own", SetClock())
    page = app.container.template_folder() / "notice.mjml.j2"
    page.write_text(page.read_text("utf-8").replace("<h1", '<h1 style="font-size:9px"'), "utf-8")
    wrong = [
        one.message
        for one in examine(app.container.folder)
        if one.about is Examined.TEMPLATE and one.is_wrong
    ]
    assert [one.data["place"] for one in wrong] == [str(page)]
    assert "text-small" in str(wrong[0])


def test_a_template_that_was_fine_is_tried_again_after_a_change(tmp_path: Path) -> None:
    template = shutil.copytree(TEMPLATES / "brief", tmp_path / "brief")
    assert problems_of(template) == ()
    page = template / "notice.mjml.j2"
    before = page.read_text("utf-8")
    page.write_text(before.replace("<h1", '<h1 style="font-size:9px"'), "utf-8")
    (found,) = problems_of(template)
    assert found.data["place"] == str(page)
    page.write_text(before, "utf-8")
    assert problems_of(template) == ()


def test_what_the_doctor_asks_of_a_template_a_check_asks_of_an_issue(tmp_path: Path) -> None:
    contact = 'contact = ["Praktijk De Oever", "Kade 1, 1234 AB Ergens"]\n'
    app = a_publication(tmp_path / "own", SetClock(), contact)
    app.issues.draw([str(app.container.folder / "rust.txt")], weeks=1)
    parts = app.container.template_folder() / "parts"
    for part, old in (
        ("footer.mjml.j2", "{{ line }}"),
        ("footer.txt.j2", "{{ line | wrap }}"),
        ("preheader.mjml.j2", "{{ preheader }}"),
        ("block.txt.j2", "{{ part.text | wrap }}"),
    ):
        text = (parts / part).read_text("utf-8")
        assert old in text
        (parts / part).write_text(text.replace(old, ""), "utf-8")
    codes = {one.code for one in app.approvals.approve("1", offline=True).findings}
    assert codes >= {
        "contact-line-missing",
        "contact-line-missing-text",
        "preheader-lost",
        "text-lacks-block",
    }
