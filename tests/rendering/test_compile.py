"""An issue becomes an edition: whatever an editor writes, the structure stands."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time
from html import unescape
from xml.etree import ElementTree as ET

import html5lib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.errors import AuthorError, TemplateError
from newsletter.model.address import EmailAddress, Mailbox
from newsletter.model.blocks import (
    Block,
    BulletList,
    Button,
    CrossLink,
    Image,
    ListItem,
    Paragraph,
    PostScript,
    Prompt,
    PullQuote,
    Question,
    Questions,
    Span,
    Subheading,
    rich,
)
from newsletter.model.edition import Edition, Field, fill, to_json
from newsletter.model.notice import NoticeKind, WeeklyMoment
from newsletter.rendering.compile import compile_issue, compile_letter, compile_notice
from newsletter.rendering.notices import in_words
from newsletter.rendering.pictures import Picture
from newsletter.rendering.sentinels import clean
from newsletter.rendering.settings import Voice
from newsletter.rendering.templates import load_template
from tests.builders.notices import DETAILS, LAST, NOTICES_OF_A_THEME, OF_PEOPLE
from tests.builders.refusals import refused
from tests.rendering.builders import TEMPLATES, a_full_issue, a_letter, a_recipient, a_template

HTML = "{http://www.w3.org/1999/xhtml}"


def a_reader_s(edition: Edition) -> tuple[str, str]:
    values = {
        **a_recipient().values,
        **OF_PEOPLE,
        "quoted": "bram@example.org: <haal me eraf>",
        "inviter": "Gerda & <co>",
    }
    return fill(edition.html, values), fill(edition.text, values)


def parsed(html: str) -> ET.Element:
    """The document, by a parser that forgives nothing."""
    return html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True).parse(html)


def seen(document: ET.Element) -> str:
    """All words of the body, without any white space."""
    body = document.find(f"{HTML}body")
    assert body is not None
    return "".join("".join(body.itertext()).split())


def shape(document: ET.Element) -> list[str]:
    """The tags in order, without the spans that keep a hyphenated word on one line."""
    return [
        str(element.tag)
        for element in document.iter()
        if isinstance(element.tag, str) and element.get("style") != "white-space:nowrap"
    ]


def blocks_saying(words: list[str]) -> tuple[Block, ...]:
    one, two, three, four, five = words
    return (
        Paragraph((Span(one), Span(two, strong=True), Span(three, url="https://example.org/a"))),
        Subheading(four),
        BulletList((ListItem(rich(five)), ListItem(rich(one), 1), ListItem(rich(two)))),
        PullQuote(three, by=four),
        Prompt(rich(five)),
        Button(one, "https://example.org/b"),
        CrossLink(two, "https://example.org/c"),
        Questions(three, (Question(four, five),)),
        PostScript(one, rich(two)),
        Image("tuin.jpg", three),
    )


NASTY = [
    "{{ greeting }} {% for x in y %} ${x} %recipient.name%",
    "</td></tr></table></body> <script>alert(1)</script> <!-- -- >",
    "zzFIELD0001zz zzFIELD00001zz \\u{a0} \\n C:\\pad \"aanhaling\" 'enkel' &amp; &#x41;",
    "👩‍👩‍👧‍👦 e\u0301 \u202e omgekeerd \u200b 静かな صباح",
    "[if mso]> <![endif]--> <![CDATA[ ]]> ]]>",
]
words_of_any_kind = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=60)).map(
    lambda text: text.replace("\n", " ").replace("\r", " ")
)


@pytest.mark.parametrize("template", ["helder-moment", "brief"])
@given(st.lists(words_of_any_kind, min_size=5, max_size=5))
@settings(max_examples=12)
@example(NASTY)
@example(NASTY[1:] + NASTY[:1])
@example(["\x00", " ", "\ufffe", "\ud800", "\x85"])
def test_whatever_an_editor_writes_appears_as_written_and_the_structure_stands(
    template, words
) -> None:
    def compiled(words: list[str]) -> Edition:
        issue = a_full_issue(
            blocks=blocks_saying(words), title=words[0], subject=words[1], preheader=words[2]
        )
        images = {"tuin.jpg": Picture("a.jpg", b"", 536, 300)}
        return compile_issue(issue, a_template(template), a_letter(), images=images)

    html, text = a_reader_s(compiled(words))
    document = parsed(html)
    (picture,) = document.iter(f"{HTML}img")
    assert (picture.get("alt") or "").split() == clean(words[2]).split()
    said = ["".join(clean(each).split()) for each in words]
    assert all(each in seen(document) for each in said)
    assert all(each in "".join(text.split()) for each in said)
    if all(clean(each) for each in words):
        assert shape(document) == shape(parsed(a_reader_s(compiled(["gewoon"] * 5))[0]))


def test_two_hundred_nested_lists_leave_the_structure_standing() -> None:
    deep = BulletList(tuple(ListItem(rich(f"trede {n}"), n) for n in range(200)))
    html, _ = a_reader_s(compile_issue(a_full_issue(blocks=(deep,)), a_template(), a_letter()))
    document = parsed(html)
    assert "trede199" in seen(document)
    assert len(document.findall(f".//{HTML}ul")) == 6


def test_a_list_goes_up_and_down_by_its_levels() -> None:
    levels = [2, 0, 1, 5, 1, 0]
    items = BulletList(tuple(ListItem(rich(f"n{n}"), n) for n in levels), ordered=True)
    html, _ = a_reader_s(compile_issue(a_full_issue(blocks=(items,)), a_template(), a_letter()))
    bare = re.sub(r"<(/?\w+)[^>]*>", r"<\1>", html[html.index("<ol") : html.rindex("</ol>") + 5])
    assert bare == (
        "<ol><li>n2</li><li>n0<ol><li>n1<ol><li>n5</li></ol></li><li>n1</li></ol></li>"
        "<li>n0</li></ol>"
    )


def test_a_break_that_the_writer_asked_for_stays() -> None:
    poem = Paragraph((Span("Stil,\nstiller", emphasis=True),))
    html, text = a_reader_s(compile_issue(a_full_issue(blocks=(poem,)), a_template(), a_letter()))
    assert "<em>Stil,<br>stiller</em>" in html
    assert "Stil,\nstiller\n" in text


def test_the_same_issue_gives_the_same_bytes() -> None:
    one, other = (compile_issue(a_full_issue(), a_template(), a_letter()) for _ in range(2))
    assert to_json(one) == to_json(other)
    assert one.sha256 == other.sha256


def test_each_field_is_told_with_the_place_where_it_lands() -> None:
    edition = compile_issue(a_full_issue(), a_template(), a_letter())
    landed = {
        part: {(chunk.name, chunk.place.value) for chunk in chunks if isinstance(chunk, Field)}
        for part, chunks in [("html", edition.html), ("text", edition.text)]
    }
    assert landed == {
        "html": {
            ("greeting", "html"),
            ("unsubscribe_url", "attribute"),
            ("preferences_url", "attribute"),
            ("why", "html"),
            ("day", "html"),
        },
        "text": {
            ("greeting", "text"),
            ("unsubscribe_url", "text"),
            ("preferences_url", "text"),
            ("why", "text"),
            ("day", "text"),
        },
    }


def test_the_mail_weighs_little() -> None:
    html, _ = a_reader_s(compile_issue(a_full_issue(), a_template(), a_letter()))
    assert len(html.encode()) <= 40_000
    styles = re.findall(r"<style\b[^>]*>(.*?)</style>", html, re.DOTALL)
    assert len("".join(styles).encode()) <= 16_000


def test_a_link_without_an_address_is_left_out() -> None:
    blocks = (Paragraph(rich("a")), CrossLink("Nergens heen"), Button("Ook niet"))
    html, text = a_reader_s(compile_issue(a_full_issue(blocks=blocks), a_template(), a_letter()))
    assert "Nergens heen" not in html + text
    assert "Ook niet" not in html + text


def test_a_link_that_runs_a_script_is_told_with_its_line() -> None:
    bad = Paragraph((Span("klik", url="javascript:alert(1)"),))
    issue = a_full_issue(blocks=(Paragraph(rich("a")), bad), lines=(7, 9))
    with refused(AuthorError, r"issues/012-de-stapel-op-je-bureau.md:9: 'javascript:"):
        compile_issue(issue, a_template(), a_letter())


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/café?q=“x”", "https://example.org/caf%C3%A9?q=%E2%80%9Cx%E2%80%9D"),
        ("https://faß.example.org/", "https://xn--fa-hia.example.org/"),
        ("https://Bücher.example.org:81/Ü", "https://xn--bcher-kva.example.org:81/%C3%9C"),
        ("https://example.org/a%20b?x=1&y=2#z", "https://example.org/a%20b?x=1&y=2#z"),
        (" https://example.org/\n", "https://example.org/"),
    ],
)
def test_an_address_is_encoded_the_same_in_html_and_text(url, written) -> None:
    issue = a_full_issue(blocks=(Button("Lees", url),))
    html, text = a_reader_s(compile_issue(issue, a_template(), a_letter()))
    assert f'href="{written.replace("&", "&amp;")}"' in html
    assert f"\n{written}\n" in text


def test_a_picture_has_its_measures_its_words_and_an_address_of_its_own() -> None:
    picture = Picture("0123abcd.jpg", b"", 536, 300)
    issue = a_full_issue(blocks=(Image("tuin.jpg", 'Een "tuin" in de mist'),))
    html, text = a_reader_s(
        compile_issue(issue, a_template(), a_letter(), images={"tuin.jpg": picture})
    )
    tag = next(found for found in re.findall(r"<img[^>]*>", html))
    assert 'src="https://brief.example.org/media/0123abcd.jpg"' in tag
    assert 'width="536"' in tag
    assert 'height="300"' in tag
    assert unescape(tag).count('Een "tuin" in de mist') == 1
    assert '[Een "tuin" in de mist]' in text


def test_a_picture_that_is_not_there_is_told_with_its_line() -> None:
    issue = a_full_issue(blocks=(Image("weg.jpg", "Een tuin"),), lines=(11,))
    with refused(AuthorError, r"'weg\.jpg' is not next to the issue") as told:
        compile_issue(issue, a_template(), a_letter())
    assert told.value.line == 11


@pytest.mark.parametrize("template", ["helder-moment", "brief"])
def test_a_picture_without_words_can_be_looked_at_until_the_checks_ask_for_them(template) -> None:
    issue = a_full_issue(blocks=(Image("tuin.jpg", " "),))
    images = {"tuin.jpg": Picture("a.jpg", b"", 10, 10)}
    html, text = a_reader_s(compile_issue(issue, a_template(template), a_letter(), images=images))
    assert 'alt=""' in html
    assert "[" not in text


def test_the_letter_speaks_as_the_settings_say() -> None:
    voice = Voice(sign_off="Tot zondag,\nL.", reply_line="", care_line="")
    html, text = a_reader_s(compile_issue(a_full_issue(), a_template(), a_letter(voice=voice)))
    assert "Tot zondag,<br>L." in html
    assert "Groet" not in html + text
    assert "Antwoord gerust" not in html + text
    assert "Als het te veel wordt" not in html + text


def test_no_archive_means_no_link_to_a_page() -> None:
    html, text = a_reader_s(compile_issue(a_full_issue(), a_template(), a_letter(archive_url="")))
    assert "Bekijk in je browser" not in html + text


def test_a_letter_from_right_to_left_says_so_twice() -> None:
    html, _ = a_reader_s(compile_issue(a_full_issue(), a_template(), a_letter(language="ar")))
    document = parsed(html)
    assert (document.get("lang"), document.get("dir")) == ("ar", "rtl")
    (first, *_) = document.iterfind(f"{HTML}body/*")
    assert (first.get("lang"), first.get("dir")) == ("ar", "rtl")
    assert "direction:ltr" not in html
    assert "text-align:right;color" in html
    assert "text-align:left;color" not in html


@pytest.mark.parametrize("template", ["helder-moment", "brief"])
@pytest.mark.parametrize(
    ("title", "headline", "subline"),
    [
        (
            "Moeite met nee — en wat je dan zegt — of niet",
            "Moeite met nee",
            "En wat je dan zegt — of niet",
        ),
        ("Burn-out – wat nu", "Burn-out", "Wat nu"),
        ("Een lang-verwachte dag", "Een lang-verwachte dag", ""),
        ("— zonder begin", "— zonder begin", ""),
    ],
)
def test_a_title_is_larger_up_to_its_dash_and_the_rest_is_a_line_of_its_own(
    template, title, headline, subline
) -> None:
    html, text = a_reader_s(
        compile_issue(a_full_issue(title=title), a_template(template), a_letter())
    )
    heading = parsed(html).find(f".//{HTML}h1")
    assert heading is not None
    assert "".join(heading.itertext()) == headline
    below = [each for each in parsed(html).iter(f"{HTML}p") if each.get("class") == "sub"]
    assert ["".join(each.itertext()) for each in below] == [subline] * bool(subline)
    line = "=" * len(headline)
    assert f"\n{headline}\n{line}\n{subline}".rstrip("\n") in text


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("Een lang-verwachte dag", ["lang-verwachte"]),
        ("Burn-out: wat nu?", ["Burn-out:"]),
        ("Van burn-out naar doe-het-zelf", ["burn-out", "doe-het-zelf"]),
        ("Wat (burn-out) doet", ["(burn-out)"]),
        ("Rust - een begin", []),
        ("Pauze -", []),
        ("De arbeidsongeschiktheids-verzekering van nu", []),  # too long for a phone's line
    ],
)
def test_a_hyphenated_word_of_a_heading_stays_on_one_line(title: str, kept: list[str]) -> None:
    issue = a_full_issue(title=title, blocks=(Subheading(title),))
    edition = compile_issue(issue, a_template(), a_letter())
    html, text = a_reader_s(edition)
    nowrap = [
        "".join(element.itertext())
        for element in parsed(html).iter(f"{HTML}span")
        if element.get("style") == "white-space:nowrap"
    ]
    assert nowrap == kept * 2
    assert "\u2011" not in html
    assert f"\n{title}\n" in text


def test_a_subject_is_one_line() -> None:
    edition = compile_issue(
        a_full_issue(subject="Rust\r\nBcc: iedereen@example.org\x00"), a_template(), a_letter()
    )
    assert edition.subject == ("Rust Bcc: iedereen@example.org",)


@pytest.mark.parametrize("kind", NOTICES_OF_A_THEME)
def test_a_notice_says_what_it_must(kind) -> None:
    edition = compile_notice(kind, a_template(), a_letter(), details=DETAILS)
    html, text = a_reader_s(edition)
    parsed(html)
    names = dict(edition.headers)
    assert "{" not in text
    assert names["Auto-Submitted"] == ("auto-generated",)
    assert ("Afmelden" in text) == kind.can_leave == ("List-Unsubscribe" in names)
    assert ("<haal me eraf>" in text) == (kind.value == "reply")
    assert ("Gerda & <co>" in text) == ("Gerda &amp; &lt;co&gt;" in html)
    assert ("Gerda & <co>" in text) == (kind.value in {"invitation", "test_address"})
    assert (
        ("confirm/" in text)
        == ("confirm/" in html)
        == bool(a_template().theme.notices[kind.value].button)
    )
    assert edition.issue == 0


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", [NoticeKind.CONFIRM, NoticeKind.WELCOME])
@pytest.mark.parametrize("template", ["helder-moment", "brief"])
def test_a_first_mail_says_when_the_letter_comes_who_writes_it_and_what_to_read(
    template: str, kind: NoticeKind, language: str
) -> None:
    said = {
        "nl": "een brief van Gerrit",
        "en": "a letter from Gerrit every Sunday at eight in the morning",
    }
    letter = a_letter(sender=Mailbox("Gerrit", EmailAddress("g", "example.org")), language=language)
    words = load_template(TEMPLATES / template, language)
    for text in a_reader_s(
        compile_notice(kind, words, letter, details={"when": DETAILS["when"]}, last=LAST)
    ):
        assert said[language] in " ".join(text.split())
        assert ("elke zondag om acht uur ’s ochtends" in " ".join(text.split())) == (
            language == "nl"
        )
        assert LAST.title in text
        assert text.count(LAST.url) == 1
    for text in a_reader_s(compile_notice(kind, words, letter)):
        assert "Gerrit" not in text  # without a slot there is nothing to promise
        assert LAST.title not in text


@pytest.mark.parametrize(
    ("slots", "nl", "en"),
    [
        (
            [(6, 8, 0)],
            "elke zondag om acht uur ’s\N{NO-BREAK SPACE}ochtends",
            "every Sunday at eight in the morning",
        ),
        (
            [(2, 12, 0), (6, 12, 0)],
            "elke woensdag en zondag om twaalf uur ’s\N{NO-BREAK SPACE}middags",
            "every Wednesday and Sunday at noon",
        ),
        (
            [(0, 7, 30), (4, 19, 0)],
            "elke maandag om 7.30 uur en elke vrijdag om zeven uur ’s\N{NO-BREAK SPACE}avonds",
            "every Monday at 7:30 and every Friday at seven in the evening",
        ),
        ([(0, 0, 5)], "elke maandag om 0.05 uur", "every Monday at 0:05"),
        ([(0, 0, 0)], "elke maandag om middernacht", "every Monday at midnight"),
    ],
)
def test_weekly_slots_are_said_in_words(
    slots: list[tuple[int, int, int]], nl: str, en: str
) -> None:
    when = tuple(WeeklyMoment(day, time(hour, minute)) for day, hour, minute in slots)
    assert in_words({"when": when}, "nl") == {"when": nl}
    assert in_words({"when": when}, "en") == {"when": en}


def test_a_moment_is_said_in_english_where_the_language_does_not_exist() -> None:
    at = datetime(2026, 3, 8, 8, 0, tzinfo=UTC)
    assert in_words({"slot": at}, "de") == {"slot": "Sonntag 8 März, 08:00"}
    assert in_words({"slot": at}, "zz") == {"slot": "Sunday 8 March, 08:00"}


def test_a_letter_of_the_editors_own_looks_like_an_issue_and_travels_as_a_notice() -> None:
    letter = a_letter(asks_clear_moment=True)
    edition = compile_letter(NoticeKind.WELCOME, a_full_issue(), a_template(), letter)
    html, text = a_reader_s(edition)
    parsed(html)
    names = dict(edition.headers)
    assert edition.issue == 0
    assert names["Auto-Submitted"] == ("auto-generated",)
    assert names["Feedback-ID"] == ("welcome:helder-moment:notice:exampleorg",)
    assert "List-Unsubscribe" in names
    assert "List-Id" not in names
    assert "Er ligt een stapel op je bureau" in text
    assert "\N{NO-BREAK SPACE}min" not in html + text  # a welcome is no reading to plan for
    assert "\n\n\n" not in text
    assert "Afmelden" in text
    assert "Bekijk in je browser" not in html + text
    assert "Was dit een helder moment?" not in html + text


def test_a_notice_whose_words_ask_for_a_detail_that_is_not_there_is_refused() -> None:
    with refused(TemplateError, r"notices.reminder asks for \{slot\}"):
        compile_notice(NoticeKind.REMINDER, a_template(), a_letter(), details={"title": "x"})


def test_html_text_and_headers_of_the_sample_are_as_accepted(golden) -> None:
    for name in ("helder-moment", "brief"):
        html, text = a_reader_s(compile_issue(a_full_issue(), a_template(name), a_letter()))
        golden(f"rendering/{name}.html", html)
        golden(f"rendering/{name}.txt", text)


def test_reply_to_is_in_the_footer() -> None:
    html, text = a_reader_s(
        compile_issue(
            a_full_issue(), a_template(), a_letter(reply_to=EmailAddress("lotte", "example.org"))
        )
    )
    assert 'href="mailto:lotte@example.org"' in html
    assert "\nlotte@example.org\n" in text


def test_a_lead_in_stands_before_its_link_and_is_left_out_with_it() -> None:
    lead = rich("Wie moe is, rust eerst.")
    there = CrossLink("Een zachte week", "https://example.org/week", lead)
    for link, is_shown in [(there, True), (replace(there, url=None), False)]:
        edition = compile_issue(a_full_issue(blocks=(link,)), a_template(), a_letter())
        html, text = a_reader_s(edition)
        assert ("Wie moe is, rust eerst." in html) is is_shown
        assert ("Wie moe is, rust eerst." in text) is is_shown
    assert text.count("Een zachte week") == 0


def test_each_afterthought_keeps_its_own_mark_below_the_farewell() -> None:
    after = (PostScript("", rich("Eerst dit.")), PostScript("", rich("Dan dat."), "P.P.S."))
    issue = a_full_issue(blocks=(*after, Paragraph(rich("Gewoon."))), sign_off="Groet,\nLotte")
    for part in a_reader_s(compile_issue(issue, a_template(), a_letter())):
        words = re.sub(r"<[^>]+>|\s+", " ", part)
        order = ("Gewoon.", "Lotte", "P.S.", "Eerst dit.", "P.P.S.", "Dan dat.")
        places = [words.index(one) for one in order]
        assert places == sorted(places)
        assert words.count("P.P.S.") == 1
    assert "\nP.S. Eerst dit.\n" in part  # without a question, its words follow at once


def test_a_farewell_of_two_lines_stays_on_two_lines() -> None:
    issue = a_full_issue(sign_off="Hartelijke groet,\nDe redactie")
    letter = a_letter(voice=Voice())
    html, text = a_reader_s(compile_issue(issue, a_template(), letter))
    assert "Hartelijke groet,<br>De redactie" in html
    assert "Hartelijke groet,\nDe redactie\n" in text
