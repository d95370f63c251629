"""A template is tried on a piece of everything; what it loses is told."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.editorial.checks.finding import KINDS
from newsletter.locale.speech import say
from newsletter.rendering.specimen import SPECIMEN, check_template, specimens
from tests.rendering.builders import TEMPLATES


@pytest.fixture
def spoilt(tmp_path: Path) -> Callable[[str, str, str], tuple[str, ...]]:
    """What is told of a copy of ``brief`` in which one passage of a file was changed."""

    def told(page: str, old: str, new: str) -> tuple[str, ...]:
        folder = tmp_path / "eigen"
        shutil.copytree(TEMPLATES / "brief", folder)
        path = folder / page
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        return tuple(say(one, "en").replace(f"{folder}/", "") for one in check_template(folder))

    return told


@pytest.mark.parametrize(
    ("page", "old", "new", "said"),
    [
        ("parts/quote.mjml.j2", "{{ block.text }}", "", "issue.mjml.j2: it leaves out the quotes"),
        (
            "issue.txt.j2",
            "{{ letter.sign_off | wrap }}",
            "",
            "issue.txt.j2: it leaves out the sign-off",
        ),
        (
            "parts/footer.txt.j2",
            "{{ letter.unsubscribe_url }}",
            "",
            "issue.txt.j2: it leaves out letter.unsubscribe_url",
        ),
        (
            "parts/title.mjml.j2",
            '{% if issue.subline %}<p class="sub">{{ issue.subline }}</p>{% endif %}',
            "",
            "issue.mjml.j2: it leaves out the title after its dash",
        ),
        ("parts/rule.mjml.j2", "theme.light", "theme.lightt", "parts/rule.mjml.j2:"),
        (
            "parts/band.mjml.j2",
            "letter.moment_url",
            "letter.momentt_url",
            "parts/band.mjml.j2:",
        ),
        (
            "parts/footer.txt.j2",
            "letter.browser_url }}",
            "letter.browserr_url }}",
            "parts/footer.txt.j2:",
        ),
        (
            "parts/title.mjml.j2",
            "letter.portrait_url }}",
            "letter.portraitt_url }}",
            "parts/title.mjml.j2:",
        ),
        ("issue.txt.j2", "letter.sign_off | wrap", "issue.number | wrap", "issue.txt.j2:"),
        (
            "parts/footer.txt.j2",
            "{{ letter.unsubscribe_url }}",
            "{% include 'parts/footer.txt.j2' %}",
            "parts/footer.txt.j2:",
        ),
        ("theme.en.toml", 'prompt = "', 'promtp = "', "theme.en.toml: [words] has no 'promtp'"),
        ("notice.mjml.j2", "<mj-column>", "<mj-colum>", "notice.mjml.j2:"),
    ],
)
def test_what_a_template_loses_is_told_with_its_file(
    spoilt: Callable[[str, str, str], tuple[str, ...]], page: str, old: str, new: str, said: str
) -> None:
    assert any(one.startswith(said) for one in spoilt(page, old, new))


def test_the_specimen_has_every_kind_of_block_and_all_that_a_letter_may_have() -> None:
    assert {type(block) for block in SPECIMEN.blocks} == set(KINDS)
    assert SPECIMEN.subline
    assert SPECIMEN.origin
    ((_, issue), *_) = specimens(TEMPLATES / "brief")
    assert {"day", "moment_url", "greeting", "why"} <= issue.fields
    html = "".join(chunk for chunk in issue.html if isinstance(chunk, str))
    for what in ("/media/schrijver.jpg", "Een schrijver", "https://example.org/archive/proef"):
        assert what in html


def test_a_loss_in_one_part_is_told_of_that_part_alone(
    spoilt: Callable[[str, str, str], tuple[str, ...]],
) -> None:
    assert spoilt(
        "parts/block.txt.j2", "letter.quote_start ~ block.text ~ letter.quote_end", '""'
    ) == ("issue.txt.j2: it leaves out the quotes",)


def test_a_template_that_leaves_out_a_kind_of_block_is_told_by_each_of_its_words(
    spoilt: Callable[[str, str, str], tuple[str, ...]],
) -> None:
    assert spoilt("parts/block.txt.j2", 'block.kind == "postscript"', "false") == (
        "issue.txt.j2: it leaves out the question of a P.S.",
        "issue.txt.j2: it leaves out the answer of a P.S.",
    )
