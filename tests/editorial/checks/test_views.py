"""Copies of a mail as others see it, and the sheet that shows them together."""

import re
from html import unescape

from newsletter.editorial.checks.finding import Finding, Severity, run
from newsletter.editorial.checks.sheet import SHOWN
from newsletter.editorial.checks.views import View, seen, with_pictures
from newsletter.message import Message
from tests.editorial.checks.letters import BASE, HTML, a_letter, issue_with, sheet_of, styled


def test_dark_and_light_are_decided_by_the_copy_and_not_by_the_machine() -> None:
    css = (
        "@media screen and (prefers-color-scheme:dark){p{color:red}}:root{color-scheme:light dark}"
    )
    html = styled(css).html
    assert "@media screen and (min-width: 0px){" in seen(html, View.DARK)
    assert "@media screen and (max-width: 0px){" in seen(html, View.LIGHT)
    for view, scheme in ((View.DARK, "dark"), (View.LIGHT, "light")):
        copy = seen(html, view)
        assert "prefers-color-scheme" not in copy
        assert f'<meta name="color-scheme" content="{scheme}">' in copy
        assert f":root{{color-scheme:{scheme}}}" in copy


def test_words_about_colour_schemes_in_the_letter_stay_as_they_are() -> None:
    html = HTML.replace(
        "Stilte is er al.", "color-scheme: light dark; (prefers-color-scheme: dark) #ffffff"
    )
    for view in View:
        assert "color-scheme: light dark; (prefers-color-scheme: dark) #ffffff" in seen(html, view)


def test_forced_dark_turns_every_colour_and_leaves_addresses_alone() -> None:
    html = HTML.replace(
        "padding:24px;", "padding:24px;background:#ffffff;border-color:#000;"
    ).replace("/stilte", "/stilte#abcdef")
    inverted = seen(html, View.INVERTED)
    assert "background:#000000;border-color:#ffffff;" in inverted
    assert "color:#dddddd" in inverted  # was #222222
    assert "/stilte#abcdef" in inverted
    darkened = seen(html.replace("color:#222222", "color:#a2482a"), View.DARKENED)
    assert "color:#d57b5d" in darkened  # the same hue, as light as it was dark


def test_outlook_marks_what_has_a_colour_of_its_own_and_darkens_it() -> None:
    html = HTML.replace(
        "padding:24px;", "padding:24px;background:#fff;background-color:#ffffff;border-color:#000;"
    ).replace('cellpadding="0"', 'bgcolor="#ffffff" cellpadding="0"')
    copy = seen(html, View.OUTLOOK)
    assert (
        '<td data-ogsb="#fff" class="blad"'
        ' style="padding:24px;background:#000000;background-color:#000000;border-color:#000;'
        in copy
    )
    assert (
        'data-ogsc="#222222" class="woord" style="font-size:18px;line-height:1.6;color:#dddddd"'
        in copy
    )
    assert '<table data-ogab="#ffffff" role="presentation" bgcolor="#000000"' in copy
    assert "@media (max-width: 0px){.blad{background:#222222 !important}" in copy
    assert "<h1>Rust vinden</h1>" in copy  # has no colour of its own


def test_without_pictures_the_words_for_them_stay() -> None:
    html = HTML.replace("padding:24px;", f"padding:24px;background:#fff url({BASE}/a.png);")
    copy = seen(html, View.NO_PICTURES)
    assert 'src="data:,"' in copy
    assert f"{BASE}/media" not in copy
    assert "background:#fff none;" in copy
    assert 'alt="Een boom in de mist"' in copy


def test_without_styles_what_stands_on_the_elements_stays() -> None:
    copy = seen(HTML, View.NO_STYLES)
    assert "<style" not in copy.replace("<!--[if mso]><style>", "")
    assert 'style="padding:24px' in copy


def test_a_page_can_carry_its_pictures_itself() -> None:
    carried = with_pictures(HTML, {f"{BASE}/media/1.jpg": b"\x89PNG..."})
    assert 'src="data:image/png;base64,iVBORy4uLg=="' in carried
    assert with_pictures(HTML, {}) == HTML


def test_the_sheet_shows_every_view_the_text_and_the_findings() -> None:
    inputs = a_letter(issue=issue_with(subject=""), links=None)
    page = sheet_of(inputs, run(inputs))
    frames = re.findall(r'<iframe title="([^"]*)" width="(\d+)"[^>]*srcdoc="([^"]*)"', page)
    assert [int(width) for _, width, _ in frames] == [width for _, width in SHOWN]
    assert [unescape(source) for *_, source in frames] == [
        seen(inputs.html, view) for view, _ in SHOWN
    ]
    assert "moet anders" in page
    assert "De brief heeft nog geen onderwerp." in page
    assert "Of de links werken, is niet nagegaan." in page
    assert "&gt; Rust is geen beloning." in page


def test_the_sheet_says_when_there_is_nothing_to_say() -> None:
    assert "klaar om te gaan" in sheet_of(a_letter(), ())
    assert "ready to go" in sheet_of(a_letter(), (), "en")


def test_the_sheet_asks_nobody_for_anything_and_runs_nothing_of_the_mail() -> None:
    page = sheet_of(a_letter(), ())
    outer = re.sub(r'srcdoc="[^"]*"', "", page)
    assert not re.findall(r"(?:src|href)=|url\(|@import", outer)
    assert outer.count('sandbox="allow-same-origin"') == len(SHOWN)
    assert "allow-scripts" not in page


def test_what_stands_in_a_letter_cannot_break_out_of_the_sheet() -> None:
    hostile = '</pre></iframe><script>alert("x")</script>"$views'
    inputs = a_letter(issue=issue_with(preheader=hostile))
    finding = Finding(Severity.HINT, Message.in_own_words(hostile))
    page = sheet_of(inputs, (finding,))
    assert page.count("<script>") == 1
    assert page.count("</iframe>") == len(SHOWN)
