"""What every folder in ``templates/`` must do; a new template is tested by being there."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest

from newsletter.model.blocks import Image, Paragraph, PullQuote, rich
from newsletter.model.edition import Edition, fill
from newsletter.model.notice import NoticeKind
from newsletter.rendering.compile import compile_issue, compile_notice
from newsletter.rendering.pictures import Picture
from newsletter.rendering.plain_text import COLUMNS, width
from newsletter.rendering.scribes import TextScribe
from newsletter.rendering.settings import Voice
from newsletter.rendering.specimen import check_template
from newsletter.rendering.templates import Template, load_template
from tests.builders.notices import DETAILS, LAST, NOTICES_OF_A_THEME, OF_PEOPLE
from tests.rendering.builders import BODY, TEMPLATES, a_full_issue, a_letter, a_recipient

FOLDERS = sorted(path.parent for path in TEMPLATES.glob("*/theme.toml"))
HTML = "{http://www.w3.org/1999/xhtml}"
PICTURES = {"tuin.jpg": Picture("ab12.jpg", b"", 536, 300)}


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda path: path.name)
def template(request: pytest.FixtureRequest) -> Template:
    return load_template(request.param)


def compiled(template: Template, kind: NoticeKind | None = None) -> Edition:
    if kind is not None:
        return compile_notice(kind, template, a_letter(), details=DETAILS, last=LAST)
    issue = a_full_issue(blocks=(*BODY, Image("tuin.jpg", "Een tuin in de mist")), lines=())
    return compile_issue(issue, template, a_letter(asks_clear_moment=True), images=PICTURES)


@pytest.fixture(
    params=[None, *NOTICES_OF_A_THEME], ids=lambda kind: kind.value if kind else "issue"
)
def mail(request: pytest.FixtureRequest, template: Template) -> tuple[str, str]:
    edition = compiled(template, request.param)
    values = {**a_recipient().values, **OF_PEOPLE}
    return fill(edition.html, values), fill(edition.text, values)


def parsed(html: str) -> ET.Element:
    return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True).parse(html)


def tags(document: ET.Element, *names: str) -> list[ET.Element]:
    return [each for each in document.iter() if each.tag in {HTML + name for name in names}]


def without_styles(html: str) -> str:
    return re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL)


def test_it_passes_its_own_trial(template) -> None:
    assert check_template(template.folder) == ()


def test_outlook_s_own_tables_close_what_they_open(mail) -> None:
    body = mail[0][mail[0].index("<body") : mail[0].index("</body>")]
    shown = re.sub(r"<!--\[if mso[^\]]*\]>|<!\[endif\]-->", "", body)
    opened: list[str] = []
    for closing, tag in re.findall(r"<(/?)(table|tbody|tr|td|div|p|a)\b", shown):
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert opened == []


def test_there_is_a_template() -> None:
    assert {"helder-moment", "brief"} <= {folder.name for folder in FOLDERS}


def test_it_parses_without_an_error_and_says_its_language(mail) -> None:
    document = parsed(mail[0])
    assert mail[0].startswith("<!doctype html>\n<html")
    assert (document.get("lang"), document.get("dir")) == ("nl", "ltr")
    (first, *_) = document.iterfind(f"{HTML}body/*")
    assert (first.get("lang"), first.get("dir")) == ("nl", "ltr")
    (title,) = tags(document, "title")
    assert title.text


def test_its_headings_are_in_order_and_its_tables_are_layout(mail) -> None:
    document = parsed(mail[0])
    levels = [int(each.tag[-1]) for each in tags(document, *(f"h{n}" for n in range(1, 7)))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(each.get("role") == "presentation" for each in tags(document, "table"))


def test_its_links_lead_somewhere_safe_and_say_where(mail) -> None:
    for link in tags(parsed(mail[0]), "a"):
        assert re.match(r"https://|mailto:", link.get("href", "")), link.attrib
        assert "".join(link.itertext()).strip()


def test_its_text_part_has_every_link_once_on_its_own_line(mail) -> None:
    html, text = mail
    lines = text.split("\n")
    for link in tags(parsed(html), "a"):
        assert lines.count(TextScribe().address(link.get("href", ""))) == 1
    assert all(width(line) <= COLUMNS for line in lines if "://" not in line)
    assert "\n\n\n" not in text
    assert "{" not in text


def test_its_text_part_fits_however_much_is_said(template) -> None:
    much = "Zoveel woorden dat er geen regel is waar ze allemaal op passen, hoe breed hij ook is."
    letter = a_letter(
        voice=Voice(sign_off=much, reply_line=much, care_line=much, why=much),
        publication=much,
        contact=(much,),
    )
    issue = a_full_issue(title=much, blocks=(Image("tuin.jpg", much), PullQuote(much, by=much)))
    text = compile_issue(issue, template, letter, images=PICTURES).text
    lines = "".join(chunk for chunk in text if isinstance(chunk, str)).split("\n")
    assert max(width(line) for line in lines if "://" not in line) <= COLUMNS


def test_its_pictures_have_words_and_measures(mail) -> None:
    for image in tags(parsed(mail[0]), "img"):
        assert image.get("alt")
        assert (image.get("width", "") + image.get("height", "")).isdigit()
        assert "height:auto" in image.get("style", "")


def test_it_asks_nothing_of_a_third_party_and_leaves_nothing_undone(mail) -> None:
    html = mail[0]
    assert not re.search(r"@import|@font-face|<link\b|<script\b|url\(", html)
    assert all("brief.example.org/media/" in src for src in re.findall(r'src="([^"]*)"', html))
    for leftover in ("zzFIELD", "zzline", "zzinline", "{{", "{%", "\\u{", "data-premailer"):
        assert leftover not in html


def test_it_is_light(mail) -> None:
    html = mail[0]
    assert len(html.encode()) <= 40_000
    styles = re.findall(r"<style\b[^>]*>(.*?)</style>", html, re.DOTALL)
    assert len("".join(styles)) <= 16_000
    assert not re.search(r"rgba?\(\s*\d+\s+\d", html)  # Outlook reads commas only
    for style in styles:
        assert not re.search(r"@[\w-]+[^{}]*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*@", style)


def test_it_is_laid_out_without_its_style_tags(mail) -> None:
    bare = without_styles(mail[0])
    assert "max-width:600px" in bare
    for text in re.findall(r'<div style="([^"]*font-family[^"]*)"', bare):
        assert re.search(r"color:#[0-9a-f]{6}", text)
        size = re.search(r"font-size:(\d+)px", text)
        assert size
        assert int(size[1]) >= 14
    assert re.search(r"font-size:1[6-9]px[^\"]*line-height:1\.[5-9]", bare)


def test_it_holds_in_the_dark(mail) -> None:
    html = mail[0]
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme:dark" in re.sub(r":\s", ":", html)
    assert "[data-ogsc]" in html


def test_outlook_gets_tables_of_pixels(mail) -> None:
    assert re.search(r'<!--\[if mso \| IE\]><table[^>]*width="600"', mail[0])
    assert "display:flex" not in mail[0]
    assert "background-image" not in mail[0]


def test_what_is_pressed_is_large_enough(template) -> None:
    html = fill(compiled(template).html, a_recipient().values)
    for link in tags(parsed(html), "a"):
        style = re.sub(r"\s", "", link.get("style", ""))
        if "display:inline-block" not in style:
            continue  # in running text; WCAG 2.2, 2.5.8 excepts it
        height = re.search(r"line-height:(\d+)px", style)
        padding = re.search(r"(?:^|;)padding:(\d+)px", style)
        assert height
        assert padding
        assert int(height[1]) + 2 * int(padding[1]) >= 44


def test_who_leaves_finds_the_way_out_by_eye_and_by_ear(template) -> None:
    edition = compiled(template)
    reader = a_recipient().values
    for part in (fill(edition.html, reader), fill(edition.text, reader)):
        assert reader["unsubscribe_url"] in part
        assert reader["preferences_url"] in part
        assert "Praktijk De Oever" in part
        assert "Kade 1, 1234\u00a0AB Ergens" in part
        assert "antwoord@example.org" in part


def test_it_speaks_the_words_of_its_theme(template) -> None:
    words = replace(template.theme.words, unsubscribe="Ik “ga” & <weg>", prompt="Vraag\u00a0je af")
    changed = replace(template, theme=replace(template.theme, words=words))
    html = fill(compiled(changed).html, a_recipient().values)
    assert "Ik “ga” &amp; &lt;weg&gt;" in html
    assert "Vraag\u00a0je af" in html


def test_an_issue_of_one_paragraph_is_a_whole_mail(template) -> None:
    bare = a_full_issue(
        blocks=(Paragraph(rich("Adem uit.")),), origin=None, sign_off=None, preheader=""
    )
    edition = compile_issue(bare, template, a_letter(tagline="", contact=(), archive_url=""))
    html = fill(edition.html, a_recipient().values)
    parsed(html)
    assert "Adem uit." in html
    assert "<p></p>" not in re.sub(r' style="[^"]*"', "", html)


def test_its_folder_is_all_that_it_is(template: Template, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(template.folder, tmp_path / template.name)
    moved = load_template(tmp_path / template.name)
    assert compiled(moved).sha256 == compiled(template).sha256
