"""What premailer would leave out of a template's styles is refused with its line, and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import TemplateError
from newsletter.message import Message
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.html import INLINE_MARK, inline
from newsletter.rendering.inlining_check import lost_from_attribute, lost_from_sheet
from newsletter.rendering.templates import load_template
from newsletter.testing.server import Reply, served
from tests.rendering.builders import TEMPLATES, a_full_issue, a_letter


def inlined(css: str) -> str:
    """The start tag of a paragraph after premailer put a style sheet into it."""
    html = inline(
        f"<html><head><style>/*{INLINE_MARK}*/{css}</style></head><body><p>a</p></body></html>"
    )
    return html[html.index("<p") : html.index("a</p>")]


LOST = [
    ("color: rgb(0 0 0 / 80%)", "mjml-inline-colour"),
    ("color: #11223344", "mjml-inline-colour"),
    ("border: 1px solid #fffa", "mjml-inline-colour"),
    ("color: hsl(20deg, 40%, 30%)", "mjml-inline-colour"),
    ("color: rgb(from red r g b)", "mjml-inline-colour"),
    ("font-size: clamp(1rem, 2vw + 1rem, 3rem)", "mjml-inline-dropped"),
    ("width: calc((100% - 2rem) / 2)", "mjml-inline-dropped"),
]  # fmt: skip
KEPT = [
    "color: rgba(0, 0, 0, .8)",
    "color: #abc",
    "margin: 0 auto !important",
    "font-family: Georgia, 'Times New Roman', serif",
    "background: url(https://brief.example.org/a.png) center / cover",
    "mso-line-height-rule: exactly",
    "width: calc(100% - 2rem)",
]


@pytest.mark.parametrize(("declaration", "code"), LOST)
def test_a_declaration_that_premailer_drops_is_told(declaration: str, code: str) -> None:
    assert "style" not in inlined(f"p {{ {declaration} }}")
    [loss] = lost_from_sheet(f"p {{ {declaration} }}", is_inlined=True)
    assert loss.problem == Message(code, declaration=declaration)
    assert [one.problem for one in lost_from_attribute(declaration)] == [loss.problem]
    assert lost_from_sheet(f"p {{ {declaration} }}", is_inlined=False) == ()


@pytest.mark.parametrize("declaration", KEPT)
def test_a_declaration_that_premailer_keeps_is_not_told(declaration: str) -> None:
    assert "style" in inlined(f"p {{ {declaration} }}")
    assert lost_from_sheet(f"p {{ {declaration} }}", is_inlined=True) == ()
    assert lost_from_attribute(declaration) == ()


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("@container (min-width: 1px) { p { color: red } }", "mjml-inline-rule"),
        ("@supports (display: grid) { p { color: red } }", "mjml-inline-rule"),
        ("div { color: blue; p { color: red } }", "mjml-inline-rule"),
        ("@media print { p { color: rgb(0 0 0 / 1) } }", "mjml-inline-colour"),
        ("div { margin: 0 } } p { color: red }", "mjml-style-broken"),
        ("div { margin: 0 }; p { color: red }", "mjml-style-broken"),
        ("p { color red }", "mjml-style-broken"),
        ("p { color: red } p", "mjml-style-broken"),
    ],
)
def test_a_rule_that_is_lost_is_told(css: str, code: str) -> None:
    [loss] = lost_from_sheet(css, is_inlined=True)
    assert loss.problem.code == code


@pytest.mark.parametrize(
    "css",
    ["@media print { p { color: red } }", "p { color: red } /* } */", "p { margin: 0;; }", ""],
)
def test_a_sound_sheet_loses_nothing(css: str) -> None:
    assert lost_from_sheet(css, is_inlined=True) == ()


@settings(max_examples=80, deadline=None)
@given(st.text("pc:;{}()#@/%,. 01'\"-\\", max_size=24))
def test_any_text_is_read_as_a_style(css: str) -> None:
    assert all(
        loss.problem.code.startswith("mjml-") for loss in lost_from_sheet(css, is_inlined=True)
    )
    assert all(loss.problem.code.startswith("mjml-") for loss in lost_from_attribute(css))


def test_the_error_names_the_line_of_the_declaration_and_not_of_its_tag(tmp_path: Path) -> None:
    folder = shutil.copytree(TEMPLATES / "brief", tmp_path / "brief")
    head = folder / "parts" / "head.mjml.j2"
    text = head.read_text(encoding="utf-8")
    added = '<mj-style inline="inline">\n  p { margin: 0 }\n  p { color: rgb(0 0 0 / 80%) }\n</mj-style>\n'
    head.write_text(text + added, encoding="utf-8")
    with pytest.raises(TemplateError) as error:
        compile_issue(a_full_issue(), load_template(folder), a_letter())
    assert error.value.problem == Message(
        "mjml-inline-colour", declaration="color: rgb(0 0 0 / 80%)"
    )
    assert (error.value.path, error.value.line) == (head, text.count("\n") + 3)


# in a process of its own: other tests import premailer first, and show what it does by itself
INLINED = """
import sys
from newsletter.rendering.html import INLINE_MARK, inline
style = "/*" + INLINE_MARK + "*/@import url(" + sys.argv[1] + "/a.css);p{margin:0}"
print(inline("<html><head><style>" + style + "</style></head><body><p>a</p></body></html>"))
"""


def test_a_style_sheet_that_another_names_is_not_fetched() -> None:
    with served(lambda _: Reply(200, b"p { color: red }", {"content-type": "text/css"})) as server:
        command = [sys.executable, "-c", INLINED, server.base]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        assert server.seen == []
    assert '<p style="margin:0">a</p>' in run.stdout
