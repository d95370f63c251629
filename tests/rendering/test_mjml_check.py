"""MJML is held against the table, and a mistake is told by file, line and nearest name."""

import shutil
from pathlib import Path

import pytest

from newsletter.errors import TemplateError
from newsletter.locale.speech import say
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.mjml_check import check_mjml
from newsletter.rendering.specimen import check_template
from newsletter.rendering.templates import load_template
from newsletter.rendering.theme import read_theme
from tests.builders.refusals import refused, words_of
from tests.rendering.builders import TEMPLATES, a_full_issue, a_letter


def found(body: str, head: str = "") -> list[str]:
    mjml = (
        f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}"
        "</mj-column></mj-section></mj-body></mjml>"
    )
    return [say(finding.problem, "en") for finding in check_mjml(mjml, Path("t"))]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<mj-txt>a</mj-txt>", "there is no <mj-txt>; did you mean 'mj-text'?"),
        ("<banner />", "there is no <banner>"),
        ('<mj-text colour="#fff">a</mj-text>', "has no attribute 'colour'; did you mean 'color'?"),
        ('<mj-image width="100" />', '<mj-image width="100">: write a number in px'),
        ('<mj-image width="10em" />', "write a number in px"),
        ('<mj-text color="brwn">a</mj-text>', "write a colour, such as #1a2b3c"),
        ('<mj-text align="middle">a</mj-text>', "write one of left, right, center, justify"),
        ('<mj-text padding="1px 2px 3px 4px 5px">a</mj-text>', "one to four numbers"),
        ('<mj-table cellpadding="2px"><tr><td>a</td></tr></mj-table>', "write a whole number"),
        ('<mj-image fluid-on-mobile="yes" />', "write true or false"),
        (
            "<mj-column></mj-column>",
            "<mj-column> may not be within <mj-column>, only within <mj-group>",
        ),
        ("<mj-section></mj-section>", "<mj-section> may not be within <mj-column>"),
        ("los", "<mj-column> contains loose text: 'los'; put it in an <mj-text>"),
        ("<mj-text>a < b</mj-text>", "a < is on its own; write &lt;"),
        ("<mj-text><p>a</mj-text>", "<p> is not closed before </mj-text>"),
        ("<mj-text>a</p></mj-text>", "</p> closes nothing"),
        ("<mj-text><a href=x>a</a></mj-text>", "<a href=x> needs its value in quotation marks"),
        ("<mj-text><![CDATA[a]]></mj-text>", "mrml cannot read <![CDATA[…; leave it out"),
        ("<!-- a -- b -->", "a comment contains --"),
        ('<mj-include path="a.mjml" />', "write {% include 'parts/…' %}"),
        ('<mj-text mj-class="a b">a</mj-text>', "mrml takes the first class alone"),
        ("<mj-text><p><ul></ul></p></mj-text>", "<ul> is within a <p>, which HTML ends there"),
        ("<mj-text><p><b><p>a</p></b></p></mj-text>", "<p> is within a <p>"),
        ("<mj-button>Lees</mj-button>", "<mj-button> has no href, so it is not a link"),
        ('<mj-button href=" ">Lees</mj-button>', "<mj-button> has no href, so it is not a link"),
        (
            '<mj-text><p style="color:rgb(0 0 0 / 80%)">a</p></mj-text>',
            "'color: rgb(0 0 0 / 80%)' is lost when styles are inlined",
        ),
        ("<mj-text>" + "<i>" * 210 + "</i>" * 210 + "</mj-text>", "nested 200 deep"),
    ],
)
def test_a_mistake_in_the_body_is_told(body, said) -> None:
    assert any(said in problem for problem in found(body)), found(body)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("<mj-preview>a</mj-preview>", "write a hidden preheader"),
        ('<mj-font name="Inter" href="https://example.org/f" />', "our emails load no fonts"),
        ("<mj-html-attributes></mj-html-attributes>", "mrml does not know it"),
        ("<mj-style>a<b></b></mj-style>", "mj-style contains a <"),
        ("<mj-text>a</mj-text>", "<mj-text> may not be within <mj-head>"),
        ('<mj-attributes><mj-text fontsize="1px" /></mj-attributes>', "did you mean 'font-size'?"),
    ],
)
def test_a_mistake_in_the_head_is_told(head, said) -> None:
    assert any(said in problem for problem in found("", head)), found("", head)


@pytest.mark.parametrize(
    "mjml",
    [
        '<mjml><mj-body><mj-section css-class="a b"></mj-section></mj-body></mjml>',
        '<mjml><mj-body><mj-wrapper gap="4px"></mj-wrapper></mj-body></mjml>',
        "<?xml version='1.0'?><mjml></mjml>",
        "<mjml><mj-body>",
        "<mj-body></mj-body>",
    ],
)
def test_what_mrml_passes_over_in_a_frame_is_told(mjml) -> None:
    assert len(check_mjml(mjml, Path("t"))) == 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<mj-text align="left" padding="0 4px" line-height="1.6">a <br> b &nbsp;<img src="x"></mj-text>',
        '<mj-text letter-spacing="-0.3px" color="rgb(1, 2, 3)" font-size="0">a</mj-text>',
        '<mj-button href="https://example.org" background-color="transparent">a</mj-button>',
        "<mj-raw><!--[if mso]><table><tr><td><![endif]--></mj-raw>",
        '<mj-social mode="vertical"><mj-social-element name="x" href="y">z</mj-social-element></mj-social>',
        '<mj-image src="a" alt="" width="30px" height="auto" />',
        '<mj-text css-class="one two">a</mj-text>',
    ],
)
def test_what_is_right_is_passed(body) -> None:
    assert found(body) == []


def test_a_line_is_counted_where_no_tag_says_it() -> None:
    mjml = "<mjml>\n<mj-body>\n<mj-secton />\n</mj-body></mjml>"
    (finding,) = check_mjml(mjml, Path("t"))
    assert (finding.path, finding.line) == (Path("t/issue.mjml.j2"), 3)
    assert say(finding.problem, "en").startswith("there is no <mj-secton>")


def a_copy(folder: Path, part: str, old: str, new: str) -> Path:
    copy = folder / "probe"
    shutil.copytree(TEMPLATES / "helder-moment", copy)
    path = copy / part
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_a_page_that_is_not_utf_8_is_refused_with_its_file(tmp_path) -> None:
    copy = a_copy(tmp_path, "parts/quote.mjml.j2", "<blockquote>", "<blockquote>")
    path = copy / "parts/quote.mjml.j2"
    path.write_bytes(path.read_bytes() + b"\xff")
    with refused(TemplateError, r"quote\.mjml\.j2: is not UTF-8"):
        load_template(copy)
    (copy / "theme.toml").write_bytes(b"\xff")
    with refused(TemplateError, r"theme\.toml: is not UTF-8"):
        read_theme(copy / "theme.toml")


@pytest.mark.parametrize(
    ("part", "old", "new", "line", "said"),
    [
        ("parts/button.mjml.j2", "<mj-button", "\n\n<mj-buton", 3, "did you mean 'mj-button'?"),
        ("parts/prompt.mjml.j2", '"32px"', '"32"', 5, '<mj-spacer height="32">'),
        ("parts/quote.mjml.j2", "</blockquote>", "", 3, "<blockquote> is not closed"),
        ("issue.mjml.j2", "{% endfor %}", "", None, "end of template"),
        ("parts/quote.mjml.j2", "{{ block.text }}", "{{ block.txt }}", 3, "no attribute 'txt'"),
        ("parts/quote.mjml.j2", "{{ block.text }}", "{{ block.text + }}", 3, "unexpected"),
        ("parts/quote.mjml.j2", "{{ block.text }}", "{{ 1 / 0 }}", 3, "division"),
        ("parts/quote.mjml.j2", "block.text", "block.text.__class__.__mro__", 3, "unsafe"),
        ("issue.mjml.j2", "parts/closing.mjml.j2", "parts/sluit.mjml.j2", 16, "does not exist"),
    ],
)
def test_a_mistake_in_a_part_is_told_by_the_part_s_own_line(
    tmp_path, part, old, new, line, said
) -> None:
    copy = a_copy(tmp_path, part, old, new)
    with pytest.raises(TemplateError) as told:
        compile_issue(a_full_issue(), load_template(copy), a_letter())
    assert said in words_of(told.value)
    if line is not None:
        assert (told.value.path, told.value.line) == (copy / part, line)


def test_a_trial_tells_every_mistake_once(tmp_path) -> None:
    copy = a_copy(tmp_path, "parts/button.mjml.j2", "<mj-button href", "<mj-button hreff")
    (told,) = check_template(copy)
    assert "button.mjml.j2:1: <mj-button> has no attribute 'hreff'; did you mean 'href'?" in say(
        told, "en"
    )
    assert check_template(tmp_path / "nergens") != ()


def test_a_template_without_a_page_says_what_it_needs(tmp_path) -> None:
    with refused(TemplateError, r"issue\.mjml\.j2: a template needs issue\.mjml\.j2"):
        load_template(tmp_path)


def test_a_template_may_not_use_our_own_words(tmp_path) -> None:
    copy = a_copy(tmp_path, "parts/quote.mjml.j2", "<blockquote>", "<blockquote>zzFIELD00001zz")
    with refused(TemplateError, r"quote\.mjml\.j2:3: 'zzfield' and 'zzline'"):
        load_template(copy)


def test_what_only_mrml_knows_is_told_with_an_excerpt(tmp_path) -> None:
    copy = a_copy(tmp_path, "parts/button.mjml.j2", "{{ block.text }}", "&; <i/ >")
    with pytest.raises(TemplateError):
        compile_issue(a_full_issue(), load_template(copy), a_letter())


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<mj-button href="https://example.org/">Lees</mj-button>', ""),
        ("<mj-text><p>a<br/><b>b</b></p><p>c</p><ul><li><p>d</p></li></ul></mj-text>", ""),
        ("<mj-text><div><p>a</p><div>b</div></div></mj-text>", ""),
        ('<mj-button mj-class="a">Lees</mj-button>', ""),
        (
            "<mj-button>Lees</mj-button>",
            '<mj-attributes><mj-button href="https://example.org/" /></mj-attributes>',
        ),
        ("", '<mj-attributes><mj-button color="#ffffff" /></mj-attributes>'),
        ("<mj-text><p style=\"font-family:'A B'\">a</p></mj-text>", ""),
        ('<mj-text><p style="font-family:&quot;A B&quot;">a</p></mj-text>', ""),
    ],
)
def test_a_button_with_an_address_and_a_style_that_can_be_read_are_no_mistakes(body, head) -> None:
    assert found(body, head) == []


def test_the_version_that_npm_mjml_writes_is_no_mistake() -> None:
    mjml = '<mjml version="4.15.3"><mj-body></mj-body></mjml>'
    assert check_mjml(mjml, Path("t")) == ()
