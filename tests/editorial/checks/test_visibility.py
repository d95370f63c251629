"""What readers can see of a finished mail; each fault gives exactly its own finding."""

import pytest

from newsletter.editorial.checks.finding import Severity, run
from newsletter.editorial.checks.inspected import Inspected
from newsletter.locale.catalogue import languages
from newsletter.locale.sentences.visibility import SENTENCES
from newsletter.locale.speech import say
from newsletter.model.blocks import Prompt, Question, Questions, rich
from newsletter.model.issue import Issue
from tests.editorial.checks.letters import (
    HTML,
    ISSUE,
    TEXT,
    a_letter,
    edition_of,
    html_with,
    issue_with,
    styled,
)

LEAVE = '<a href="[[unsubscribe_url]]"'
CONTACT = "<p>Praktijk De Oever<br>Kade 1, 1234 AB Ergens</p>"
SAID_FIRST = "Wie stil wordt, hoort weer wat er al was."
PREHEADER = '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">'
BUTTON = ("<p>Stilte", '<p class="vak" style="background:#974426;color:#ffffff">Ja</p><p>Stilte')
HEADED = ("<p>Stilte", '<p class="kop" style="background:#222222">Kop</p><p>Stilte')


def leaving(style: str) -> Inspected:
    return html_with(LEAVE, f'{LEAVE} style="{style}"')


def around_leaving(style: str) -> Inspected:
    return html_with(f"<p>{LEAVE}", f'<p style="{style}">{LEAVE}')


def changed(*passages: tuple[str, str]) -> Inspected:
    html = HTML
    for old, new in passages:
        assert old in html
        html = html.replace(old, new)
    return a_letter(edition=edition_of(html=html))


def sentence(style: str) -> Inspected:
    return html_with("<p>Stilte", f'<p style="{style}">Stilte')


def left_out(issue: Issue, html: str = HTML, text: str = TEXT) -> Inspected:
    return a_letter(issue=issue, edition=edition_of(html=html, text=text))


SAID = issue_with(blocks=(*ISSUE.blocks, Prompt(rich("Wat hoor je?"))), lines=())
HTML_SAID = HTML.replace("<blockquote>", "<p>Wat hoor je?</p><blockquote>")
TEXT_SAID = f"Wat hoor je?\n{TEXT}"
ASKED = issue_with(blocks=(*ISSUE.blocks, Questions("Vooraf", (Question("Rust?", "Kijk."),))))

BROKEN: list[tuple[str, Inspected]] = [
    ("text-faint", sentence("color:#999999")),
    ("text-faint", sentence("color:rgba(0,0,0,.4)")),
    ("text-faint", html_with("<h1>", '<h1 style="opacity:.4">')),
    ("text-faint", html_with("<p>Stilte", '<p style="color:#fff">Stilte')),
    ("text-faint", html_with("<p>Stilte", '<p><font color="silver">Zacht</font></p><p>Stilte')),
    ("text-faint", html_with("<p>Stilte", '<table role="presentation"><tr><td bgcolor="#222222">Zwart</td></tr></table><p>Stilte')),
    ("text-faint", html_with("<p>Stilte", '<p style="background:navy">Blauw</p><p>Stilte')),
    ("text-faint", html_with("<h1>", '<h1 style="font-size:23px;color:#888888">')),
    ("text-faint", styled("@media (max-width:479px){p{color:#aaaaaa !important}}@media (prefers-color-scheme:dark){p{color:#eeeeee !important}}")),
    ("text-faint", styled("[data-ogsc].woord{color:#444444 !important}")),
    ("text-faint", changed(BUTTON, ("<style>", "<style>[data-ogsb].vak{background:#eaa27c !important}"))),
    ("text-faint", changed(HEADED, ("<style>", "<style>.kop{color:#eeeeee !important}"))),
    ("text-small", sentence("font-size:11px")),
    ("text-small", sentence("font-size:60%")),
    ("text-small", sentence("font:8pt/1.5 Georgia")),
    ("text-small", html_with("<p>Stilte", "<p><font size='1'>Klein</font></p><p>Stilte")),
    ("text-small", styled("@media (max-width:479px){p{font-size:.6em !important}}")),
    ("dark-text-missing", html_with(".woord{color:#eeeeee !important}", "")),
    ("dark-text-missing", html_with("<p>Stilte", '<p style="color:#333333">Stilte')),
    ("dark-ground-missing", html_with("<p>Stilte", '<p style="background:#eeeeee">Stilte')),
    ("dark-ground-missing", html_with("<p>Stilte", '<p style="background:#eeeeee;color:#222222">Stilte')),
    ("dark-ground-missing", html_with("<p>Stilte", '<p style="background:#eeeeee;color:#222222">Vak</p><p>Stilte')),
    ("unsubscribe-missing", html_with('<a href="[[unsubscribe_url]]">Uitschrijven</a>', "")),
    ("unsubscribe-missing", html_with('<a href="[[unsubscribe_url]]">Uitschrijven</a>', "<a>Uitschrijven</a>")),
    ("unsubscribe-hidden", leaving("display:none")),
    ("unsubscribe-hidden", leaving("visibility:hidden")),
    ("unsubscribe-hidden", leaving("opacity:0")),
    ("unsubscribe-hidden", leaving("font-size:1px")),
    ("unsubscribe-hidden", leaving("font-size:0")),
    ("unsubscribe-hidden", leaving("color:#ffffff")),
    ("unsubscribe-hidden", leaving("color:transparent")),
    ("unsubscribe-hidden", leaving("color:#bbbbbb")),
    ("unsubscribe-hidden", leaving("position:absolute;left:-9999px")),
    ("unsubscribe-hidden", leaving("position:absolute;clip:rect(0 0 0 0)")),
    ("unsubscribe-hidden", leaving("clip-path:inset(50%)")),
    ("unsubscribe-hidden", leaving("transform:scale(0)")),
    ("unsubscribe-hidden", leaving("mso-hide:all")),
    ("unsubscribe-hidden", around_leaving("max-height:0;overflow:hidden")),
    ("unsubscribe-hidden", around_leaving("text-indent:-999em")),
    ("unsubscribe-hidden", around_leaving("color:#ffffff;opacity:.05")),
    ("unsubscribe-hidden", html_with(f"<p>{LEAVE}", f"<p hidden>{LEAVE}")),
    ("unsubscribe-hidden", styled("a[href*=unsubscribe]{display:none}")),
    ("unsubscribe-hidden", styled("@media (max-width:479px){a[href*=unsubscribe]{display:none !important}}")),
    ("unsubscribe-hidden", styled("@media (prefers-color-scheme:dark){a[href*=unsubscribe]{color:#222222 !important}}")),
    ("unsubscribe-hidden", html_with(f"<p>{LEAVE}", f"<!--[if !mso]><!--><p>{LEAVE}")),
    ("unsubscribe-missing-text", a_letter(edition=edition_of(text=TEXT.replace("[[unsubscribe_url]]", "")))),
    ("contact-line-missing", a_letter(contact=("Kade 2",), edition=edition_of(text=f"{TEXT}\nKade 2"))),
    ("contact-line-hidden", html_with(CONTACT, CONTACT.replace("<br>", '<br><span style="display:none">').replace("</p>", "</span></p>"))),
    ("contact-line-hidden", html_with(CONTACT, CONTACT.replace("<br>", '<br><span style="font-size:0">').replace("</p>", "</span></p>"))),
    ("contact-line-missing-text", a_letter(edition=edition_of(text=TEXT.replace("Kade 1", "")))),
    ("preheader-lost", html_with("Wie stil wordt, hoort weer wat er al was.", "")),
    ("preheader-lost", changed((SAID_FIRST, ""), ("<p>Stilte", f"<p>{SAID_FIRST} Echt.</p><p>Stilte"))),
    ("preheader-not-first", html_with(PREHEADER, f"<div>Bekijk in je browser</div>{PREHEADER}")),
    ("preheader-not-first", html_with(PREHEADER, f"{PREHEADER}Rust</div>{PREHEADER}")),
    ("preheader-shown", html_with(PREHEADER, "<div>")),
    ("preheader-shown", html_with(PREHEADER, '<div style="max-height:0">')),
    ("preheader-shown", changed((PREHEADER, '<div class="voor">'), ("<style>", "<style>.voor{display:none}"))),
    ("html-lacks-block", left_out(SAID, text=TEXT_SAID)),
    ("html-lacks-block", left_out(issue_with(title="Rust zoeken"), text=f"Rust zoeken\n{TEXT}")),
    ("text-lacks-block", left_out(SAID, html=HTML_SAID)),
    ("text-lacks-block", a_letter(edition=edition_of(text=TEXT.replace("Rust is geen beloning.", "")))),
    ("text-lacks-block", a_letter(edition=edition_of(text=TEXT.replace("[Een boom in de mist]", "")))),
    ("text-lacks-block", left_out(ASKED, html=HTML.replace("<blockquote>", "Vooraf Rust? Kijk.<blockquote>"))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "inputs"), BROKEN, ids=[f"{at}-{code}" for at, (code, _) in enumerate(BROKEN)]
)
def test_what_cannot_be_seen_gives_exactly_its_own_finding(code: str, inputs: Inspected) -> None:
    # most ways of hiding are no way to build a mail either
    [finding] = [one for one in run(inputs) if one.code != "feature-unsupported"]
    assert (finding.code, finding.severity) == (code, Severity.ERROR)
    for language in languages():
        said = say(finding.message, language)
        assert said != str(finding.message)
        assert said.endswith(".")
        assert "{" not in said


def test_every_finding_about_visibility_has_a_letter_that_gives_it() -> None:
    rules = {code for code in SENTENCES if not code.startswith(("part-", "mode-", "hiding-"))}
    assert rules == {code for code, _ in BROKEN}


@pytest.mark.parametrize(
    "inputs",
    [
        html_with("<h1>", '<h1 style="font-size:24px;color:#7a7a7a">'),
        html_with("<p>Stilte", '<p><span style="color:#dddddd">·</span></p><p>Stilte'),  # no words
        html_with("<p>Stilte", '<p style="font-size:12px">Klein</p><p>Stilte'),
        html_with("<p>Stilte", '<p style="background:#222222;color:#eeeeee">Donker</p><p>Stilte'),
        html_with("<p>Stilte", '<p style="color:#999999;display:none">Verborgen</p><p>Stilte'),
        a_letter(contact=()),
    ],
    ids=["large", "an ornament", "12 pixels", "dark in both modes", "hidden", "no contact lines"],
)
def test_what_can_be_read_or_need_not_be_gives_no_finding(inputs: Inspected) -> None:
    assert [one.code for one in run(inputs)] == []
