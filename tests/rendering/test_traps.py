"""Each trap of MJML and premailer, shown on the tool itself, and what we do about it."""

from pathlib import Path
from shutil import copytree

import pytest
from mjml import mjml2html
from premailer import Premailer

from newsletter.errors import TemplateError
from newsletter.model.blocks import Button, Paragraph, rich
from newsletter.model.edition import fill
from newsletter.rendering.compile import compile_issue
from newsletter.rendering.html import encode_attributes, finish, inline
from newsletter.rendering.sentinels import Vault
from newsletter.rendering.templates import load_template
from tests.builders.refusals import refused
from tests.rendering.builders import TEMPLATES, a_full_issue, a_letter, a_recipient, a_template


def a_mail(body: str, head: str = "") -> str:
    return (
        f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>{body}"
        "</mj-column></mj-section></mj-body></mjml>"
    )


def compiled(*blocks, **changes) -> str:
    edition = compile_issue(a_full_issue(blocks=blocks, **changes), a_template(), a_letter())
    return fill(edition.html, a_recipient().values)


@pytest.mark.parametrize(
    ("value", "garbled"),
    [
        ("twee\nregels", r"twee\nregels"),
        ("een\ttab", r"een\ttab"),
        ("c:\\pad", r"c:\\pad"),
        ("vast\N{NO-BREAK SPACE}spatie", r"\u{a0}"),
        ("zacht\N{SOFT HYPHEN}koppelteken", r"\u{ad}"),
        ("e\N{COMBINING ACUTE ACCENT}", r"\u{301}"),
        ("\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}", r"\u{200d}"),
    ],
)
def test_mrml_garbles_an_attribute_and_encoding_it_first_prevents_that(value, garbled) -> None:
    image = f'<mj-image src="x.png" alt="{value}" />'
    assert garbled in mjml2html(a_mail(image), fonts={})
    html = mjml2html(encode_attributes(a_mail(image)), fonts={})
    assert garbled not in html
    assert finish(inline(html))


def test_a_garbled_attribute_never_leaves() -> None:
    with refused(TemplateError, "came out garbled"):
        finish('<img alt="a\\u{a0}b">')


def test_a_backslash_in_an_editor_s_text_is_not_taken_for_a_garbled_attribute() -> None:
    assert r"C:\nieuw \u{a0}" in compiled(Paragraph(rich(r"C:\nieuw \u{a0}")))


@pytest.mark.parametrize(
    "text", ["a < b", "<p>", "</td></tr></table>", "<![CDATA[x]]>", "<!-- a -- b -->", "a & b"]
)
def test_mrml_fails_or_passes_on_markup_in_a_text_and_an_editor_may_write_it(text) -> None:
    html = compiled(Paragraph(rich(text)))
    assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html


def test_premailer_mangles_a_merge_tag_in_a_link_and_a_sentinel_goes_through() -> None:
    vault = Vault()
    link = (
        f'<html><head></head><body><a href="{vault.merge("unsubscribe_url")}">weg</a></body></html>'
    )
    assert "{{%20url%20}}" in Premailer('<p><a href="{{ url }}">weg</a></p>').transform()
    assert [getattr(chunk, "name", None) for chunk in vault.restore(inline(link))] == [
        None,
        "unsubscribe_url",
        None,
    ]


def test_premailer_loses_the_doctype_and_it_is_put_back() -> None:
    html = "<!DOCTYPE html><html><head></head><body><p>a</p></body></html>"
    assert "doctype" not in inline(html).removeprefix("<!doctype html>").lower()
    assert inline(html).startswith("<!doctype html>\n<html>")


def test_premailer_validates_the_styles_of_tags_and_ours_only_keeps_them() -> None:
    style, own = "<style>/*zzinline*/p{color:#123456}</style>", "mso-line-height:exactly;color:no"
    html = inline(f'<html><head>{style}</head><body><p style="{own}">a</p></body></html>')
    assert '<p style="color:no; mso-line-height:exactly">a</p>' in html


def test_the_semicolon_of_an_entity_in_a_style_stays() -> None:
    fonts = "font-family:Georgia,&quot;Times New Roman&quot;"
    assert (
        finish(f'<p style="color:red; {fonts}; ">a</p>') == f'<p style="color:red;{fonts}">a</p>\n'
    )


@pytest.mark.parametrize("opening", ["<mj-style inline='inline'>", '<mj-style inline = "inline">'])
def test_a_style_is_inlined_however_a_designer_writes_that(tmp_path: Path, opening: str) -> None:
    folder = tmp_path / "brief"
    copytree(TEMPLATES / "brief", folder)
    head = folder / "parts" / "head.mjml.j2"
    head.write_text(head.read_text("utf-8").replace('<mj-style inline="inline">', opening), "utf-8")
    own, usual = (
        compile_issue(a_full_issue(), load_template(one), a_letter()).html
        for one in (folder, TEMPLATES / "brief")
    )
    assert own == usual


def test_mrml_leaves_inline_styles_in_the_head_and_they_end_in_the_tags() -> None:
    style = '<mj-style inline="inline">.a p { color: #123456 }</mj-style>'
    body = '<mj-text css-class="a"><p>a</p></mj-text>'
    assert ".a p { color: #123456 }" in mjml2html(a_mail(body, style), fonts={})
    html = compiled(Paragraph(rich("a")))
    assert "zzinline" not in html
    assert '<p style="margin:0 0 20px">a</p>' in html


def test_mrml_loads_a_font_from_google_and_no_mail_of_ours_loads_anything() -> None:
    assert "fonts.googleapis.com" in mjml2html(a_mail("<mj-text>a</mj-text>"))
    html = compiled(Paragraph(rich("a")))
    assert "googleapis" not in html
    assert "@import" not in html
    assert "<link" not in html


def test_mrml_stumbles_over_spaces_before_the_end_of_the_head_and_an_include_may_leave_them() -> (
    None
):
    with pytest.raises(ValueError, match="unexpected token"):
        mjml2html(a_mail("<mj-text>a</mj-text>", "<mj-title>t</mj-title>  "))
    assert "<title>" in compiled(Paragraph(rich("a")))  # our head ends in an include


def test_an_important_rule_for_the_dark_stays_in_the_head_where_it_beats_the_inlined_colour() -> (
    None
):
    html = compiled(Button("Lees", "https://example.org/"))
    head, _, body = html.partition("</head>")
    assert "prefers-color-scheme:dark" in head.replace(": ", ":")
    assert "!important" in head
    assert "!important" not in body


def test_a_sentinel_in_a_text_is_a_text() -> None:
    html = compiled(Paragraph(rich("zzFIELD00001zz en zzFIELD99999zz")), title="zzFIELD00003zz")
    assert "zzFIELD00001zz en zzFIELD99999zz" in html
    assert "<h1" in html
    assert ">zzFIELD00003zz</h1>" in html


def test_the_preheader_is_hidden_not_white_and_padded() -> None:
    html = compiled(Paragraph(rich("a")), preheader="Kort en goed")
    assert "display:none" in html[: html.index("Kort en goed")].rpartition("<div")[2]
    assert "color:#fff" not in html[: html.index("Kort en goed")].rpartition("<div")[2]
    assert html.count("\N{FIGURE SPACE}") > 50
