"""A comment that is left open is found where it starts, whatever it swallows."""

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.message import Message
from newsletter.rendering.comments import comment_faults
from newsletter.rendering.mjml_check import MjmlFinding, check_mjml
from newsletter.rendering.specimen import check_template
from tests.rendering.builders import TEMPLATES

MSO, ELSE = "<!--[if mso]>", "<!--[if !mso]><!-->"
END = "<!--<![endif]-->"
UNCLOSED = Message("mjml-condition-unclosed", condition="[if mso]")
REVEALED = Message("mjml-revealed-unclosed", condition="[if !mso]")


@pytest.mark.parametrize(
    ("mjml", "faults"),
    [
        ("<p>a</p>", []),
        ("<!-- a --><p>b</p><!-- c -->", []),
        (f"{MSO}<p>a</p><![endif]-->", []),
        (f"{MSO}<p>a</p><![endif] -->", []),
        (f"{ELSE}<p>a</p>{END}", []),
        (f"<!--[if !mso]><!-- --><p>a</p>{END}", []),
        (f"<!-- [IF gte mso 9]>a<![ENDIF]-->{ELSE}b{END}", []),
        ("<!-- a", [(Message("mjml-comment-unclosed"), 0)]),
        ("ab<!-- c <!-- d -->", [(Message("mjml-comment-unclosed"), 2)]),
        (f"ab{MSO}<p>c</p>", [(UNCLOSED, 2)]),
        (f"ab{MSO}<p>c</p>{MSO}<![endif]-->", [(UNCLOSED, 2)]),
        (f"{MSO}<p>c</p>--><p>d</p>", [(UNCLOSED, 0)]),
        (f"a{ELSE}b", [(REVEALED, 1)]),
        (f"a{ELSE}b{ELSE}c{END}", [(REVEALED, 1)]),
        (f"a{END}", [(Message("mjml-condition-closes-nothing"), 1)]),
    ],
)
def test_a_comment_is_closed_or_said_to_be_open(
    mjml: str, faults: list[tuple[Message, int]]
) -> None:
    assert list(comment_faults(mjml)) == faults


@given(
    st.lists(st.sampled_from([MSO, ELSE, END, "<!--", "-->", "<![endif]-->", "<p>", "\n"])).map(
        "".join
    )
)
def test_whatever_the_comments_each_fault_is_at_a_comment(mjml: str) -> None:
    assert all(mjml.startswith("<!--", at) for _, at in comment_faults(mjml))


@pytest.mark.parametrize(
    ("part", "line", "spoilt", "problem"),
    [
        ("parts/quote.mjml.j2", 1, MSO, UNCLOSED),
        ("parts/quote.mjml.j2", 2, ELSE, REVEALED),
        ("parts/footer.mjml.j2", 3, "<!-- later", Message("mjml-comment-unclosed")),
        ("issue.mjml.j2", 2, END, Message("mjml-condition-closes-nothing")),
    ],
)
def test_an_open_comment_of_a_template_has_its_file_and_line_and_no_other_finding(
    tmp_path: Path, part: str, line: int, spoilt: str, problem: Message
) -> None:
    folder = shutil.copytree(TEMPLATES / "brief", tmp_path / "brief")
    lines = (folder / part).read_text("utf-8").splitlines(keepends=True)
    lines.insert(line - 1, f"<mj-raw>{spoilt}</mj-raw>\n")
    (folder / part).write_text("".join(lines), "utf-8")
    expected = Message("at-place", place=f"{folder / part}:{line}", problem=problem)
    assert set(check_template(folder)) == {expected}


def test_without_marks_the_line_is_counted(tmp_path: Path) -> None:
    found = check_mjml("<mjml>\n<mj-body>\n<!-- a", tmp_path)
    assert found == (MjmlFinding(Message("mjml-comment-unclosed"), tmp_path / "issue.mjml.j2", 3),)
