"""A broken template is told in the publication's language, by every command that meets it."""

import shutil
from pathlib import Path

import pytest

from newsletter.locale.catalogue import languages
from newsletter.locale.speech import say
from newsletter.rendering.specimen import check_template
from tests.cli.builders import a_terminal
from tests.rendering.builders import TEMPLATES

QUOTE = "parts/quote.mjml.j2"
BROKEN = [
    ("theme.toml", "width = 600", 'width = "600px"'),
    ("theme.toml", "width = 600", "width = 900"),
    ("theme.toml", 'accent = "#974426"', 'acent = "#974426"'),
    ("theme.toml", 'accent = "#974426"', 'accent = "#e9a98f"'),
    ("theme.toml", 'accent = "#974426"', 'accent = "#0000b0"'),
    ("theme.toml", 'accent = "#974426"', 'accent = "brown"'),
    ("theme.toml", "[fonts]", "[fonts"),
    ("theme.toml", "[notices.welcome]", "[notices.welkom]"),
    ("theme.toml", 'unsubscribe = "Afmelden"', "unsubscribe = 3"),
    ("parts/button.mjml.j2", "<mj-button", "<mj-buton"),
    ("parts/button.mjml.j2", "<mj-button href", "<mj-button hreff"),
    ("parts/prompt.mjml.j2", '"32px"', '"32"'),
    (QUOTE, "</blockquote>", ""),
    (QUOTE, "{{ block.text }}", ""),
    (QUOTE, "{{ block.text }}", "{{ block.txt }}"),
    (QUOTE, "{{ block.text }}", "{{ block.text + }}"),
    (QUOTE, "{{ block.text }}", "{{ 1 / 0 }}"),
    (QUOTE, "<blockquote>", "<blockquote>zzFIELD00001zz"),
    ("issue.mjml.j2", "{% endfor %}", ""),
    ("issue.mjml.j2", "parts/closing.mjml.j2", "parts/sluit.mjml.j2"),
]


def broken(folder: Path, page: str, old: str, new: str) -> Path:
    copy = folder / "helder-moment"
    shutil.copytree(TEMPLATES / "helder-moment", copy)
    text = (copy / page).read_text("utf-8")
    assert old in text
    (copy / page).write_text(text.replace(old, new, 1), "utf-8")
    return copy


@pytest.mark.parametrize(("page", "old", "new"), BROKEN)
def test_every_mistake_of_a_template_has_a_sentence_of_its_own_in_each_language(
    tmp_path: Path, page: str, old: str, new: str
) -> None:
    problems = check_template(broken(tmp_path, page, old, new))
    assert problems
    for problem in problems:
        assert len({say(problem, language) for language in languages()}) == len(languages())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", "measures.width is '600px'; schrijf een getal zonder eenheid"),
        ("en", "measures.width is '600px'; write a number without a unit"),
    ],
)
def test_doctor_check_and_preview_speak_the_publication_s_language_of_a_template(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    terminal = a_terminal(tmp_path, monkeypatch, capsys, language)
    assert terminal.types("draw", "rust.txt").code == 0
    shutil.rmtree(tmp_path / "templates", ignore_errors=True)
    broken(tmp_path / "templates", "theme.toml", "width = 600", 'width = "600px"')
    others = {one for one in languages() if one != language}
    foreign = {
        say(problem, one)
        for one in others
        for problem in check_template(tmp_path / "templates/helder-moment")
    }
    for command in (["doctor"], ["check", "1"], ["preview", "1"]):
        answer = terminal.types(*command)
        told = " ".join((answer.out + answer.err).split())
        assert said in told, command
        assert not [one for one in foreign if one in told], command


def test_a_program_reads_a_template_s_mistake_as_it_always_did(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal = a_terminal(tmp_path, monkeypatch, capsys, "nl")
    shutil.rmtree(tmp_path / "templates", ignore_errors=True)
    copy = broken(tmp_path / "templates", "issue.mjml.j2", "parts/closing.mjml.j2", "parts/x.j2")
    told = [one["told"] for one in terminal.types("doctor", "--json").json if one["wrong"]]
    assert f"{copy / 'issue.mjml.j2'}:16: 'parts/x.j2' is not there" in told
